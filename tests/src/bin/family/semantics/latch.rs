//! A count down to nothing.

use super::{LONG, SHORT, joined, measured};
use sync_runtime::{Latch, Shared, Timeout};
use tests::proof::fork::Fork;

pub(super) fn run() {
    let latch: Shared<Latch> = Shared::anonymous(Latch::new(3)).unwrap();
    assert!(!latch.wait(Timeout::Try).unwrap());
    assert!(!measured(SHORT, || latch.wait(SHORT)).unwrap());
    let waiters: Vec<_> = (0..3).map(|_| Fork::free(|| assert!(latch.wait(LONG).unwrap()))).collect();
    joined((0..3).map(|_| Fork::free(|| latch.count_down().unwrap())).collect());
    joined(waiters);
    latch.count_down().unwrap();
    assert_eq!(latch.left().unwrap(), 0);
}
