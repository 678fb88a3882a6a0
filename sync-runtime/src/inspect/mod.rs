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
//! lock is taken, and those who use the segment cannot tell. One method is an exception, and says
//! so: [`Inspected::is_in_use`].
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
mod parse;
mod people;
mod record;
mod sweep;
mod value;

pub use description::{Description, Field, Integer, Kind, Scalar, Simple, Type, Variant};
pub use error::InspectError;
pub use facts::{FileFacts, HeaderFacts, Lock};
pub use people::{Opener, Openers, People};
pub use value::{Content, Damage, Elements, Fields, Value};

pub use crate::plain::plain;

use crate::error::SyncError;
use crate::segment::{self, Facts, SegmentName};
use copy::{Copier, word};
use error::{Because as _, Result};
use record::{Record, Records};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of the largest value that is read: 1 GiB.
pub const LIMIT: usize = 1 << 30;

/// Records of a table that are looked at where all are asked about: whether a lock is held, how
/// often an owner died. A file may say that it has more than can be read in a day.
pub const MOST_RECORDS: u64 = 100_000;

/// Bytes of the longest schema that is read: 1 MiB.
const LONGEST_SCHEMA: u64 = 1 << 20;

/// How long a value is tried to be copied that is committed again and again.
const PATIENCE: Duration = Duration::from_secs(1);

/// A segment, opened for reading without knowing its type.
#[derive(Debug)]
pub struct Inspected {
    name: SegmentName,
    file: File,
    about: FileFacts,
    known: Result<Known>,
}

/// What is known of a segment whose header is one.
#[derive(Debug)]
struct Known {
    header: HeaderFacts,
    layout: Result<Layout>,
}

/// What is known of a segment whose schema can be read.
#[derive(Debug)]
struct Layout {
    description: Description,
    records: Records,
    copier: Copier,
}

impl Inspected {
    /// Opens the segment called `name`, of whatever type and owner.
    ///
    /// # Errors
    ///
    /// [`InvalidName`](SyncError::InvalidName), [`NotFound`](SyncError::NotFound),
    /// [`NotARegularFile`](SyncError::NotARegularFile), [`System`](SyncError::System) if this user
    /// may not read it. What is in the file is no error here.
    pub fn open(name: &str) -> core::result::Result<Self, SyncError> {
        let name = SegmentName::new(name)?;
        let (file, metadata) = segment::open_file(&name)?;
        let about = FileFacts::of(&metadata);
        let known = Known::read(&name, &file, about.size());
        Ok(Self { name, file, about, known })
    }

    /// The segment's name.
    #[must_use]
    pub fn name(&self) -> Box<str> {
        self.name.get()
    }

    /// What the file system tells of the file, as of when it was opened.
    #[must_use]
    pub fn file(&self) -> &FileFacts {
        &self.about
    }

    /// What the header says, as of when it was opened.
    ///
    /// # Errors
    ///
    /// [`Truncated`](SyncError::Truncated), [`NotASegment`](SyncError::NotASegment),
    /// [`System`](SyncError::System).
    pub fn header(&self) -> Result<&HeaderFacts> {
        self.known.as_ref().map(|known| &known.header).map_err(InspectError::clone)
    }

    /// What is stored in the segment.
    ///
    /// # Errors
    ///
    /// Those of [`header`](Self::header); [`FormatVersion`](SyncError::FormatVersion);
    /// [`Schema`](InspectError::Schema), [`Damaged`](SyncError::Damaged),
    /// [`TooLarge`](InspectError::TooLarge).
    pub fn description(&self) -> Result<&Description> {
        self.layout().map(|layout| &layout.description)
    }

    fn layout(&self) -> Result<&Layout> {
        self.known.as_ref().and_then(|known| known.layout.as_ref()).map_err(InspectError::clone)
    }

    /// How many values there are, each with a lock of its own: 1, unless it is a table. The file is
    /// long enough for so many. 0 if [`description`](Self::description) is an error; what the
    /// header says then tells [`HeaderFacts::table`].
    #[must_use]
    pub fn records(&self) -> u64 {
        self.layout().and_then(|_| self.header()).map_or(0, HeaderFacts::values)
    }

