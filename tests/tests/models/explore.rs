//! How loom explores a model: every order of its threads, and every value that the memory model
//! lets them see.

use crate::atomic::{WEAKNESS, Weakness};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Explores a model with a weakness, to its end or up to so many preemptions, and returns the
/// number of orders.
pub(crate) fn explore(weakness: Weakness, preemptions: Option<usize>, model: fn()) -> usize {
    let orders = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&orders);
    WEAKNESS.set(weakness);
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = preemptions;
    builder.check(move || {
        counter.fetch_add(1, Relaxed);
        model();
    });
    WEAKNESS.set(Weakness::Nowhere);
    orders.load(Relaxed)
}
