//! The viewer: shows what is there, without the lock.

use crate::buffer::{Buffer, NAMES};
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};
use sync_runtime::{Shared, Timeout};

/// How often a line is printed.
const FRAME: Duration = Duration::from_millis(50);

/// Looks at every new state that it can, and prints some. It only loads, so nobody ever waits for
/// it.
pub(crate) fn run(buffer: &Shared<Buffer>) -> Result<()> {
    let (mut states, mut printed) = (0_u64, None::<Instant>);
    println!("{:>10} {:>5}  {}", "version", "valid", NAMES.map(|name| format!("{name:>11}")).join(" "));
    let mut state = buffer.snapshot()?;
    loop {
        states += 1;
        ensure!(state.value.is_whole(), "parts of different states: {:?}", state.value);
        if state.value.stop || printed.is_none_or(|printed| printed.elapsed() >= FRAME) {
            printed = Some(Instant::now());
            let values = state.value.parameters.map(|parameter| format!("{:>11.3}", parameter.value));
            println!("{:>10} {:>5}  {}", state.version, state.value.valid, values.join(" "));
        }
        if state.value.stop {
            println!("the viewer saw {states} states, all of them whole");
            return Ok(());
        }
        if let Some(newer) = buffer.load_newer(state.version, Timeout::Never)? {
            state = newer;
        }
    }
}