    /// A consistent copy of the value; of the first one in a table.
    ///
    /// With `lock = none` there is no more than each number: nothing is promised across them.
    ///
    /// # Errors
    ///
    /// Those of [`load_record`](Self::load_record).
    pub fn load(&self) -> Result<Copied<'_>> {
        self.load_record(0)
    }

    /// A consistent copy of the value with this index.
    ///
    /// # Errors
    ///
    /// Those of [`description`](Self::description); [`OutOfRange`](SyncError::OutOfRange);
    /// [`Moving`](InspectError::Moving) if it was committed anew during each of many attempts, for
    /// a second; [`CutShort`](InspectError::CutShort) if the file was cut short since.
    pub fn load_record(&self, index: u64) -> Result<Copied<'_>> {
        let (layout, record) = self.record(index)?;
        let description = &layout.description;
        let mut bytes = Vec::new();
        let size = record.place.size;
        let no_memory = |_| SyncError::system("malloc", io::ErrorKind::OutOfMemory.into());
        bytes.try_reserve_exact(size).map_err(no_memory)?;
        if description.lock() == "none" {
            bytes.resize(size, 0);
            self.file.read_exact_at(&mut bytes, record.place.slots[0]).map_err(|error| self.failed(error))?;
            return Ok(Copied { description, version: 0, bytes });
        }
        let (begun, mut tries) = (Instant::now(), 0);
        loop {
            let effort = 2 << tries.min(5);
            let copied = layout.copier.try_load(&self.file, &record.place, effort, &mut bytes);
            if let Some(version) = copied.map_err(|error| self.failed(error))? {
                return Ok(Copied { description, version, bytes });
            }
            tries += 1;
            if begun.elapsed() > PATIENCE {
                return Err(InspectError::Moving { segment: self.name.get(), waited: begun.elapsed() });
            }
            // The writers' cache lines are theirs for a while.
            thread::sleep(Duration::from_micros(if tries < 4 { 0 } else { 50 }));
        }
    }

    fn record(&self, index: u64) -> Result<(&Layout, Record)> {
        let layout = self.layout()?;
        let len = self.records();
        if index >= len {
            let of = |number| usize::try_from(number).unwrap_or(usize::MAX);
            return Err(SyncError::OutOfRange { index: of(index), len: of(len) }.into());
        }
        // The last one ends within the file, as was seen when it was opened.
        Ok((layout, layout.records.at(index)))
    }

    /// How often a value was committed, as of now; of the first one in a table.
    ///
    /// # Errors
    ///
    /// Those of [`description`](Self::description); [`CutShort`](InspectError::CutShort) if the
    /// file was cut short since.
    pub fn version(&self) -> Result<u64> {
        self.version_of(0)
    }

    /// [`version`](Self::version) of the value with this index.
    ///
    /// # Errors
    ///
    /// Those of [`version`](Self::version); [`OutOfRange`](SyncError::OutOfRange).
    pub fn version_of(&self, index: u64) -> Result<u64> {
        let at = self.record(index)?.1.place.version;
        word(&self.file, at).map(u64::from_ne_bytes).map_err(|error| self.failed(error))
    }

    /// How often an owner of the lock was found dead, as of now; of a table, in the first
    /// [`MOST_RECORDS`] records.
    ///
    /// # Errors
    ///
    /// Those of [`version`](Self::version).
    pub fn recoveries(&self) -> Result<u64> {
        let (layout, first) = self.record(0)?;
        let (mut sum, count) = (0_u64, self.records().min(MOST_RECORDS));
        let mut add = |word| sum = sum.saturating_add(u32::from_ne_bytes(word).into());
        sweep::words(&self.file, first.recoveries, layout.records.stride, count, &mut add)
            .map_err(|error| self.failed(error))?;
        Ok(sum)
    }

    /// [`recoveries`](Self::recoveries) of the value with this index alone.
    ///
    /// # Errors
    ///
    /// Those of [`version_of`](Self::version_of).
    pub fn recoveries_of(&self, index: u64) -> Result<u64> {
        let count = word(&self.file, self.record(index)?.1.recoveries).map(u32::from_ne_bytes);
        count.map(u64::from).map_err(|error| self.failed(error))
    }

    /// Who holds the lock, as of now; that of the first record in a table.
    ///
    /// # Errors
    ///
    /// Those of [`version`](Self::version).
    pub fn lock(&self) -> Result<Lock> {
        self.lock_of(0)
    }

    /// [`lock`](Self::lock) of the value with this index.
    ///
    /// # Errors
    ///
    /// Those of [`version_of`](Self::version_of).
    pub fn lock_of(&self, index: u64) -> Result<Lock> {
        let (layout, record) = self.record(index)?;
        let header = self.header()?;
        if layout.description.lock() == "none" {
            return Ok(Lock::None);
        }
        let Some(owner) = header.owner_word() else { return Ok(Lock::Unknown) };
        let owner = word(&self.file, record.mutex.saturating_add(owner)).map(u32::from_ne_bytes);
        Ok(Lock::of(owner.map_err(|error| self.failed(error))?, header))
    }

    /// Whether any living process, of whatever user, PID namespace or container, has the segment
    /// open for writing. The kernel knows: each holds a shared `flock(2)` on the file as long as it
    /// is mapped.
    ///
    /// This asks for an exclusive `flock(2)`, without waiting, and gives it up at once. A process
    /// that opens the segment at that very moment waits for 0.2 ms and tries again; no other
    /// process notices. `true` also while another one asks the same at that very moment, by this or
    /// by [`remove_if_vacant`](Self::remove_if_vacant): `false` is certain, and `true` is not where
    /// several ask.
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System).
    pub fn is_in_use(&self) -> Result<bool> {
        let refused = |call| move |error| SyncError::system(call, error);
        let vacant = crate::sys::file::lock_exclusive(&self.file).map_err(refused("flock"))?;
        if vacant {
            crate::sys::file::unlock(&self.file).map_err(refused("flock"))?;
        }
        Ok(!vacant)
    }

    /// Removes the segment's name, if no living process has it open for writing and the name is
    /// still this segment's; says whether it did.
    ///
    /// The exclusive `flock(2)` of [`is_in_use`](Self::is_in_use) is held meanwhile, so no process
    /// opens it for writing in between. One that tries waits for 0.2 ms, sees that the name is
    /// gone, and begins again: it finds no segment, or the one that another process has made since.
    /// So no update is lost. One that opens it for reading alone reads on, as after
    /// [`unlink`](crate::Shared::unlink).
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System), such as that of a user who may not remove it.
    pub fn remove_if_vacant(&self) -> Result<bool> {
        Ok(segment::remove_if_vacant(&self.name, &self.file)?)
    }

    /// The error for a failed read of the file.
    fn failed(&self, error: io::Error) -> InspectError {
        failed(&self.name, &self.file, error)
    }
}

