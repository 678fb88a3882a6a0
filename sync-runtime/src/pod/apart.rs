//! Values without a lock: each number in them is read and written by one atomic access, so that it
//! is never seen half changed. Which types consist of such numbers alone, the schema says
//! ([`Schema::is_apart`]).
//!
//! [`Schema::is_apart`]: crate::schema::Schema::is_apart

use super::place::LARGE;
use super::{Corrupt, Pod, read_into, write};
use crate::atomic::{Ordering::Acquire, Ordering::Release, fence};
use core::mem::MaybeUninit;

/// Copies a value out of `cells`, one number after the other.
///
/// What another thread did before it stored a number that is read here, the calling thread sees
/// after this.
///
/// # Errors
///
/// As [`Pod::read_cells`].
#[inline(always)]
pub(crate) fn load<T: Pod>(cells: &T::Layout, out: &mut MaybeUninit<T>) -> Result<(), Corrupt> {
    if const { T::PLAIN } {
        // SAFETY: a plain type has the size of its cells, and `out` is room for it.
        unsafe { imp::load(T::SCHEMA, from(cells), out.as_mut_ptr().cast(), size_of::<T>()) };
        fence(Acquire);
        return Ok(());
    }
    with_private::<T, _>(|private| {
        let to = private.as_mut_ptr().cast();
        // SAFETY: `private` is room for these cells.
        unsafe { imp::load(T::SCHEMA, from(cells), to, size_of::<T::Layout>()) };
        fence(Acquire);
        // SAFETY: its bytes are initialized, and `Cells` are valid with any.
        read_into(unsafe { private.assume_init_ref() }, out)
    })
}

/// Copies a value into `cells`, one number after the other.
///
/// What the calling thread did before, another thread sees after it read one of these numbers.
#[inline(always)]
pub(crate) fn store<T: Pod>(value: &T, cells: &T::Layout) {
    fence(Release);
    if const { T::PLAIN } {
        // SAFETY: a plain type has the size of its cells, and no padding.
        unsafe { imp::store(T::SCHEMA, core::ptr::from_ref(value).cast(), from(cells).cast_mut(), size_of::<T>()) };
        return;
    }
    with_private::<T, _>(|private| {
        // SAFETY: its bytes are initialized, and `Cells` are valid with any.
        write(value, unsafe { private.assume_init_ref() });
        // SAFETY: as many bytes, all of them initialized.
        unsafe { imp::store(T::SCHEMA, private.as_ptr().cast(), from(cells).cast_mut(), size_of::<T::Layout>()) };
    });
}

fn from<C>(cells: &C) -> *const u8 {
    core::ptr::from_ref(cells).cast()
}

