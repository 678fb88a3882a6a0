//! Views of a value that is changed in place, over cells of a test's own.

mod copied;
#[cfg(feature = "arrayvec")]
mod counted;
mod derived;

use super::{Read, Sealed, View, Write};
use crate::error::SyncError;
use crate::pod::Pod;
use crate::pod::damage::Possible;
use core::cell::{Cell, RefCell};
use core::mem::MaybeUninit;
use core::num::{NonZero, Wrapping};
use core::time::Duration;

/// Cells as shared memory has them, and the ranges that were noted before they were written.
#[repr(C, align(64))]
struct Memory<T: Pod> {
    cells: MaybeUninit<T::Layout>,
    noted: RefCell<Vec<Range>>,
    /// Whether reading finds that a writer was faster.
    torn: Cell<bool>,
}

/// Where in the value, how many bytes, and what they held when they were noted.
type Range = (usize, usize, Vec<u8>);

impl<T: Pod> Memory<T> {
    #[allow(clippy::unnecessary_box_returns, reason = "it is made where it stays")]
    fn zeroed() -> Box<Self> {
        let mut memory = Box::<Self>::new_uninit();
        // SAFETY: all of the box is borrowed for this.
        unsafe { memory.as_mut_ptr().write_bytes(0, 1) };
        let at = memory.as_mut_ptr();
        // SAFETY: the field is in the box, which nobody else uses.
        let noted = unsafe { &raw mut (*at).noted };
        // SAFETY: room for it.
        unsafe { noted.write(RefCell::new(Vec::new())) };
        // SAFETY: any bytes are `Cells`, zero is `false`, and the list was written just now.
        unsafe { memory.assume_init() }
    }

    fn cells(&self) -> &T::Layout {
        // SAFETY: its bytes are initialized, and `Cells` are valid with any.
        unsafe { self.cells.assume_init_ref() }
    }

    fn writing(&self) -> View<'_, T, Writing<'_, T>> {
        View::new(self.cells(), Writing(self))
    }

    fn reading(&self) -> View<'_, T, Reading<'_, T>> {
        View::new(self.cells(), Reading(self))
    }

    fn bytes(&self, at: usize, len: usize) -> Vec<u8> {
        assert!(at + len <= size_of::<T::Layout>(), "{len} bytes at {at}");
        let from = self.cells.as_ptr().cast::<u8>().wrapping_add(at);
        // SAFETY: so many bytes are initialized, and nobody writes them meanwhile.
        unsafe { core::slice::from_raw_parts(from, len) }.to_vec()
    }

    /// Writes bytes as no program of this crate would.
    fn damage(&mut self, at: usize, bytes: &[u8]) {
        assert!(at + bytes.len() <= size_of::<T::Layout>());
        let to = self.cells.as_mut_ptr().cast::<u8>().wrapping_add(at);
        // SAFETY: so many bytes are there, borrowed for this.
        unsafe { to.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    }

    /// The ranges that were noted since the last call. All bytes that `change` changed are in them,
    /// and were unchanged when they were noted.
    fn changes(&self, change: impl FnOnce(View<'_, T, Writing<'_, T>>)) -> Vec<(usize, usize)> {
        self.noted.take();
        let before = self.bytes(0, size_of::<T::Layout>());
        change(self.writing());
        let noted = self.noted.take();
        let after = self.bytes(0, size_of::<T::Layout>());
        for (at, (before, after)) in before.iter().zip(&after).enumerate() {
            let covered = noted.iter().any(|(start, len, _)| (*start..start + len).contains(&at));
            assert!(before == after || covered, "byte {at} was changed, {noted:?} noted");
        }
        for (at, len, then) in &noted {
            assert_eq!(then[..], before[*at..at + len], "was changed before it was noted");
        }
        noted.into_iter().map(|(at, len, _)| (at, len)).collect()
    }
}

struct Writing<'a, T: Pod>(&'a Memory<T>);
struct Reading<'a, T: Pod>(&'a Memory<T>);

macro_rules! copies {
    ($($access:ident)*) => {$(
        impl<T: Pod> Clone for $access<'_, T> {
            fn clone(&self) -> Self {
                *self
            }
        }
        impl<T: Pod> Copy for $access<'_, T> {}
        impl<T: Pod> Sealed for $access<'_, T> {}
    )*};
}

copies! { Writing Reading }

impl<W: Pod> Read for Writing<'_, W> {
    type Damage<T: Pod> = T::Damage;

    const MAY_FAIL: bool = false;

    fn after_read(&self) -> Result<(), SyncError> {
        Ok(())
    }
}

impl<W: Pod> Write for Writing<'_, W> {
    fn before_write(&self, at: *const u8, len: usize, _: usize) {
        let at = at.addr() - self.0.cells.as_ptr().addr();
        self.0.noted.borrow_mut().push((at, len, self.0.bytes(at, len)));
    }
}

