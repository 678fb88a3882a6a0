//! Guards and views stay in the thread that made them, and the compiler says so in one error.
//!
//! A type with a raw pointer in it is not `Send` by itself. But then the compiler tells of the
//! pointer, of each cell beside it, and of all types on the way to them. So the types have impls
//! of `Send` and `Sync` with a bound that is never met, and it tells of the bound.

/// What guards and views are. The compiler shows its name in the error.
#[doc(hidden)]
#[derive(Debug)]
pub enum MustStayInItsThread {}

/// That it need not stay: never met. No other crate can implement it for
/// [`MustStayInItsThread`]. The lifetime keeps the compiler from refusing the impls.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a guard, and a view of a value, belongs to the thread that made it",
    label = "this takes it to another thread",
    note = "use the handle in the other thread, and acquire the lock there: a `Shared` is cheap to clone",
    note = "in async code, use `with_lock`, or end the scope of the guard before `.await`"
)]
pub trait InOtherThreads<'a> {}

/// Makes a type neither `Send` nor `Sync`, whatever it consists of.
macro_rules! stays {
    ([$($generics:tt)*] $type:ty) => {
        // SAFETY: the bound is never met, so that it is not `Send`.
        unsafe impl<$($generics)*> Send for $type
        where
            for<'never> $crate::stays::MustStayInItsThread: $crate::stays::InOtherThreads<'never>,
        {
        }

        // SAFETY: the bound is never met, so that it is not `Sync`.
        unsafe impl<$($generics)*> Sync for $type
        where
            for<'never> $crate::stays::MustStayInItsThread: $crate::stays::InOtherThreads<'never>,
        {
        }
    };
}
pub(crate) use stays;
