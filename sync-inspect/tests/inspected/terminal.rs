//! The program as a user has it, in a terminal: what stands on the screen while two other programs
//! work, and one of them is killed.

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::env;
use std::io::Read as _;
use std::process::Command;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::Shared;
use tests::{Actor, Name};
use vt100::Parser;

const ROWS: u16 = 24;

const PATIENCE: Duration = Duration::from_secs(30);

/// A terminal in which `sync-inspect` runs.
struct Terminal {
    parser: Parser,
    output: Receiver<Vec<u8>>,
    input: Box<dyn std::io::Write + Send>,
    child: Box<dyn Child + Send + Sync>,
}

impl Terminal {
    fn new(arguments: &[&str]) -> Self {
        let size = PtySize { rows: ROWS, cols: 160, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sync-inspect"));
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        let child = pair.slave.spawn_command(command).unwrap();
        // From now on the program alone has that side, so its end is the end of the output.
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let input = pair.master.take_writer().unwrap();
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            // Keeps the terminal as long as something may come.
            let _master = pair.master;
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { parser: Parser::new(size.rows, size.cols, 0), output, input, child }
    }

    /// The screen, without the blanks at the ends of lines.
    fn screen(&self) -> String {
        let contents = self.parser.screen().contents();
        contents.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
    }

    /// Waits until the screen has all these texts. No screen is missed, however short it is there.
    fn until(&mut self, wanted: &[&str]) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no {wanted:?} in {PATIENCE:?} on:\n{}", self.screen());
            let chunk = match self.output.recv_timeout(left) {
                Ok(chunk) => chunk,
                Err(RecvTimeoutError::Timeout) => panic!("no {wanted:?} in {PATIENCE:?} on:\n{}", self.screen()),
                Err(RecvTimeoutError::Disconnected) => panic!("it ended without {wanted:?} on:\n{}", self.screen()),
            };
            let mut found = None;
            for byte in chunk {
                self.parser.process(&[byte]);
                // A screen is whole when its last line is.
                if found.is_none() && byte == b'l' && self.parser.screen().cursor_position().0 == ROWS - 1 {
                    let screen = self.screen();
                    found = (screen.ends_with("scroll") && wanted.iter().all(|text| screen.contains(text)))
                        .then_some(screen);
                }
            }
            if let Some(screen) = found {
                return screen;
            }
        }
    }

    fn press(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Waits for the program's end: what it left on the screen, and its exit status.
    fn end(mut self) -> (String, u32) {
        while let Ok(chunk) = self.output.recv_timeout(PATIENCE) {
            self.parser.process(&chunk);
        }
        let status = self.child.wait().unwrap();
        (self.screen(), status.exit_code())
    }
}

/// The program in `examples/worker.rs`, which changes its segment once for each line that it is
/// told.
fn worker(arguments: &[&str]) -> Actor {
    let mut path = env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples/worker");
    if !path.exists() {
        // `cargo test` builds it, `cargo test --test inspected` does not.
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "sync-inspect", "--example", "worker"]);
        if path.iter().any(|part| part == "release") {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success());
    }
    let mut command = Command::new(path);
    command.args(arguments).env("STEPS", "1");
    let mut worker = Actor::spawn(command);
    worker.expect("ready");
    worker
}

fn step(worker: &mut Actor) {
    worker.tell("once more");
    worker.expect("changed");
}

