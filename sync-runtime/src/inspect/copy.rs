//! Copying a value while others write it, from a file that may be cut short at any moment.
//!
//! The protocol is that of `versioned`: read the version, copy the slot that it names, and keep
//! the copy if the version is still the same. What differs is who reads. A process that reads a
//! mapping whose file was cut short is killed by SIGBUS, and one that inspects the segments of
//! others must not be. So the kernel copies, and answers with an error instead:
//!
//! - Small values are mapped for reading, and copied by one `pwritev(2)` into a file of this
//!   process's own: the version twice, the slot, the version twice, and that several times over.
//!   Between the two looks at the version little more than the copy goes by, as in `load`; so a
//!   value is read that is written again and again. The kernel copies one part after the other, and
//!   on `x86_64` loads are not reordered.
//! - Large ones, and all where loads may be reordered, by a `pread(2)` for each step, with fences
//!   between.
//!
//! # The version is read twice
//!
//! Nothing says that the kernel copies eight bytes at once. Say it copies byte by byte, in any
//! order, and all four copies of the version are equal: A and B before the slot, C and D after it.
//! Take the upper seven bytes as one number. It only rises, and was the same in A and in D, so it
//! was the same all the time from the end of A to the beginning of D. In that time the version
//! rises exactly if its lowest byte does; that was the same in B and in C, so the version was the
//! same all the time from B to C, while the slot was copied. (The upper seven bytes are one number
//! unless the version passes a multiple of 65,536 while one copy of it is made. For a torn value it
//! would then have to rise by a multiple of 65,536 before the next.)

use crate::atomic::{Ordering::Acquire, fence};
use crate::segment::Mapping;
use crate::sys::file;
use core::iter;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

/// Where in a file the two slots of a value and its version are. The version comes last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) slots: [u64; 2],
    pub(super) size: usize,
    pub(super) version: u64,
}

/// The largest value that is copied by way of a mapping.
const SMALL: usize = 64 << 10;

/// Bytes that are copied at most at one go, tried several times.
const AT_ONE_GO: usize = 256 << 10;

/// A number that the file holds at `at`.
pub(super) fn word<const N: usize>(file: &File, at: u64) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact_at(&mut bytes, at)?;
    Ok(bytes)
}

/// Copies the values in a file.
#[derive(Debug)]
pub(super) struct Copier {
    /// What is mapped, and a file that it is copied into.
    mapped: Option<(Mapping, File)>,
}

impl Copier {
    /// For values of `size` bytes in the first `len` bytes of `file`, which has as many.
    pub(super) fn new(file: &File, len: u64, size: usize) -> Self {
        let ordered = cfg!(target_arch = "x86_64");
        let mapped = (ordered && size <= SMALL).then(|| map(file, len)).flatten();
        Self { mapped }
    }

    /// Tries to copy a whole value to `out`, `effort` times, and says which version it is; `None`
    /// if a writer was faster each time.
    pub(super) fn try_load(
        &self,
        file: &File,
        place: &Place,
        effort: usize,
        out: &mut Vec<u8>,
    ) -> io::Result<Option<u64>> {
        match &self.mapped {
            Some((mapping, copies)) => many(mapping, copies, place, effort, out),
            None => one(file, place, out),
        }
    }
}

/// A mapping of the file, if there can be one.
fn map(file: &File, len: u64) -> Option<(Mapping, File)> {
    if file::size_limit() < AT_ONE_GO as u64 {
        // To write into a file of this process's own would end it, by SIGXFSZ.
        return None;
    }
    let mapping = Mapping::to_be_copied(file, usize::try_from(len).ok()?).ok()?;
    Some((mapping, file::in_memory(c"sync-runtime-inspect").ok()?))
}

/// The version, if it is the same both times that it was read.
fn same(first: [u8; 8], second: [u8; 8]) -> Option<u64> {
    (first == second).then(|| u64::from_ne_bytes(first))
}

fn one(file: &File, place: &Place, out: &mut Vec<u8>) -> io::Result<Option<u64>> {
    let version = || -> io::Result<Option<u64>> {
        let first = word(file, place.version)?;
        fence(Acquire);
        let second = word(file, place.version)?;
        fence(Acquire);
        Ok(same(first, second))
    };
    let Some(before) = version()? else { return Ok(None) };
    out.resize(place.size, 0);
    file.read_exact_at(out, place.slots[usize::from(before & 1 == 1)])?;
    fence(Acquire);
    Ok(version()?.filter(|after| *after == before))
}

fn many(mapping: &Mapping, copies: &File, place: &Place, effort: usize, out: &mut Vec<u8>) -> io::Result<Option<u64>> {
    const VERSION: usize = size_of::<u64>();
    let each = 4 * VERSION + place.size;
    let tries = effort.min(AT_ONE_GO / each).max(2);
    let part = |at: u64, len: usize| {
        let inside = usize::try_from(at).ok().filter(|at| at.checked_add(len).is_some_and(|end| end <= mapping.len()));
        let at = inside.ok_or(io::ErrorKind::UnexpectedEof)?;
        io::Result::Ok((mapping.start().as_ptr().wrapping_add(at).cast_const(), len))
    };
    let version = part(place.version, VERSION)?;
    let slots = [part(place.slots[0], place.size)?, part(place.slots[1], place.size)?];
    // Which slot counts is not known before; so both have their turn.
    let parts: Vec<_> = (0..tries).flat_map(|turn| [version, version, slots[turn & 1], version, version]).collect();
    let expected = tries * each;
    if file::copy_into(copies, &parts)? != expected {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut bytes = vec![0; expected];
    copies.read_exact_at(&mut bytes, 0)?;
    for (copy, parity) in bytes.chunks_exact(each).zip([0, 1].into_iter().cycle()) {
        let (before, rest) = copy.split_at(2 * VERSION);
        let (slot, after) = rest.split_at(place.size);
        let versions = before.chunks(VERSION).chain(after.chunks(VERSION));
        let first = before.first_chunk().copied().unwrap_or_default();
        if versions.zip(iter::repeat(&first)).all(|(version, first)| version == first) {
            let version = u64::from_ne_bytes(first);
            if version & 1 == parity {
                out.clear();
                out.extend_from_slice(slot);
                return Ok(Some(version));
            }
        }
    }
    Ok(None)
}
