//! Each of the family is a shared value of its own. In a field of another one it has no methods,
//! and who calls one is told what to do.

use super::{Barrier, Channel, Event, Latch, Once, RwLock, Semaphore};
use crate::pod::Pod;

/// What none of the family is in a field. An unmet bound is an error with a text.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `{Self}` in a field has no lock of its own",
    label = "this is a shared value of its own, not a field",
    note = "keep one `sync_runtime::Shared` of it beside the `Shared` of your struct"
)]
pub trait OnItsOwn<'a> {
    /// What a method would return. As it is not known, there are no further errors.
    type Returned;

    fn call() -> Self::Returned;
}

/// The methods of [`Locked`](crate::Locked) and [`Shared`](crate::Shared), by name. Nothing can
/// call these.
macro_rules! no_methods {
    ($([$($parameters:tt)*] $type:ty: $($method:ident $(($($argument:ident),*))?),*;)*) => {$(
        #[doc(hidden)]
        impl<$($parameters)*> $type {$(
            pub fn $method<'a $(, $($argument),*)?>(&'a self $($(, _: $argument)*)?) -> <Self as OnItsOwn<'a>>::Returned
            where
                Self: OnItsOwn<'a>,
            {
                Self::call()
            }
        )*}
    )*};
}

no_methods! {
    [const HOLDERS: usize] Semaphore<HOLDERS>: permit(A), try_permit, add, available;
    [] Event: set, clear, is_set, wait(A);
    [] Latch: count_down, left, wait(A);
    [] Once: call_once(A, B), is_done;
    [const PARTIES: usize] Barrier<PARTIES>: wait(A), abort, reset, is_broken, waiting;
    [const READERS: usize] RwLock<READERS>: read(A), write(A);
    [T: Pod, const CAPACITY: usize] Channel<T, CAPACITY>: send(A, B), recv(A), try_recv, close, queued;
}