/// The screen, with words for what differs from run to run, and two blanks between columns.
fn told(screen: &str, words: &[(&str, &str)]) -> String {
    let mut screen = screen.replace("musl", "glibc");
    for (there, word) in words {
        screen = screen.replace(there, word);
    }
    let columns =
        |line: &str| line.split("  ").filter(|part| !part.is_empty()).map(str::trim).collect::<Vec<_>>().join("  ");
    let lines = screen.lines().filter(|line| !line.starts_with("OPEN leaves out")).map(|line| {
        let mut words: Vec<_> = columns(line).split(' ').map(str::to_owned).collect();
        for index in 1..words.len() {
            let (before, here) = words.split_at_mut(index);
            match (before[index - 1].as_str(), here[0].as_str()) {
                // How old it is, of whom, and where it was made.
                (number, "s") if number.parse::<u32>().is_ok() => before[index - 1] = "N".into(),
                ("owner" | "namespace", _) => here[0] = "X".into(),
                ("=", _) if before[0].starts_with("owner.value") => here[0] = "N".into(),
                _ => {}
            }
        }
        words.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What is shown of the server, but for its version and its requests.
const HEADING: &str = "\
SERVER: Server
file: 1.3 KiB, made N s ago, owner X mode 0600
made for: format 3, glibc, 64-bit pointers, mutexes of 40 bytes, PID namespace X
lock: mutex, free, recoveries 0, open in 1 process
";
const FIELDS: &str = "
ratio = 0.5
mode = Limited
mode.Limited.rate = 100
mode.Limited.every = 1s
owner.value.started = N
owner.value.pid = N
owner.value.pid_namespace = N
owner.value.time_namespace = N
title = \"größe \\\"7\\\"\"
peers[0].address = 127.0.0.1
peers[0].port = 8080
latency = [0.25, 0.5, 1.0, NaN]
since = 2024-02-29T12:00:00Z";

#[test]
fn list_show_and_watch_while_a_worker_is_killed() {
    let (server, queue) = (Name::new("terminal-server"), Name::new("terminal-queue"));
    let mut first = worker(&["server", server.as_str()]);
    let mut second = worker(&["queue", queue.as_str()]);
    step(&mut second);
    let prefix = format!("{}terminal-", Name::prefix());
    let me = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
    let me = format!("  {}  ", me.trim());
    let words = [(server.as_str(), "SERVER"), (queue.as_str(), "QUEUE"), (&*me, "  ME  ")];

    let (screen, status) = Terminal::new(&["list", &prefix]).end();
    assert_eq!(status, 0);
    assert_eq!(
        told(&screen, &words),
        "NAME  TYPE  SIZE  AGE  OWNER  OPEN  HOLDER  RECOVERIES  VERSION\n\
         QUEUE  Queue  448 B  N s  ME  1  -  0  2\n\
         SERVER  Server  1.3 KiB  N s  ME  1  -  0  1"
    );

    let (screen, status) = Terminal::new(&["show", server.as_str()]).end();
    assert_eq!(status, 0);
    assert_eq!(told(&screen, &words), format!("{HEADING}version: 1\nrequests = 1{FIELDS}"));

    // It is watched while it changes.
    let mut watch = Terminal::new(&["watch", server.as_str(), "--interval", "0.05"]);
    watch.until(&["version: 1", "  requests = 1"]);
    step(&mut first);
    let screen = watch.until(&["version: 2 (+1)", "* requests = 2"]);
    let foot = "every 0.05 s  q: quit  arrows, page keys: scroll";
    let blank = "\n".repeat(24 - 20);
    assert_eq!(told(&screen, &words), format!("{HEADING}version: 2 (+1)\n\n* requests = 2{FIELDS}{blank}{foot}"));
    watch.until(&["version: 2", "  requests = 2"]);

    // A worker takes the lock, and is killed with it.
    let mut holder = worker(&["server", server.as_str(), "hold"]);
    let pid = holder.pid();
    watch.until(&[&format!("lock: mutex, process {pid} (worker), recoveries 0, open in 2 processes")]);
    holder.kill();
    watch.until(&["lock: mutex, free: its owner died, recoveries 0, open in 1 process"]);
    step(&mut first);
    watch.until(&["lock: mutex, free, recoveries 1, open in 1 process", "* requests = 3"]);

    // The keys are obeyed, and the terminal is as before.
    watch.press("q");
    assert_eq!(watch.end(), (String::new(), 0));

    // It ends with the segment.
    let mut watch = Terminal::new(&["watch", server.as_str(), "--interval", "0.05"]);
    watch.until(&["requests = 3"]);
    Shared::<u8>::unlink(server.as_str()).unwrap();
    let (screen, status) = watch.end();
    assert_eq!((&*told(&screen, &words), status), ("`SERVER` was unlinked; those who have it open keep it", 3));
    let (screen, status) = Terminal::new(&["show", server.as_str()]).end();
    assert_eq!(
        (&*told(&screen, &words), status),
        ("sync-inspect: there is no segment called `SERVER`; `sync-inspect list` shows those that there are", 3)
    );
}
