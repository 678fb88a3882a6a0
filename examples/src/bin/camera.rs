//! A camera pipeline: one process films, others look at the newest frame, each at its own speed.
//!
//! A frame is one shared value, so a viewer never sees half of a frame, and never makes the camera
//! wait. A viewer that is slow skips frames. Any of the processes may be killed and started again.
//!
//! ```sh
//! ffmpeg -loglevel quiet -i film.mp4 -vf scale=160:120 -pix_fmt rgb24 -f rawvideo - | cargo run --bin camera film front &
//! cargo run --bin camera watch front
//! cargo run --bin camera remove front
//! ```

use anyhow::{Context as _, Result};
use clap::{Parser, ValueEnum};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::time::{Duration, SystemTime};
use sync_runtime::{Shared, SharedLocked, zeroed};

const WIDTH: usize = 160;
const HEIGHT: usize = 120;

/// What the processes share: the newest frame.
#[derive(SharedLocked)]
struct Frame {
    number: u64,
    taken: SystemTime,
    /// Rows of red, green and blue.
    pixels: [u8; WIDTH * HEIGHT * 3],
}

/// Shares a camera's newest frame between processes.
#[derive(Parser)]
#[command(version)]
struct Args {
    task: Task,
    /// The camera's name
    name: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Task {
    /// Reads raw RGB frames of 160 x 120 from standard input, until it ends
    Film,
    /// Prints a line for each frame that it sees, until the camera is removed
    Watch,
    /// Removes the camera
    Remove,
}

fn main() -> Result<()> {
    let Args { task, name } = Args::parse();
    if let Task::Remove = task {
        return Ok(Shared::<Frame>::unlink(&name)?);
    }
    // The first process makes it, with a black frame.
    let camera = Shared::<Frame>::open_or_create(&name, zeroed()?)?;
    if let Task::Film = task { film(&camera) } else { watch(&camera) }
}

fn film(camera: &Shared<Frame>) -> Result<()> {
    // A frame is read before the lock is taken, so the lock never waits for the input.
    let mut pixels = vec![0; WIDTH * HEIGHT * 3];
    loop {
        match io::stdin().read_exact(&mut pixels) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            outcome => outcome.context("cannot read a frame")?,
        }
        let taken = SystemTime::now();
        camera.with_lock(|frame| {
            frame.number += 1;
            frame.taken = taken;
            frame.pixels.copy_from_slice(&pixels);
        })?;
    }
}

fn watch(camera: &Shared<Frame>) -> Result<()> {
    // Version 0 is the black frame. Each later one was filmed.
    let mut seen = 0;
    let mut last = None;
    while !camera.is_unlinked()? {
        let Some(newest) = camera.load_newer(seen, Duration::from_millis(100))? else { continue };
        seen = newest.version;
        let Frame { number, taken, pixels } = newest.value;
        let skipped = last.replace(number).map_or(0, |last| number - last - 1);
        let age = taken.elapsed().unwrap_or_default();
        let (darkest, brightest) = pixels.iter().fold((u8::MAX, 0), |(min, max), &p| (p.min(min), p.max(max)));
        writeln!(io::stdout(), "frame {number} brightness {darkest} to {brightest} skipped {skipped} age {age:?}")?;
    }
    Ok(())
}
