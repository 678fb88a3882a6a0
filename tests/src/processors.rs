//! Which processors a process runs on, so that two really run at the same time. See
//! `sched_setaffinity(2)`.

use std::mem;

/// The processors this process may run on.
#[must_use]
pub fn allowed() -> Vec<usize> {
    // SAFETY: the set is plain bits; zeroes are the empty set.
    let mut set: libc::cpu_set_t = unsafe { mem::zeroed() };
    // SAFETY: the set has the size that is given.
    assert_eq!(unsafe { libc::sched_getaffinity(0, size_of_val(&set), &raw mut set) }, 0);
    // SAFETY: the number is below the size of the set.
    (0..libc::CPU_SETSIZE.cast_unsigned() as usize).filter(|number| unsafe { libc::CPU_ISSET(*number, &set) }).collect()
}

/// Stays on the first of the processors, which is the same for all processes of a test.
pub fn stay_on_the_first() {
    restrict(&allowed()[..1]);
}

/// Stays on one of the processors, with all that this process starts from now on. To let a child
/// execute one instruction costs two switches between it and its tracer; on an idle machine one
/// processor has to wake the other for each.
pub fn stay_on_one() {
    let allowed = allowed();
    restrict(&[allowed[std::process::id() as usize % allowed.len()]]);
}

/// Leaves the first of the processors to others, unless it is the only one.
pub fn leave_the_first() {
    let allowed = allowed();
    if allowed.len() > 1 {
        restrict(&allowed[1..]);
    }
}

fn restrict(numbers: &[usize]) {
    // SAFETY: the set is plain bits; zeroes are the empty set.
    let mut set: libc::cpu_set_t = unsafe { mem::zeroed() };
    for number in numbers {
        // SAFETY: the number came out of such a set.
        unsafe { libc::CPU_SET(*number, &mut set) };
    }
    // SAFETY: the set has the size that is given.
    assert_eq!(unsafe { libc::sched_setaffinity(0, size_of_val(&set), &raw const set) }, 0);
}
