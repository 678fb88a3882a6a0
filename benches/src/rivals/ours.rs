//! This project.

use super::Guarded;
use sync_runtime::{Shared, SharedLocked};

/// A shared value of this project's, with the default timeout of a second.
pub struct Ours<V: SharedLocked>(pub Shared<V>);

impl<V: super::Words> Ours<V> {
    pub fn new() -> Self {
        Self(Shared::anonymous(V::ZERO).expect("an anonymous segment"))
    }
}

macro_rules! guarded {
    ($([$($generics:tt)*] $value:ty;)*) => {$(
        impl<$($generics)*> Guarded for Ours<$value> {
            type Value = $value;

            fn with<R>(&self, section: impl FnOnce(&mut $value) -> R) -> R {
                self.0.with_lock(section).expect("with_lock")
            }

            fn copy(&self) -> $value {
                self.0.load().expect("load")
            }
        }
    )*};
}

guarded! { [] u64; [const N: usize] [u64; N]; }
