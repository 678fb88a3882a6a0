//! Every kind of wait there is.

use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;
use sync_runtime::{
    Barrier, Channel, Condition, Condvar, Event, Latch, Lockable, Mutex, MutexOptions, Once, RwLock, Semaphore, Shared,
    SharedLocked, SharedReader, SyncError, Timeout,
};
use tests::Name;
use tests::proof::board::Board;
use tests::proof::fork::Fork;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Mutex,
    GetLock,
    WithLock,
    Acquire,
    RecursiveLock,
    Condvar,
    GuardWait,
    GuardWaitOn,
    WaitWhile,
    RecursiveWait,
    WaitUntil,
    WaitUntilLocked,
    LoadNewer,
    ReaderLoadNewer,
    Semaphore,
    Event,
    Barrier,
    Latch,
    Once,
    Read,
    Write,
    Receive,
    Send,
}

pub(crate) const KINDS: [Kind; 23] = [
    Kind::Mutex,
    Kind::GetLock,
    Kind::WithLock,
    Kind::Acquire,
    Kind::RecursiveLock,
    Kind::Condvar,
    Kind::GuardWait,
    Kind::GuardWaitOn,
    Kind::WaitWhile,
    Kind::RecursiveWait,
    Kind::WaitUntil,
    Kind::WaitUntilLocked,
    Kind::LoadNewer,
    Kind::ReaderLoadNewer,
    Kind::Semaphore,
    Kind::Event,
    Kind::Barrier,
    Kind::Latch,
    Kind::Once,
    Kind::Read,
    Kind::Write,
    Kind::Receive,
    Kind::Send,
];

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Nested(u32);

/// Longer than any trial lasts.
const LONG: Duration = Duration::from_secs(600);

/// What is waited for. What can be held is held by this process, for ever.
pub(crate) struct Setting {
    mutexes: Board,
    name: Name,
    held: Shared<u64>,
    held_nested: Shared<Nested>,
    free: Shared<u64>,
    free_nested: Shared<Nested>,
    condition: Shared<Condition>,
    semaphore: Shared<Semaphore>,
    event: Shared<Event>,
    barrier: Shared<Barrier>,
    latch: Shared<Latch>,
    once: Shared<Once>,
    /// Does it once, and never ends.
    _doer: Fork,
    read: Shared<RwLock>,
    written: Shared<RwLock>,
    empty: Shared<Channel<u64, 2>>,
    full: Shared<Channel<u64, 2>>,
}

fn hold<T: SharedLocked>(shared: &Shared<T>)
where
    T::Lock: Lockable<T>,
{
    std::mem::forget(shared.get_lock().unwrap());
}

impl Setting {
    pub(crate) fn new() -> Self {
        let name = Name::new("interrupt");
        let once: Shared<Once> = Shared::anonymous(Once::new()).unwrap();
        let begun = Board::new(1);
        let doer = Fork::free(|| {
            let _ = once.call_once(LONG, || {
                loop {
                    begun[0].store(1, SeqCst);
                    thread::park();
                }
            });
        });
        while begun[0].load(SeqCst) == 0 {
            thread::yield_now();
        }
        let setting = Self {
            mutexes: Board::new(32),
            held: Shared::anonymous(0).unwrap(),
            held_nested: Shared::anonymous(Nested(0)).unwrap(),
            free: Shared::create(name.as_str(), 0).unwrap(),
            name,
            free_nested: Shared::anonymous(Nested(0)).unwrap(),
            condition: Shared::anonymous(Condition::new()).unwrap(),
            semaphore: Shared::anonymous(Semaphore::new(0)).unwrap(),
            event: Shared::anonymous(Event::new()).unwrap(),
            barrier: Shared::anonymous(Barrier::new(2)).unwrap(),
            latch: Shared::anonymous(Latch::new(1)).unwrap(),
            once,
            _doer: doer,
            read: Shared::anonymous(RwLock::new()).unwrap(),
            written: Shared::anonymous(RwLock::new()).unwrap(),
            empty: Shared::anonymous(Channel::new()).unwrap(),
            full: Shared::anonymous(Channel::new()).unwrap(),
        };
        for index in [0, 1] {
            // SAFETY: nobody uses it yet.
            unsafe { setting.mutex(index).initialize(MutexOptions::default()).unwrap() };
        }
        setting.mutex(0).acquire(Timeout::Try).unwrap();
        hold(&setting.held);
        hold(&setting.held_nested);
        std::mem::forget(setting.read.read(LONG).unwrap());
        std::mem::forget(setting.written.write(LONG).unwrap());
        for item in [1, 2] {
            setting.full.send(item, LONG).unwrap();
        }
        setting
    }

