//! Types as atomic cells.
//!
//! A [`Pod`] value is never shared as itself. It has a second form, its [layout](Pod::Layout): a
//! `#[repr(C)]` arrangement of atomic integers, in which every bit pattern is valid and every
//! access is atomic. Values go in and out field by field, are checked on the way out, and padding
//! is neither read nor written.

pub(crate) mod alike;
pub(crate) mod apart;
mod array;
#[cfg(feature = "arrayvec")]
mod arrayvec;
pub(crate) mod bytes;
pub(crate) mod copy;
pub(crate) mod corrupt;
pub(crate) mod damage;
pub(crate) mod derived;
pub(crate) mod foreign;
pub(crate) mod functions;
pub(crate) mod limit;
mod maker;
#[cfg(all(target_arch = "x86_64", not(miri)))]
mod masked;
mod net;
mod number;
mod option;
mod overlay;
mod place;
mod range;
mod scalar;
mod time;
mod tuple;
#[cfg(any(test, not(all(target_arch = "x86_64", not(miri)))))]
#[cfg_attr(all(target_arch = "x86_64", not(miri)), allow(dead_code, reason = "only its tests run there"))]
mod words;
mod wrapper;

pub use corrupt::Corrupt;
pub use overlay::Overlay;
pub(crate) use place::{Converted, ConvertedRun, LARGE as ON_HEAP};

use crate::schema::Schema;
use core::mem::MaybeUninit;
use core::slice;
use damage::Damage;
use derived::Derived;

/// Memory that other processes may change at any moment: atomic integers and arrangements of them.
///
/// # Safety
///
/// The type consists of atomic integers and other `Cells` alone, so that every bit pattern is a
/// valid value and a shared reference permits every change; it is `#[repr(C)]` or an array; and it
/// has no drop glue.
#[doc(hidden)]
pub unsafe trait Cells: Sync + Sized + 'static {
    /// What derived code is built from. The derive names it, so that no other type can stand in for
    /// it.
    const BY: Derived = Derived;
}