impl<W: Pod> Read for Reading<'_, W> {
    type Damage<T: Pod> = Possible;

    const MAY_FAIL: bool = true;

    fn after_read(&self) -> Result<(), SyncError> {
        if self.0.torn.get() { Err(SyncError::RolledBack) } else { Ok(()) }
    }
}

type Numbers = (u64, [u16; 4], (bool, u128), [(u8, [u32; 2]); 3]);

#[test]
fn a_number_is_a_number_under_the_lock_and_a_result_without() -> Result<(), SyncError> {
    let memory = Memory::<Numbers>::zeroed();
    let value = memory.writing();
    value.f0().set(7);
    let number: u64 = value.f0().get();
    assert_eq!((number, value.f0().add(3)?, value.f0().sub(4)?), (7, 10, 6));
    value.f1().set([1, 2, 3, 4]);
    let numbers: [u16; 4] = value.f1().get();
    assert_eq!(numbers, [1, 2, 3, 4]);
    let flag: Result<bool, SyncError> = value.f2().f0().get();
    assert!(!flag?);
    value.f2().set((true, u128::MAX));
    let wide: u128 = value.f2().f1().get();
    assert_eq!(value.f2().f1().sub(2)?, u128::MAX - 2);
    assert_eq!(value.f2().f1().add(2)?, wide);
    assert!(matches!(value.f2().f1().add(1), Err(SyncError::Overflow { .. })));
    assert_eq!(wide, u128::MAX);
    let reading = memory.reading();
    let number: Result<u64, SyncError> = reading.f0().get();
    assert_eq!((number?, reading.f2().get()?, reading.f1().get()?), (6, (true, u128::MAX), [1, 2, 3, 4]));
    Ok(())
}

#[test]
fn each_byte_is_noted_before_it_is_written() {
    let memory = Memory::<Numbers>::zeroed();
    assert_eq!(memory.changes(|value| value.f0().set(u64::MAX)), [(0, 8)]);
    assert_eq!(memory.changes(|value| value.f1().set([9; 4])), [(8, 8)]);
    assert_eq!(memory.changes(|value| drop(value.f1().at(3).map(|element| element.set(1)))), [(14, 2)]);
    let whole = size_of::<<Numbers as Pod>::Layout>();
    assert_eq!(memory.changes(|value| value.set((1, [1; 4], (true, 1), [(1, [1; 2]); 3]))), [(0, whole)]);
    assert_eq!(memory.changes(|value| value.f3().fill((2, [3; 2]))), [(40, 36)]);
    assert_eq!(memory.changes(|value| drop(value.f0().update(|number| *number += 1))), [(0, 8)]);
    assert_eq!(memory.changes(|value| drop(value.f0().add(u64::MAX))), []);
    assert_eq!(memory.changes(|value| assert_eq!(value.f0().get(), 2)), []);
    assert_eq!(memory.changes(|value| drop(value.f1().range(1..3).map(|two| two.fill(8)))), [(10, 4)]);
}

#[test]
fn what_an_option_does_not_use_is_not_noted() -> Result<(), SyncError> {
    let memory = Memory::<(u8, Option<Duration>)>::zeroed();
    assert_eq!(memory.changes(|value| value.f1().set(None)), [(8, 1)]);
    assert_eq!(memory.changes(|value| value.f1().set(Some(Duration::from_secs(3)))), [(8, 24)]);
    let value = memory.writing();
    assert!(value.f1().is_some()?);
    if let Some(some) = value.f1().some()? {
        some.update(|duration| *duration *= 2)?;
    }
    assert_eq!(
        memory.changes(|value| assert_eq!(value.f1().take().ok(), Some(Some(Duration::from_secs(6))))),
        [(8, 1)]
    );
    assert_eq!(memory.changes(|value| assert_eq!(value.f1().take().ok(), Some(None))), []);
    assert!(value.f1().is_none()? && value.f1().some()?.is_none());
    Ok(())
}

#[test]
fn what_was_read_beside_a_writer_is_of_no_use() {
    let memory = Memory::<(u64, [u8; 300], Option<u32>, bool)>::zeroed();
    let value = memory.reading();
    memory.torn.set(true);
    assert!(matches!(value.f0().get(), Err(SyncError::RolledBack)));
    assert!(matches!(value.get(), Err(SyncError::RolledBack)));
    assert!(matches!(value.to_box(), Err(SyncError::RolledBack)));
    assert!(matches!(value.f1().copy_into(&mut [0; 300]), Err(SyncError::RolledBack)));
    assert!(matches!(value.f2().is_some(), Err(SyncError::RolledBack)));
    assert!(value.f2().some().is_err() && value.f3().get().is_err());
}