/// The error for a failed read of the file of the segment called `name`.
fn failed(name: &SegmentName, file: &File, error: io::Error) -> InspectError {
    // A part of a mapping that is beyond the end of its file is `EFAULT`.
    let beyond =
        error.kind() == io::ErrorKind::UnexpectedEof || error.raw_os_error() == Some(crate::sys::errno::EFAULT);
    if beyond {
        let got = file.metadata().map_or(0, |found| found.len());
        return InspectError::CutShort { segment: name.get(), got };
    }
    SyncError::system("pread", error).into()
}

impl Known {
    fn read(name: &SegmentName, file: &File, len: u64) -> Result<Self> {
        let mut bytes = [0; Facts::SIZE];
        if len < Facts::SIZE as u64 {
            return Err(truncated(name, Facts::SIZE as u64, len));
        }
        file.read_exact_at(&mut bytes, 0).map_err(|error| failed(name, file, error))?;
        let facts = Facts::parse(&bytes, name)?;
        let layout = Layout::read(name, file, len, &facts);
        Ok(Self { header: HeaderFacts::new(facts), layout })
    }
}

impl Layout {
    fn read(name: &SegmentName, file: &File, len: u64, facts: &Facts) -> Result<Self> {
        facts.check_format(name)?;
        let text = schema(name, file, len, facts)?;
        let description = parse::parse(&text).because(&name.get())?;
        let size = description.whole().size();
        if size > LIMIT {
            return Err(InspectError::TooLarge { segment: name.get(), bytes: size, limit: LIMIT });
        }
        let beyond = || damaged(name, "its header says that its value is where no file has any bytes");
        let records = Records::new(facts, size, description.lock()).ok_or_else(beyond)?;
        if records.end > len {
            return Err(truncated(name, records.end, len));
        }
        let found = word(file, records.state).map(u64::from_ne_bytes).map_err(|error| failed(name, file, error))?;
        if found != record::state(facts) {
            return Err(damaged(name, "where its header says, there is no value with a lock"));
        }
        let copier = Copier::new(file, records.end, size);
        Ok(Self { description, records, copier })
    }
}

fn truncated(name: &SegmentName, needed: u64, got: u64) -> InspectError {
    SyncError::Truncated { segment: name.label(), needed, got }.into()
}

fn damaged(name: &SegmentName, what: &'static str) -> InspectError {
    SyncError::Damaged { segment: name.label(), what }.into()
}

/// The text that describes the value.
fn schema(name: &SegmentName, file: &File, len: u64, facts: &Facts) -> Result<String> {
    let there = len.saturating_sub(Facts::SIZE as u64);
    if facts.schema_len() > there {
        return Err(truncated(name, facts.schema_len().saturating_add(Facts::SIZE as u64), len));
    }
    if facts.schema_len() > LONGEST_SCHEMA {
        return Err(damaged(name, "its header says that its schema has more than 1 MiB"));
    }
    let mut text = vec![0; usize::try_from(facts.schema_len()).unwrap_or_default()];
    file.read_exact_at(&mut text, Facts::SIZE as u64).map_err(|error| failed(name, file, error))?;
    String::from_utf8(text).map_err(|_| damaged(name, "its schema is not UTF-8"))
}

/// A consistent copy of a value.
#[derive(Debug, Clone)]
pub struct Copied<'a> {
    description: &'a Description,
    version: u64,
    bytes: Vec<u8>,
}

impl Copied<'_> {
    /// How often a value had been committed when this one was.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> Value<'_> {
        Value::new(self.description.whole(), &self.bytes)
    }
}

/// The names of all files that begin as segments do, in alphabetical order. Files that this user
/// may not read are left out.
///
/// # Errors
///
/// [`System`](SyncError::System) if `/dev/shm` cannot be listed.
pub fn names() -> core::result::Result<Vec<String>, SyncError> {
    segment::names()
}
