//! Segments whose bytes were changed.

use crate::name::Name;
use std::fs::{File, OpenOptions};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::FileExt as _;

/// A segment's file, for changing its bytes. The offsets are those of the format that
/// `sync-runtime` documents in `segment/header.rs`.
#[derive(Debug)]
pub struct Forged(File);

/// A field of the header: where it begins.
#[derive(Debug, Clone, Copy)]
pub enum At {
    /// `u64`
    Magic = 0,
    /// `u32`
    Format = 8,
    /// Four bytes: C library, pointer, mutex, 0.
    Platform = 12,
    /// `u64`
    PidNamespace = 16,
    /// `u64`
    Fingerprint = 24,
    /// `u64`
    SchemaLen = 32,
    /// `u64`
    LockedAt = 40,
    /// `u64`
    Adoptions = 48,
    /// `u64`
    Records = 56,
}

/// Bytes of the header.
pub const HEADER: u64 = 128;

impl Forged {
    /// Opens the file of the segment called `name`.
    #[must_use]
    pub fn open(name: &Name) -> Self {
        Self(OpenOptions::new().read(true).write(true).open(name.path()).unwrap())
    }

    /// Bytes at an offset.
    #[must_use]
    pub fn read<const N: usize>(&self, offset: u64) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.read_exact_at(&mut bytes, offset).unwrap();
        bytes
    }

    /// Changes bytes at an offset.
    pub fn write(&self, offset: u64, bytes: &[u8]) {
        self.0.write_all_at(bytes, offset).unwrap();
    }

    /// A number in the header.
    #[must_use]
    pub fn word(&self, at: At) -> u64 {
        u64::from_ne_bytes(self.read(at as u64))
    }

    /// Changes bytes of the header.
    pub fn set(&self, at: At, bytes: &[u8]) {
        self.write(at as u64, bytes);
    }

    /// Cuts the file short, or makes it longer.
    pub fn resize(&self, len: u64) {
        self.0.set_len(len).unwrap();
    }

    /// How long it is.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.0.metadata().unwrap().len()
    }

    /// Whether it has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text that describes the value: lines of offset, type and name.
    #[must_use]
    pub fn schema(&self) -> String {
        let mut bytes = vec![0; usize::try_from(self.word(At::SchemaLen)).unwrap()];
        self.0.read_exact_at(&mut bytes, HEADER).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// Where a field begins in the value, as the schema says.
    #[must_use]
    pub fn offset_of(&self, field: &str) -> u64 {
        let schema = self.schema();
        let mut rows = schema.lines().filter_map(|row| row.split('\t').collect::<Vec<_>>().try_into().ok());
        let found = rows.find_map(|[offset, _, name]: [&str; 3]| (name == field).then(|| offset.parse().unwrap()));
        found.unwrap_or_else(|| panic!("no `{field}` in:\n{schema}"))
    }

    /// Where in the file a value that was never changed begins, if these are its first bytes.
    #[must_use]
    pub fn value_with(&self, first: &[u8]) -> u64 {
        let mut bytes = vec![0; usize::try_from(self.len()).unwrap()];
        self.0.read_exact_at(&mut bytes, 0).unwrap();
        let start = usize::try_from(self.word(At::LockedAt)).unwrap();
        let found = bytes[start..].windows(first.len()).position(|window| window == first);
        (start + found.expect("the value's first bytes are there")) as u64
    }
}

/// Takes the turn to open the segment called `name`, as an opener that is stopped has it. It ends
/// when this is dropped.
#[must_use]
pub fn turn(name: &Name) -> File {
    let file = OpenOptions::new().read(true).write(true).open(name.path()).unwrap();
    // SAFETY: plain numbers, of which zeroes are a value.
    let mut first_byte: libc::flock = unsafe { std::mem::zeroed() };
    first_byte.l_type = i16::try_from(libc::F_WRLCK).unwrap();
    first_byte.l_len = 1;
    // SAFETY: the range lives until the call returns.
    assert_eq!(unsafe { libc::fcntl(file.as_raw_fd(), libc::F_OFD_SETLK, &raw const first_byte) }, 0);
    file
}
