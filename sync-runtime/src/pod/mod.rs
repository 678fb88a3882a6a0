//! Types as atomic cells.
//!
//! A [`Pod`] value is never shared as itself. It has a second form, its [layout](Pod::Layout): a `#[repr(C)]`
//! arrangement of atomic integers, in which every bit pattern is valid and every access is atomic. Values go in
//! and out field by field, are checked on the way out, and padding is neither read nor written.

mod array;
pub(crate) mod copy;
mod corrupt;
pub(crate) mod derived;
pub(crate) mod limit;
mod net;
mod number;
mod option;
mod range;
mod scalar;
mod time;
mod tuple;
mod wrapper;

pub use corrupt::Corrupt;

use crate::schema::Schema;
use core::mem::MaybeUninit;

/// Memory that other processes may change at any moment: atomic integers and arrangements of them.
///
/// # Safety
///
/// The type consists of atomic integers and other `Cells` alone, so that every bit pattern is a valid value and
/// a shared reference permits every change; it is `#[repr(C)]` or an array; and it has no drop glue.
#[doc(hidden)]
pub unsafe trait Cells: Sync + Sized + 'static {}

/// Plain data that can be shared between processes: numbers, `bool`, `char`, `NonZero*`, [`Duration`], IP addresses;
/// arrays, tuples and [`Option`]s of them; and every struct and fieldless enum that derives it.
///
/// Derive it for the parts of a shared struct; derive [`SharedLocked`](trait@crate::SharedLocked) for the whole.
///
/// ```
/// # use sync_runtime::Pod;
/// #[derive(Pod)]
/// struct Endpoint { address: [u8; 4], port: u16 }
///
/// #[derive(Pod)]
/// #[repr(u8)]
/// enum Mode { Idle = 0, Serving = 1 }
/// ```
///
/// [`Duration`]: core::time::Duration
///
/// # Safety
///
/// `SCHEMA` describes `Layout`, and an implementation that overrides `read_run` initializes every element of
/// `out` before it returns `Ok`; `PLAIN` is true only of types of which it is true. The derive and this crate keep both promises; there is no need to write an
/// implementation by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared between processes",
    label = "this is not plain data",
    note = "for a struct of your own, add `#[derive(sync_runtime::Pod)]` to it, and for an enum without data `#[repr(u8)]`, too; a union cannot be shared: make it a struct or an enum",
    note = "for a type parameter, add the bound `sync_runtime::Pod`",
    note = "for a type of another crate, use numbers, `bool`, `char`, times, addresses, arrays, tuples and `Option`s of them in its place, such as the bits of bitflags; for text and lists `ArrayString<N>` and `ArrayVec<T, N>` (feature `arrayvec`)"
)]
pub unsafe trait Pod: Sized + Send + 'static {
    /// The shared form: a `#[repr(C)]` arrangement of atomic integers.
    #[doc(hidden)]
    type Layout: Cells;

    /// What `Layout` looks like: every field's name, type and offset.
    #[doc(hidden)]
    const SCHEMA: &'static Schema;

    /// Whether the value's bytes are its cells' bytes, and any bytes are a value.
    #[doc(hidden)]
    const PLAIN: bool = false;

    /// Writes the value into `cells`, one relaxed atomic store (or wider copy) at a time.
    #[doc(hidden)]
    fn write_cells(&self, cells: &Self::Layout);

    /// Reads a value out of `cells`, whatever bytes they hold.
    ///
    /// # Errors
    ///
    /// [`Corrupt`] names the field whose bytes are no value of its type.
    #[doc(hidden)]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt>;

    /// Reads a value out of `cells` to where it is to be; overridden where a `Result` would cost a copy.
    ///
    /// # Errors
    ///
    /// As [`read_cells`](Self::read_cells).
    #[doc(hidden)]
    #[inline(always)]
    fn read_into(cells: &Self::Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt> {
        out.write(Self::read_cells(cells)?);
        Ok(())
    }

    /// Writes `values` into as many `cells`; overridden where a run can be copied by the word or wider.
    #[doc(hidden)]
    #[inline]
    fn write_run(values: &[Self], cells: &[Self::Layout]) {
        for (value, cell) in values.iter().zip(cells) {
            value.write_cells(cell);
        }
    }

    /// Reads as many values as there are `cells` into `out`, which is as long.
    ///
    /// # Errors
    ///
    /// [`Corrupt`] names the first element whose bytes are no value of its type.
    #[doc(hidden)]
    #[inline]
    fn read_run(cells: &[Self::Layout], out: &mut [MaybeUninit<Self>]) -> Result<(), Corrupt> {
        for (index, (cell, out)) in cells.iter().zip(out).enumerate() {
            out.write(Self::read_cells(cell).map_err(|corrupt| corrupt.at(index))?);
        }
        Ok(())
    }
}

/// [`Pod::write_cells`], as the derived code calls it.
#[doc(hidden)]
#[inline(always)]
pub fn write<T: Pod>(value: &T, cells: &T::Layout) {
    value.write_cells(cells);
}

/// [`Pod::read_cells`] of the field called `name`, as the derived code calls it.
///
/// # Errors
///
/// [`Corrupt`], with `name` in front of its path.
#[doc(hidden)]
#[inline(always)]
pub fn read<T: Pod>(cells: &T::Layout, name: &'static str) -> Result<T, Corrupt> {
    T::read_cells(cells).map_err(|corrupt| corrupt.within(name))
}
