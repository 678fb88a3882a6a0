//! Segments opened without knowing their type: for programs that show, watch and clean up what
//! others share.
//!
//! A segment carries a description of its value (see [`guide::format`](crate::guide::format)). From
//! that this module makes a tree of the fields, and from a consistent copy of the bytes a tree of
//! the values.
//!
//! ```
//! use sync_runtime::{Shared, SharedLocked, inspect::Inspected};
//!
//! #[derive(SharedLocked)]
//! struct Stats { requests: u64, peer: ([u8; 4], u16) }
//!
//! # let name = &format!("doc-inspect-{}", std::process::id());
//! let stats = Shared::create(name, Stats { requests: 41, peer: ([127, 0, 0, 1], 80) })?;
//! stats.with_lock(|stats| stats.requests += 1)?;
//!
//! // In a program that has never heard of `Stats`:
//! let inspected = Inspected::open(name)?;
//! assert_eq!(inspected.description()?.type_name(), "Stats");
//! let copied = inspected.load()?;
//! assert_eq!(copied.version(), 1);
//! assert_eq!(copied.value().to_string(), "{ requests: 42, peer: ([127, 0, 0, 1], 80) }");
//! # Shared::<Stats>::unlink(name)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does to a segment
//!
//! Nothing. The file is opened for reading alone and, if it is mapped, mapped for reading alone. No
//! lock is taken, and those who use the segment cannot tell. Two methods are exceptions, and say
//! so: [`Inspected::is_in_use`], and [`Inspected::remove_if_vacant`], which removes a name.
//!
//! # Whom it trusts
//!
//! Nobody. The file may be any user's, damaged, or made to deceive. Whatever its bytes are, what
//! comes of them is an error or values, in time and memory that are bounded by the size of the file
//! and [`LIMIT`]. That the file is cut short meanwhile is an error, too, and no `SIGBUS`: it is the
//! kernel that reads it.
//!
//! A segment of which something is damaged can still be opened. What can be told of it is told, the
//! rest is an error.

mod copy;
mod description;
mod error;
mod facts;
mod inspected;
mod known;
mod parse;
mod people;
mod record;
mod scalar;
mod sweep;
mod value;

pub use description::{Description, Field, Kind, Type, Variant};
pub use error::InspectError;
pub use facts::{FileFacts, HeaderFacts, Lock};
pub use inspected::{Copied, Inspected};
pub use people::{Opener, Openers, People};
pub use scalar::{Integer, Scalar, Simple};
pub use value::{Content, Damage, Elements, Fields, Value};

pub use crate::plain::plain;

use crate::error::SyncError;
use crate::segment;

/// Bytes of the largest value that is read: 1 GiB.
pub const LIMIT: usize = 1 << 30;

/// Records of a table that are looked at where all are asked about: whether a lock is held, how
/// often an owner died. A file may say that it has more than can be read in a day.
pub const MOST_RECORDS: u64 = 100_000;

/// The names of all files that begin as segments do, in alphabetical order. Files that this user
/// may not read are left out.
///
/// # Errors
///
/// [`System`](SyncError::System) if `/dev/shm` cannot be listed.
pub fn names() -> Result<Vec<String>, SyncError> {
    segment::names()
}
