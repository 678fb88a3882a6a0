//! The parameters of a motor controller, in a buffer that a driver, a controller and a viewer
//! share; the driver may be killed.
//!
//! Read [`buffer`] first: the one struct that is shared, and what may be done with it. The
//! [`driver`] is the only process that talks to the [`motor`]; the [`control`] process asks it for
//! readings and tells it where to go; the [`viewer`] only loads, and hinders nobody. This file
//! starts them, kills the driver if asked to, and starts another.

mod buffer;
mod control;
mod driver;
mod motor;
mod viewer;

use anyhow::{Context as _, Result, ensure};
use buffer::{Buffer, GOAL};
use clap::{Parser, ValueEnum};
use motor::Motor;
use rand::Rng as _;
use std::env;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::Shared;

/// A motor is moved to and fro by processes that share its controller's parameters.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// How long
    #[arg(long, value_name = "S", default_value_t = 2.0, value_parser = seconds)]
    seconds: f64,
    /// How often the driver is killed with SIGKILL, at random moments; another takes its place
    #[arg(long, value_name = "N", default_value_t = 0)]
    kill: u32,
    /// Which process to be; only the one that the user starts says so
    #[arg(long, hide = true)]
    role: Option<Role>,
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if (0.0..=3600.0).contains(&seconds) { Ok(seconds) } else { Err("from 0 to 3600".into()) }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Role {
    Driver,
    Control,
    Viewer,
}

/// The environment variables under which the buffer and the motor are passed.
const BUFFER: &str = "BUFFER";
const MOTOR: &str = "MOTOR";

fn main() -> Result<()> {
    let args = Args::parse();
    match args.role {
        None => Supervisor::new()?.run(&args),
        Some(Role::Driver) => driver::run(&Shared::inherit(BUFFER)?, &Shared::inherit(MOTOR)?),
        Some(Role::Control) => control::run(&Shared::inherit(BUFFER)?),
        Some(Role::Viewer) => viewer::run(&Shared::inherit(BUFFER)?),
    }
}

struct Supervisor {
    buffer: Shared<Buffer>,
    motor: Shared<Motor>,
}

impl Supervisor {
    fn new() -> Result<Self> {
        Ok(Self { buffer: Shared::anonymous(Buffer::new())?, motor: Shared::anonymous(Motor::new())? })
    }

    fn run(&self, args: &Args) -> Result<()> {
        let viewer = self.start(Role::Viewer)?;
        let control = self.start(Role::Control)?;
        let mut driver = self.start(Role::Driver)?;
        let begin = Instant::now();
        for moment in moments(args) {
            thread::sleep(moment.saturating_sub(begin.elapsed()));
            driver = self.replace(driver)?;
        }
        thread::sleep(Duration::from_secs_f64(args.seconds).saturating_sub(begin.elapsed()));

        self.buffer.with_lock(|buffer| buffer.stop = true)?;
        self.buffer.notify_all();
        for (name, mut child) in [("control", control), ("driver", driver), ("viewer", viewer)] {
            let status = child.wait()?;
            ensure!(status.success(), "the {name} process failed: {status}");
        }
        self.report(args)
    }

    fn start(&self, role: Role) -> Result<Child> {
        let mut command = Command::new(env::current_exe()?);
        let role = role.to_possible_value().context("a role without a name")?;
        command.args(["--role", role.get_name()]);
        self.buffer.pass_to(&mut command, BUFFER)?;
        self.motor.pass_to(&mut command, MOTOR)?;
        command.spawn().context("cannot start a process")
    }

    /// Kills the driver wherever it is, and starts another.
    fn replace(&self, mut driver: Child) -> Result<Child> {
        driver.kill()?;
        let status = driver.wait()?;
        ensure!(status.signal().is_some(), "the driver ended by itself: {status}");
        // What is there is whole, but nobody reads the motor any more.
        self.buffer.with_lock(|buffer| buffer.valid = false)?;
        self.start(Role::Driver)
    }

    fn report(&self, args: &Args) -> Result<()> {
        let buffer = self.buffer.load()?;
        let motor = self.motor.load()?;
        let died_inside = self.buffer.recoveries();
        println!(
            "{} drivers, {} killed, {died_inside} of them while they held the lock; {} readings, {} goals",
            buffer.drivers, args.kill, buffer.readings, buffer.goals
        );
        // Each wish was carried out, though drivers died with wishes in their hands.
        let wish = buffer.parameters[GOAL].value;
        ensure!(motor.goal.to_bits() == wish.to_bits(), "the motor goes to {}, not to {wish}", motor.goal);
        Ok(())
    }
}

/// When to kill: one moment at random in each of so many equal parts of the time.
fn moments(args: &Args) -> Vec<Duration> {
    let part = args.seconds / f64::from(args.kill.max(1));
    let mut rng = rand::rng();
    (0..args.kill).map(|number| Duration::from_secs_f64(part * (f64::from(number) + rng.random::<f64>()))).collect()
}
