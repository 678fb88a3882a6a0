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

    pub const fn into_bytes(self) -> [u8; 16] {
        self.0
    }

    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// As the crate `bitflags` makes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags(u32);

impl Flags {
    pub const READY: Self = Self(1);

    pub const fn bits(&self) -> u32 {
        self.0
    }

    pub const fn from_bits(bits: u32) -> Option<Self> {
        if bits <= 1 { Some(Self(bits)) } else { None }
    }
}

/// As the crate `ordered-float` has one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrderedFloat<T>(pub T);

impl From<f64> for OrderedFloat<f64> {
    fn from(number: f64) -> Self {
        Self(number)
    }
}

impl From<OrderedFloat<f64>> for f64 {
    fn from(number: OrderedFloat<f64>) -> Self {
        number.0
    }
}

/// As the crate `rust_decimal` has one.
#[derive(Debug, Clone, Copy)]
pub struct Decimal([u8; 16]);

impl Decimal {
    pub fn serialize(&self) -> [u8; 16] {
        self.0
    }

    pub fn deserialize(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// As the crate `chrono` has them.
pub mod chrono {
    #[derive(Debug, Clone, Copy)]
    pub struct DateTime<Tz>(i64, Tz);

    #[derive(Debug, Clone, Copy)]
    pub struct Utc;

    #[derive(Debug, Clone, Copy)]
    pub struct FixedOffset(i32);

    #[derive(Debug, Clone, Copy)]
    pub struct TimeDelta(i64);

    #[derive(Debug, Clone, Copy)]
    pub enum Weekday {
        Mon,
        Tue,
    }

    impl<Tz> DateTime<Tz> {
        pub fn timestamp_micros(&self) -> i64 {
            self.0
        }
    }

    impl DateTime<Utc> {
        pub fn from_timestamp_micros(number: i64) -> Option<Self> {
            Some(Self(number, Utc))
        }

        pub fn fixed_offset(&self) -> DateTime<FixedOffset> {
            DateTime(self.0, FixedOffset(0))
        }
    }

    impl TimeDelta {
        pub const fn num_milliseconds(&self) -> i64 {
            self.0
        }

        pub const fn try_milliseconds(number: i64) -> Option<Self> {
            if number > i64::MIN { Some(Self(number)) } else { None }
        }
    }

    pub use TimeDelta as Duration;
}

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
