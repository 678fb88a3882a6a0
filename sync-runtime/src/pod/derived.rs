//! What derived code is built from, so that there is little of it and a part that is no [`Pod`] is
//! one error.
//!
//! A field's type is named in many places of an expansion, and each would report a missing `Pod`
//! again. So the bound is demanded in one constant, and everything else depends on that constant's
//! value: where the constant has an error, the compiler knows all the rest to be wrong because of
//! it and stays silent.

use super::limit::MAX_SIZE;
use super::{Corrupt, Pod, alike, place};
use crate::schema::{Field, Schema, Variant};
use core::marker::PhantomData;
use core::mem::MaybeUninit;

/// What is demanded of a field's type: [`Pod`], but told of without `Send` and `Sized`, which that
/// implies, and without the types that have it. The compiler names it, so it has no path into the
/// insides.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared between processes",
    label = "this is not plain data",
    note = "for a struct or an enum of your own, add `#[derive(sync_runtime::Pod)]` to it, and `#[repr(u8)]` if its variants have numbers; a union cannot be shared: make it a struct or an enum",
    note = "for a type of another crate, keep it and say what it is stored as, by `#[shared(as = T)]` above the field, where `T` is `u64`, `[u8; 16]` or any other type that can be shared; where it has no `Into<T>` and `TryFrom<T>`, name two functions, such as `#[shared(as = u32, into = Flags::bits, from = Flags::from_bits)]` for bitflags",
    note = "in an `Option`, an array, a list or a variant, let such a type be a struct `#[derive(sync_runtime::Pod)] struct Part(#[shared(as = T)] Type);`",
    note = "for text and lists, use `ArrayString<N>` and `ArrayVec<T, N>` (feature `arrayvec`)"
)]
pub trait Shareable {
    /// Named where a type has to be shareable.
    const HERE: bool = true;
}

#[diagnostic::do_not_recommend]
impl<T: Pod> Shareable for T {}

