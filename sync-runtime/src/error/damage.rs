//! Bytes that are no value, and what repairs them.

use core::fmt;

/// What repairs a value that is [`Corrupt`](crate::SyncError::Corrupt).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repair {
    /// To [`store`](crate::Locked::store) a whole value: it does not read the one that is there.
    Store,
    /// To [`set`](crate::View::set) the field, of a value that is changed in place.
    Set,
    /// To `set` the field in [`cells`](crate::Locked::cells), of a value without a lock, or to
    /// `store` a whole value.
    SetOrStore,
    /// Another first value: zeroes are none of this type.
    AnotherValue,
}

/// The message of such a value.
pub(super) struct Damage<'a> {
    pub(super) field: &'a str,
    /// The one number that is wrong, if it is one.
    pub(super) found: Option<u64>,
    pub(super) expected: &'a str,
    pub(super) repair: Repair,
}

impl fmt::Display for Damage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, found, expected, repair } = self;
        f.write_str(match repair {
            Repair::AnotherValue => "zeroes are no value of this type: ",
            Repair::Store | Repair::Set | Repair::SetOrStore => "the shared value is damaged: ",
        })?;
        match found {
            Some(found) => write!(f, "`{field}` holds {found}, expected {expected}")?,
            None => write!(f, "`{field}` is not {expected}")?,
        }
        f.write_str(match repair {
            Repair::Store => "; `store` a whole value to repair it",
            Repair::Set => "; `set` this field to repair it",
            Repair::SetOrStore => "; `set` this field, or `store` a whole value, to repair it",
            Repair::AnotherValue => "; write the first value out",
        })
    }
}
