//! What is in a mapped file.

use super::header::Header;
use super::mapping::Mapping;
use super::target::Target;
use crate::error::{LayoutMismatch, SyncError};
use crate::locked::Locked;
use crate::schema;
use crate::shared_locked::{LockKind as _, SharedLocked};

/// A mapping that is long enough for a header.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a>(&'a Mapping);

impl<'a> View<'a> {
    pub(super) fn new(mapping: &'a Mapping) -> Self {
        debug_assert!(mapping.len() >= Header::SIZE);
        Self(mapping)
    }

    /// The header, if it is one of this library and platform.
    pub(super) fn header(self, target: Target<'_>) -> Result<&'a Header, SyncError> {
        // SAFETY: the mapping begins with a page's alignment, is longer than a header, and lives as
        // long as `'a`. Any bytes are a header: its fields are atomic.
        let header: &'a Header = unsafe { self.0.start().cast().as_ref() };
        header.check(target)?;
        Ok(header)
    }

    /// The value and its lock, if they are those of a `T`.
    pub(super) fn locked<T: SharedLocked>(
        self,
        header: &Header,
        target: Target<'_>,
    ) -> Result<&'a Locked<T>, SyncError> {
        if header.fingerprint() != Locked::<T>::FINGERPRINT {
            let mismatch = LayoutMismatch { segment: Some(target.label()), ..self.explain::<T>(header) };
            return Err(mismatch.into());
        }
        let (locked_at, len) = (header.locked_at(), self.0.len() as u64);
        let needed = locked_at.saturating_add(Locked::<T>::SIZE as u64);
        if len < needed {
            return Err(SyncError::Truncated { segment: target.label(), needed, got: len });
        }
        // It fits into a file that fits into the address space.
        #[allow(clippy::cast_possible_truncation, reason = "at most `len`, which is a usize")]
        let locked_at = locked_at as usize;
        // SAFETY: `locked_at` lies within the mapping.
        let place = unsafe { self.0.start().add(locked_at) };
        // SAFETY: `SIZE` bytes from there on are mapped for `'a`, and a held mutex keeps them
        // mapped beyond that. Others that can write them are trusted with the mutex, by the owner
        // and mode that were checked. If they are mapped for reading alone, the callers only read.
        let attached = unsafe { Locked::attach(place.as_ptr(), Locked::<T>::SIZE) };
        let damaged = |what| Err(SyncError::Damaged { segment: target.label(), what });
        match attached {
            Ok(locked) => Ok(locked),
            Err(SyncError::Misaligned { .. }) => damaged("its header gives its value an address that is not aligned"),
            Err(SyncError::NotInitialized) => damaged("where its header says, there is no value with a lock"),
            Err(SyncError::LayoutMismatch(_)) => damaged("its header and its value are of different layouts"),
            Err(error) => Err(error),
        }
    }

    /// Where in the file something begins.
    pub(super) fn offset_of<T>(self, part: &'a T) -> usize {
        core::ptr::from_ref(part).addr() - self.0.start().addr().get()
    }

    /// Where the layout that the segment describes first differs from that of `T`.
    #[cold]
    fn explain<T: SharedLocked>(self, header: &Header) -> LayoutMismatch {
        /// No schema of a value that fits into a segment is longer.
        const LONGEST: usize = 1 << 20;
        let mapped = self.0.len() - Header::SIZE;
        let len = usize::try_from(header.schema_len()).unwrap_or(LONGEST).min(LONGEST).min(mapped);
        let mut text = vec![0_u8; len];
        let from = self.0.start().as_ptr().wrapping_add(Header::SIZE);
        for (index, byte) in text.iter_mut().enumerate() {
            // SAFETY: `len` bytes after the header are mapped; volatile, since another process may
            // write them now.
            *byte = unsafe { from.wrapping_add(index).read_volatile() };
        }
        schema::first_difference(&schema::describe::<T>(T::Lock::NAME, T::SCHEMA), &String::from_utf8_lossy(&text))
    }
}
