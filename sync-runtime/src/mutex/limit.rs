//! How many locks a thread may hold, and in which PID namespace.

use super::Mutex;
use crate::error::SyncError;
use crate::sys::fork;
use crate::sys::mutex as raw;
use crate::sys::process::{self, Namespace};
use crate::sys::robust;

/// How many robust mutexes one thread may hold. The kernel releases 2,048 of a thread that dies.
/// The rest is left to mutexes that other code acquires between two looks at the list.
const LIMIT: u32 = 1536;

/// How many locks a thread acquires before it looks at its list again.
const TURN: u32 = 512;

/// Asks whether the calling thread may acquire one more lock.
#[inline(always)]
pub(super) fn ask(mutex: &Mutex) -> Result<(), SyncError> {
    if robust::take_one() { Ok(()) } else { look(mutex) }
}

/// Counts what the thread holds. The first lock of each thread comes here, and the first of a
/// forked child, which may be in another PID namespace than its parent.
#[cold]
#[inline(never)]
fn look(mutex: &Mutex) -> Result<(), SyncError> {
    robust::allow(0);
    fork::watch();
    let namespace = Namespace::of_lock(mutex.address());
    if let Namespace::Foreign { own, inherited } = namespace {
        return Err(SyncError::PidNamespace { segment: None, expected: own, found: inherited });
    }
    if let Namespace::First = namespace {
        raw::prepare();
    }
    let left = LIMIT - robust::held(LIMIT);
    if left == 0 && mutex.is_robust() && mutex.owner() != process::own_thread() {
        return Err(SyncError::TooManyHeld { limit: LIMIT });
    }
    // In a namespace other than the first, each lock has to be looked at.
    let asks_always = matches!(namespace, Namespace::Own);
    robust::allow(if asks_always { 0 } else { left.min(TURN).saturating_sub(1) });
    Ok(())
}
