//! A flag, as `_TestEvent` has it.

use super::{LONG, NO_TIME, SHORT, joined, measured};
use sync_runtime::{Event, Shared, Timeout};
use tests::proof::fork::Fork;

pub(super) fn run() {
    let event: Shared<Event> = Shared::anonymous(Event::new()).unwrap();
    assert!(!event.is_set().unwrap());
    assert!(!measured(NO_TIME, || event.wait(Timeout::Try)).unwrap());
    assert!(!measured(SHORT, || event.wait(SHORT)).unwrap());
    event.set().unwrap();
    assert!(event.is_set().unwrap());
    assert!(measured(NO_TIME, || event.wait(LONG)).unwrap());
    assert!(event.wait(Timeout::Try).unwrap());
    event.clear().unwrap();
    assert!(!event.is_set().unwrap());
    let waiters: Vec<_> = (0..5).map(|_| Fork::free(|| assert!(event.wait(LONG).unwrap()))).collect();
    joined(vec![Fork::free(|| event.set().unwrap())]);
    joined(waiters);
}
