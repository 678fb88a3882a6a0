//! Meeting the system's limits.

use clap::{Args, ValueEnum};
use std::fs::File;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use sync_runtime::Shared;
use tests::proof::private;

#[derive(Args)]
pub(crate) struct AtItsLimit {
    limit: Limit,
    name: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Limit {
    Files,
    Mappings,
    Disk,
}

impl AtItsLimit {
    /// Says the error that this limit leads to.
    pub(crate) fn run(self) {
        type Large = [u8; 16384];
        let error = match self.limit {
            Limit::Files => {
                drop(Shared::<u64>::create(&self.name, 1).unwrap());
                let open: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
                let error = Shared::<u64>::open(&self.name).unwrap_err();
                drop(open);
                Shared::<u64>::unlink(&self.name).unwrap();
                error
            }
            Limit::Mappings => {
                while map_a_page() {}
                Shared::<u64>::create(&self.name, 1).unwrap_err()
            }
            Limit::Disk => {
                if let Err(error) = private::enter(16) {
                    println!("not permitted: {error}");
                    return;
                }
                Shared::<Large>::create(&self.name, [0; 16384]).unwrap_err()
            }
        };
        println!("{error}");
    }
}

/// Whether there was room for one more mapping. The kernel joins those that are alike, so they differ in turns.
fn map_a_page() -> bool {
    static TURN: AtomicUsize = AtomicUsize::new(0);
    let protection = [libc::PROT_NONE, libc::PROT_READ][TURN.fetch_add(1, Relaxed) % 2];
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: maps memory that nobody uses.
    unsafe { libc::mmap(ptr::null_mut(), 4096, protection, flags, -1, 0) != libc::MAP_FAILED }
}
