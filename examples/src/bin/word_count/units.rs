//! How the work is cut, and the list of it that all workers read.
//!
//! The list is a file without a name. It begins with the offset of each unit, so that a worker
//! reads no more of it than one unit.

use crate::files::Found;
use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::FileExt as _;

/// A range of a file; `end` is `None` where the file's end is meant, whatever it turns out to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Piece {
    pub(crate) path: OsString,
    pub(crate) start: u64,
    pub(crate) end: Option<u64>,
}

/// What a worker takes at once.
pub(crate) type Unit = Vec<Piece>;

/// The list of units, as a worker or the parent has it.
#[derive(Debug)]
pub(crate) struct List(File);

/// Opening a file takes about as long as counting this many bytes.
const OPENING: u64 = 16 << 10;
/// At most about 0.2 ms of work: much more than the lock takes, and little to do again.
const LARGEST: u64 = 512 << 10;
const SMALLEST: u64 = 8 << 10;
/// Where there is little to do, units get smaller, so that all workers have some to the end.
const UNITS_FOR_EACH_WORKER: u64 = 32;

/// Cuts the files into units: batches of small files, and ranges of large ones.
pub(crate) fn cut(files: Vec<Found>, workers: usize) -> Vec<Unit> {
    let cost: u64 = files.iter().map(|file| file.bytes + OPENING).sum();
    let workers = u64::try_from(workers).unwrap_or(1);
    cut_at(files, (cost / (workers * UNITS_FOR_EACH_WORKER)).clamp(SMALLEST, LARGEST))
}

/// Cuts the files into units that cost no more than `limit`, unless that is less than opening a
/// file and reading a byte.
fn cut_at(files: Vec<Found>, limit: u64) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut batch = Unit::new();
    let mut cost = 0;
    for file in files {
        let path = file.path.into_os_string();
        let mut start = 0;
        while file.bytes - start > limit {
            let end = start + limit;
            units.push(vec![Piece { path: path.clone(), start, end: Some(end) }]);
            start = end;
        }
        let rest = file.bytes - start + OPENING;
        if cost + rest > limit && !batch.is_empty() {
            units.push(std::mem::take(&mut batch));
            cost = 0;
        }
        batch.push(Piece { path, start, end: None });
        cost += rest;
    }
    if !batch.is_empty() {
        units.push(batch);
    }
    units
}

impl List {
    /// Writes the list.
    pub(crate) fn write(units: &[Unit]) -> Result<Self> {
        let write = || -> Result<File> {
            let encoded = units.iter().map(postcard::to_stdvec).collect::<Result<Vec<_>, _>>()?;
            let mut out = BufWriter::new(tempfile::tempfile()?);
            let mut offset = 8 * (units.len() as u64 + 1);
            out.write_all(&offset.to_le_bytes())?;
            for unit in &encoded {
                offset += unit.len() as u64;
                out.write_all(&offset.to_le_bytes())?;
            }
            for unit in &encoded {
                out.write_all(unit)?;
            }
            Ok(out.into_inner()?)
        };
        write().map(Self).context("cannot write the list of units")
    }

    /// The list that was written to this file.
    pub(crate) fn from_file(file: File) -> Self {
        Self(file)
    }

    /// The file, for another process.
    pub(crate) fn file(&self) -> Result<File> {
        self.0.try_clone().context("cannot pass the list of units")
    }

    /// Reads one unit.
    pub(crate) fn read(&self, unit: u64) -> Result<Unit> {
        let read = || -> Result<Unit> {
            let [start, end] = [self.offset(unit)?, self.offset(unit + 1)?];
            let mut encoded = vec![0; usize::try_from(end - start)?];
            self.0.read_exact_at(&mut encoded, start)?;
            Ok(postcard::from_bytes(&encoded)?)
        };
        read().with_context(|| format!("cannot read unit {unit} of the list"))
    }

    fn offset(&self, unit: u64) -> Result<u64> {
        let mut offset = [0; 8];
        self.0.read_exact_at(&mut offset, 8 * unit)?;
        Ok(u64::from_le_bytes(offset))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::*;

    fn found(path: &str, bytes: u64) -> Found {
        Found { path: path.into(), bytes }
    }

    fn piece(path: &str, start: u64, end: Option<u64>) -> Piece {
        Piece { path: path.into(), start, end }
    }

    #[test]
    fn small_files_are_batched_and_large_ones_cut() {
        let limit = 3 * OPENING;
        let files = vec![
            found("empty", 0),
            found("small", 10),
            found("large", 2 * limit + 5),
            found("exact", limit),
            found("end", 1),
        ];
        let units = cut_at(files, limit);
        let expected = vec![
            vec![piece("large", 0, Some(limit))],
            vec![piece("large", limit, Some(2 * limit))],
            vec![piece("empty", 0, None), piece("small", 0, None)],
            vec![piece("large", 2 * limit, None)],
            vec![piece("exact", 0, None)],
            vec![piece("end", 0, None)],
        ];
        assert_eq!(units, expected);
    }

    #[test]
    fn the_list_gives_back_each_unit() {
        let units = vec![vec![piece("a", 0, Some(7)), piece("b", 3, None)], vec![], vec![piece("c\n ", 1 << 40, None)]];
        let list = List::write(&units).unwrap();
        for number in [2, 0, 1] {
            assert_eq!(list.read(number).unwrap(), units[usize::try_from(number).unwrap()]);
        }
    }
}