/// What is demanded of a whole whose size is known. It is met where `FITS` is `true`: an unmet
/// bound is an error with a text, where a failed assertion would be a failed constant evaluation.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has {BYTES} bytes, and a shared value has at most 65536",
    label = "too large: every lock and every `load` puts a private copy of it on the stack",
    note = "change it in place, with `#[shared(in_place)]`; or make its arrays shorter, or share it as several structs"
)]
pub trait FitsOnStack<const BYTES: usize, const FITS: bool> {
    /// Named where a value has to fit.
    const HERE: bool = true;
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized, const BYTES: usize> FitsOnStack<BYTES, true> for T {}

/// What a field is that a segment has not got: the value of its type's [`Default`], told of in
/// words that name the option.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no default value, and a segment without this field needs one",
    label = "say which value: `#[shared(default = …)]`",
    note = "or implement `Default` for it; for a type parameter, add the bound `Default`"
)]
pub trait HasDefault {
    /// The value.
    fn value() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> HasDefault for T {
    fn value() -> Self {
        Self::default()
    }
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

/// What derived code is built from.
///
/// A derive takes all of this from one type, and states in its impls that this type is the one of
/// [`Pod::BY`]. So a module that `#[shared(crate = …)]` names in the place of this crate cannot
/// bring functions of its own, on whose work the `unsafe impl`s rely.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Derived;

impl Derived {
    /// Refuses, when it is compiled, a value that is too large to be on the stack.
    ///
    /// # Panics
    ///
    /// If it is.
    pub const fn check_default<T>() {
        assert!(
            size_of::<T>() <= MAX_SIZE,
            "a value for `default` is made on the stack, so it has at most 65536 bytes: use `options().upgrade_with(…)`"
        );
    }

    /// The description of a field of type `T`, which begins at `offset` in the layout and at `at`
    /// in the value.
    #[must_use]
    pub const fn field<T: Pod>(name: &'static str, offset: usize, at: usize) -> Field {
        Field { name, offset, at, schema: T::SCHEMA }
    }

    /// The description of a struct.
    #[must_use]
    pub const fn structure<T: Pod>(fields: &'static [Field]) -> Schema {
        Schema::structure::<T, T::Layout>(fields)
    }

    /// [`structure`](Self::structure), of a struct with a check that sees all fields.
    #[must_use]
    pub const fn checked_structure<T: Pod>(fields: &'static [Field]) -> Schema {
        Schema::structure::<T, T::Layout>(fields).joint()
    }

    /// The number of a variant, which is of the type `N`.
    #[must_use]
    pub const fn tag<N: Pod>(number: N) -> N {
        number
    }

    /// The description of a variant stored as `value`.
    #[must_use]
    pub const fn variant(name: &'static str, value: i128) -> Variant {
        Variant { name, value, data: None }
    }

    /// The description of a variant stored as `value` and the `fields` in the tuple `P`, which
    /// begins with the tag.
    #[must_use]
    pub const fn variant_with<P: Pod>(name: &'static str, value: i128, fields: &'static [&'static str]) -> Variant {
        Variant { name, value, data: Some((P::SCHEMA, fields)) }
    }

    /// The description of an enum with the layout `L`, which is or begins with a number of type
    /// `N`.
    #[must_use]
    pub const fn enumeration<N: Pod, L>(variants: &'static [Variant]) -> Schema {
        Schema::enumeration::<L>(N::SCHEMA, variants)
    }

    /// The description of an enum `T` without data, with the layout `L`, a number of type `N`.
    /// `values` has the value of each of the `variants`: if the compiler represents them by their
    /// numbers, a copy of the number is the value.
    #[must_use]
    pub const fn fieldless<T, N: Pod, L>(variants: &'static [Variant], values: &[T]) -> Schema {
        Schema::enumeration::<L>(N::SCHEMA, variants).alike_if(alike::are_numbers::<T, L>(variants, values), true)
    }

    /// Whether private cells hold a value of a field of type `T`.
    #[inline(always)]
    #[must_use]
    pub fn accepts<T: Pod>(cells: &mut T::Layout) -> bool {
        T::PLAIN || T::accepts(cells)
    }

    /// The number in private cells, of a type that is plain.
    #[inline(always)]
    #[must_use]
    pub fn number<N: Pod>(cells: &mut N::Layout) -> N {
        const { assert!(N::PLAIN) };
        // SAFETY: a plain type has as many bytes as its cells, and any bytes are one.
        unsafe { core::ptr::from_mut(cells).cast::<N>().read_unaligned() }
    }

    /// Writes a field into its cells.
    #[inline(always)]
    pub fn write<T: Pod>(value: &T, cells: &T::Layout) {
        super::write(value, cells);
    }

    /// Where the value is to be, whose fields are read one by one.
    #[inline(always)]
    pub fn place<T>(out: &mut MaybeUninit<T>) -> *mut T {
        out.as_mut_ptr()
    }

    /// Reads the field called `name` to where it is to be.
    ///
    /// # Errors
    ///
    /// [`Corrupt`], with `name` in front of its path.
    ///
    /// # Safety
    ///
    /// `out` is valid for writing a `T`, and exclusively the caller's. It is initialized if this
    /// returns `Ok`.
    #[inline(always)]
    pub unsafe fn read<T: Pod>(cells: &T::Layout, out: *mut T, name: &'static str) -> Result<(), Corrupt> {
        // SAFETY: the caller's promise.
        unsafe { Self::read_part(cells, out) }.map_err(|corrupt| corrupt.within(name))
    }

    /// Reads a field to where it is to be, which is looked at further.
    ///
    /// # Errors
    ///
    /// As [`Pod::read_cells`].
    ///
    /// # Safety
    ///
    /// As [`read`](Self::read).
    #[inline(always)]
    pub unsafe fn read_part<T: Pod>(cells: &T::Layout, out: *mut T) -> Result<(), Corrupt> {
        // SAFETY: the caller's promise; nothing is said of what is there now.
        let out = unsafe { &mut *out.cast::<MaybeUninit<T>>() };
        super::read_into(cells, out)
    }

    /// Makes `out` a variant without data.
    #[inline(always)]
    pub fn make<T>(out: &mut MaybeUninit<T>, make: impl FnOnce() -> T) {
        place::write(out, make);
    }

    /// Makes `out` of the tag and the data of a variant.
    ///
    /// # Errors
    ///
    /// [`Corrupt`], with `variant` and the field's name in front of its path.
    #[inline(always)]
    pub fn make_of<P: Pod, T>(
        cells: &P::Layout,
        (variant, fields): (&'static str, &'static [&'static str]),
        out: &mut MaybeUninit<T>,
        make: impl FnOnce(P) -> T,
    ) -> Result<(), Corrupt> {
        place::read(cells, out, make).map_err(|corrupt| corrupt.in_variant(variant, fields))
    }
}

/// Whether a type has a destructor of its own.
///
/// [`Destructor::refused`] is the inherent function for a type with `impl Drop`, and that of
/// [`NoDestructor`] for every other one. The inherent one has a bound that nothing meets, so that
/// the error has a text.
#[doc(hidden)]
#[derive(Debug)]
pub struct Destructor<T: ?Sized>(PhantomData<T>);

#[allow(drop_bounds, reason = "an `impl Drop` is what is looked for")]
impl<T: Drop + ?Sized> Destructor<T> {
    /// Compiles for no type.
    pub fn refused()
    where
        T: WithoutDestructor,
    {
    }
}

/// What is asked of a type without a destructor.
#[doc(hidden)]
pub trait NoDestructor {
    /// Compiles.
    fn refused() {}
}

impl<T: ?Sized> NoDestructor for Destructor<T> {}

/// Implemented by nothing, to be an error with a text.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has a destructor, which a shared value cannot have",
    label = "each process takes copies of the value, and `drop` would run for each of them",
    note = "remove `impl Drop`; a type of one process, which holds the `Shared`, can have it instead"
)]
pub trait WithoutDestructor {}
