//! A segment that is removed as unused while a process opens it: that process has the one that
//! others find.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use sync_runtime::Shared;
use sync_runtime::inspect::{Inspected, People};
use tests::values::Seal;
use tests::{Name, Stop, Traced, program};

/// Removes the segment, if it is unused, while an opener stands at its first, second, third … stop
/// at a system call.
#[test]
fn removed_around_every_system_call_of_the_opener() {
    let (mut removed, mut kept) = (0, 0);
    for steps in 0.. {
        let name = Name::new("cleaned");
        drop(Shared::create(name.as_str(), Seal::by(1)).unwrap());
        let unused = Inspected::open(name.as_str()).unwrap();
        let mut opener = Traced::spawn(program!("actor", "make", "open-or-create", &name));
        assert_eq!(opener.run_to_marker(), Stop::Marker);
        let mut stop = Stop::Syscall;
        for _ in 0..steps {
            stop = opener.step_syscall();
            if stop == Stop::Marker {
                break;
            }
            assert_eq!(stop, Stop::Syscall, "{steps} steps");
        }
        if unused.remove_if_vacant().unwrap() {
            removed += 1;
        } else {
            kept += 1;
        }
        let done = stop == Stop::Marker;
        if !done {
            assert_eq!(opener.run_to_marker(), Stop::Marker, "{steps} steps");
        }
        let found = Inspected::open(name.as_str()).unwrap_or_else(|error| panic!("{steps} steps: {error}"));
        let people = People::look().unwrap();
        let is_open = people.of(&found).known().iter().any(|open| open.pid() == opener.pid() && open.writes());
        assert!(is_open, "{steps} steps: the opener has another segment than the name");
        opener.kill();
        if done {
            break;
        }
    }
    println!("removed at {removed} places, kept at {kept}");
    assert!(removed >= 4 && kept >= 2, "removed at {removed} places, kept at {kept}");
}
