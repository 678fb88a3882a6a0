//! Counts futex calls: a filter hands each of them to a signal handler, which counts it instead.
//! See `seccomp(2)`.

use crate::report::table;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;
use sync_runtime::{Condition, Condvar, Shared, SharedLocked};
use tests::proof::fork::Fork;

#[derive(SharedLocked, Debug)]
struct Value {
    number: u64,
}

#[derive(SharedLocked, Debug, Clone, Copy)]
#[shared(lock = recursive)]
struct Nested {
    number: u64,
}

static CALLS: AtomicU32 = AtomicU32::new(0);

/// Prints the table; whether every count is what it is to be.
pub(crate) fn run() -> bool {
    let value = Shared::anonymous(Value { number: 0 }).unwrap();
    let watched = Shared::anonymous(Value { number: 0 }).unwrap();
    let awaited = Shared::anonymous(Value { number: 0 }).unwrap();
    let nested = Shared::anonymous(Nested { number: 0 }).unwrap();
    let [further, awaited_further] = [(); 2].map(|()| Shared::anonymous(Condition::new()).unwrap());
    let condvar = Condvar::new();
    leave_a_dead(|| drop(watched.load_newer(0, Duration::from_secs(600))), &watched);
    leave_a_dead(|| drop(awaited.wait_until(Duration::from_secs(600), |value| value.number > 0)), &awaited);
    leave_a_dead(
        || drop(value.wait_until_on(&awaited_further, Duration::from_secs(600), |value| value.number > 0)),
        &value,
    );
    let times = |times: u32, what: &dyn Fn()| (0..times).for_each(|_| what());
    let add = |shared: &Shared<Value>| shared.with_lock(|value| value.number += 1).unwrap();

    count_from_now_on();
    let rows = [
        ("1000 × with_lock, uncontended", 0, count(|| times(1000, &|| add(&value)))),
        ("1000 × guard, uncontended", 0, count(|| times(1000, &|| value.get_lock().unwrap().number += 1))),
        ("1000 × store, uncontended", 0, count(|| times(1000, &|| value.store(Value { number: 1 }).unwrap()))),
        ("1000 × load", 0, count(|| times(1000, &|| assert!(value.load().unwrap().number > 0)))),
        ("1000 × three nested sections", 0, count(|| times(1000, &|| three_deep(&nested)))),
        ("1000 × notify_all, nobody waiting", 0, count(|| times(1000, &|| value.notify_all()))),
        ("1000 × notify_one, nobody waiting", 0, count(|| times(1000, &|| value.notify_one()))),
        ("1000 × notify_all_on, nobody waiting", 0, count(|| times(1000, &|| value.notify_all_on(&further)))),
        (
            "1000 × notify_all_on, after a waiter was killed",
            1,
            count(|| times(1000, &|| value.notify_all_on(&awaited_further))),
        ),
        ("1000 × Condvar::notify_all, nobody waiting", 0, count(|| times(1000, &|| condvar.notify_all()))),
        (
            "1000 × wait_until, ready at once",
            0,
            count(|| times(1000, &|| drop(value.wait_until(Duration::ZERO, |_| true)))),
        ),
        ("1000 × commit, after a watcher was killed", 1, count(|| times(1000, &|| add(&watched)))),
        ("1000 × notify_all, after a waiter was killed", 1, count(|| times(1000, &|| awaited.notify_all()))),
        (
            "one wait that is over at once",
            0,
            count(|| assert!(!value.get_lock().unwrap().wait(Duration::ZERO).unwrap())),
        ),
    ];
    let lines = rows.map(|(what, expected, calls)| vec![what.to_owned(), expected.to_string(), calls.to_string()]);
    println!("{}", table(&["what", "futex calls expected", "counted"], lines));
    rows.iter().all(|(_, expected, calls)| expected == calls)
}

fn three_deep(nested: &Shared<Nested>) {
    let outer = nested.get_lock().unwrap();
    let middle = nested.get_lock().unwrap();
    let inner = nested.get_lock().unwrap();
    inner.update(|nested| nested.number += 1).unwrap();
    drop((inner, middle, outer));
}

/// Kills a process when it sleeps for `shared`.
fn leave_a_dead(sleep: impl FnOnce(), shared: &Shared<Value>) {
    let sleeper = Fork::free(sleep);
    let state = format!("/proc/{}/syscall", sleeper.pid());
    let futex = format!("{} ", libc::SYS_futex);
    while !std::fs::read_to_string(&state).unwrap().starts_with(&futex) {
        std::thread::yield_now();
    }
    sleeper.kill();
    assert_eq!(shared.recoveries(), 0, "it slept without the lock");
}

fn count(what: impl FnOnce()) -> u32 {
    let before = CALLS.load(Relaxed);
    what();
    CALLS.load(Relaxed) - before
}

/// From now on futex calls do nothing but being counted.
fn count_from_now_on() {
    extern "C" fn counted(_: libc::c_int) {
        CALLS.fetch_add(1, Relaxed);
    }
    // SAFETY: the handler touches one atomic integer.
    let before = unsafe { libc::signal(libc::SIGSYS, counted as extern "C" fn(libc::c_int) as libc::sighandler_t) };
    assert_ne!(before, libc::SIG_ERR);
    let step = |code: u32, jt: u8, jf: u8, k: u32| libc::sock_filter { code: u16::try_from(code).unwrap(), jt, jf, k };
    let number = u32::try_from(std::mem::offset_of!(libc::seccomp_data, nr)).unwrap();
    let mut steps = [
        step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, number),
        step(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, 0, 1, u32::try_from(libc::SYS_futex).unwrap()),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_TRAP),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ALLOW),
    ];
    let program = libc::sock_fprog { len: 4, filter: steps.as_mut_ptr() };
    // SAFETY: takes no pointer.
    assert_eq!(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) }, 0);
    // SAFETY: a program of four steps.
    let outcome = unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, ptr::from_ref(&program)) };
    assert_eq!(outcome, 0, "{}", std::io::Error::last_os_error());
}
