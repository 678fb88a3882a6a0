//! Frames of a megabyte: one process films, others take the newest whole frame, each at its own
//! speed.
//!
//! A frame is too large to be copied for each lock, so it is replaced where it is. A reader never
//! sees parts of two frames, and the producer never waits for a reader. The producer may be killed
//! at any instruction: readers keep the last whole frame.
//!
//! The film is any file. A frame shows a part of it, and each frame a part further on, so a reader
//! knows what a whole frame is.
//!
//! ```sh
//! cargo run --release -p examples --bin frames -- check    # kills a producer that three read from
//! ```

use anyhow::{Context as _, Result, ensure};
use clap::{Args, Parser, Subcommand, value_parser};
use std::io::{self, Seek as _};
use std::path::PathBuf;
use std::process::{self, Child, Command};
use std::time::{Duration, Instant};
use std::{env, fs, thread};
use sync_runtime::{Shared, SharedLocked};

const FRAME: usize = 1 << 20;

/// What the processes share: the newest frame.
#[derive(SharedLocked)]
#[shared(in_place)]
struct Camera {
    number: u64,
    pixels: [u8; FRAME],
}

/// Shares a camera's newest frame between processes.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
    #[command(flatten)]
    film: Film,
}

#[derive(Args)]
struct Film {
    /// The file that is filmed
    #[arg(long, global = true, default_value = "/proc/self/exe")]
    film: PathBuf,
    /// Frames a second
    #[arg(long, global = true, default_value_t = 60, value_parser = value_parser!(u32).range(1..))]
    hz: u32,
}

#[derive(Subcommand)]
enum Task {
    /// Writes frames for ever, and prints how many nanoseconds each took
    Produce { name: String },
    /// Takes the newest frame again and again for a while, and says what it saw
    Read {
        name: String,
        #[arg(long, default_value_t = 20.0)]
        seconds: f64,
    },
    /// Kills a producer again and again while others read, and says what they saw and what a frame
    /// took
    Check {
        #[arg(long, default_value_t = 20.0)]
        seconds: f64,
        /// How often the producer is killed meanwhile
        #[arg(long, default_value_t = 20, value_parser = value_parser!(u32).range(1..))]
        kill: u32,
        #[arg(long, default_value_t = 3)]
        readers: usize,
    },
}

fn main() -> Result<()> {
    let Arguments { task, film } = Arguments::parse();
    let period = Duration::from_secs(1) / film.hz;
    match task {
        Task::Produce { name } => produce(&open(&name)?, &film.load()?, period),
        Task::Read { name, seconds } => read(&open(&name)?, &film.load()?, period, Duration::from_secs_f64(seconds)),
        Task::Check { seconds, kill, readers } => {
            let name = format!("frames-{}", process::id());
            let outcome = check(&film, &name, seconds, kill, readers);
            Shared::<Camera>::unlink(&name)?;
            outcome
        }
    }
}

/// The first process makes it, with a black frame.
fn open(name: &str) -> Result<Shared<Camera>> {
    Ok(Shared::<Camera>::open_or_create_with(name, |_| Ok(()))?)
}

fn produce(camera: &Shared<Camera>, film: &[u8], period: Duration) -> Result<()> {
    let mut due = Instant::now();
    loop {
        let begun = Instant::now();
        camera.with_lock(|camera| {
            let number = camera.number().add(1)?;
            camera.pixels().copy_from_slice(picture(film, number))
        })?;
        println!("{}", begun.elapsed().as_nanos());
        due += period;
        thread::sleep(due.saturating_duration_since(Instant::now()));
    }
}

fn read(camera: &Shared<Camera>, film: &[u8], period: Duration, duration: Duration) -> Result<()> {
    let (begun, mut pixels) = (Instant::now(), vec![0; FRAME]);
    let (mut last, mut frames, mut skipped, mut torn) = (0, 0, 0, 0);
    while begun.elapsed() < duration {
        let number = camera.view(|camera| {
            camera.pixels().copy_into(&mut pixels)?;
            camera.number().get()
        })?;
        if number > last {
            frames += 1;
            skipped += if last > 0 { number - last - 1 } else { 0 };
            torn += u64::from(pixels != picture(film, number));
            last = number;
        }
        // At its own speed. `view_newer` sleeps until there is a frame, but then the producer has
        // to wake those who sleep.
        thread::sleep(period);
    }
    println!("a reader took {frames} frames, skipped {skipped}, and saw {torn} torn");
    ensure!(torn == 0, "the promise was broken");
    Ok(())
}

