//! Runs of numbers, copied by the word or wider between private memory and cells that others may be
//! changing.
//!
//! Rust has no atomic copy of a byte range yet (RFC 3301 proposes one). On `x86_64` an assembly
//! block stands in for it: to the compiler it is opaque code that performs one relaxed atomic
//! access per byte, which is what the instructions do, some bytes at a time; for long runs it calls
//! `memcpy`, which uses the widest there are. Elsewhere it is a loop over [words](super::words).

#[cfg(not(all(target_arch = "x86_64", not(miri))))]
use super::words as imp;
use super::{Cells, Pod};
use core::mem::MaybeUninit;
use core::slice;

/// Whether a part of a run may be copied, though others copy the whole of it or another part.
pub(super) const OF_ANY_LENGTH: bool = imp::OF_ANY_LENGTH;

/// Copies the bytes of `values` into `cells`, which are as many.
///
/// # Safety
///
/// `T` and `C` have the same size, and `T` no padding.
#[inline(always)]
pub(super) unsafe fn store<T, C: Cells>(values: &[T], cells: &[C]) {
    let len = size_of_val(values).min(size_of_val(cells));
    let (from, to) = (values.as_ptr().cast::<u8>(), cells.as_ptr().cast::<u8>().cast_mut());
    // SAFETY: both ranges are `len` bytes; `from` is initialized, having no padding; `to` permits
    // every change, as `Cells` does.
    unsafe { imp::store(from, to, len) }
}

/// Copies the bytes of `cells` into `out`, which is as long.
///
/// # Safety
///
/// `T` and `C` have the same size.
#[inline(always)]
pub(super) unsafe fn load<T, C: Cells>(cells: &[C], out: &mut [MaybeUninit<T>]) {
    let len = size_of_val(cells).min(size_of_val(out));
    let (from, to) = (cells.as_ptr().cast::<u8>(), out.as_mut_ptr().cast::<u8>());
    // SAFETY: both ranges are `len` bytes, and `to` is exclusively ours.
    unsafe { imp::load(from, to, len) }
}

/// Copies the bytes of `cells`, which others may be changing, to private cells.
///
/// Elsewhere than on `x86_64` this accesses bytes in other sizes than those who write them. So
/// parts of numbers may be copied, and the copy counts only if nothing was written meanwhile.
#[inline(always)]
pub(crate) fn cells<T: Pod>(cells: &T::Layout, out: &mut MaybeUninit<T::Layout>) {
    // SAFETY: the same type on both sides, and any bytes are `Cells`.
    unsafe { load(slice::from_ref(cells), slice::from_mut(out)) }
}

/// Copies `len` bytes, whole cache lines, between two places of cells, either of which others may
/// be reading.
///
/// As for [`cells`], elsewhere than on `x86_64` bytes are accessed in other sizes than those who
/// read them, whose copy does not count.
///
/// # Safety
///
/// Both ranges are aligned to 8 bytes, valid for `len` bytes, and permit every change, as `Cells`
/// do. They are the same, or do not overlap. `len` is a multiple of 64.
#[inline(always)]
pub(crate) unsafe fn lines(from: *const u8, to: *mut u8, len: usize) {
    // SAFETY: the caller's promise.
    unsafe { imp::lines(from, to, len) }
}

/// Copies the first of `cells`, which others may be reading, to all the others.
pub(crate) fn repeat<C: Cells>(cells: &[C]) {
    // What was copied last, is in the cache.
    let most = (4096 / size_of::<C>().max(1)).max(1);
    let mut done = 1;
    while let Some((from, to)) = cells.split_at_checked(done)
        && !to.is_empty()
    {
        let len = done.min(most).min(to.len());
        // SAFETY: the same type on both sides. The bytes of cells are initialized, the padding too.
        unsafe { store(from.get(..len).unwrap_or_default(), to.get(..len).unwrap_or_default()) };
        done += len;
    }
}

