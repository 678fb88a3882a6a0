//! What can be shared as a whole without a derive.

use super::{Exclusive, Kept, SharedLocked};
use crate::pod::Pod;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use core::num::{NonZero, Saturating, Wrapping};

/// A type that can be shared as a whole, as what makes a shared one is told of it.
///
/// `Made` is the type itself. For a type without the derive it is unknown, and so is the type of
/// the handle that it is put into: what is then done with the handle is not one more error each.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared as a whole",
    label = "this type has no lock of its own",
    note = "for a struct or an enum of your own, add `#[derive(sync_runtime::SharedLocked)]` to it, and `#[shared(in_place)]` for `create_with` and `view`; if it has `#[derive(Pod)]`, which makes it a part of a shared struct, replace that",
    note = "for a type parameter, add the bound `sync_runtime::SharedLocked`",
    note = "for a type of another crate, hold it or what it is made from in a struct with `#[derive(sync_runtime::SharedLocked)]`; for text and lists use `ArrayString<N>` and `ArrayVec<T, N>` (feature `arrayvec`)"
)]
pub trait Whole {
    /// The type itself.
    type Made;

    /// The value itself.
    fn made(self) -> Self::Made;
}

/// The other way round: which type is put into a handle of a type that is known.
#[doc(hidden)]
pub trait MadeFrom {
    /// The type itself.
    type Whole;
}

#[diagnostic::do_not_recommend]
impl<T: Kept> MadeFrom for T {
    type Whole = T;
}

macro_rules! whole {
    ($([$($generics:tt)*] $type:ty $(, $bound:ident)?;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> SharedLocked for $type
        $(where
            Self: $bound)?
        {
            type Lock = Exclusive;
        }
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Whole for $type
        $(where
            Self: $bound)?
        {
            type Made = Self;

            #[inline(always)]
            fn made(self) -> Self {
                self
            }
        }
    )*};
}

/// Tuples, of which the parts are named.
macro_rules! tuples {
    ($(($($part:ident),*);)*) => {
        whole! { $([$($part: Pod),*] ($($part,)*);)* }
    };
}

whole! {
    [] u8; [] u16; [] u32; [] u64; [] u128; [] usize;
    [] i8; [] i16; [] i32; [] i64; [] i128; [] isize;
    [] f32; [] f64; [] bool; [] char;
    [] NonZero<u8>; [] NonZero<u16>; [] NonZero<u32>; [] NonZero<u64>; [] NonZero<u128>; [] NonZero<usize>;
    [] NonZero<i8>; [] NonZero<i16>; [] NonZero<i32>; [] NonZero<i64>; [] NonZero<i128>; [] NonZero<isize>;
    [] core::time::Duration; [] std::time::SystemTime; [] core::cmp::Ordering;
    [] IpAddr; [] Ipv4Addr; [] Ipv6Addr; [] SocketAddr; [] SocketAddrV4; [] SocketAddrV6;
    [T: Pod] Option<T>; [T: Pod] Wrapping<T>; [T: Pod] Saturating<T>; [T: Pod] core::cmp::Reverse<T>;
    [T: Pod] core::ops::Range<T>; [T: Pod] core::ops::RangeInclusive<T>, Pod;
    [T: Pod, const N: usize] [T; N];
}

tuples! {
    (A); (A, B); (A, B, C); (A, B, C, D); (A, B, C, D, E); (A, B, C, D, E, F); (A, B, C, D, E, F, G);
    (A, B, C, D, E, F, G, H); (A, B, C, D, E, F, G, H, I); (A, B, C, D, E, F, G, H, I, J);
    (A, B, C, D, E, F, G, H, I, J, K); (A, B, C, D, E, F, G, H, I, J, K, L);
}

#[cfg(feature = "arrayvec")]
whole! {
    [const N: usize] arrayvec::ArrayString<N>;
    [T: Pod, const N: usize] arrayvec::ArrayVec<T, N>;
}
