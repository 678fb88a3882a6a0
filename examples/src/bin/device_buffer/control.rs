//! The control process: sends the motor to and fro.

use crate::buffer::{Buffer, ENCODER, GOAL, MAX_SPEED, POSITION, TEMPERATURE, VELOCITY};
use anyhow::Result;
use sync_runtime::{Shared, Timeout};

/// How near to its goal the motor has to come.
const NEAR: f64 = 0.001;

/// A loop: waits for a reading, decides, and asks for the next one.
pub(crate) fn run(buffer: &Shared<Buffer>) -> Result<()> {
    // Beyond the limits: what counts is what `set` makes of it.
    let mut wish = 10.0;
    let mut goal = buffer.transact(|buffer| {
        buffer.set(MAX_SPEED, 30.0)?;
        ask(buffer)?;
        buffer.set(GOAL, wish)
    })?;
    buffer.notify_all();
    loop {
        // While the driver is dead this waits: for its successor, not for the lock.
        let mut guard =
            buffer.wait_until(Timeout::Never, |buffer| buffer.stop || (buffer.valid && buffer.is_settled()))?;
        if guard.stop {
            return Ok(());
        }
        if (guard.parameters[POSITION].value - goal).abs() < NEAR {
            wish = -wish;
            goal = guard.set(GOAL, wish)?;
            guard.goals += 1;
        }
        ask(&mut guard)?;
        drop(guard);
        buffer.notify_all();
    }
}

/// Asks for everything that changes by itself. What belongs together is asked for together.
fn ask(buffer: &mut Buffer) -> Result<(), crate::buffer::NotAllowed> {
    [POSITION, ENCODER, VELOCITY, TEMPERATURE].into_iter().try_for_each(|number| buffer.request_update(number))
}
