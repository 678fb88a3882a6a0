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

/// What kind of damage a value has that is [`Corrupt`](crate::SyncError::Corrupt).
// As wide as the word in which an error says which one it is. Beside fields of single bytes that
// would be a byte, too, and who reads more than what was stored just now, waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[repr(align(4))]
pub struct Damage {
    /// Whether several numbers are no value together, as those of a struct that its function of
    /// `validate` refuses. `found` is the first of them then, and may be right by itself.
    pub whole: bool,
    /// What repairs the value.
    pub repair: Repair,
}

/// The message of such a value.
pub(super) struct Message<'a> {
    pub(super) field: &'a str,
    pub(super) found: u64,
    pub(super) expected: &'a str,
    pub(super) damage: Damage,
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, found, expected, damage: Damage { whole, repair } } = self;
        f.write_str(match repair {
            Repair::AnotherValue => "zeroes are no value of this type: ",
            Repair::Store | Repair::Set | Repair::SetOrStore => "the shared value is damaged: ",
        })?;
        if *whole {
            write!(f, "`{field}` is not {expected}")?;
        } else {
            write!(f, "`{field}` holds {found}, expected {expected}")?;
        }
        f.write_str(match repair {
            Repair::Store => "; `store` a whole value to repair it",
            Repair::Set => "; `set` this field to repair it",
            Repair::SetOrStore => "; `set` this field, or `store` a whole value, to repair it",
            Repair::AnotherValue => "; write the first value out",
        })
    }
}
