//! Locks, values, conditions, semaphores, events, barriers and the rest of the family between
//! processes: as `multiprocessing` has them, one file a class in `src/bin/family/semantics`, and
//! whole after a death. Short versions of `family semantics --times 50`, `family instructions`,
//! `family torture`; and `family stopped`, `family forked` and `family later`.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use tests::program;

macro_rules! classes {
    ($($test:ident $class:literal)*) => {$(
        #[test]
        fn $test() {
            assert!(program!("family", "semantics", $class).status().unwrap().success());
        }
    )*};
}

classes! {
    a_lock "lock"
    a_value "value"
    a_condition "condition"
    an_array "array"
    structs_and_text "shared-ctypes"
    a_semaphore "semaphore"
    an_event "event"
    a_barrier "barrier"
    a_latch "latch"
    a_once "once"
    a_lock_for_readers_and_a_writer "rw-lock"
    a_channel "channel"
}

#[test]
fn killed_after_any_instruction() {
    assert!(program!("family", "instructions", "--samples", "4").status().unwrap().success());
}

#[test]
fn killed_at_random() {
    assert!(program!("family", "torture", "--kills", "300").status().unwrap().success());
}

#[test]
fn stopped_inside() {
    assert!(program!("family", "stopped").status().unwrap().success());
}

#[test]
fn forked_by_a_signal_handler() {
    assert!(program!("family", "forked").status().unwrap().success());
}

#[test]
fn given_back_later() {
    assert!(program!("family", "later").status().unwrap().success());
}
