//! A signal ends each kind of wait whose timeout is interruptible, with an error of its own, and no
//! other wait. Notifications that come meanwhile are not lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::time::Duration;
use sync_runtime::Timeout;
use tests::program;

macro_rules! trials {
    ($($test:ident $($argument:literal)*;)*) => {$(
        #[test]
        fn $test() {
            assert!(program!("interrupt" $(, $argument)*).status().unwrap().success());
        }
    )*};
}

trials! {
    each_kind_is_interrupted "ends";
    each_kind_is_interrupted_with_restart "ends" "--restart";
    each_kind_ignores_signals_otherwise "ignored";
    each_kind_ignores_signals_otherwise_with_restart "ignored" "--restart";
    no_notification_is_lost "slices";
    a_notification_at_once_is_no_time_out "at-once" "--rounds" "500";
}

#[test]
fn not_to_wait_cannot_be_interrupted() {
    assert_eq!(Timeout::Try.interruptible(), Timeout::Try);
}

#[test]
fn an_interruptible_timeout_is_as_long_and_as_small() {
    let longest = |timeout: Timeout| match timeout.interruptible().interruptible() {
        Timeout::Interruptible(patience) => patience.duration(),
        other => panic!("{other:?}"),
    };
    assert_eq!(longest(Timeout::Never), None);
    assert_eq!(longest(Timeout::After(Duration::MAX)), None);
    assert_eq!(longest(Timeout::After(Duration::from_nanos(7))), Some(Duration::from_nanos(7)));
    assert_eq!(size_of::<Timeout>(), size_of::<Duration>());
}
