//! What `versioned` names as `crate::pod`: values of two cells that are always equal.

use core::fmt::Debug;
use core::mem::MaybeUninit;
use loom::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[derive(Debug)]
pub(crate) struct Corrupt;

pub(crate) type Layout = [AtomicU64; 2];

pub(crate) trait Cells {}

impl Cells for Layout {}

/// Not modelled: what it writes is written as `write` does.
pub(crate) struct Converted<'a, L>(core::marker::PhantomData<&'a L>);

impl<L> Converted<'_, L> {
    #[allow(clippy::unused_self, reason = "the signature of the runtime's")]
    pub(crate) fn copy_to(&self, _: &L) {
        unreachable!("no value of the models is converted")
    }
}

pub(crate) trait Pod: Debug + PartialEq + From<[u64; 2]> + 'static {
    type Layout;
    /// Whether it takes the way of large arrays.
    const WHOLE: bool;
    const PLAIN: bool = false;
    const SCHEMA: &'static Schema;
    /// A private copy of the cells.
    fn copied(cells: &Self::Layout) -> Self::Layout;
    fn write_cells(&self, cells: &Self::Layout);
    fn read_into(cells: &Self::Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt>;
}

/// Which way a value takes.
pub(crate) struct Schema {
    code: bool,
}

impl Schema {
    pub(crate) const fn runs_code(&self) -> bool {
        self.code
    }

    #[allow(clippy::unused_self, reason = "the signature of the runtime's")]
    pub(crate) const fn is_total(&self) -> bool {
        false
    }
}

/// The way of structs.
pub(crate) const STRUCT: u8 = 0;
/// The way of large arrays.
pub(crate) const ARRAY: u8 = 1;
/// The way of types that functions of the program make or check.
pub(crate) const MADE: u8 = 2;

/// From so many bytes on, a copy is made in the heap.
pub(crate) const ON_HEAP: usize = 1 << 16;

/// A value that takes one of these ways.
#[derive(Debug, PartialEq)]
pub(crate) struct Pair<const WAY: u8>([u64; 2]);

impl<const WAY: u8> From<[u64; 2]> for Pair<WAY> {
    fn from(values: [u64; 2]) -> Self {
        Self(values)
    }
}

impl<const WAY: u8> Pod for Pair<WAY> {
    type Layout = Layout;

    const WHOLE: bool = WAY == ARRAY;
    const SCHEMA: &'static Schema = &Schema { code: WAY == MADE };

    fn copied(cells: &Layout) -> Layout {
        cells.each_ref().map(|cell| AtomicU64::new(cell.load(Relaxed)))
    }

    fn write_cells(&self, cells: &Layout) {
        for (cell, value) in cells.iter().zip(self.0) {
            cell.store(value, Relaxed);
        }
    }

    fn read_into(cells: &Layout, out: &mut MaybeUninit<Self>) -> Result<(), Corrupt> {
        out.write(Self(cells.each_ref().map(|cell| cell.load(Relaxed))));
        Ok(())
    }
}

pub(crate) fn write<T: Pod>(value: &T, cells: &T::Layout) {
    value.write_cells(cells);
}

pub(crate) fn read_into<T: Pod>(cells: &T::Layout, out: &mut MaybeUninit<T>) -> Result<(), Corrupt> {
    T::read_into(cells, out)
}

pub(crate) fn read_out<T: Pod>(cells: &T::Layout) -> Result<T, Corrupt> {
    let mut out = MaybeUninit::uninit();
    read_into(cells, &mut out)?;
    // SAFETY: `read_into` returned `Ok`, so it initialized the value.
    Ok(unsafe { out.assume_init() })
}

pub(crate) mod copy {
    use super::{MaybeUninit, Pod};

    /// No value of the models is.
    pub(crate) const LARGE: usize = 1 << 16;

    /// # Safety
    ///
    /// `make` initializes all of `out`.
    pub(crate) unsafe trait Maker<T> {
        fn make(&self, out: &mut MaybeUninit<T>);
    }

    pub(crate) fn made<T, M: Maker<T>>(maker: &M) -> T {
        let mut value = MaybeUninit::uninit();
        maker.make(&mut value);
        // SAFETY: the maker initialized it.
        unsafe { value.assume_init() }
    }

    pub(crate) fn cells<T: Pod>(cells: &T::Layout, out: &mut MaybeUninit<T::Layout>) {
        out.write(T::copied(cells));
    }

    pub(crate) const fn is_whole<T: Pod>() -> bool {
        T::WHOLE
    }

    /// Safe here, but not in the runtime.
    pub(crate) unsafe fn whole<T: Pod>(cells: &T::Layout) -> MaybeUninit<T> {
        let mut out = MaybeUninit::uninit();
        T::read_into(cells, &mut out).unwrap();
        out
    }
}