impl Film {
    /// Its bytes, as often as it takes to have more than a frame.
    fn load(&self) -> Result<Vec<u8>> {
        let mut film = fs::read(&self.film).with_context(|| format!("cannot read {}", self.film.display()))?;
        ensure!(!film.is_empty(), "{} is empty", self.film.display());
        while film.len() < 2 * FRAME {
            film.extend_from_within(..);
        }
        Ok(film)
    }
}

/// What the frame with this number shows: a part of the film, further on than the frame before.
fn picture(film: &[u8], number: u64) -> &[u8] {
    let number = usize::try_from(number).unwrap_or_default();
    &film[number * 4096 % (film.len() - FRAME)..][..FRAME]
}

fn check(film: &Film, name: &str, seconds: f64, kills: u32, readers: usize) -> Result<()> {
    let camera = open(name)?;
    let start = |task: &str| -> Result<Command> {
        let mut command = Command::new(env::current_exe()?);
        command.arg("--film").arg(&film.film).args(["--hz", &film.hz.to_string(), task, name]);
        Ok(command)
    };
    let duration = Duration::from_secs_f64(seconds);
    let alone = film_for(&camera, duration / 4, kills.div_ceil(4), || start("produce"))?;
    let reader = |_| -> Result<Child> { Ok(start("read")?.args(["--seconds", &seconds.to_string()]).spawn()?) };
    let readers: Vec<_> = (0..readers).map(reader).collect::<Result<_>>()?;
    let watched = film_for(&camera, duration, kills, || start("produce"))?;
    for mut reader in readers {
        ensure!(reader.wait()?.success(), "a reader failed");
    }
    let [alone, watched] =
        [("alone", kills.div_ceil(4), alone), ("read", kills, watched)].map(|(how, kills, Filmed { times, amid })| {
            let at = |part| times[(times.len() - 1) * part / 100];
            println!("{how}: {} frames, {kills} producers killed, {amid} in the midst of a frame", times.len());
            println!("{how}: a frame took {} µs, 99 of 100 at most {} µs", at(50) / 1000, at(99) / 1000);
            Duration::from_nanos(at(50))
        });
    println!("ratio {:.3}", watched.div_duration_f64(alone));
    Ok(())
}

/// What killed producers have done.
struct Filmed {
    /// How many nanoseconds each frame took, sorted.
    times: Vec<u64>,
    /// How many were killed in the midst of a frame.
    amid: u32,
}

/// Lets a producer film for so long, and kills it so often in the midst of a frame, the last time
/// at the end.
fn film_for(
    camera: &Shared<Camera>,
    duration: Duration,
    kills: u32,
    producer: impl Fn() -> Result<Command>,
) -> Result<Filmed> {
    let (mut printed, mut amid, begun) = (tempfile::tempfile()?, 0, Instant::now());
    for turn in 1..=kills {
        let seen = camera.version();
        let mut producer = producer()?.stdout(printed.try_clone()?).spawn()?;
        // When it films its second frame, it has printed what the first one took.
        while camera.version() < seen + 2 {
            let newer = camera.view_newer(camera.version(), Duration::from_secs(30), |_| Ok(()))?;
            ensure!(newer.is_some(), "the producer films nothing");
        }
        thread::sleep((duration * turn / kills).saturating_sub(begun.elapsed()));
        // In the midst of a frame it has the lock. On a busy machine that may be missed.
        let give_up = Instant::now() + Duration::from_millis(100);
        while camera.try_get_lock().is_ok() && Instant::now() < give_up {
            thread::sleep(Duration::from_micros(1));
        }
        producer.kill()?;
        producer.wait()?;
        amid += u32::from(camera.get_lock()?.recovered());
    }
    printed.rewind()?;
    let mut times: Vec<u64> = io::read_to_string(printed)?.lines().map(str::parse).collect::<Result<_, _>>()?;
    times.sort_unstable();
    Ok(Filmed { times, amid })
}
