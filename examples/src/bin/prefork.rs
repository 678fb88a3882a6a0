//! A pre-fork server: one process listens, and several serve, each one request at a time, as
//! Apache's `prefork` does.
//!
//! The workers share one struct: what they have counted, and what they are configured to do. A
//! worker that is killed is replaced, and the request that it was serving is counted as lost: at
//! any moment `begun == served + lost + (how many workers are serving)`.
//!
//! ```sh
//! cargo run -p examples --bin prefork -- 127.0.0.1:8080 &
//! curl http://127.0.0.1:8080/                            # hello
//! curl -X POST http://127.0.0.1:8080/maintenance/on      # for all workers at once
//! curl http://127.0.0.1:8080/status
//! ```

use anyhow::{Context as _, Result, ensure};
use rustix::process::{Signal, WaitOptions, set_parent_process_death_signal, wait};
use serde::Serialize;
use std::env;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd as _, OwnedFd};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked, SyncError};

const WORKERS: usize = 4;

/// The environment variable under which the board is passed to workers.
const BOARD: &str = "PREFORK_BOARD";

/// What the processes share.
#[derive(SharedLocked, Serialize, Default)]
struct Board {
    maintenance: bool,
    begun: u64,
    served: u64,
    /// Requests whose worker died.
    lost: u64,
    /// Which workers are serving a request.
    serving: [bool; WORKERS],
}

fn main() -> Result<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    match &*arguments {
        [worker, slot] if worker == "--worker" => work(slot.parse()?),
        [address] => listen(address),
        _ => listen("127.0.0.1:8080"),
    }
}

/// The first process: starts the workers, and starts others in place of those that die.
fn listen(address: &str) -> Result<()> {
    let listener = TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    println!("listening on {}", listener.local_addr()?);
    let board = Shared::anonymous(Board::default())?;
    let start = |slot: usize| -> Result<Child> {
        let mut command = Command::new(env::current_exe()?);
        command.args(["--worker", &slot.to_string()]).stdin(Stdio::from(OwnedFd::from(listener.try_clone()?)));
        board.pass_to(&mut command, BOARD)?;
        Ok(command.spawn()?)
    };
    let mut workers = (0..WORKERS).map(start).collect::<Result<Vec<_>>>()?;
    loop {
        let Some((dead, status)) = wait(WaitOptions::empty())? else { continue };
        ensure!(status.signaled(), "a worker gave up");
        let slot = workers.iter().position(|worker| worker.id() == dead.as_raw_pid().cast_unsigned());
        let slot = slot.context("a process ended that is no worker")?;
        board.with_lock(|board| {
            board.lost += u64::from(board.serving[slot]);
            board.serving[slot] = false;
        })?;
        workers[slot] = start(slot)?;
    }
}

/// A worker.
fn work(slot: usize) -> Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let board = Shared::<Board>::inherit(BOARD)?;
    let listener = TcpListener::from(io::stdin().as_fd().try_clone_to_owned()?);
    loop {
        let (client, _) = listener.accept()?;
        board.with_lock(|board| {
            board.begun += 1;
            board.serving[slot] = true;
        })?;
        if let Err(error) = answer(&board, &client) {
            eprintln!("prefork: {error:#}");
        }
        board.with_lock(|board| {
            board.served += 1;
            board.serving[slot] = false;
        })?;
    }
}

fn answer(board: &Shared<Board>, mut client: &TcpStream) -> Result<()> {
    client.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(client).lines();
    let request = lines.next().context("no request")??;
    // The headers.
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}

    let set_maintenance = |on| board.with_lock(|board| board.maintenance = on);
    let now = board.load()?;
    let (status, body) = match request.split(" HTTP").next() {
        Some("GET /status") => ("200 OK", serde_json::to_string(&now)?),
        Some("POST /maintenance/on") => ("200 OK", done(set_maintenance(true))?),
        Some("POST /maintenance/off") => ("200 OK", done(set_maintenance(false))?),
        _ if now.maintenance => ("503 Service Unavailable", "come back later".into()),
        _ => ("200 OK", "hello".into()),
    };
    let length = body.len() + 1;
    write!(client, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}\n")?;
    Ok(())
}

fn done(outcome: Result<(), SyncError>) -> Result<String> {
    Ok(outcome.map(|()| "done".into())?)
}
