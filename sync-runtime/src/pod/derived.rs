//! What derived code is built from, so that there is little of it and a part that is no [`Pod`] is one error.
//!
//! A field's type is named in many places of an expansion, and each would report a missing `Pod` again. So the bound
//! is demanded in one constant, and everything else depends on that constant's value: where the constant has an
//! error, the compiler knows all the rest to be wrong because of it and stays silent.

use super::Pod;
use crate::schema::{Field, Schema, Variant};

/// Defines the trait that is demanded of a field's type: [`Pod`], but told of without `Send` and `Sized`, which it
/// implies. It is defined where it is demanded, in a constant called `sync_runtime`: so the compiler calls it
/// `sync_runtime::Pod`, too.
#[doc(hidden)]
#[macro_export]
macro_rules! __demand {
    ($name:ident) => {
        #[diagnostic::on_unimplemented(
            message = "`{Self}` cannot be shared between processes",
            label = "this is not plain data",
            note = "for a struct of your own, add `#[derive(sync_runtime::Pod)]` to it, and for an enum without data `#[repr(u8)]`, too; a union cannot be shared: make it a struct or an enum",
            note = "for a type of another crate, use numbers, `bool`, `char`, times, addresses, arrays, tuples and `Option`s of them in its place, such as the bits of bitflags; for text and lists `ArrayString<N>` and `ArrayVec<T, N>` (feature `arrayvec`)"
        )]
        trait $name {
            const HERE: bool = true;
        }
        #[diagnostic::do_not_recommend]
        impl<T: $crate::__private::Pod> $name for T {}
    };
}

/// Takes what only a [`Pod`] type has: named where a type has to be `Pod`.
#[doc(hidden)]
#[must_use]
pub const fn described(_: &'static Schema) -> bool {
    true
}

/// `T` itself, if `CHECKED`.
#[doc(hidden)]
pub trait If<const CHECKED: bool> {
    /// `T` itself.
    type Type: Pod;
}

impl<T: Pod> If<true> for T {
    type Type = T;
}

/// The layout of a field of type `T`.
#[doc(hidden)]
pub type LayoutOf<T, const CHECKED: bool = true> = <<T as If<CHECKED>>::Type as Pod>::Layout;

/// A type that exists, whether or not the constant does.
#[doc(hidden)]
#[derive(Debug)]
pub enum Checked<const CHECKED: bool> {}

/// The description of a field of type `T`.
#[doc(hidden)]
#[must_use]
pub const fn field<T: Pod>(name: &'static str, offset: usize) -> Field {
    Field { name, offset, schema: T::SCHEMA }
}

/// The description of a struct with the layout `L`.
#[doc(hidden)]
#[must_use]
pub const fn structure<L>(fields: &'static [Field]) -> Schema {
    Schema::structure::<L>(fields)
}

/// The description of a variant stored as `value`.
#[doc(hidden)]
#[must_use]
pub const fn variant(name: &'static str, value: i128) -> Variant {
    Variant { name, value }
}

/// The description of an enum stored as a number of type `N`.
#[doc(hidden)]
#[must_use]
pub const fn enumeration<N: Pod>(variants: &'static [Variant]) -> Schema {
    Schema::enumeration::<N::Layout>(N::SCHEMA, variants)
}
