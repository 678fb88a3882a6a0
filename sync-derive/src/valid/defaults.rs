//! `default`, which makes a segment of a former layout one of this: where that cannot be done.

use super::{Lock, Mistakes, Options, Shape};
use crate::ast::Derive;

/// Blames each `default` that could not do what it says.
pub(crate) fn check(derive: Derive, options: &Options, shape: &Shape, mistakes: &mut Mistakes) {
    let reason = match () {
        () if derive == Derive::Pod => {
            "`default` is for the fields of a whole, which has `#[derive(SharedLocked)]`: remove it here, and name the \
             former struct in `options().upgrade_from(…)`"
        }
        () if options.lock == Lock::None => {
            "a value is upgraded under its lock, and `lock = none` leaves that out: remove `default` here, or `lock = none`"
        }
        () if options.priority_inherit => {
            "a value with `priority_inherit` cannot be upgraded while others use it: remove `default` here, or \
             `priority_inherit`"
        }
        () => return,
    };
    for default in shape.fields().iter().filter_map(|field| field.default.as_ref()) {
        mistakes.blame(&default.key, reason);
    }
}
