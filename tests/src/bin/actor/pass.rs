//! Taking what a parent passed.

use clap::Args;
use std::env;
use std::fs;
use std::process::Command;
use sync_runtime::{Shared, SharedReader};
use tests::name::DIRECTORY;
use tests::told;
use tests::values::Counters;

#[derive(Args)]
pub(crate) struct Inherit {
    variable: String,
    /// Do it so many times.
    #[arg(long, default_value_t = 1)]
    times: u32,
    /// Let a child of this process try it, too.
    #[arg(long)]
    child: bool,
}

impl Inherit {
    pub(crate) fn run(self) {
        for _ in 0..self.times {
            match Shared::<u64>::inherit(&self.variable) {
                Ok(shared) => {
                    let number = shared.with_lock(|number| {
                        *number += 1;
                        *number
                    });
                    println!("{}", number.map_or_else(|error| told(&error), |number| number.to_string()));
                }
                Err(error) => println!("{}", told(&error)),
            }
        }
        if self.child {
            let program = env::current_exe().unwrap();
            for arguments in [&["inherit", &self.variable] as &[_], &["descriptors"]] {
                let status = Command::new(&program).args(arguments).status().unwrap();
                assert!(status.success(), "{status}");
            }
        }
    }
}

#[derive(Args)]
pub(crate) struct InheritToRead {
    variable: String,
}

impl InheritToRead {
    pub(crate) fn run(self) {
        let reader = SharedReader::<Counters>::inherit(&self.variable).unwrap();
        println!("whole {}, unlinked {}", reader.load().unwrap().agree(), reader.is_unlinked().unwrap());
    }
}

#[derive(Args)]
pub(crate) struct InheritAndTell {
    variable: String,
}

impl InheritAndTell {
    pub(crate) fn run(self) {
        match Shared::<u64>::inherit(&self.variable) {
            Ok(shared) => println!("{}", shared.load().unwrap()),
            Err(error) => println!("{error}"),
        }
    }
}

/// Says which of this process's descriptors are of segments.
pub(crate) fn descriptors() {
    let entries = fs::read_dir("/proc/self/fd").unwrap();
    // The descriptor of the directory itself is gone when it is looked at.
    let targets = entries.filter_map(|entry| fs::read_link(entry.unwrap().path()).ok());
    let texts = targets.map(|target| target.display().to_string());
    let segments: Vec<_> = texts.filter(|text| text.contains("/memfd:") || text.starts_with(DIRECTORY)).collect();
    println!("descriptors: {segments:?}");
}
