//! `CPython`'s `multiprocessing.Value`, in an interpreter that is told what to measure and tells how long it took.

use super::Entrant;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

const SCRIPT: &str = include_str!("value.py");

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
        let mut child = Command::new("python3")
            .args(["-c", SCRIPT, &(bytes / 8).to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let orders = child.stdin.take()?;
        let answers = BufReader::new(child.stdout.take()?);
        Some(Self(Mutex::new(Interpreter { child, orders, answers })))
    }

    fn order(&self, what: &str, times: u64) -> Duration {
        let mut interpreter = self.0.lock().expect("lock");
        writeln!(interpreter.orders, "{what} {times}").expect("an interpreter that listens");
        let mut answer = String::new();
        interpreter.answers.read_line(&mut answer).expect("an interpreter that answers");
        Duration::from_nanos(answer.trim().parse().expect("nanoseconds"))
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
