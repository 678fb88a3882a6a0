//! What `prefork` promises: a worker that is killed is replaced, and no request is unaccounted for.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;

/// A running server. Its workers end when it is killed.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_prefork"));
        let mut process = command.arg("127.0.0.1:0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, address: line.trim_end().rsplit(' ').next().unwrap().into() }
    }

    /// The whole answer to a request, or what there is of it if the worker was killed.
    fn ask(&self, request: &str) -> String {
        let mut answer = String::new();
        let mut client = TcpStream::connect(&self.address).unwrap();
        let asked = write!(client, "{request} HTTP/1.1\r\nHost: here\r\n\r\n");
        // A connection that a dead worker leaves behind is reset.
        let _ = asked.and_then(|()| client.read_to_string(&mut answer));
        answer
    }

    fn board(&self) -> Value {
        loop {
            if let Some((_, body)) = self.ask("GET /status").split_once("\r\n\r\n") {
                let board: Value = serde_json::from_str(body).unwrap();
                let [begun, served, lost] = ["begun", "served", "lost"].map(|key| board[key].as_u64().unwrap());
                assert_eq!(begun, served + lost + serving(&board), "{board}");
                return board;
            }
        }
    }

    fn workers(&self) -> Vec<Pid> {
        let pid = self.process.id();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        children.split_whitespace().filter_map(|child| Pid::from_raw(child.parse().ok()?)).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn serving(board: &Value) -> u64 {
    board["serving"].as_array().unwrap().iter().filter(|serving| serving.as_bool() == Some(true)).count() as u64
}

#[test]
fn a_request_whose_worker_is_killed_is_counted_as_lost_and_the_worker_is_replaced() {
    let server = Server::start();
    let mut half = TcpStream::connect(&server.address).unwrap();
    half.write_all(b"GET / HT").unwrap();
    // The worker of that request, and the one that answers this.
    while serving(&server.board()) != 2 {}
    let killed = server.workers();
    for &worker in &killed {
        kill_process(worker, Signal::KILL).unwrap();
    }
    while server.board()["lost"] != 1 {}
    assert!(server.ask("GET /").ends_with("hello\n"));
    // They are replaced one after another, and the others answer meanwhile.
    while server.workers().iter().filter(|worker| !killed.contains(worker)).count() < 4 {}
}

#[test]
fn every_request_is_served_or_lost_while_workers_are_killed() {
    let server = Server::start();
    let answered: u64 = thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..100).filter(|_| server.ask("GET /").ends_with("hello\n")).count() as u64))
            .collect();
        for number in 0..20 {
            let workers = server.workers();
            // It may be dead, and its successor not started.
            let _ = workers.get(number % 4).map(|&worker| kill_process(worker, Signal::KILL));
            server.board();
        }
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    });
    // At most the kills, and no request more, went without an answer.
    assert!(answered >= 400 - 20, "{answered} of 400");
    let board = server.board();
    assert!(board["lost"].as_u64().unwrap() <= 20, "{board}");
}

#[test]
fn configuration_is_that_of_all_workers_at_once() {
    let server = Server::start();
    for (state, answer) in [("on", "come back later\n"), ("off", "hello\n")] {
        assert!(server.ask(&format!("POST /maintenance/{state}")).ends_with("done\n"));
        for _ in 0..20 {
            assert!(server.ask("GET /").ends_with(answer));
        }
    }
}
