//! `CPython`'s `multiprocessing.Value` and `Condition`, in an interpreter that is told what to
//! measure and tells how long it took.

use super::Entrant;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

const VALUE: &str = include_str!("value.py");
const CONDITION: &str = include_str!("condition.py");

/// A value in a Python process of its own, for a single process. Python measures the time itself.
pub struct Value(Mutex<Interpreter>);

struct Interpreter {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Value {
    /// Starts an interpreter, if there is one.
    pub fn start(bytes: usize) -> Option<Self> {
        Some(Self(Mutex::new(Interpreter::start(VALUE, bytes / 8)?)))
    }

    fn order(&self, what: &str, times: u64) -> Duration {
        let [nanoseconds] = self.0.lock().expect("lock").order(what, times);
        Duration::from_nanos(nanoseconds)
    }
}

/// Processes that wait for a `multiprocessing.Condition`.
pub struct Condition(Interpreter);

/// What came of a notification.
#[derive(Debug, Clone, Copy)]
pub struct Notified {
    /// How much processor time it took to change the value and to notify.
    pub cost: Duration,
    /// How long it was from before that until a waiter had the lock.
    pub latency: Duration,
    /// How many have woken since the beginning.
    pub woken: u64,
}

impl Condition {
    /// Starts an interpreter, if there is one, and so many waiters.
    pub fn start(waiters: usize) -> Option<Self> {
        Interpreter::start(CONDITION, waiters).map(Self)
    }

    pub fn notify(&mut self) -> Notified {
        let [cost, latency, woken] = self.0.order("notify", 1);
        Notified { cost: Duration::from_nanos(cost), latency: Duration::from_nanos(latency), woken }
    }
}

impl Interpreter {
    fn start(script: &str, argument: usize) -> Option<Self> {
        let mut child = Command::new("python3")
            .args(["-c", script, &argument.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let orders = child.stdin.take()?;
        let answers = BufReader::new(child.stdout.take()?);
        Some(Self { child, orders, answers })
    }

    /// Gives an order; returns the numbers that are answered.
    fn order<const N: usize>(&mut self, what: &str, times: u64) -> [u64; N] {
        writeln!(self.orders, "{what} {times}").expect("an interpreter that listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("an interpreter that answers");
        let mut numbers = answer.split_whitespace().map(|number| number.parse().expect("a number"));
        std::array::from_fn(|_| numbers.next().expect("as many numbers as were asked for"))
    }
}

impl Entrant for Value {
    fn add(&self, times: u64) {
        self.order("add", times);
    }

    fn work(&self, _: u64, _: u32) {
        unreachable!("workers in Python are started by `contend`");
    }

    fn read(&self, times: u64) {
        self.order("read", times);
    }

    fn wait(&self) -> Duration {
        self.order("add", 1)
    }

    fn time_add(&self, times: u64) -> Duration {
        self.order("add", times)
    }

    fn time_read(&self, times: u64) -> Duration {
        self.order("read", times)
    }
}

impl Drop for Interpreter {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
