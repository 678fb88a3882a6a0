//! What is said of `view[3]`.

use super::access::Access;
use super::{Slice, View};
use crate::pod::Pod;
use core::ops::Index;

/// Never met: brackets could only panic where the index is too large. Without the impls that ask
/// for it, the compiler would say that brackets are wrong, and not what is right.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`[…]` does not find a shared element",
    label = "use `at`, which returns a `Result`",
    note = "write `.at(index)?`: an index that is too large is an error then",
    note = "for several elements, write `.range(2..5)?`"
)]
pub trait Indexed<I> {
    /// Unknown, so that nothing more is said of it.
    type Element;

    fn element(&self, index: I) -> &Self::Element;
}

impl<T: Pod, const N: usize, A: Access, I> Index<I> for View<'_, [T; N], A>
where
    Self: Indexed<I>,
{
    type Output = <Self as Indexed<I>>::Element;

    fn index(&self, index: I) -> &Self::Output {
        self.element(index)
    }
}

impl<T: Pod, A: Access, I> Index<I> for Slice<'_, T, A>
where
    Self: Indexed<I>,
{
    type Output = <Self as Indexed<I>>::Element;

    fn index(&self, index: I) -> &Self::Output {
        self.element(index)
    }
}
