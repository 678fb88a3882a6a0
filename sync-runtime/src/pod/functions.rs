//! The functions that options of a field name: `into`, `from` and `validate`.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;

/// `into = …`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`into` names a function that does not turn `&{T}` into `{S}`",
    label = "this has to be a `fn(&{T}) -> {S}`"
)]
pub trait Store<T, S> {
    /// Calls it.
    fn call_to_store(self, value: &T) -> S;
}

#[diagnostic::do_not_recommend]
impl<F: FnOnce(&T) -> S, T, S> Store<T, S> for F {
    #[inline(always)]
    fn call_to_store(self, value: &T) -> S {
        self(value)
    }
}

/// `from = …`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`from` names a function that does not turn `{S}` into `{T}`",
    label = "this has to be a `fn({S}) -> {T}`, or return an `Option` or a `Result` of it"
)]
pub trait Make<T, S> {
    /// Calls it.
    fn make(self, stored: S) -> Option<T>;
}

#[diagnostic::do_not_recommend]
impl<F: FnOnce(S) -> M, M: Made<T>, T, S> Make<T, S> for F {
    #[inline(always)]
    fn make(self, stored: S) -> Option<T> {
        self(stored).made()
    }
}

/// What a function returns that makes a `T`, or refuses to.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `{T}`, nor an `Option` or a `Result` of it",
    label = "this function makes something else"
)]
pub trait Made<T> {
    /// The value, if there is one.
    fn made(self) -> Option<T>;
}

impl<T> Made<T> for T {
    #[inline(always)]
    fn made(self) -> Option<T> {
        Some(self)
    }
}

impl<T> Made<T> for Option<T> {
    #[inline(always)]
    fn made(self) -> Option<T> {
        self
    }
}

impl<T, E> Made<T> for Result<T, E> {
    #[inline(always)]
    fn made(self) -> Option<T> {
        self.ok()
    }
}

/// `validate = …`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`validate` names a function that does not check `{T}`",
    label = "this has to be a `fn(&{T}) -> bool`"
)]
pub trait Check<T> {
    /// Calls it.
    fn check(self, value: &T) -> bool;
}

#[diagnostic::do_not_recommend]
impl<F: FnOnce(&T) -> bool, T> Check<T> for F {
    #[inline(always)]
    fn check(self, value: &T) -> bool {
        self(value)
    }
}

/// What an option names, of which it is asked whether it is a function of the kind `K`: one for
/// [`Check`], [`Store`] or [`Make`].
///
/// Where it takes something else, a bound of those would be told in the compiler's own words, with
/// the advice to write a closure, which an option does not take. So `known` is looked for first: a
/// method that is not there is looked for behind the `Deref`, and the [`Function`] that is found
/// there has none of the traits.
#[doc(hidden)]
pub struct Asked<F, K>(F, Function<F>, PhantomData<K>);

/// A function of another kind.
#[doc(hidden)]
pub struct Function<F>(PhantomData<F>);

/// `fn(&T) -> bool`
#[doc(hidden)]
pub struct Checks<T>(PhantomData<T>);

/// `fn(&T) -> S`
#[doc(hidden)]
pub struct Stores<T, S>(PhantomData<(T, S)>);

/// `fn(S) -> T`, or an `Option` or a `Result` of it.
#[doc(hidden)]
pub struct Makes<T, S>(PhantomData<(T, S)>);

impl<F, K> Asked<F, K> {
    /// Of what is named.
    #[inline(always)]
    pub const fn of(function: F) -> Self {
        Self(function, Function(PhantomData), PhantomData)
    }
}

impl<F: FnOnce(&T) -> bool, T> Asked<F, Checks<T>> {
    /// The function.
    #[inline(always)]
    pub fn known(self) -> F {
        self.0
    }
}

impl<F: FnOnce(&T) -> S, T, S> Asked<F, Stores<T, S>> {
    /// The function.
    #[inline(always)]
    pub fn known(self) -> F {
        self.0
    }
}

impl<F: FnOnce(S) -> M, M: Made<T>, T, S> Asked<F, Makes<T, S>> {
    /// The function.
    #[inline(always)]
    pub fn known(self) -> F {
        self.0
    }
}

impl<F, K> Deref for Asked<F, K> {
    type Target = Function<F>;

    #[inline(always)]
    fn deref(&self) -> &Function<F> {
        &self.1
    }
}

impl<F> Function<F> {
    /// What has none of the traits.
    #[must_use]
    #[inline(always)]
    pub const fn known(&self) -> Self {
        Self(PhantomData)
    }
}

impl<F, K> fmt::Debug for Asked<F, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked").finish_non_exhaustive()
    }
}
