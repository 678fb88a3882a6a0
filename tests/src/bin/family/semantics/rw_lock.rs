//! Many readers or one writer, any of which may die.

use super::{LONG, SHORT, holding, joined, measured, until};
use std::sync::atomic::Ordering::SeqCst;
use sync_runtime::{RwLock, Shared, SyncError, Timeout};
use tests::proof::board::Board;
use tests::proof::fork::Fork;

pub(super) fn run() {
    let lock: Shared<RwLock> = Shared::anonymous(RwLock::new()).unwrap();
    let (one, two) = (lock.read(LONG).unwrap(), lock.read(Timeout::Try).unwrap());
    joined(vec![Fork::free(|| drop(lock.read(Timeout::Try).unwrap()))]);
    let timed_out = measured(SHORT, || lock.write(SHORT).map(drop));
    assert!(matches!(timed_out, Err(SyncError::ConditionTimeout { .. })));
    // A writer that waits goes before readers that come later, but not before one that reads
    // already.
    let mut writer = Fork::free(|| drop(lock.write(LONG).unwrap()));
    let refused = Board::new(2);
    until(|| {
        joined(vec![Fork::free(|| refused[0].store(lock.read(Timeout::Try).is_err().into(), SeqCst))]);
        refused[0].load(SeqCst) == 1
    });
    drop(lock.read(Timeout::Try).unwrap());
    assert_eq!(writer.has_ended(), None);
    drop((one, two));
    joined(vec![writer]);

    // A writer that waits and is stopped keeps others out for a second, and then goes on to wait.
    let reader = lock.read(LONG).unwrap();
    let mut writer = Fork::free(|| drop(lock.write(Timeout::Never).unwrap()));
    until(|| {
        joined(vec![Fork::free(|| refused[1].store(lock.read(Timeout::Try).is_err().into(), SeqCst))]);
        refused[1].load(SeqCst) == 1
    });
    // So that it is not stopped while it has this.
    let value = lock.get_lock().unwrap();
    writer.signal(libc::SIGSTOP);
    writer.wait_until_stopped();
    drop(value);
    drop(reader);
    drop(lock.write(LONG).unwrap());
    drop(lock.read(LONG).unwrap());
    writer.signal(libc::SIGCONT);
    joined(vec![writer]);

    // A reader that was killed reads no longer.
    let reader = holding(|| std::mem::forget(lock.read(LONG).unwrap()));
    assert!(lock.write(Timeout::Try).is_err());
    reader.kill();
    let writer = lock.write(LONG).unwrap();
    assert!(!writer.recovered());
    assert!(lock.read(Timeout::Try).is_err());
    drop(writer);

    // A writer that was killed writes no longer, and the next ones are told, until one has written.
    let writer = holding(|| std::mem::forget(lock.write(LONG).unwrap()));
    assert!(lock.read(Timeout::Try).is_err() && lock.write(Timeout::Try).is_err());
    writer.kill();
    assert!(lock.read(LONG).unwrap().recovered());
    assert!(lock.write(LONG).unwrap().recovered());
    assert!(!lock.read(LONG).unwrap().recovered());
}
