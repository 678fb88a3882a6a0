//! Many processes at one name.

use clap::{Args, ValueEnum};
use std::process;
use std::thread;
use sync_runtime::{Shared, SyncError};
use tests::ptrace::marker;
use tests::values::{Meeting, Seal};

#[derive(Args)]
pub(crate) struct Meet {
    /// What the segments' names begin with.
    name: String,
    rounds: u32,
    /// How many meet.
    processes: u32,
}

impl Meet {
    /// For each round: the maker of the segment that this process got, and whether this process
    /// could `create` one more.
    pub(crate) fn run(self) {
        let meeting = Shared::<Meeting>::inherit("MEETING").unwrap();
        for round in 0..self.rounds {
            let (name, second) = (format!("{}-{round}", self.name), format!("{}-{round}-second", self.name));
            self.gather(&meeting);
            let shared = Shared::<Seal>::open_or_create(&name, Seal::by(process::id())).unwrap();
            let seal = shared.load().unwrap();
            assert!(seal.is_whole(), "{seal:?}");
            shared.with_lock(|seal| seal.joined += 1).unwrap();
            self.gather(&meeting);
            let created = match Shared::<Seal>::create(&second, Seal::by(process::id())) {
                Ok(_) => true,
                Err(SyncError::AlreadyExists { .. }) => false,
                Err(error) => panic!("{error}"),
            };
            self.gather(&meeting);
            assert_eq!(shared.load().unwrap().joined, self.processes);
            println!("{} {created}", seal.maker);
            if created {
                Shared::<Seal>::unlink(&name).unwrap();
                Shared::<Seal>::unlink(&second).unwrap();
            }
        }
    }

    /// Waits until all are here.
    fn gather(&self, meeting: &Shared<Meeting>) {
        let place = meeting.with_lock(|meeting| {
            meeting.arrived += 1;
            meeting.arrived
        });
        let turn = place.unwrap().next_multiple_of(self.processes);
        while meeting.load().unwrap().arrived < turn {
            thread::yield_now();
        }
    }
}

#[derive(Args)]
pub(crate) struct Blink {
    name: String,
    times: u32,
}

impl Blink {
    pub(crate) fn run(self) {
        let done = Shared::<bool>::inherit("DONE").unwrap();
        for _ in 0..self.times {
            let shared = Shared::<Seal>::create(&self.name, Seal::by(process::id())).unwrap();
            drop(shared);
            Shared::<Seal>::unlink(&self.name).unwrap();
        }
        done.store(true).unwrap();
    }
}

#[derive(Args)]
pub(crate) struct Glimpse {
    name: String,
}

impl Glimpse {
    /// Says how often it found the segment, and how often there was none.
    pub(crate) fn run(self) {
        let done = Shared::<bool>::inherit("DONE").unwrap();
        let (mut found, mut missed) = (0, 0);
        println!("ready");
        while !done.load().unwrap() {
            match Shared::<Seal>::open(&self.name) {
                Ok(shared) => {
                    let seal = shared.load().unwrap();
                    assert!(seal.is_whole(), "{seal:?}");
                    found += 1;
                }
                Err(SyncError::NotFound { .. }) => missed += 1,
                Err(error) => panic!("{error}"),
            }
        }
        println!("{found} {missed}");
    }
}

#[derive(Args)]
pub(crate) struct Make {
    how: How,
    name: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum How {
    Create,
    OpenOrCreate,
    Anonymous,
}

impl Make {
    pub(crate) fn run(self) {
        let seal = Seal::by(1);
        marker();
        let made = match self.how {
            How::Create => Shared::create(&self.name, seal),
            How::OpenOrCreate => Shared::open_or_create(&self.name, seal),
            How::Anonymous => Shared::anonymous(seal),
        };
        marker();
        made.unwrap();
    }
}
