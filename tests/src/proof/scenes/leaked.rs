//! A guard that is leaked, and the locks that its thread holds beside it.

use super::Played;
use crate::name::Name;
use crate::proof::fork::Fork;
use crate::proof::sample::{Mixed, Sample as _};
use crate::ptrace::Stop;
use std::fs;
use std::mem;
use std::process;
use std::time::Duration;
use sync_runtime::Shared;

/// Longer than any process waits here, unless it waits for ever.
const LONG: Duration = Duration::from_secs(30);

/// How often the segment called `name` is in this process's memory. See `proc_pid_maps(5)`.
fn mappings(name: &Name) -> usize {
    let path = name.path();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().filter(|line| line.ends_with(path.to_str().unwrap())).count()
}

pub(super) fn guard() -> Played {
    let names = ["first", "leaked", "last", "dropped"].map(Name::new);
    let [first, leaked, last, dropped] = &names;
    let held = names.each_ref().map(|name| Shared::create(name.as_str(), Mixed::of(1)).unwrap());
    let child = Fork::free(|| {
        let handle = |name: &Name| Shared::<Mixed>::open(name.as_str()).unwrap();
        let base = names.each_ref().map(mappings);
        let (one, other, third) = (handle(first), handle(leaked), handle(last));
        // The kernel's list of this thread's locks runs through all three, the leaked one in the
        // middle.
        let _one = one.get_lock().unwrap();
        mem::forget(other.get_lock().unwrap());
        let _third = third.get_lock().unwrap();
        drop(other);
        drop(handle(dropped));
        assert_eq!(mappings(leaked), base[1] + 1, "what is held stays mapped");
        assert_eq!(mappings(dropped), base[3], "what is not held is unmapped");
        // SAFETY: takes no pointer.
        unsafe { libc::kill(process::id().cast_signed(), libc::SIGKILL) };
    });
    assert_eq!(child.join(), Stop::Killed(libc::SIGKILL));
    for (shared, name) in held.iter().zip(&names).take(3) {
        let guard = shared.get_lock_within(LONG).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(guard.recovered(), "{name}");
    }
    Ok(())
}
