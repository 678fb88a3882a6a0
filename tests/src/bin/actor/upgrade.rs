//! Programs of two versions at one segment.

use clap::Args;
use std::io;
use sync_runtime::{Shared, SyncError};
use tests::ptrace::marker;
use tests::values::{FormerCount, FormerSheet, GrownCount, NewCount, NewSheet};

#[derive(Args)]
pub(crate) struct CountFormer {
    name: String,
    /// The value is changed in place.
    #[arg(long)]
    in_place: bool,
}

impl CountFormer {
    /// Counts until the segment is superseded, and says how far it came.
    pub(crate) fn run(self) {
        if self.in_place {
            let shared = Shared::<FormerSheet>::open(&self.name).unwrap();
            let counted = count(|| shared.with_lock(FormerSheet::raise));
            assert!(matches!(shared.get_lock(), Err(SyncError::Superseded)));
            assert!(shared.load().unwrap().counted() >= Some(counted));
            return println!("{counted}");
        }
        let shared = Shared::<FormerCount>::open(&self.name).unwrap();
        let counted = count(|| {
            shared.with_lock(|former| {
                former.count += 1;
                former.again += 1;
            })
        });
        assert!(matches!(shared.get_lock(), Err(SyncError::Superseded)));
        let last = shared.load().unwrap();
        assert_eq!(last.count, last.again);
        println!("{counted}");
    }
}

/// Raises it until the segment is superseded; says how often that was.
fn count(raise: impl Fn() -> Result<(), SyncError>) -> u64 {
    println!("open");
    let mut counted = 0;
    loop {
        match raise() {
            Ok(()) => counted += 1,
            Err(SyncError::Superseded) => return counted,
            Err(error) => panic!("{error}"),
        }
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
    /// The value is changed in place.
    #[arg(long)]
    in_place: bool,
}

impl CountNew {
    /// Upgrades the segment, unless another process has, and counts.
    pub(crate) fn run(self) {
        if self.wait {
            println!("ready");
            io::stdin().read_line(&mut String::new()).unwrap();
        }
        if self.in_place {
            let options =
                Shared::<NewSheet>::options().upgrade_with::<FormerSheet>(|former, new| Ok(NewSheet::of(former, new)?));
            let shared = self.between_markers(|| options.open(&self.name).unwrap());
            for _ in 0..self.times {
                shared.with_lock(NewSheet::raise).unwrap();
            }
            return;
        }
        let options = Shared::<NewCount>::options().upgrade_from::<FormerCount>(NewCount::from);
        let shared = self.between_markers(|| options.open(&self.name).unwrap());
        for _ in 0..self.times {
            shared.with_lock(NewCount::raise).unwrap();
        }
    }
}

impl CountNew {
    fn between_markers<R>(&self, open: impl FnOnce() -> R) -> R {
        if self.marked {
            marker();
        }
        let opened = open();
        if self.marked {
            marker();
        }
        opened
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
            shared.with_lock(GrownCount::raise).unwrap();
        }
    }
}
