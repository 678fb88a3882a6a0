//! Random numbers, the same for all contestants: xorshift, other ones in each process.

use std::cell::Cell;
use std::process;

thread_local! {
    static STATE: Cell<(u32, u64)> = const { Cell::new((0, 0)) };
}

/// The calling process's number.
pub fn state() -> u64 {
    let (of, state) = STATE.get();
    let own = process::id();
    // A forked worker has a copy of its parent's.
    if of == own { state } else { u64::from(own).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 }
}

/// Where to go on.
pub fn keep(state: u64) {
    STATE.set((process::id(), state));
}

/// The next number; `c/pthread.c` has the same.
pub fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// An index below `count`.
pub fn index(count: usize) -> usize {
    let mut state = state();
    let index = next(&mut state) % count as u64;
    keep(state);
    usize::try_from(index).unwrap_or(0)
}

/// A number below `count`, a power of two; `c/pthread.c` has the same.
#[inline(always)]
pub fn below(state: &mut u64, count: u64) -> usize {
    usize::try_from(next(state) & (count - 1)).unwrap_or(0)
}
