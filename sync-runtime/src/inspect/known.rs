//! What the bytes before the value tell: the header and the schema.

use super::LIMIT;
use super::copy::{Copier, word};
use super::description::Description;
use super::error::{Because as _, InspectError, Result};
use super::facts::HeaderFacts;
use super::parse;
use super::record::{self, Records};
use crate::error::SyncError;
use crate::segment::{Facts, SegmentName};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

/// Bytes of the longest schema that is read: 1 MiB.
const LONGEST_SCHEMA: u64 = 1 << 20;

/// What is known of a segment whose header is one.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) header: HeaderFacts,
    pub(super) layout: Result<Layout>,
}

/// What is known of a segment whose schema can be read.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) description: Description,
    pub(super) records: Records,
    pub(super) copier: Copier,
}

/// The error for a failed read of the file of the segment called `name`.
pub(super) fn failed(name: &SegmentName, file: &File, error: io::Error) -> InspectError {
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
    pub(super) fn read(name: &SegmentName, file: &File, len: u64) -> Result<Self> {
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
