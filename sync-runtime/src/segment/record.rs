//! What a segment holds.

use crate::error::{Remedy, SyncError};

/// Where in every record the mutex is: behind the word that tells what the record is. So who finds
/// a record does not ask of which kind it is.
pub(crate) const MUTEX_OFFSET: usize = size_of::<u64>();

/// A value with its lock, as it lies in a segment: a [`Locked`](crate::Locked), for one.
///
/// # Safety
///
/// `SIZE` is a multiple of the alignment, and not less than the struct's size. Any bytes may be
/// behind a reference to one. Where `attach` returns a record, and where `check` returns `Ok`, an
/// initialized mutex begins [`MUTEX_OFFSET`](Self::MUTEX_OFFSET) bytes behind the record's first
/// byte.
pub unsafe trait Record: Sized {
    /// Bytes that one takes, which may be more than the struct has.
    const SIZE: usize;

    /// A hash of its layout and its kind of lock.
    const FINGERPRINT: u64;

    /// Where in it the mutex is: at [`MUTEX_OFFSET`].
    const MUTEX_OFFSET: usize;

    /// What can be done about a segment with one of another layout, the text of which is `found`.
    fn remedy(found: &str) -> Remedy;

    /// The text that describes its layout and its kind of lock.
    fn schema() -> String;

    /// The record that was made at `buffer`, which has `len` bytes.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::attach`](crate::Locked::attach).
    ///
    /// # Safety
    ///
    /// That of [`Locked::attach`](crate::Locked::attach).
    unsafe fn attach<'a>(buffer: *mut u8, len: usize) -> Result<&'a Self, SyncError>;

    /// Whether a record was made where this one is.
    ///
    /// # Errors
    ///
    /// [`NotInitialized`](SyncError::NotInitialized),
    /// [`LayoutMismatch`](SyncError::LayoutMismatch).
    fn check(&self) -> Result<(), SyncError>;

    /// Makes its lock and its condition anew, and leaves the value as it is.
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System) if the C library refuses the mutex.
    ///
    /// # Safety
    ///
    /// No other thread of any process uses the lock or the condition, or waits for them, until this
    /// returns. No thread that holds the lock is alive.
    unsafe fn renew_lock(&self) -> Result<(), SyncError>;
}

/// How many records a segment holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Records {
    /// One, which is not a table of one.
    Single,
    /// A table of so many.
    Table(u64),
}

impl Records {
    /// What the header says of a segment with one record.
    const SINGLE: u64 = 0;

    /// The number in the header.
    pub(super) fn to_number(self) -> u64 {
        match self {
            Self::Single => Self::SINGLE,
            Self::Table(len) => len,
        }
    }

    /// What a number in a header says.
    pub(super) fn of_number(number: u64) -> Self {
        if number == Self::SINGLE { Self::Single } else { Self::Table(number) }
    }

    /// How many there are.
    #[inline]
    pub(crate) fn len(self) -> u64 {
        match self {
            Self::Single => 1,
            Self::Table(len) => len,
        }
    }

    /// The bytes of so many records `R`, one after the other. More than there can be, if they
    /// cannot be counted.
    pub(super) fn bytes<R: Record>(self) -> u64 {
        self.len().saturating_mul(R::SIZE as u64)
    }

    /// The line that the schema's text has for a table.
    pub(super) fn describe(self) -> String {
        match self {
            Self::Single => String::new(),
            Self::Table(len) => format!("table of {len} records\n"),
        }
    }
}

/// How many records an opener asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// So many.
    Exactly(Records),
    /// A table, however long it is.
    AnyTable,
}

impl Wanted {
    pub(super) fn accepts(self, found: Records) -> bool {
        match self {
            Self::Exactly(records) => records == found,
            Self::AnyTable => matches!(found, Records::Table(_)),
        }
    }

    /// What can be done about a segment of another layout, the text of which is `text`, or with
    /// other records than these.
    pub(super) fn remedy<R: Record>(self, found: Records, text: &str) -> Remedy {
        match (self, found) {
            (Self::Exactly(Records::Single), Records::Single) => R::remedy(text),
            (Self::Exactly(Records::Single), Records::Table(_)) => Remedy::AsTable,
            (Self::Exactly(Records::Table(_)) | Self::AnyTable, Records::Single) => Remedy::AsValue,
            (Self::Exactly(Records::Table(_)) | Self::AnyTable, Records::Table(_)) => Remedy::Replace("Table::replace"),
        }
    }

    /// The line that the schema's text has for it.
    pub(super) fn describe(self) -> String {
        match self {
            Self::Exactly(records) => records.describe(),
            Self::AnyTable => "table\n".into(),
        }
    }
}