/// Copies the bytes of `from`, which others may be changing, to as many cells, which others may be
/// reading: some at a time, each time after `check`. They may be the same, or overlap.
///
/// # Errors
///
/// Those of `check`.
pub(crate) fn between<C: Cells, E>(from: &[C], to: &[C], check: impl Fn() -> Result<(), E>) -> Result<(), E> {
    /// Of whole numbers, for cells are no more aligned than that.
    const AT_ONCE: usize = 4096;
    let mut copy = [MaybeUninit::<u8>::uninit(); AT_ONCE];
    let len = size_of_val(from).min(size_of_val(to));
    let (from, to) = (from.as_ptr().cast::<u8>(), to.as_ptr().cast::<u8>().cast_mut());
    let copy_at = |at: usize| {
        let (copy, len) = (copy.as_mut_ptr().cast::<u8>(), AT_ONCE.min(len - at));
        // SAFETY: as many bytes of cells from `at` on, and the copy is exclusively ours.
        unsafe { imp::load(from.wrapping_add(at), copy, len) };
        check()?;
        // SAFETY: the copy was initialized right above; cells permit every change.
        unsafe { imp::store(copy, to.wrapping_add(at), len) };
        Ok(())
    };
    let starts = (0..len).step_by(AT_ONCE);
    // What is still to be read is not overwritten.
    if to.cast_const() > from { starts.rev().try_for_each(copy_at) } else { starts.into_iter().try_for_each(copy_at) }
}

/// From so many bytes on, a value is in no register, and a copy of it costs more than a call.
pub(crate) const LARGE: usize = imp::LARGE;

/// Whether values of type `T` are to be copied by [`whole`]. Without optimization that would cost
/// copies on the stack.
pub(crate) const fn is_whole<T: Pod>() -> bool {
    T::PLAIN && size_of::<T>() >= LARGE && !cfg!(debug_assertions)
}

/// A copy of the bytes of `cells`, made where the compiler wants the value in the end. It could not
/// choose that place if it were told by its address, and would copy a large value once more.
///
/// # Safety
///
/// [`is_whole::<T>()`](is_whole).
#[inline(always)]
pub(crate) unsafe fn whole<T: Pod>(cells: &T::Layout) -> MaybeUninit<T> {
    // SAFETY: a plain type has as many bytes as its cells, which the reference makes valid.
    unsafe { imp::whole(core::ptr::from_ref(cells).cast()) }
}

