//! What a forked child can do with its copies of a parent's guards: nothing but drop them.

use super::Played;
use crate::name::Name;
use crate::proof::fork::Fork;
use crate::ptrace::Stop;
use std::cell::Cell;
use std::fmt::Debug;
use std::mem::{self, MaybeUninit};
use std::time::Duration;
use sync_runtime::{LockGuard, Shared, SharedLocked, SyncError, Table, TransactError};

#[derive(SharedLocked, Debug, PartialEq)]
#[shared(lock = recursive)]
struct Nested {
    number: u64,
}

/// The same in place.
#[derive(SharedLocked, Debug)]
#[shared(in_place)]
struct Counted {
    number: u64,
}

/// And with more.
#[derive(SharedLocked, Debug)]
#[shared(in_place)]
struct Further {
    more: [u64; 100],
    number: u64,
}

/// Which side of a fork this is. The process has one thread, so that the child may do anything.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Child,
    Parent(libc::pid_t),
}

/// A way to fork.
type Way = fn() -> libc::pid_t;

impl Side {
    fn fork(way: Way) -> Self {
        match way() {
            0 => Self::Child,
            pid if pid > 0 => Self::Parent(pid),
            _ => panic!("fork: {}", std::io::Error::last_os_error()),
        }
    }

    /// What this side adds.
    fn amount(self) -> u64 {
        if self == Self::Child { 100 } else { 1 }
    }

    /// In the parent: waits until the child has ended, but leaves it to be [joined](Self::join).
    fn until_the_child_ended(self) {
        if let Self::Parent(pid) = self {
            let mut info = MaybeUninit::<libc::siginfo_t>::zeroed();
            let options = libc::WEXITED | libc::WNOWAIT | libc::__WALL;
            // SAFETY: `info` is a `siginfo_t` to be written.
            let done = unsafe { libc::waitid(libc::P_PID, pid.cast_unsigned(), info.as_mut_ptr(), options) };
            assert_eq!(done, 0);
        }
    }

    /// Ends the child; the parent goes on if it did as it should.
    fn join(self, refused: bool) {
        match self {
            // SAFETY: takes no pointer.
            Self::Child => unsafe { libc::_exit(if refused { 3 } else { 4 }) },
            Self::Parent(pid) => {
                let mut status = 0;
                // SAFETY: `status` is an integer to be written.
                assert_eq!(unsafe { libc::waitpid(pid, &raw mut status, libc::__WALL) }, pid);
                assert!(libc::WIFEXITED(status), "{status:#x}");
                assert_eq!(libc::WEXITSTATUS(status), 3, "the child was not refused");
            }
        }
    }
}

fn refused<T: Debug>(outcome: &Result<T, SyncError>) -> bool {
    matches!(outcome, Err(SyncError::NotOwner))
}

fn fork() -> libc::pid_t {
    // SAFETY: takes nothing.
    unsafe { libc::fork() }
}

/// A fork by the bare system call, which no handler of the C library notices.
fn bare_fork() -> libc::pid_t {
    let none = 0_usize;
    // SAFETY: `clone` without a stack and without flags is `fork`.
    let pid = unsafe { libc::syscall(libc::SYS_clone, libc::SIGCHLD, none, none, none, none) };
    libc::pid_t::try_from(pid).unwrap()
}

pub(super) fn closures() -> Played {
    closures_that(fork);
    Ok(())
}

pub(super) fn closures_bare() -> Played {
    closures_that(bare_fork);
    Ok(())
}

/// Closures that hold a lock fork.
fn closures_that(way: Way) {
    let shared = Shared::anonymous(0_u64).unwrap();
    let mut side = None;
    let outcome = shared.with_lock(|value| *value += side.insert(Side::fork(way)).amount());
    side.unwrap().join(refused(&outcome));
    assert_eq!(shared.load().unwrap(), 1);

    let outcome = shared.transact(|value| {
        *value += side.insert(Side::fork(way)).amount();
        Ok::<(), ()>(())
    });
    side.unwrap().join(matches!(outcome, Err(TransactError::Sync(SyncError::NotOwner))));
    assert_eq!((shared.load().unwrap(), shared.version()), (2, 2));

    let nested = Shared::anonymous(Nested { number: 0 }).unwrap();
    let guard = nested.get_lock().unwrap();
    guard.set(Nested { number: 1 }).unwrap();
    let outcome = guard.update(|value| {
        let side = side.insert(Side::fork(way));
        value.number += side.amount();
        // The child leaves the closure first, and must leave the parent's nest alone.
        side.until_the_child_ended();
        if *side != Side::Child {
            let inside = nested.get_lock().unwrap();
            assert!(matches!(inside.set(Nested { number: 7 }), Err(SyncError::NestedUpdate)));
        }
    });
    side.unwrap().join(refused(&outcome));
    assert_eq!((guard.depth(), guard.get().unwrap().number), (1, 2));
    drop(guard);
    assert_eq!((nested.load().unwrap().number, nested.version()), (2, 1));
    assert_eq!((nested.recoveries(), shared.recoveries()), (0, 0));
    upgrades_that(way);
    tables_that(way);
    conversions_that(way);
}

