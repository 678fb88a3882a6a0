//! Taking what a parent passed.

use clap::Args;
use std::env;
use std::fs;
use std::process::Command;
use sync_runtime::Shared;

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
                Ok(shared) => println!(
                    "{}",
                    shared
                        .with_lock(|number| {
                            *number += 1;
                            *number
                        })
                        .unwrap()
                ),
                Err(error) => println!("{error:?}"),
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

/// Says what each descriptor of this process is, those of the standard streams excepted.
pub(crate) fn descriptors() {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc/self/fd").unwrap() {
        let entry = entry.unwrap();
        let number: u32 = entry.file_name().to_str().unwrap().parse().unwrap();
        // The directory itself is open while it is read, and gone afterwards.
        if let Ok(target) = fs::read_link(entry.path())
            && number > 2
            && !target.starts_with("/proc")
        {
            found.push(target.display().to_string());
        }
    }
    println!("descriptors: {found:?}");
}
