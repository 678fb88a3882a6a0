//! The driver: the only process that talks to the device.

use crate::buffer::{Bitmap, Buffer, ENCODER, GOAL, MAX_SPEED, POSITION, TEMPERATURE, VELOCITY, encoder};
use crate::motor::{Motor, exchange};
use anyhow::Result;
use sync_runtime::{Shared, Timeout};

/// Does what it is asked to, until all is done and all are to end. It may be killed anywhere.
pub(crate) fn run(buffer: &Shared<Buffer>, motor: &Shared<Motor>) -> Result<()> {
    buffer.with_lock(Buffer::begin_driver)?;
    buffer.notify_all();
    loop {
        let mut guard = buffer.wait_until(Timeout::Never, |buffer| buffer.stop || buffer.has_requests())?;
        if !guard.has_requests() {
            return Ok(());
        }
        let requests = guard.fetch_requests();
        let wish = |number: usize| contains(requests.write, number).then_some(guard.parameters[number].value);
        let (goal, max_speed) = (wish(GOAL), wish(MAX_SPEED));
        // The device is slow: nobody has to wait for it at the lock.
        drop(guard);
        let now = exchange(motor, goal, max_speed)?;
        let readings = [
            (POSITION, now.position),
            (ENCODER, encoder(now.position)),
            (VELOCITY, now.velocity),
            (TEMPERATURE, now.temperature),
            (GOAL, now.goal),
            (MAX_SPEED, now.max_speed),
        ];
        let asked_for = readings.into_iter().filter(|(number, _)| contains(requests.update, *number));
        buffer.with_lock(|buffer| buffer.finish(asked_for))?;
        buffer.notify_all();
    }
}

fn contains(bitmap: Bitmap, number: usize) -> bool {
    bitmap & (1 << number) != 0
}