/// Closures that make a new value fork. The child ends first, and must leave the parent's upgrade
/// alone.
fn upgrades_that(way: Way) {
    let side = Cell::new(None);
    let fork = || {
        let forked = Side::fork(way);
        side.set(Some(forked));
        forked.until_the_child_ended();
        forked
    };
    let name = Name::new("forked");
    let first = Shared::create(name.as_str(), 3_u64).unwrap();
    let outcome = Shared::<Nested>::options()
        .upgrade_from::<u64>(|number| {
            if fork() == Side::Child {
                // It is refused before it makes a file. That one would take the place of the file
                // that its parent has waiting.
                open_no_files();
            }
            Nested { number }
        })
        .open(name.as_str());
    side.get().unwrap().join(refused(&outcome));
    assert!(matches!(first.get_lock(), Err(SyncError::Superseded)));

    let former = outcome.unwrap();
    let outcome = Shared::<Counted>::options()
        .upgrade_with::<Nested>(|former, new| {
            if fork() != Side::Child {
                new.number().set(former.number);
            }
            Ok(())
        })
        .open(name.as_str());
    side.get().unwrap().join(refused(&outcome));
    assert!(matches!(former.get_lock(), Err(SyncError::Superseded)));
    assert_eq!(outcome.unwrap().load().unwrap().number, 3);

    let outcome = Shared::<Further>::options()
        .upgrade_with::<Counted>(|former, new| {
            if fork() != Side::Child {
                new.number().copy_from(former.number())?;
            }
            Ok(())
        })
        .open(name.as_str());
    side.get().unwrap().join(refused(&outcome));
    assert_eq!(outcome.unwrap().load().unwrap().number, 3);
}

/// A closure that makes records forks. The child must not go on to make the parent's table: it would
/// write records that others use already.
fn tables_that(way: Way) {
    let name = Name::new("forked");
    let mut side = None;
    let outcome = Table::create(name.as_str(), 3, |index| {
        if index == 1 && side.is_none() {
            side.insert(Side::fork(way)).until_the_child_ended();
        }
        index as u64
    });
    side.unwrap().join(refused(&outcome));
    let table = outcome.unwrap();
    assert!((0..3).all(|index| table.at(index).unwrap().load().unwrap() == index as u64));
}

thread_local! {
    /// How a function that converts a field forks, once, and which side it was on afterwards.
    static FORKS: Cell<Option<Way>> = const { Cell::new(None) };
    static CONVERTED: Cell<Option<Side>> = const { Cell::new(None) };
}

/// A field that such a function makes.
#[derive(SharedLocked, Debug)]
struct Converted {
    #[shared(as = u64, into = fork_and_convert, from = Number)]
    number: Number,
}

#[derive(Debug, PartialEq)]
struct Number(u64);

fn fork_and_convert(number: &Number) -> u64 {
    if let Some(way) = FORKS.take() {
        let side = Side::fork(way);
        CONVERTED.set(Some(side));
        side.until_the_child_ended();
    }
    number.0
}

/// Functions that convert a field fork.
fn conversions_that(way: Way) {
    let name = Name::new("forked");
    FORKS.set(Some(way));
    let outcome = Shared::create(name.as_str(), Converted { number: Number(1) });
    CONVERTED.take().unwrap().join(refused(&outcome));
    let shared = outcome.unwrap();

    FORKS.set(Some(way));
    let outcome = shared.store(Converted { number: Number(2) });
    CONVERTED.take().unwrap().join(refused(&outcome));
    assert_eq!((shared.load().unwrap().number, shared.version()), (Number(2), 1));
}

/// From now on this process cannot open a file.
fn open_no_files() {
    let limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the limit lives until the call returns.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) }, 0);
}

/// A guard of another value.
fn another() -> LockGuard<'static, u64> {
    Box::leak(Box::new(Shared::anonymous(0_u64).unwrap())).get_lock().unwrap()
}

pub(super) fn guards() -> Played {
    let shared = Shared::anonymous(0_u64).unwrap();
    let mut guard = shared.get_lock().unwrap();
    *guard += 1;
    let child = Fork::free(|| {
        let mut guard = mem::replace(&mut guard, another());
        *guard += 100;
        assert!(refused(&guard.commit()), "commit");
        assert!(refused(&guard.wait(Duration::ZERO)), "wait");
        drop(guard);
        assert_eq!(shared.load().unwrap(), 0);
    });
    assert_eq!(child.join(), Stop::Exited(0));
    drop(guard);
    assert_eq!((shared.load().unwrap(), shared.version()), (1, 1));

    let nested = Shared::anonymous(Nested { number: 0 }).unwrap();
    let guard = nested.get_lock().unwrap();
    guard.set(Nested { number: 1 }).unwrap();
    let child = Fork::free(|| {
        assert!(refused(&guard.set(Nested { number: 9 })), "set");
        assert!(refused(&guard.update(|_| ())), "update");
        assert!(refused(&guard.commit()), "commit");
        assert!(refused(&guard.wait(Duration::ZERO)), "wait");
        assert!(refused(&guard.get()), "get");
        assert!(format!("{guard:?}").contains("does not hold"), "{guard:?}");
    });
    assert_eq!(child.join(), Stop::Exited(0));
    assert_eq!(guard.depth(), 1);
    drop(guard);
    assert_eq!((nested.load().unwrap().number, nested.version()), (1, 1));
    Ok(())
}
