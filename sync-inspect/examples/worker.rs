//! Programs to try `sync-inspect` on. Each shares a struct, and changes it until it is killed or
//! its input ends:
//!
//! ```sh
//! cargo run -p sync-inspect --example worker -- server demo-server &
//! cargo run -p sync-inspect --example worker -- queue demo-queue &
//! cargo run -p sync-inspect -- watch demo-server
//! ```

use arrayvec::{ArrayString, ArrayVec};
use std::error::Error;
use std::io::{self, BufRead as _, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::thread;
use std::time::{Duration, SystemTime};
use sync_runtime::{Pod, ProcessId, Shared, SharedLocked};

#[derive(SharedLocked, Debug)]
struct Server {
    requests: u64,
    ratio: f64,
    mode: Mode,
    owner: Option<ProcessId>,
    title: ArrayString<32>,
    peers: ArrayVec<Peer, 4>,
    latency: [f32; 4],
    since: SystemTime,
}

#[derive(Pod, Debug)]
enum Mode {
    Idle,
    Limited { rate: u32, every: Duration },
}

#[derive(Pod, Debug)]
struct Peer {
    address: IpAddr,
    port: u16,
}

#[derive(SharedLocked, Debug)]
struct Queue {
    next: u32,
    jobs: [Option<u32>; 3],
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(what), Some(name)) = (arguments.next(), arguments.next()) else {
        return Err("which program, server or queue, and the segment's name?".into());
    };
    // `hold`: takes the lock once, and keeps it.
    let hold = arguments.next().is_some_and(|word| word == "hold");
    match what.as_str() {
        "server" => {
            let server = Shared::open_or_create(&name, server()?)?;
            if hold {
                let _guard = server.get_lock()?;
                return until_told();
            }
            work(|| server.with_lock(|server| server.requests += 1))
        }
        "queue" => {
            let queue = Shared::open_or_create(&name, Queue { next: 0, jobs: [None; 3] })?;
            work(|| {
                queue.with_lock(|queue| {
                    queue.jobs.rotate_left(1);
                    queue.jobs[2] = Some(queue.next);
                    queue.next += 1;
                })
            })
        }
        other => Err(format!("there is no program `{other}`").into()),
    }
}

fn server() -> Result<Server, Box<dyn Error>> {
    let peer = Peer { address: Ipv4Addr::LOCALHOST.into(), port: 8080 };
    Ok(Server {
        requests: 0,
        ratio: 0.5,
        mode: Mode::Limited { rate: 100, every: Duration::from_secs(1) },
        owner: Some(ProcessId::current()?),
        title: ArrayString::from("größe \"7\"").map_err(|error| error.to_string())?,
        peers: ArrayVec::from_iter([peer]),
        latency: [0.25, 0.5, 1.0, f32::NAN],
        since: SystemTime::UNIX_EPOCH + Duration::from_secs(1_709_208_000),
    })
}

/// Changes the value each time that a line is read, or a hundred times a second if the input is a
/// terminal or ends at once.
fn work(change: impl Fn() -> Result<(), sync_runtime::SyncError>) -> Result<(), Box<dyn Error>> {
    change()?;
    println!("ready");
    io::stdout().flush()?;
    if std::env::var_os("STEPS").is_some() {
        for line in io::stdin().lock().lines() {
            line?;
            change()?;
            println!("changed");
        }
        return Ok(());
    }
    loop {
        thread::sleep(Duration::from_millis(10));
        change()?;
    }
}

fn until_told() -> Result<(), Box<dyn Error>> {
    println!("ready");
    io::stdout().flush()?;
    io::stdin().read_line(&mut String::new())?;
    Ok(())
}
