//! Fields that are stored as another type, and checks of a program's own: `#[shared(as = …)]`,
//! `#[shared(validate = …)]`.
//!
//! A reader without the lock may read while a writer commits. These functions must not see parts of
//! two values. So a type that needs them says so in its schema
//! ([`Schema::runs_code`](crate::schema::Schema)), and is read out of a private copy of its cells.

use super::damage::Possible;
use super::derived::Derived;
use super::{Corrupt, Pod, read_out};
use crate::schema::{Field, Schema};
use core::fmt;
use core::mem::{MaybeUninit, needs_drop};

impl Derived {
    /// The description of a field that is stored as an `S`, or that is checked, and is not plain
    /// for that reason.
    #[must_use]
    pub const fn stored<S: Pod>(name: &'static str, offset: usize) -> Field {
        Field::made(name, offset, S::SCHEMA)
    }

    /// Reads a field, which is stored as an `S`, to where it is to be.
    ///
    /// # Errors
    ///
    /// [`Corrupt`] if the bytes are no `S`, or `make` makes nothing of it.
    ///
    /// # Safety
    ///
    /// `out` is valid for writing a `T`, and exclusively the caller's. It is initialized if this
    /// returns `Ok`.
    #[inline(always)]
    pub unsafe fn made_from<T, S: Pod>(
        cells: &S::Layout,
        out: *mut T,
        expected: &'static str,
        make: impl FnOnce(S) -> Option<T>,
    ) -> Result<(), Corrupt> {
        const { assert!(!needs_drop::<T>(), "a shared field cannot have a destructor: each process drops copies of it") };
        let value = make(read_out::<S>(cells)?).ok_or_else(|| refused::<S>(cells, expected))?;
        // SAFETY: the caller's promise.
        unsafe { out.write(value) };
        Ok(())
    }

    /// Checks a field, whose cells are those of an `S`.
    ///
    /// # Errors
    ///
    /// [`Corrupt`] if `check` returns `false`.
    ///
    /// # Safety
    ///
    /// `value` is initialized.
    #[inline(always)]
    pub unsafe fn check<T, S: Pod>(
        cells: &S::Layout,
        value: *const T,
        expected: &'static str,
        check: impl FnOnce(&T) -> bool,
    ) -> Result<(), Corrupt> {
        // SAFETY: the caller's promise.
        let value = unsafe { &*value };
        if check(value) { Ok(()) } else { Err(refused::<S>(cells, expected)) }
    }

    /// Checks a whole struct, of which `cells` are the first field's.
    ///
    /// # Errors
    ///
    /// [`Corrupt`] if `check` returns `false`.
    ///
    /// # Safety
    ///
    /// `value` is initialized.
    #[inline(always)]
    pub unsafe fn check_whole<T, S: Pod>(
        cells: &S::Layout,
        value: *const T,
        expected: &'static str,
        check: impl FnOnce(&T) -> bool,
    ) -> Result<(), Corrupt> {
        // SAFETY: the caller's promise.
        unsafe { Self::check::<T, S>(cells, value, expected, check) }.map_err(Corrupt::of_the_whole)
    }
}

impl Derived {
    /// Reads the field called `name`, for which `F` stands, to where it is to be.
    ///
    /// # Errors
    ///
    /// [`Corrupt`], with `name` in front of its path.
    ///
    /// # Safety
    ///
    /// `out` is valid for writing the value, and exclusively the caller's. It is initialized if
    /// this returns `Ok`.
    #[inline(always)]
    pub unsafe fn read_field<F: HasCode>(
        cells: &<F::Stored as Pod>::Layout,
        out: *mut F::Value,
        name: &'static str,
    ) -> Result<(), Corrupt> {
        // SAFETY: the caller's promise.
        unsafe { F::read(cells, out) }.map_err(|corrupt| corrupt.within(name))
    }
}

