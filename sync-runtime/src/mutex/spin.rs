//! Trying a little longer before going to sleep: most locks are held for less time than that takes,
//! and to be woken.

use super::Mutex;
use crate::sys::errno::Failure;
use core::cell::Cell;
use core::hint::spin_loop;

/// How often a waiter looks before it sleeps. It gives up within microseconds, so that no processor
/// is kept from an owner that waits for one.
const VISITS: u32 = 2;

/// Pauses before each visit. A thread that looks takes the lock's cache line from the owner. An
/// owner left alone gets dozens of short sections done in a row.
const AWAY: u32 = 32;

/// How often it tries in quick succession: enough to acquire the lock at almost every visit, so
/// that two threads that compete take turns.
const TRIES: u32 = 4;

/// Pauses between these.
const BETWEEN: u32 = 2;

/// Every so many times a thread sleeps at once. Where more compete than there are processors, this
/// lets others run long before the scheduler would.
const POLITE: u32 = 8;

/// Tries to acquire; [`Failure::Busy`] if it should be slept for.
pub(super) fn spin(mutex: &Mutex) -> Result<(), Failure> {
    if is_polite() {
        return Err(Failure::Busy);
    }
    for _ in 0..VISITS {
        pause(AWAY);
        for _ in 0..TRIES {
            match mutex.try_lock() {
                Err(Failure::Busy) => pause(BETWEEN),
                outcome => return outcome.map(drop),
            }
        }
    }
    Err(Failure::Busy)
}

/// Whether this time is one of those in which the thread does not spin.
fn is_polite() -> bool {
    thread_local!(static TIMES: Cell<u32> = const { Cell::new(0) });
    let times = TIMES.get().wrapping_add(1);
    TIMES.set(times);
    times.is_multiple_of(POLITE)
}

fn pause(times: u32) {
    for _ in 0..times {
        spin_loop();
    }
}
