//! Another crate, as the cases meet one: it re-exports the runtime, has structs with and without
//! the derives, and a macro that writes some.

pub extern crate sync_runtime as runtime;

/// Without the derive: nobody can add it from outside.
#[derive(Debug, Clone, Copy)]
pub struct Position {
    pub x: f64,
    pub y: f64,
}

impl From<Position> for [f64; 2] {
    fn from(position: Position) -> Self {
        [position.x, position.y]
    }
}

impl From<[f64; 2]> for Position {
    fn from([x, y]: [f64; 2]) -> Self {
        Self { x, y }
    }
}

/// Only a part.
#[derive(runtime::Pod)]
#[shared(crate = runtime)]
pub struct Part {
    pub count: u64,
}

/// As the crate `uuid` has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uuid([u8; 16]);

impl Uuid {
    pub const fn from_u128(number: u128) -> Self {
        Self(number.to_be_bytes())
    }

    pub const fn as_u128(self) -> u128 {
        u128::from_be_bytes(self.0)
    }
}

/// As the crate `bitflags` makes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags(u32);

impl Flags {
    pub const READY: Self = Self(1);

    pub const fn bits(self) -> u32 {
        self.0
    }

    pub const fn from_bits_truncate(bits: u32) -> Self {
        Self(bits & 1)
    }
}

/// As the crate `ordered-float` has one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrderedFloat<T>(pub T);

/// As the crate `chrono` has one.
#[derive(Debug, Clone, Copy)]
pub struct DateTime<Tz>(pub i64, pub Tz);

/// As the crate `chrono` has one.
#[derive(Debug, Clone, Copy)]
pub struct Utc;

/// As the crate `heapless` has them.
pub mod heapless {
    pub struct Vec<T, const N: usize>(pub [Option<T>; N]);
    pub struct String<const N: usize>(pub [u8; N]);
}

/// As the crates `parking_lot` and `tokio` have one.
pub struct Mutex<T>(pub T);

/// The same name, another trait.
pub mod bytemuck {
    pub use facade_macros_free::*;

    mod facade_macros_free {
        /// # Safety
        ///
        /// As bytemuck's.
        pub unsafe trait Pod {}
    }
}

/// Writes a struct with the derive, for crates that do not depend on the runtime.
#[macro_export]
macro_rules! shared_struct {
    ($name:ident { $($field:ident: $type:ty),* $(,)? }) => {
        #[derive($crate::runtime::SharedLocked)]
        #[shared(crate = $crate::runtime)]
        pub struct $name { $(pub $field: $type),* }
    };
}
