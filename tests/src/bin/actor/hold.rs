//! Holding a lock for as long as a test wants, or waiting for one.

use clap::Args;
use std::io;
use std::path::PathBuf;
use std::time::Duration;
use sync_runtime::{Mutex, MutexOptions, Shared, SyncError, Timeout};
use tests::Memory;
use tests::values::{Account, Counters};

#[derive(Args)]
pub(crate) struct HoldMutex {
    /// The file that has the mutex at its beginning.
    path: PathBuf,
}

impl HoldMutex {
    pub(crate) fn run(self) {
        let memory = Memory::open(&self.path);
        let mutex = mutex_in(&memory);
        println!("{:?}", mutex.acquire(Timeout::Never).unwrap());
        wait_for_a_word();
        mutex.release().unwrap();
    }
}

#[derive(Args)]
pub(crate) struct AwaitMutex {
    path: PathBuf,
    seconds: u64,
}

impl AwaitMutex {
    pub(crate) fn run(self) {
        let memory = Memory::open(&self.path);
        let mutex = mutex_in(&memory);
        println!("ready");
        println!("{:?}", mutex.acquire(Timeout::After(Duration::from_secs(self.seconds))).unwrap());
        mutex.release().unwrap();
    }
}

#[derive(Args)]
pub(crate) struct ReleaseInFork {
    path: PathBuf,
    #[arg(long)]
    shared: bool,
    #[arg(long)]
    recursive: bool,
    #[arg(long)]
    robust: bool,
}

impl ReleaseInFork {
    pub(crate) fn run(self) {
        const NOT_OWNER: i32 = 42;
        let memory = Memory::open(&self.path);
        let mutex = mutex_in(&memory);
        let Self { shared, recursive, robust, .. } = self;
        // SAFETY: nobody else uses the file yet.
        unsafe { mutex.initialize(MutexOptions { shared, recursive, robust, priority_inherit: false }) }.unwrap();
        mutex.acquire(Timeout::Try).unwrap();
        // SAFETY: this process has one thread.
        let child = unsafe { libc::fork() };
        if child == 0 {
            let code = if matches!(mutex.release(), Err(SyncError::NotOwner)) { NOT_OWNER } else { 1 };
            // SAFETY: ends the process at once.
            unsafe { libc::_exit(code) };
        }
        let mut status = 0;
        // SAFETY: `status` is an integer to be written.
        assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
        assert!(libc::WIFEXITED(status), "{status:#x}");
        assert_eq!(libc::WEXITSTATUS(status), NOT_OWNER, "the child was not refused");
        mutex.release().unwrap();
        println!("refused");
    }
}

#[derive(Args)]
pub(crate) struct HoldValue {
    name: String,
}

impl HoldValue {
    pub(crate) fn run(self) {
        let shared = Shared::<Counters>::open(&self.name).unwrap();
        shared
            .with_lock(|counters| {
                counters.first += 1;
                println!("inside");
                wait_for_a_word();
                counters.second += 1;
                counters.third += 1.0;
            })
            .unwrap();
        println!("done");
        wait_for_a_word();
    }
}

#[derive(Args)]
pub(crate) struct Nest {
    name: String,
}

impl Nest {
    /// Changes a value twice, in sections within sections.
    pub(crate) fn run(self) {
        let shared = Shared::<Account>::open(&self.name).unwrap();
        let add = |account: &mut Account| {
            account.balance += 10;
            account.moves += 1;
        };
        let outer = shared.get_lock().unwrap();
        outer.update(add).unwrap();
        let inner = shared.get_lock().unwrap();
        inner.update(add).unwrap();
        println!("inside");
        wait_for_a_word();
    }
}

fn wait_for_a_word() {
    let mut line = String::new();
    io::stdin().read_line(&mut line).unwrap();
}

fn mutex_in(memory: &Memory) -> &Mutex {
    // SAFETY: the memory is mapped as long as it is borrowed, is a mutex's alone, and the test
    // initialized it.
    unsafe { Mutex::from_buffer(memory.start(), Memory::LEN) }.unwrap()
}
