//! Meeting the system's limits.

use clap::{Args, ValueEnum};
use std::fs::File;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use sync_runtime::{Shared, Table};
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
    Memory,
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
            Limit::Memory => {
                // The net: if the memory were taken after all, SIGXFSZ would end this process, and
                // not the machine.
                limit_file_size(1 << 30);
                // 2^60 bytes.
                let anonymous = Table::<u64>::anonymous(1 << 53, |_| 0).unwrap_err();
                let named = Table::<u64>::create(&self.name, 1 << 53, |_| 0).unwrap_err();
                println!("{anonymous}");
                named
            }
        };
        println!("{error}");
    }
}

/// No file of this process may have more bytes.
fn limit_file_size(bytes: u64) {
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    // SAFETY: the limit lives until the call returns.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_FSIZE, &raw const limit) }, 0);
}

/// Whether there was room for one more mapping. The kernel joins those that are alike, so they
/// differ in turns.
fn map_a_page() -> bool {
    static TURN: AtomicUsize = AtomicUsize::new(0);
    let protection = [libc::PROT_NONE, libc::PROT_READ][TURN.fetch_add(1, Relaxed) % 2];
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: maps memory that nobody uses.
    unsafe { libc::mmap(ptr::null_mut(), 4096, protection, flags, -1, 0) != libc::MAP_FAILED }
}