/// Calls `with` with private cells, all of whose bytes are zero. On the heap, if they are large.
#[inline(always)]
fn with_private<T: Pod, R>(with: impl FnOnce(&mut MaybeUninit<T::Layout>) -> R) -> R {
    if const { size_of::<T::Layout>() >= LARGE } {
        let mut private = Box::<T::Layout>::new_uninit();
        // SAFETY: the box is that large.
        unsafe { private.as_mut_ptr().write_bytes(0, 1) };
        with(&mut private)
    } else {
        with(&mut MaybeUninit::zeroed())
    }
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
mod imp {
    use crate::pod::copy;
    use crate::schema::Schema;

    /// Copies `len` bytes of cells, at least eight of them in each access where there are as many.
    /// Such an access has each number in it whole, for the processor does not divide what is
    /// aligned.
    ///
    /// # Safety
    ///
    /// `from` is aligned to eight bytes and valid for reading `len` bytes, which others may change;
    /// `to` for writing as many, for nobody else.
    #[inline(always)]
    pub(super) unsafe fn load(_: &'static Schema, from: *const u8, to: *mut u8, len: usize) {
        debug_assert!(from.addr().is_multiple_of(8));
        // SAFETY: the caller's promise.
        unsafe { copy::load_words(from, to, len) }
    }

    /// [`load`], the other way.
    ///
    /// # Safety
    ///
    /// `from` is valid for reading `len` initialized bytes; `to` is aligned to eight bytes and
    /// valid for writing as many, which others may access.
    #[inline(always)]
    pub(super) unsafe fn store(_: &'static Schema, from: *const u8, to: *mut u8, len: usize) {
        debug_assert!(to.addr().is_multiple_of(8));
        // SAFETY: the caller's promise.
        unsafe { copy::store_words(from, to, len) }
    }
}

#[cfg(not(all(target_arch = "x86_64", not(miri))))]
use by_schema as imp;

/// The same number by number, as the schema has them: no byte is ever accessed in two sizes.
#[cfg(any(test, not(all(target_arch = "x86_64", not(miri)))))]
#[allow(clippy::cast_ptr_alignment, reason = "numbers are aligned where the schema has them")]
mod by_schema {
    use crate::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::Relaxed};
    use crate::schema::Schema;

    /// # Safety
    ///
    /// `from` is valid for reading `len` bytes, which are cells as the schema says; `to` for
    /// writing as many, for nobody else.
    pub(super) unsafe fn load(schema: &'static Schema, from: *const u8, to: *mut u8, _len: usize) {
        schema.each_number(0, &mut |at, size| {
            let (from, to) = (from.wrapping_add(at), to.wrapping_add(at));
            macro_rules! number {
                ($atomic:ident of $word:ident) => {{
                    // SAFETY: such a number is there, and all threads access it as one.
                    let number = unsafe { &*from.cast::<$atomic>() }.load(Relaxed);
                    // SAFETY: `to` is the caller's.
                    unsafe { to.cast::<$word>().write_unaligned(number) }
                }};
            }
            match size {
                8 => number!(AtomicU64 of u64),
                4 => number!(AtomicU32 of u32),
                2 => number!(AtomicU16 of u16),
                _ => number!(AtomicU8 of u8),
            }
        });
    }

    /// # Safety
    ///
    /// `from` is valid for reading `len` initialized bytes; `to` for writing as many, which are
    /// cells as the schema says.
    pub(super) unsafe fn store(schema: &'static Schema, from: *const u8, to: *mut u8, _len: usize) {
        schema.each_number(0, &mut |at, size| {
            let (from, to) = (from.wrapping_add(at), to.wrapping_add(at));
            macro_rules! number {
                ($atomic:ident of $word:ident) => {{
                    // SAFETY: initialized bytes of the caller.
                    let number = unsafe { from.cast::<$word>().read_unaligned() };
                    // SAFETY: such a number is there, and all threads access it as one.
                    unsafe { &*to.cast::<$atomic>() }.store(number, Relaxed);
                }};
            }
            match size {
                8 => number!(AtomicU64 of u64),
                4 => number!(AtomicU32 of u32),
                2 => number!(AtomicU16 of u16),
                _ => number!(AtomicU8 of u8),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{by_schema, from, imp, load, store};
    use crate::pod::Pod;
    use core::mem::MaybeUninit;
    use core::num::NonZero;
    use core::time::Duration;

    /// Cells as shared memory has them.
    #[repr(align(64))]
    struct Aligned<C>(MaybeUninit<C>);

    impl<C> Aligned<C> {
        fn cells(&self) -> &C {
            // SAFETY: its bytes are initialized, and `Cells` are valid with any.
            unsafe { self.0.assume_init_ref() }
        }
    }

    #[allow(clippy::needless_pass_by_value, reason = "shorter where it is called")]
    fn goes_round<T: Pod + PartialEq + core::fmt::Debug>(value: T) {
        assert!(T::SCHEMA.is_apart());
        let shared = Aligned(MaybeUninit::<T::Layout>::zeroed());
        store(&value, shared.cells());
        let mut out = MaybeUninit::uninit();
        load::<T>(shared.cells(), &mut out).unwrap_or_else(|corrupt| unreachable!("{corrupt:?}"));
        // SAFETY: `load` returned `Ok`.
        assert_eq!(unsafe { out.assume_init() }, value);
        // Both ways of copying copy the same.
        let (mut one, other) =
            (Aligned(MaybeUninit::<T::Layout>::zeroed()), Aligned(MaybeUninit::<T::Layout>::zeroed()));
        let len = size_of::<T::Layout>();
        // SAFETY: both are such cells.
        unsafe { by_schema::load(T::SCHEMA, from(shared.cells()), one.0.as_mut_ptr().cast(), len) };
        // SAFETY: both are such cells.
        unsafe { by_schema::store(T::SCHEMA, from(one.cells()), from(other.cells()).cast_mut(), len) };
        let mut out = MaybeUninit::uninit();
        load::<T>(other.cells(), &mut out).unwrap_or_else(|corrupt| unreachable!("{corrupt:?}"));
        // SAFETY: `load` returned `Ok`.
        assert_eq!(unsafe { out.assume_init() }, value);
        let mut copy = Aligned(MaybeUninit::<T::Layout>::zeroed());
        // SAFETY: both are such cells.
        unsafe { imp::load(T::SCHEMA, from(other.cells()), copy.0.as_mut_ptr().cast(), len) };
        // SAFETY: as many bytes.
        let bytes =
            |cells: &Aligned<T::Layout>| unsafe { core::slice::from_raw_parts(from(cells.cells()), len) }.to_vec();
        assert_eq!(bytes(&copy), bytes(&shared));
    }

    #[test]
    fn words_and_the_schema_copy_the_same() {
        goes_round(7_u8);
        goes_round([1_u16, 2, 3, 4, 5]);
        goes_round([0x0102_0304_u32; 3]);
        goes_round([u64::MAX; 33]);
        goes_round((1_u8, 2_u64, 3_u16, true, 'x', -1.5_f32));
        goes_round([(1_u8, [2_u32; 3], NonZero::<u16>::MIN); 5]);
        goes_round((1_usize, [false; 13]));
    }

    #[test]
    fn what_is_not_made_of_such_numbers_is_known() {
        let composite = [
            u128::SCHEMA,
            Duration::SCHEMA,
            <NonZero<i128>>::SCHEMA,
            <Option<u8>>::SCHEMA,
            core::net::Ipv4Addr::SCHEMA,
            core::net::IpAddr::SCHEMA,
            core::net::SocketAddr::SCHEMA,
            core::net::SocketAddrV4::SCHEMA,
            std::time::SystemTime::SCHEMA,
            crate::ProcessId::SCHEMA,
            <core::ops::Range<u8>>::SCHEMA,
            <core::ops::RangeInclusive<u8>>::SCHEMA,
            <[(u8, Duration); 2]>::SCHEMA,
        ];
        for schema in composite {
            assert!(!schema.is_apart(), "{schema:?}");
        }
        assert!(<[core::cmp::Ordering; 2]>::SCHEMA.is_apart());
    }
}
