//! Values that are changed in place: any size, odd names, parameters, fields that are converted; strict lints.

#![no_implicit_prelude]
#![deny(warnings)]

mod inner {
    use ::core::option::Option::{self, Some};

    /// A public struct with fields that are not, larger than a value that is copied.
    #[derive(::sync_runtime::SharedLocked)]
    #[shared(in_place, timeout_ms = 250)]
    pub struct Jobs {
        next: u64,
        pub(super) r#type: Option<Part<u8, 3>>,
        /// Of everybody.
        pub frame: [u8; 1 << 20],
        pub get: [(u8, ::core::primitive::bool); 2],
        #[shared(as = u64)]
        id: Id,
        /// Of everybody.
        #[shared(as = u32, into = Percent::number, from = Percent::of, validate = Self::is_sound)]
        pub done: Percent,
        #[shared(validate = begins)]
        pub(crate) slots: [u16; 4],
    }

    #[derive(Clone)]
    struct Id(u64);

    impl ::core::convert::From<Id> for u64 {
        fn from(Id(number): Id) -> Self {
            number
        }
    }

    impl ::core::convert::From<u64> for Id {
        fn from(number: u64) -> Self {
            Self(number)
        }
    }

    /// Of everybody.
    pub struct Percent(u32);

    impl Percent {
        fn number(&self) -> u32 {
            self.0
        }

        fn of(number: u32) -> Option<Self> {
            Some(Self(number))
        }
    }

    impl Jobs {
        fn is_sound(done: &Percent) -> bool {
            done.0 <= 100
        }
    }

    /// A part with parameters.
    #[derive(::sync_runtime::Pod)]
    pub struct Part<__A: ::sync_runtime::Pod, const N: usize> {
        items: [__A; N],
        #[shared(validate = is_small)]
        used: u16,
    }

    fn is_small(used: &u16) -> bool {
        *used < 4
    }

    fn begins(slots: &[u16; 4]) -> ::core::primitive::bool {
        slots[0] == 0
    }

    /// Uses what is private.
    #[must_use]
    pub fn names() -> usize {
        let Id(number) = Id(0);
        let part = Part { items: [0_u8; 3], used: 0 };
        number as usize + part.items.len()
    }
}

/// An enum.
#[allow(clippy::large_enum_variant)]
#[derive(::sync_runtime::SharedLocked)]
#[shared(in_place)]
pub enum Frame {
    /// One.
    Nothing,
    /// Another.
    Pixels([u8; 100_000]),
}

fn main() {
    ::core::assert!(inner::names() == 3);
    ::core::assert!(::core::mem::size_of::<inner::Jobs>() > 65_536);
    ::core::assert!(::core::matches!(Frame::Nothing, Frame::Nothing | Frame::Pixels(_)));
}
