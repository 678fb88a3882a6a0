//! Holding what processes acquire of each other.

use clap::Args;
use std::thread;
use std::time::Duration;
use sync_runtime::{Barrier, Channel, Once, ProcessId, RwLock, Semaphore, Shared, SharedLocked};
use tests::proof::private;

const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Args)]
pub(crate) struct HoldPermits {
    /// What the segments' names begin with.
    name: String,
}

impl HoldPermits {
    /// Makes one of each kind, holds it, and says so. It writes itself down as the owner of a job,
    /// too.
    pub(crate) fn run(self) {
        if let Err(error) = private::mount_proc() {
            println!("not permitted: {error}");
            return;
        }
        let semaphore = self.make("semaphore", Semaphore::bounded(1));
        let written = self.make("written", RwLock::new());
        let read = self.make("read", RwLock::new());
        let once = self.make("once", Once::new());
        let barrier = self.make("barrier", Barrier::new(2));
        let channel = self.make("channel", Channel::<u64, 2>::new());
        let _owner = self.make("owner", ProcessId::current().unwrap());

        let permits = (
            semaphore.permit(PATIENCE).unwrap(),
            written.write(PATIENCE).unwrap(),
            read.read(PATIENCE).unwrap(),
            channel.send(7, PATIENCE).unwrap(),
        );
        thread::scope(|scope| {
            scope.spawn(|| once.call_once(PATIENCE, forever));
            scope.spawn(|| barrier.wait(PATIENCE));
            while once.load().unwrap() == Once::new() || barrier.waiting().unwrap() == 0 {
                thread::yield_now();
            }
            println!("inside");
            forever();
        });
        drop(permits);
    }

    fn make<T: SharedLocked>(&self, kind: &str, value: T) -> Shared<T> {
        Shared::<T>::options().create(&format!("{}-{kind}", self.name), value).unwrap()
    }
}

fn forever() {
    loop {
        thread::park();
    }
}
