//! The device: its registers, which its driver alone reads and writes, and which go on when the
//! driver dies.

use std::time::Duration;
use sync_runtime::{Shared, SharedLocked};

/// Registers, as a device has them: each is whole by itself, and there is no lock.
#[derive(SharedLocked, Debug, Clone, Copy)]
#[shared(lock = none)]
pub(crate) struct Motor {
    pub(crate) position: f64,
    pub(crate) velocity: f64,
    pub(crate) temperature: f64,
    pub(crate) goal: f64,
    pub(crate) max_speed: f64,
}

impl Motor {
    /// How long an exchange with the device takes, and how long the motor moves meanwhile.
    pub(crate) const CYCLE: Duration = Duration::from_millis(1);

    pub(crate) fn new() -> Self {
        Self { position: 0.0, velocity: 0.0, temperature: 20.0, goal: 0.0, max_speed: 1.0 }
    }

    /// Moves towards the goal for the time of a cycle.
    fn moved(mut self) -> Self {
        let cycle = Self::CYCLE.as_secs_f64();
        self.velocity = ((self.goal - self.position) / cycle).clamp(-self.max_speed, self.max_speed);
        self.position += self.velocity * cycle;
        self.temperature += (20.0 + self.velocity.abs() - self.temperature) * cycle;
        self
    }
}

/// One exchange with the device: writes what is wanted, lets it move, and reads.
pub(crate) fn exchange(registers: &Shared<Motor>, goal: Option<f64>, max_speed: Option<f64>) -> anyhow::Result<Motor> {
    let mut motor = registers.load()?;
    motor.goal = goal.unwrap_or(motor.goal);
    motor.max_speed = max_speed.unwrap_or(motor.max_speed);
    std::thread::sleep(Motor::CYCLE);
    registers.store(motor.moved())?;
    Ok(registers.load()?)
}
