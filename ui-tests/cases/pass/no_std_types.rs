// Types of a part of a program that does without std: the derives name core alone.
#![deny(warnings)]

mod types {
    #![no_implicit_prelude]

    #[derive(::sync_runtime::Pod)]
    #[repr(u8)]
    pub enum Mode {
        Idle,
        Serving,
    }

    #[derive(::sync_runtime::SharedLocked)]
    pub struct Stats<const N: usize> {
        pub requests: [u64; N],
        pub longest: ::core::option::Option<::core::time::Duration>,
        pub mode: Mode,
    }
}


mod std {}
mod alloc {}

use sync_runtime::Shared;
use types::{Mode, Stats};

fn main() {
    let stats = Shared::anonymous(Stats { requests: [0; 4], longest: None, mode: Mode::Idle }).unwrap();
    stats.with_lock(|stats| stats.mode = Mode::Serving).unwrap();
}