#[test]
fn bytes_that_are_torn_are_not_called_damaged() {
    let mut memory = Memory::<(u64, bool)>::zeroed();
    memory.damage(8, &[7]);
    memory.torn.set(true);
    assert!(matches!(memory.reading().f1().get(), Err(SyncError::RolledBack)));
    memory.torn.set(false);
    assert!(matches!(memory.reading().f1().get(), Err(SyncError::Corrupt { .. })));
}

#[track_caller]
fn blames<V>(read: Result<V, SyncError>, path: &str) {
    match read {
        Err(SyncError::Corrupt { field, .. }) => assert_eq!(&*field, path),
        other => assert!(other.is_err() && path.is_empty(), "{path}"),
    }
}

type Nested = (u8, [[(u16, Option<(bool, Duration)>); 2]; 3], Wrapping<u8>, (NonZero<u32>,));

#[test]
fn damage_names_the_whole_way() -> Result<(), SyncError> {
    let mut memory = Memory::<Nested>::zeroed();
    blames(memory.writing().f3().f0().get(), "3.0");
    blames(memory.reading().f3().get(), "3.0");
    // 2 bytes, and at 8 the option: its tag, and at 16 the tuple: the `bool`, and at 24 seconds and
    // nanoseconds.
    let (element, option) = (40, 8 + 8);
    memory.damage(option + 3 * element, &[1]);
    memory.damage(option + 3 * element + 8, &[2]);
    let value = memory.writing();
    let damaged = value.f1().at(1)?.at(1)?;
    blames(damaged.get(), "1[1][1].1.value.0");
    blames(damaged.f1().get(), "1[1][1].1.value.0");
    blames(value.f1().get(), "1[1][1].1.value.0");
    blames(value.get(), "1[1][1].1.value.0");
    let inside = damaged.f1().some()?.map(|inside| inside.f0().get());
    blames(inside.unwrap_or(Ok(true)), "1[1][1].1.value.0");
    assert!(value.f1().at(0)?.at(1)?.get().is_ok());
    damaged.set((1, None));
    assert!(value.f1().get().is_ok(), "it was repaired");
    let overflow = value.f1().at(2)?.at(0)?.f0().sub(1);
    assert!(matches!(overflow, Err(SyncError::Overflow { field }) if &*field == "1[2][0].0"));
    Ok(())
}

#[test]
fn runs_are_copied_whole() -> Result<(), SyncError> {
    let memory = Memory::<(u8, [u8; 5000], [(u8, bool); 7])>::zeroed();
    let frame: Vec<u8> = (0..5000_u32).map(|number| number.to_le_bytes()[0] ^ 0x5a).collect();
    assert_eq!(memory.changes(|value| assert!(value.f1().copy_from_slice(&frame).is_ok())), [(1, 5000)]);
    let mut out = vec![0; 5000];
    memory.reading().f1().copy_into(&mut out)?;
    assert_eq!(out, frame);
    assert_eq!(*memory.reading().f1().to_box()?, frame[..]);
    memory.reading().f1().range(4000..)?.copy_into(&mut out[..1000])?;
    assert_eq!(out[..1000], frame[4000..]);
    let value = memory.writing();
    let short = value.f1().copy_from_slice(&frame[1..]);
    assert!(matches!(short, Err(SyncError::LengthMismatch { expected: 5000, found: 4999 })));
    assert!(value.f1().copy_into(&mut out[1..]).is_err());
    assert!(matches!(value.f1().range(4990..5001), Err(SyncError::OutOfRange { index: 5000, len: 5000 })));
    #[allow(clippy::reversed_empty_ranges, reason = "that is what is asked here")]
    let backwards = value.f1().range(5..2)?;
    assert!(backwards.is_empty() && value.f1().range(5000..)?.is_empty());
    for len in [0, 1, 2, 3, 64, 1000, 4999] {
        value.f1().fill(0);
        value.f1().range(..len)?.fill(9);
        assert!(value.f1().get().iter().enumerate().all(|(at, byte)| *byte == if at < len { 9 } else { 0 }), "{len}");
    }
    value.f2().fill((3, true));
    assert_eq!(value.f2().get()?, [(3, true); 7]);
    value.f2().range(2..=3)?.copy_from_slice(&[(5, false), (6, true)])?;
    assert_eq!(value.f2().at(3)?.get()?, (6, true));
    let all = value.f2().range(1..)?.iter().map(|element| element.f0().get()).collect::<Vec<u8>>();
    assert_eq!(all, [3, 5, 6, 3, 3, 3]);
    Ok(())
}

#[test]
fn a_panic_in_update_changes_nothing() -> Result<(), SyncError> {
    let memory = Memory::<(u64, bool)>::zeroed();
    let value = memory.writing();
    let update = || {
        value.update(|whole| {
            whole.0 = 9;
            std::panic::resume_unwind(Box::new(()));
        })
    };
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(update)).is_err());
    assert_eq!(value.get()?, (0, false));
    assert_eq!(memory.noted.take(), []);
    Ok(())
}
