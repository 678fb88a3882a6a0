//! What is in a mapped file.

use super::Found;
use super::header::Header;
use super::mapping::Mapping;
use super::record::{Record, Records, Wanted};
use super::target::Target;
use crate::error::{LayoutMismatch, SyncError};
use crate::schema;
use crate::sys::process;
use core::ptr::NonNull;

/// A mapping that is long enough for a header.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a>(&'a Mapping);

impl<'a> View<'a> {
    pub(super) fn new(mapping: &'a Mapping) -> Self {
        debug_assert!(mapping.len() >= Header::SIZE);
        Self(mapping)
    }

    /// The PID namespace that a header that was checked before says.
    pub(super) fn stamp(self) -> u64 {
        self.unchecked_header().namespace()
    }

    fn unchecked_header(self) -> &'a Header {
        // SAFETY: the mapping begins with a page's alignment, is longer than a header, and lives as
        // long as `'a`. Any bytes are a header: its fields are atomic.
        unsafe { self.0.start().cast().as_ref() }
    }

    /// The header, if it is one of this library and platform.
    pub(super) fn header(self, target: Target<'_>) -> Result<&'a Header, SyncError> {
        let header = self.unchecked_header();
        header.check(target)?;
        Ok(header)
    }

    /// The records, if they are such as `R` and as many as is `wanted`.
    pub(super) fn records<R: Record>(
        self,
        header: &Header,
        wanted: Wanted,
        target: Target<'_>,
    ) -> Result<Found<R>, SyncError> {
        let records = header.records();
        if header.fingerprint() != R::FINGERPRINT || !wanted.accepts(records) {
            return Err(self.explain::<R>(header, wanted, target).into());
        }
        let (locked_at, len) = (header.locked_at(), self.0.len() as u64);
        let needed = locked_at.saturating_add(records.bytes::<R>());
        if len < needed {
            return Err(SyncError::Truncated { segment: target.label(), needed, got: len });
        }
        // It fits into a file that fits into the address space.
        #[allow(clippy::cast_possible_truncation, reason = "at most `len`, which is a usize")]
        let locked_at = locked_at as usize;
        // SAFETY: `locked_at` lies within the mapping.
        let place = unsafe { self.0.start().add(locked_at) };
        if let Records::Table(_) = records {
            // All at once, not each when it is used: a child that was forked into another PID
            // namespace uses its parent's handle, but must not lock by it.
            #[allow(clippy::cast_possible_truncation, reason = "at most `len`, which is a usize")]
            process::note_attached(place.addr().get(), records.bytes::<R>() as usize);
        }
        // SAFETY: the bytes of a record from there on are mapped for `'a`, and a held mutex keeps
        // them mapped beyond that. Others that can write them are trusted with the mutex, by the
        // owner and mode that were checked. If they are mapped for reading alone, the callers only
        // read.
        let attached = unsafe { R::attach(place.as_ptr(), R::SIZE) };
        let damaged = |what| Err(SyncError::Damaged { segment: target.label(), what });
        match attached {
            Ok(first) => Ok(Found { first: NonNull::from(first), records }),
            Err(SyncError::Misaligned { .. }) => damaged("its header gives its value an address that is not aligned"),
            Err(SyncError::NotInitialized) => damaged("where its header says, there is no value with a lock"),
            Err(SyncError::LayoutMismatch(_)) => damaged("its header and its value are of different layouts"),
            Err(error) => Err(error),
        }
    }

    /// Where in the file something begins.
    pub(super) fn offset_of<T>(self, part: NonNull<T>) -> usize {
        part.addr().get() - self.0.start().addr().get()
    }

    /// Where the layout that the segment describes first differs from what is wanted, and what can
    /// be done about it.
    #[cold]
    fn explain<R: Record>(self, header: &Header, wanted: Wanted, target: Target<'_>) -> LayoutMismatch {
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
        let (expected, found) = (R::schema() + &wanted.describe(), String::from_utf8_lossy(&text));
        let (segment, remedy) = (Some(target.label()), wanted.remedy::<R>(header.records(), &found));
        LayoutMismatch { segment, remedy, ..schema::first_difference(&expected, &found) }
    }
}
