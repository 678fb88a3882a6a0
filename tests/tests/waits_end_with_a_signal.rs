//! A signal ends each kind of wait whose timeout is interruptible, with an error of its own, and no
//! other wait. Notifications that come meanwhile are not lost.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

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
}

#[test]
fn not_to_wait_cannot_be_interrupted() {
    assert_eq!(Timeout::Try.interruptible(), Timeout::Try);
    assert_eq!(Timeout::Never.interruptible().interruptible(), Timeout::Interruptible(None));
}