/// Plain data that can be shared between processes: numbers, times, addresses, text; arrays,
/// tuples, lists and [`Option`]s of them; and every struct and enum that derives it.
///
/// Derive it for the parts of a shared struct; derive [`SharedLocked`](trait@crate::SharedLocked)
/// for the whole.
///
/// # Examples
///
/// ```
/// # use sync_runtime::Pod;
/// #[derive(Pod)]
/// struct Endpoint { address: [u8; 4], port: u16 }
///
/// #[derive(Pod)]
/// enum Mode { Off, PerSecond(u32), Window { rate: u32, every: core::time::Duration } }
/// ```
///
#[doc = include_str!("fields.md")]
///
/// # Text and lists
///
/// The feature `arrayvec` of this crate makes the types of the crate `arrayvec` `Pod`. They hold
/// what they hold by value, up to a capacity that is a part of the type. Only what is used is
/// copied.
///
#[cfg_attr(feature = "arrayvec", doc = "```")]
#[cfg_attr(not(feature = "arrayvec"), doc = "```ignore")]
/// use arrayvec::{ArrayString, ArrayVec};
/// use sync_runtime::{Shared, SharedLocked, SyncError, zeroed};
///
/// #[derive(SharedLocked)]
/// struct Chat { topic: ArrayString<64>, peers: ArrayVec<[u8; 4], 32> }
///
/// let chat = Shared::<Chat>::anonymous(zeroed()?)?;
/// chat.with_lock(|chat| {
///     chat.topic.push_str("crash-atomic text");
///     chat.peers.push([127, 0, 0, 1]);
/// })?;
/// assert_eq!(chat.load()?.topic.as_str(), "crash-atomic text");
/// # Ok::<(), SyncError>(())
/// ```
///
/// [`Duration`]: core::time::Duration
/// [`IpAddr`]: core::net::IpAddr
/// [`Ordering`]: core::cmp::Ordering
/// [`RangeInclusive`]: core::ops::RangeInclusive
/// [`Reverse`]: core::cmp::Reverse
/// [`Saturating`]: core::num::Saturating
/// [`SocketAddr`]: core::net::SocketAddr
/// [`SystemTime`]: std::time::SystemTime
/// [`Wrapping`]: core::num::Wrapping
///
/// # Safety
///
/// Only this crate and its derives implement this trait. What an implementation promises belongs to
/// items that are not public, and may change in any version.
// `SCHEMA` describes `Layout`, and says where in the value each field is. `read_into` and
// `read_run` initialize all of `out` before they return `Ok`. `PLAIN` is true only of types of
// which it is true, and `Damage` is `Never` only of types of which any bytes are a value. `accepts`
// returns `true` only of cells that hold a value, and `ALIKE` is true only of types of which it is
// true. The value has no destructor. The derive and this crate keep these promises; there is no
// need to write an implementation by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared between processes",
    label = "this is not plain data",
    note = "for a struct or an enum of your own, add `#[derive(sync_runtime::Pod)]` to it, and `#[repr(u8)]` if its variants have numbers; a union cannot be shared: make it a struct or an enum",
    note = "for a type of another crate, keep it and say what it is stored as, by `#[shared(as = T)]` above the field, where `T` is `u64`, `[u8; 16]` or any other type that can be shared; where it has no `Into<T>` and `TryFrom<T>`, name two functions, such as `#[shared(as = u32, into = Flags::bits, from = Flags::from_bits)]` for bitflags",
    note = "in an `Option`, an array, a list or a variant, let such a type be a struct `#[derive(sync_runtime::Pod)] struct Part(#[shared(as = T)] Type);`",
    note = "for text and lists, use `ArrayString<N>` and `ArrayVec<T, N>` (feature `arrayvec`)",
    note = "for a type parameter, add the bound `sync_runtime::Pod`"
)]
pub unsafe trait Pod: Sized + Send + 'static {
    /// The shared form: a `#[repr(C)]` arrangement of atomic integers.
    #[doc(hidden)]
    type Layout: Cells;

    /// Whether there are bytes that are no value.
    #[doc(hidden)]
    type Damage: Damage;

    /// What `Layout` looks like: every field's name, type and offset.
    #[doc(hidden)]
    const SCHEMA: &'static Schema;

    /// Whether the value's bytes are its cells' bytes, without padding, and any bytes are a value.
    #[doc(hidden)]
    const PLAIN: bool = Self::SCHEMA.is_plain();

    /// Whether the value has each part where its cells have it, so that a copy of cells is a value
    /// if they are [accepted](Self::accepts).
    #[doc(hidden)]
    const ALIKE: bool = Self::SCHEMA.is_alike();

    /// Of types of 1, 2, 4 or 8 bytes, of which a run can be looked at together, and of arrays of
    /// them: the bits in eight bytes that values have. Where cells have no others, each is a value;
    /// where they do, each has to be looked at.
    #[doc(hidden)]
    const BITS: Option<u64> = None;

    /// What derived code is built from. The derive names it, so that no other type can stand in for
    /// it.
    #[doc(hidden)]
    const BY: Derived = Derived;

    /// Writes the value into `cells`, one relaxed atomic store (or wider copy) at a time.
    #[doc(hidden)]
    fn write_cells(&self, cells: &Self::Layout);

    /// How many bytes [`write_cells`](Self::write_cells) writes at most, from the beginning of the
    /// cells.
    #[doc(hidden)]
    #[inline(always)]
    fn extent(&self) -> usize {
        size_of::<Self::Layout>()
    }

    /// Reads a value out of `cells`, whatever bytes they hold. An implementation has this or
    /// [`read_into`](Self::read_into).
    ///
    /// # Errors
    ///
    /// [`Corrupt`] names the field whose bytes are no value of its type.
    #[doc(hidden)]
    #[inline(always)]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        read_out(cells)
    }

    /// Whether private `cells` hold a value. Asked of types that are [`ALIKE`](Self::ALIKE);
    /// overridden where it takes less than to read one.
    #[doc(hidden)]
    #[inline(always)]
    fn accepts(cells: &mut Self::Layout) -> bool {
        Self::PLAIN || Self::read_cells(cells).is_ok()
    }

    /// Whether each of the private `cells` holds a value.
    ///
    /// It does not stop at the first that does not, for the compiler makes more of a loop that has
    /// one end.
    #[doc(hidden)]
    #[inline(always)]
    fn accepts_run(cells: &mut [Self::Layout]) -> bool {
        if Self::BITS.is_some_and(|bits| alike::have_only(bits, cells)) {
            return true;
        }
        cells.iter_mut().fold(true, |all, cells| all & Self::accepts(cells))
    }

    /// Reads a value out of `cells` to where it is to be; overridden where a `Result` would cost a
    /// copy.
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

    /// Writes `values` into as many `cells`; overridden where a run can be copied by the word or
    /// wider.
    #[doc(hidden)]
    #[inline]
    fn write_run(values: &[Self], cells: &[Self::Layout]) {
        if const { Self::PLAIN || alike::is_written::<Self>() } {
            // SAFETY: such a type has the size and the bytes of its cells, all of them initialized.
            return unsafe { copy::store(values, cells) };
        }
        for (value, cell) in values.iter().zip(cells) {
            write(value, cell);
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
        if const { Self::PLAIN } {
            // SAFETY: a plain type has the size of its cells, and any bytes are a value of it.
            unsafe { copy::load(cells, out) };
            return Ok(());
        }
        if const { alike::is_possible::<Self>() } && alike::pays::<Self>(cells.len()) {
            // SAFETY: `is_possible`.
            return unsafe { alike::read_run(cells, out) };
        }
        for (index, (cell, out)) in cells.iter().zip(out).enumerate() {
            read_into(cell, out).map_err(|corrupt| corrupt.at(index))?;
        }
        Ok(())
    }
}

