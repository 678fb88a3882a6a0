//! A process that is killed around any system call of making a segment leaves it whole or not at
//! all.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use sync_runtime::{Shared, SyncError};
use tests::name::left_in_directory;
use tests::values::Seal;
use tests::{Name, Stop, Traced, program};

/// How often the name was whole, and how often not there, when its maker was killed around a system
/// call.
struct Seen {
    whole: usize,
    absent: usize,
}

/// Kills a maker after its first, second, third … stop at a system call, until it is through.
fn kill_everywhere(how: &str) -> Seen {
    let mut seen = Seen { whole: 0, absent: 0 };
    for steps in 0.. {
        // Unlinked at the end of each turn, so a new name each time.
        let name = Name::new(how);
        let mut maker = Traced::spawn(program!("actor", "make", how, &name));
        let pid = maker.pid();
        assert_eq!(maker.run_to_marker(), Stop::Marker);
        let stops = (0..steps).map(|_| maker.step_syscall()).last();
        maker.kill();

        let left = left_in_directory(&[pid]);
        match Shared::<Seal>::open(name.as_str()) {
            Ok(shared) => {
                assert!(shared.load().unwrap().is_whole(), "{how}, {steps} steps");
                assert_eq!(left, [name.as_str()], "{how}, {steps} steps");
                shared.with_lock(|seal| seal.joined += 1).unwrap();
                seen.whole += 1;
            }
            Err(SyncError::NotFound { .. }) => {
                assert_eq!(left, [""; 0], "{how}, {steps} steps");
                seen.absent += 1;
            }
            Err(error) => panic!("{how}, {steps} steps: {error}"),
        }
        match stops {
            None | Some(Stop::Syscall) => {}
            Some(Stop::Marker) => break,
            Some(stop) => panic!("{how}, {steps} steps: {stop:?}"),
        }
    }
    println!("{how}: killed at {} places, whole {}, absent {}", seen.whole + seen.absent, seen.whole, seen.absent);
    seen
}

// One after the other: what is in the directory is compared.
#[test]
fn killed_around_every_system_call() {
    for how in ["create", "open-or-create"] {
        let seen = kill_everywhere(how);
        assert!(seen.whole >= 2, "it was there at the end");
        assert!(seen.absent >= 10, "and not before that");
    }
    let seen = kill_everywhere("anonymous");
    assert_eq!(seen.whole, 0);
    assert!(seen.absent >= 10);
}
