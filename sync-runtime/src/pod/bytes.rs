//! `#[shared(as = [u8; N])]` of types that have no `From`, but `into_bytes` and `from_bytes`, as
//! `uuid::Uuid` does.
//!
//! An expansion names `<T>::into_bytes` and `<T>::from_bytes`. Functions of the type itself come
//! before those of a trait. So where the type has none, it names those below, which lead to
//! [`StoredAs`].

use super::foreign::StoredAs;
use super::functions::Made;
use core::marker::PhantomData;

/// A value whose type has no `into_bytes`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Itself<T>(T);

/// The `into_bytes` of all types that have none.
#[doc(hidden)]
pub trait IntoBytes: Sized {
    /// The value itself.
    #[inline(always)]
    fn into_bytes(self) -> Itself<Self> {
        Itself(self)
    }
}

impl<T> IntoBytes for T {}

/// Bytes of which a `T` is to be made.
#[doc(hidden)]
#[derive(Debug)]
pub struct Unmade<T, S>(S, PhantomData<T>);

/// The `from_bytes` of all types that have none.
#[doc(hidden)]
pub trait FromBytes: Sized {
    /// The bytes themselves.
    #[inline(always)]
    fn from_bytes<S>(stored: S) -> Unmade<Self, S> {
        Unmade(stored, PhantomData)
    }
}

impl<T> FromBytes for T {}

/// What `into_bytes` returns, if that leads to an `S`.
#[doc(hidden)]
pub trait Bytes<T, S> {
    /// The bytes.
    fn bytes(self) -> S;
}

// `Clone` is asked for here, where `into_bytes` is known: asked for before, it would be an error
// more.
impl<T: Clone, const N: usize> Bytes<T, [u8; N]> for [u8; N] {
    #[inline(always)]
    fn bytes(self) -> Self {
        self
    }
}

impl<T: StoredAs<S>, S> Bytes<T, S> for Itself<T> {
    #[inline(always)]
    fn bytes(self) -> S {
        self.0.to_stored()
    }
}

impl<T: StoredAs<S>, S> Made<T> for Unmade<T, S> {
    #[inline(always)]
    fn made(self) -> Option<T> {
        T::make(self.0)
    }
}

/// What `into_bytes` and `from_bytes` return, if both lead there.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` cannot be stored as `{S}`",
    label = "this has to be `Clone`, with `into_bytes` and `from_bytes` that return and take `{S}`, or with `From<{T}>` for `{S}` and `TryFrom<{S}>` for this",
    note = "where these are missing, name two functions: `#[shared(as = {S}, into = …, from = …)]`; the first takes a reference and returns `{S}`, the other takes `{S}` and returns the value, an `Option` or a `Result` of it"
)]
pub trait BothWays<T, S> {}

#[diagnostic::do_not_recommend]
impl<T, S, I: Bytes<T, S>, M: Made<T>> BothWays<T, S> for (I, M) {}

/// Whether a `T` can be stored as an `S` by these functions: named where it has to be.
#[doc(hidden)]
#[must_use]
pub const fn by_bytes<T, S, I, M>(_: fn(T) -> I, _: fn(S) -> M) -> bool
where
    (I, M): BothWays<T, S>,
{
    true
}