/// Whether one value is copied as a run is. A single number is not: the compiler knows more of an
/// atomic access.
const fn is_run<T: Pod>() -> bool {
    T::PLAIN && size_of::<T>() > size_of::<u64>()
}

/// Writes `value` into `cells`, in the widest way that its type allows.
#[inline(always)]
pub(crate) fn write<T: Pod>(value: &T, cells: &T::Layout) {
    if const { is_run::<T>() || alike::is_copied::<T>() && alike::is_written::<T>() } {
        T::write_run(slice::from_ref(value), slice::from_ref(cells));
    } else {
        value.write_cells(cells);
    }
}

/// Reads a value out of `cells` to where it is to be, in the widest way that its type allows.
///
/// # Errors
///
/// As [`Pod::read_cells`].
#[inline(always)]
pub(crate) fn read_into<T: Pod>(cells: &T::Layout, out: &mut MaybeUninit<T>) -> Result<(), Corrupt> {
    if const { is_run::<T>() } {
        T::read_run(slice::from_ref(cells), slice::from_mut(out))
    } else if const { alike::is_copied::<T>() } {
        // SAFETY: `is_copied` is true only where it is possible.
        unsafe { alike::read(cells, out) }
    } else {
        T::read_into(cells, out)
    }
}

/// Reads a value out of `cells` by [`read_into`]: the `read_cells` of types that are read where
/// they are to be.
///
/// # Errors
///
/// As [`Pod::read_cells`].
#[inline(always)]
pub(crate) fn read_out<T: Pod>(cells: &T::Layout) -> Result<T, Corrupt> {
    let mut out = MaybeUninit::uninit();
    read_into(cells, &mut out)?;
    // SAFETY: `read_into` returned `Ok`, so it initialized the value.
    Ok(unsafe { out.assume_init() })
}

/// Reads the part called `name` by value.
///
/// # Errors
///
/// [`Corrupt`], with `name` in front of its path.
#[inline(always)]
pub(crate) fn read<T: Pod>(cells: &T::Layout, name: &'static str) -> Result<T, Corrupt> {
    T::read_cells(cells).map_err(|corrupt| corrupt.within(name))
}