/// What `make` writes, where the compiler wants the value in the end; as [`whole`], for values that
/// are made of parts.
#[inline(always)]
pub(crate) fn made<T>(make: impl FnOnce(&mut MaybeUninit<T>)) -> MaybeUninit<T> {
    imp::made(make)
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
pub(super) use imp::{load_words, store_words};

#[cfg(all(target_arch = "x86_64", not(miri)))]
mod imp {
    use crate::sys::memory;
    use core::arch::asm;
    use core::arch::x86_64::__m128i;
    use core::mem::MaybeUninit;

    /// An access of any width suits any other of the same bytes.
    pub(super) const OF_ANY_LENGTH: bool = true;

    /// From so many bytes on, the C library's copy is worth the call. Below, the compiler sees each
    /// value, and can keep a private copy in registers.
    pub(super) const LARGE: usize = 128;

    /// The same for whole lines, of which no private copy is made.
    const MANY_LINES: usize = 512;

    /// A number that one instruction loads or stores, while others may access its bytes too.
    trait Access: Copy {
        /// # Safety
        ///
        /// `from` is valid for reading as many bytes.
        unsafe fn load(from: *const u8) -> Self;

        /// # Safety
        ///
        /// `to` is valid for writing as many bytes.
        unsafe fn store(self, to: *mut u8);
    }

    macro_rules! access {
        ($($number:ident in $class:ident as $mov:literal $register:literal;)*) => {$(
            impl Access for $number {
                #[inline(always)]
                unsafe fn load(from: *const u8) -> Self {
                    let number;
                    // SAFETY: the caller's promise; the block reads the number's bytes and no more.
                    unsafe {
                        asm!(concat!($mov, " ", $register, ", [{from}]"), number = out($class) number, from = in(reg) from,
                            options(readonly, nostack, preserves_flags));
                    }
                    number
                }

                #[inline(always)]
                unsafe fn store(self, to: *mut u8) {
                    // SAFETY: the caller's promise; the block writes the number's bytes and no
                    // more.
                    unsafe {
                        asm!(concat!($mov, " [{to}], ", $register), number = in($class) self, to = in(reg) to,
                            options(nostack, preserves_flags));
                    }
                }
            }
        )*};
    }

    access! {
        u8 in reg_byte as "mov" "{number}";
        u16 in reg as "mov" "{number:x}";
        u32 in reg as "mov" "{number:e}";
        u64 in reg as "mov" "{number}";
        __m128i in xmm_reg as "movups" "{number}";
    }

    /// A cache line's worth. In one block, for the compiler would compute every part's address by
    /// itself.
    #[derive(Clone, Copy)]
    struct Line([__m128i; 4]);

    impl Access for Line {
        #[inline(always)]
        unsafe fn load(from: *const u8) -> Self {
            let (a, b, c, d);
            // SAFETY: the caller's promise; the block reads these bytes and no more.
            unsafe {
                asm!("movups {a}, [{from}]", "movups {b}, [{from} + 16]", "movups {c}, [{from} + 32]", "movups {d}, [{from} + 48]",
                    a = out(xmm_reg) a, b = out(xmm_reg) b, c = out(xmm_reg) c, d = out(xmm_reg) d, from = in(reg) from,
                    options(readonly, nostack, preserves_flags));
            }
            Self([a, b, c, d])
        }

        #[inline(always)]
        unsafe fn store(self, to: *mut u8) {
            let Self([a, b, c, d]) = self;
            // SAFETY: the caller's promise; the block writes these bytes and no more.
            unsafe {
                asm!("movups [{to}], {a}", "movups [{to} + 16], {b}", "movups [{to} + 32], {c}", "movups [{to} + 48], {d}",
                    a = in(xmm_reg) a, b = in(xmm_reg) b, c = in(xmm_reg) c, d = in(xmm_reg) d, to = in(reg) to,
                    options(nostack, preserves_flags));
            }
        }
    }

    /// Calls `$copy` with every position from 0 to `$len`, in steps of the widest number that still
    /// fits.
    macro_rules! by_width {
        ($copy:ident, $from:ident, $to:ident, $len:ident) => {{
            let mut at = 0;
            while at + 64 <= $len {
                // SAFETY: 64 bytes from `at` on lie below `len`.
                unsafe { $copy::<Line>($from, $to, at) };
                at += 64;
            }
            while at + 16 <= $len {
                // SAFETY: 16 bytes from `at` on lie below `len`.
                unsafe { $copy::<__m128i>($from, $to, at) };
                at += 16;
            }
            while at + 8 <= $len {
                // SAFETY: 8 bytes from `at` on lie below `len`.
                unsafe { $copy::<u64>($from, $to, at) };
                at += 8;
            }
            if at + 4 <= $len {
                // SAFETY: 4 bytes from `at` on lie below `len`.
                unsafe { $copy::<u32>($from, $to, at) };
                at += 4;
            }
            if at + 2 <= $len {
                // SAFETY: 2 bytes from `at` on lie below `len`.
                unsafe { $copy::<u16>($from, $to, at) };
                at += 2;
            }
            if at < $len {
                // SAFETY: the last byte.
                unsafe { $copy::<u8>($from, $to, at) };
            }
        }};
    }

    /// Loads the number at position `at`.
    ///
    /// # Safety
    ///
    /// Both sides are valid for a number at that position, `to` for nobody else.
    #[inline(always)]
    unsafe fn load_at<A: Access>(from: *const u8, to: *mut u8, at: usize) {
        // SAFETY: the caller's promise.
        let number = unsafe { A::load(from.wrapping_add(at)) };
        // SAFETY: the caller's promise.
        unsafe { to.wrapping_add(at).cast::<A>().write_unaligned(number) };
    }

    /// Stores the number at position `at`.
    ///
    /// # Safety
    ///
    /// Both sides are valid for a number at that position, `from` an initialized one.
    #[inline(always)]
    unsafe fn store_at<A: Access>(from: *const u8, to: *mut u8, at: usize) {
        // SAFETY: the caller's promise.
        let number = unsafe { from.wrapping_add(at).cast::<A>().read_unaligned() };
        // SAFETY: the caller's promise.
        unsafe { number.store(to.wrapping_add(at)) };
    }

    /// Copies `len` bytes; either side may be changed by others meanwhile.
    ///
    /// # Safety
    ///
    /// Both ranges are valid for `len` bytes, for reading and for writing respectively, and do not
    /// overlap.
    #[inline(always)]
    unsafe fn copy_large(from: *const u8, to: *mut u8, len: usize) {
        // SAFETY: the caller's promise is that of `memcpy`, but for the others who access the
        // bytes; and what they do is hidden from the compiler, which sees no call of a function
        // that it knows.
        unsafe {
            asm!("call {copy}@PLT", copy = sym memory::copy,
                in("rdi") to, in("rsi") from, in("rdx") len, clobber_abi("C"));
        }
    }

    /// [`super::whole`].
    ///
    /// # Safety
    ///
    /// `from` is valid for reading as many bytes as `T` has, which are at least [`LARGE`], and
    /// which others may change.
    #[inline(always)]
    pub(super) unsafe fn whole<T>(from: *const u8) -> MaybeUninit<T> {
        // SAFETY: the caller's promise.
        unsafe { returned(from, size_of::<T>()) }
    }

    /// Copies `len` bytes to the value that it returns.
    ///
    /// A function that returns a large struct is passed the struct's address in front of its
    /// arguments, and returns that address (System V ABI for `x86_64`, 3.2.3): so does `memcpy`, to
    /// which this goes on.
    ///
    /// # Safety
    ///
    /// `from` is valid for reading `len` bytes, which others may change; `T` has as many, and at
    /// least [`LARGE`].
    #[unsafe(naked)]
    #[allow(improper_ctypes_definitions, reason = "only this file calls it, and only the size of the value counts")]
    unsafe extern "C" fn returned<T>(from: *const u8, len: usize) -> MaybeUninit<T> {
        core::arch::naked_asm!("jmp {copy}@PLT", copy = sym memory::copy)
    }

    /// [`super::made`].
    #[inline(always)]
    pub(super) fn made<T, F: FnOnce(&mut MaybeUninit<T>)>(make: F) -> MaybeUninit<T> {
        if const { size_of::<T>() < LARGE } {
            let mut value = MaybeUninit::uninit();
            make(&mut value);
            return value;
        }
        let mut make = Some(make);
        // SAFETY: `T` has at least `LARGE` bytes, and `call` is called once, at once, with the
        // place of a `T`.
        unsafe { placed(&raw mut make, call::<T, F>) }
    }

    /// Calls what `make` holds with `out`, which it returns.
    extern "C" fn call<T, F: FnOnce(&mut MaybeUninit<T>)>(
        out: *mut MaybeUninit<T>,
        make: *mut Option<F>,
    ) -> *mut MaybeUninit<T> {
        // SAFETY: `made` passes its own variable, which nobody else uses meanwhile.
        if let Some(make) = unsafe { &mut *make }.take() {
            // SAFETY: the place of the value that `placed` returns.
            make(unsafe { &mut *out });
        }
        out
    }

    /// Goes on to `call`, with the address of the value that this returns in front of `make`. See
    /// [`returned`].
    ///
    /// # Safety
    ///
    /// `T` has at least [`LARGE`] bytes. `call` may be called with `make` and the place of a `T`,
    /// and returns the place.
    #[unsafe(naked)]
    #[allow(improper_ctypes_definitions, reason = "only this file calls it, and only the size of the value counts")]
    unsafe extern "C" fn placed<T, F>(
        make: *mut Option<F>,
        call: extern "C" fn(*mut MaybeUninit<T>, *mut Option<F>) -> *mut MaybeUninit<T>,
    ) -> MaybeUninit<T> {
        core::arch::naked_asm!("jmp rdx")
    }

    /// Calls `$copy` with every position from 0 to `$len`, in steps of a word, and of less at the
    /// end.
    macro_rules! by_word {
        ($copy:ident, $from:ident, $to:ident, $len:ident) => {{
            let mut at = 0;
            while at + 8 <= $len {
                // SAFETY: 8 bytes from `at` on lie below `len`.
                unsafe { $copy::<u64>($from, $to, at) };
                at += 8;
            }
            if $len & 4 != 0 {
                // SAFETY: 4 bytes from `at` on lie below `len`.
                unsafe { $copy::<u32>($from, $to, at) };
                at += 4;
            }
            if $len & 2 != 0 {
                // SAFETY: 2 bytes from `at` on lie below `len`.
                unsafe { $copy::<u16>($from, $to, at) };
                at += 2;
            }
            if $len & 1 != 0 {
                // SAFETY: the last byte.
                unsafe { $copy::<u8>($from, $to, at) };
            }
        }};
    }

    /// [`load`], in which no access ends within a number: each is of aligned bytes, as each number
    /// is.
    ///
    /// # Safety
    ///
    /// As for [`load`].
    #[inline(always)]
    pub(in crate::pod) unsafe fn load_words(from: *const u8, to: *mut u8, len: usize) {
        by_word!(load_at, from, to, len);
    }

    /// [`store`], as [`load_words`].
    ///
    /// # Safety
    ///
    /// As for [`store`].
    #[inline(always)]
    pub(in crate::pod) unsafe fn store_words(from: *const u8, to: *mut u8, len: usize) {
        by_word!(store_at, from, to, len);
    }

    /// Loads the number at position `at` and stores it.
    ///
    /// # Safety
    ///
    /// Both sides are valid for a number at that position.
    #[inline(always)]
    unsafe fn move_at<A: Access>(from: *const u8, to: *mut u8, at: usize) {
        // SAFETY: the caller's promise.
        let number = unsafe { A::load(from.wrapping_add(at)) };
        // SAFETY: the caller's promise.
        unsafe { number.store(to.wrapping_add(at)) };
    }

    /// [`super::lines`].
    ///
    /// # Safety
    ///
    /// As for [`super::lines`].
    #[inline(always)]
    pub(super) unsafe fn lines(from: *const u8, to: *mut u8, len: usize) {
        if len >= MANY_LINES {
            // SAFETY: the caller's promise.
            unsafe { copy_large(from, to, len) }
            return;
        }
        let mut at = 0;
        while at < len {
            // SAFETY: the line at `at` lies below `len`.
            unsafe { move_at::<Line>(from, to, at) };
            at += size_of::<Line>();
        }
    }

    /// # Safety
    ///
    /// `from` is valid for reading `len` bytes, which others may change, and `to` for writing as
    /// many, for nobody else.
    #[inline(always)]
    pub(super) unsafe fn load(from: *const u8, to: *mut u8, len: usize) {
        if len >= LARGE {
            // SAFETY: the caller's promise.
            unsafe { copy_large(from, to, len) }
        } else {
            by_width!(load_at, from, to, len);
        }
    }

    /// # Safety
    ///
    /// `from` is valid for reading `len` initialized bytes, and `to` for writing as many, which
    /// others may access.
    #[inline(always)]
    pub(super) unsafe fn store(from: *const u8, to: *mut u8, len: usize) {
        if len >= LARGE {
            // SAFETY: the caller's promise.
            unsafe { copy_large(from, to, len) }
        } else {
            by_width!(store_at, from, to, len);
        }
    }
}