/// A field that functions of the program make or check.
///
/// # Safety
///
/// `read` initializes all of `out` if it returns `Ok`.
#[doc(hidden)]
pub unsafe trait HasCode: 'static {
    /// What the program has.
    type Value: Send + 'static;
    /// What is stored.
    type Stored: Pod;

    /// Writes what `value` is stored as.
    fn write(value: &Self::Value, cells: &<Self::Stored as Pod>::Layout);

    /// Reads the value to where it is to be, and checks it.
    ///
    /// # Errors
    ///
    /// [`Corrupt`] if the bytes are no value.
    ///
    /// # Safety
    ///
    /// `out` is valid for writing the value, and exclusively the caller's.
    unsafe fn read(cells: &<Self::Stored as Pod>::Layout, out: *mut Self::Value) -> Result<(), Corrupt>;
}

/// The value of a field that functions of the program make or check, as a type with the cells of
/// what is stored.
#[repr(transparent)]
pub struct Coded<F: HasCode>(pub(crate) F::Value);

// SAFETY: the layout and its description are those of what is stored; `HasCode` promises the rest.
unsafe impl<F: HasCode> Pod for Coded<F> {
    type Layout = <F::Stored as Pod>::Layout;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::coded(F::Stored::SCHEMA);

    #[inline(always)]
    fn write_cells(&self, cells: &Self::Layout) {
        F::write(&self.0, cells);
    }

    #[inline(always)]
    fn read_into(cells: &Self::Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt> {
        // SAFETY: the value is all that there is in it, and `out` has room for it.
        unsafe { F::read(cells, out.as_mut_ptr().cast()) }
    }
}

impl<F: HasCode> fmt::Debug for Coded<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Coded").finish_non_exhaustive()
    }
}

/// That an `S` in `cells` is not what is expected. What was found is its first eight bytes.
#[cold]
fn refused<S: Pod>(cells: &S::Layout, expected: &'static str) -> Corrupt {
    let refused = Corrupt::new(number::<S>(cells).unwrap_or_default(), expected);
    if const { S::SCHEMA.is_one() } { refused } else { refused.of_the_whole() }
}

/// The first eight bytes of an `S`, as a number.
fn number<S: Pod>(cells: &S::Layout) -> Option<u64> {
    let value = S::read_cells(cells).ok()?;
    let mut copy = Box::<S::Layout>::new_uninit();
    // SAFETY: the box is that large. `Cells` are valid with any bytes, and these include the
    // padding.
    unsafe { copy.as_mut_ptr().write_bytes(0, 1) };
    // SAFETY: all of it is initialized.
    let copy = unsafe { copy.assume_init() };
    value.write_cells(&copy);
    let len = size_of::<S::Layout>().min(8);
    // SAFETY: the copy is this function's own, all of it is initialized, and it has at least so
    // many bytes.
    let first = unsafe { core::slice::from_raw_parts(core::ptr::from_ref(&*copy).cast::<u8>(), len) };
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(first).for_each(|(to, from)| *to = *from);
    Some(u64::from_le_bytes(bytes))
}

/// A type that is stored as an `S`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as `{S}`",
    label = "this has to be `Clone`, with `From<{Self}>` for `{S}` and `TryFrom<{S}>` or `From<{S}>` for this",
    note = "where these are missing, name two functions: `#[shared(as = {S}, into = …, from = …)]`; the first takes a reference and returns `{S}`, the other takes `{S}` and returns the value, an `Option` or a `Result` of it"
)]
pub trait StoredAs<S>: Sized {
    /// Named where a type has to be stored so.
    const HERE: bool = true;

    /// What is stored. No name that a value or a handle has for a method: this trait is in scope
    /// after `use sync_runtime::*`, and every type has it.
    fn to_stored(&self) -> S;

    /// The value, if it can be made from what was stored.
    fn make(stored: S) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Clone + Into<S>, S: TryInto<T>> StoredAs<S> for T {
    #[inline(always)]
    fn to_stored(&self) -> S {
        self.clone().into()
    }

    #[inline(always)]
    fn make(stored: S) -> Option<Self> {
        stored.try_into().ok()
    }
}

/// A type without drop glue, if `DROPS` says whether it has any.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has a destructor, which a shared value cannot have",
    label = "each process takes copies of the value, and this would be dropped with each of them",
    note = "make this field of the type that it is stored as, and convert it where it is used"
)]
pub trait NeverDropped<const DROPS: bool> {
    /// Named where it has to be so.
    const HERE: bool = true;
}

#[diagnostic::do_not_recommend]
impl<T> NeverDropped<false> for T {}