    /// Two mutexes, of which the first is held.
    fn mutex(&self, index: usize) -> &Mutex {
        // SAFETY: 256 bytes of the board, of which each mutex has 64, and nobody uses them for
        // anything else.
        unsafe { Mutex::from_buffer(self.mutexes.start().wrapping_add(index * 64), 64).unwrap() }
    }

    fn condvar(&self) -> &Condvar {
        // SAFETY: as for the mutexes.
        unsafe { Condvar::from_buffer(self.mutexes.start().wrapping_add(128), 64).unwrap() }
    }

    /// Waits; whether it was interrupted. Any other end has to be a time-out.
    pub(crate) fn wait(&self, kind: Kind, timeout: Timeout) -> bool {
        let outcome = match kind {
            Kind::Mutex => self.mutex(0).acquire(timeout).map(|_| true),
            Kind::GetLock => self.held.get_lock_within(timeout).map(|_| true),
            Kind::WithLock => self.held.with_lock_within(timeout, |_| true),
            Kind::Acquire => self.held.acquire(timeout).map(|_| true),
            Kind::RecursiveLock => self.held_nested.get_lock_within(timeout).map(|_| true),
            Kind::Condvar => {
                let mutex = self.mutex(1);
                mutex.acquire(Timeout::Never).unwrap();
                let waited = self.condvar().wait(mutex, timeout).map(|waited| waited.notified);
                mutex.release().expect("it is held again");
                waited
            }
            Kind::GuardWait => {
                let mut guard = self.free.get_lock_within(Timeout::Never).unwrap();
                let waited = guard.wait(timeout);
                guard.commit().expect("it is held again");
                waited
            }
            Kind::GuardWaitOn => {
                let mut guard = self.free.get_lock_within(Timeout::Never).unwrap();
                let waited = guard.wait_on(&self.condition, timeout);
                guard.commit().expect("it is held again");
                waited
            }
            Kind::WaitWhile => {
                let mut guard = self.free.get_lock_within(Timeout::Never).unwrap();
                let waited = guard.wait_while(timeout, |_| true);
                guard.commit().expect("it is held again");
                waited
            }
            Kind::RecursiveWait => {
                let outer = self.free_nested.get_lock_within(Timeout::Never).unwrap();
                let inner = self.free_nested.get_lock_within(Timeout::Never).unwrap();
                let waited = inner.wait(timeout);
                assert_eq!((inner.get().unwrap().0, outer.depth()), (0, 2), "held again, as often");
                waited
            }
            Kind::WaitUntil => self.free.wait_until(timeout, |_| false).map(|_| true),
            Kind::WaitUntilLocked => self.held.wait_until(timeout, |_| true).map(|_| true),
            Kind::LoadNewer => self.free.load_newer(self.free.version(), timeout).map(|newer| newer.is_some()),
            Kind::ReaderLoadNewer => {
                let reader = SharedReader::<u64>::open(self.name.as_str()).unwrap();
                reader.load_newer(reader.version(), timeout).map(|newer| newer.is_some())
            }
            Kind::Semaphore => self.semaphore.permit(timeout).map(|_| true),
            Kind::Event => self.event.wait(timeout),
            Kind::Barrier => match self.barrier.wait(timeout) {
                Err(SyncError::BrokenBarrier) => Ok(false),
                other => other.map(|_| true),
            },
            Kind::Latch => self.latch.wait(timeout),
            Kind::Once => self.once.call_once(timeout, || ()).map(|()| true),
            Kind::Read => self.written.read(timeout).map(|_| true),
            Kind::Write => self.read.write(timeout).map(|_| true),
            Kind::Receive => self.empty.recv(timeout).map(|_| true),
            Kind::Send => self.full.send(3, timeout).map(|()| true).map_err(|unsent| unsent.error),
        };
        match outcome {
            Err(SyncError::Interrupted) => {
                assert_eq!(SyncError::Interrupted.errno(), Some(libc::EINTR));
                true
            }
            Ok(false) | Err(SyncError::Timeout { .. } | SyncError::ConditionTimeout { .. }) => false,
            other => panic!("{kind:?}: {other:?}"),
        }
    }
}
