//! Structs written by `macro_rules!`, with types and names from either side.

use sync_runtime::{Shared, SharedLocked};

macro_rules! shared {
    ($(#[$attribute:meta])* $name:ident { $($field:ident: $ty:ty = $initial:expr),* $(,)? }) => {
        #[derive(SharedLocked)]
        $(#[$attribute])*
        struct $name { $($field: $ty,)* own: u32 }

        impl $name {
            fn new() -> Self {
                Self { $($field: $initial,)* own: 7 }
            }
        }
    };
}

shared!(#[shared(timeout_ms = 50)] Stats { cells: u64 = 1, list: [Option<u8>; 3] = [None; 3] });
shared!(Other { pair: (u8, f32) = (1, 2.0) });

fn main() {
    let stats = Shared::anonymous(Stats::new()).unwrap();
    stats.with_lock(|stats| stats.cells += u64::from(stats.own)).unwrap();
    assert_eq!(stats.load().unwrap().cells, 8);
    assert_eq!(stats.load().unwrap().list, [None; 3]);
    assert_eq!(Shared::anonymous(Other::new()).unwrap().load().unwrap().pair, (1, 2.0));
}
