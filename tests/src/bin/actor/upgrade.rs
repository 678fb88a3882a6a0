//! Programs of two versions at one segment.

use clap::Args;
use std::io;
use sync_runtime::{Shared, SyncError};
use tests::ptrace::marker;
use tests::values::{FormerCount, GrownCount, NewCount};

#[derive(Args)]
pub(crate) struct CountFormer {
    name: String,
}

impl CountFormer {
    /// Counts until the segment is superseded, and says how far it came.
    pub(crate) fn run(self) {
        let shared = Shared::<FormerCount>::open(&self.name).unwrap();
        println!("open");
        let mut counted = 0_u64;
        loop {
            let outcome = shared.with_lock(|former| {
                former.count += 1;
                former.again += 1;
            });
            match outcome {
                Ok(()) => counted += 1,
                Err(SyncError::Superseded) => break,
                Err(error) => panic!("{error}"),
            }
        }
        assert!(matches!(shared.get_lock(), Err(SyncError::Superseded)));
        let last = shared.load().unwrap();
        assert_eq!(last.count, last.again);
        println!("{counted}");
    }
}

#[derive(Args)]
pub(crate) struct CountNew {
    name: String,
    times: u32,
    /// Wait for a word first.
    #[arg(long)]
    wait: bool,
    /// Open the segment between two markers.
    #[arg(long)]
    marked: bool,
}

impl CountNew {
    /// Upgrades the segment, unless another process has, and counts.
    pub(crate) fn run(self) {
        if self.wait {
            println!("ready");
            io::stdin().read_line(&mut String::new()).unwrap();
        }
        let options = Shared::<NewCount>::options().upgrade_from::<FormerCount>(NewCount::from);
        if self.marked {
            marker();
        }
        let shared = options.open(&self.name).unwrap();
        if self.marked {
            marker();
        }
        for _ in 0..self.times {
            shared
                .with_lock(|new| {
                    new.count += 1;
                    new.by_new += 1;
                    new.again += 1;
                })
                .unwrap();
        }
    }
}

#[derive(Args)]
pub(crate) struct CountGrown {
    name: String,
    times: u32,
}

impl CountGrown {
    /// Opens the segment, which upgrades it unless another process has, and counts.
    pub(crate) fn run(self) {
        let shared = Shared::<GrownCount>::open(&self.name).unwrap();
        for _ in 0..self.times {
            shared
                .with_lock(|grown| {
                    grown.count += 1;
                    grown.again += 1;
                    grown.by_new += 1;
                })
                .unwrap();
        }
    }
}
