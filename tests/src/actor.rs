//! A child process that is told what to do, line by line, and answers in lines.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;

/// A running program of this package. It is killed when this is dropped.
#[derive(Debug)]
pub struct Actor {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Actor {
    /// Starts the program.
    #[must_use]
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, input, output }
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Writes it a line.
    pub fn tell(&mut self, line: &str) {
        let input = self.input.as_mut().expect("its input is open");
        writeln!(input, "{line}").unwrap();
        input.flush().unwrap();
    }

    /// The next line it writes; panics if it ends first.
    pub fn hear(&mut self) -> String {
        let mut line = String::new();
        assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "process {} ended without a word", self.pid());
        line.trim_end().to_owned()
    }

    /// Waits until it writes `line`.
    pub fn expect(&mut self, line: &str) {
        assert_eq!(self.hear(), line);
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: i32) {
        // SAFETY: takes no pointer; the child was not waited for, so the id is still its own.
        assert_eq!(unsafe { libc::kill(self.pid().cast_signed(), signal) }, 0);
    }

    /// Stops it wherever it is, and waits until it has stopped.
    pub fn stop(&self) {
        self.signal(libc::SIGSTOP);
        let mut status = 0;
        // SAFETY: `status` is an integer to be written.
        let found = unsafe { libc::waitpid(self.pid().cast_signed(), &raw mut status, libc::WUNTRACED) };
        assert_eq!(found, self.pid().cast_signed());
        assert!(libc::WIFSTOPPED(status), "expected a stopped process, found status {status:#x}");
    }

    /// Kills it with SIGKILL and waits until it is gone.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().signal(), Some(libc::SIGKILL));
    }

    /// Closes its input, waits until it ends, and returns the rest of what it wrote.
    #[must_use]
    pub fn finish(mut self) -> (ExitStatus, String) {
        drop(self.input.take());
        let rest = std::io::read_to_string(&mut self.output).unwrap();
        (self.child.wait().unwrap(), rest)
    }

    /// [`finish`](Self::finish), for one that must succeed.
    #[allow(clippy::must_use_candidate, reason = "many have nothing to say")]
    pub fn succeed(self) -> String {
        let (status, rest) = self.finish();
        assert!(status.success(), "{status}: {rest}");
        rest
    }
}

impl Drop for Actor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until a thread of any process sleeps in a futex call. See `proc_pid_syscall(5)`.
pub fn until_it_waits(tid: u32) {
    let futex = libc::SYS_futex.to_string();
    loop {
        let text = fs::read_to_string(format!("/proc/{tid}/syscall")).unwrap();
        if text.split_whitespace().next() == Some(&futex) {
            return;
        }
        thread::yield_now();
    }
}
