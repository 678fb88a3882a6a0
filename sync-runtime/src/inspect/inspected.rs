//! A segment that is opened without knowing its type.

use super::MOST_RECORDS;
use super::copy::word;
use super::description::Description;
use super::error::{InspectError, Result};
use super::facts::{FileFacts, HeaderFacts, Lock};
use super::known::{Known, Layout, failed};
use super::record::Record;
use super::sweep;
use super::value::Value;
use crate::error::SyncError;
use crate::segment::{self, SegmentName};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::thread;
use std::time::{Duration, Instant};

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
