//! Memory that processes share, without anything of `sync-runtime` in it.

use crate::name::Name;
use memmap2::MmapRaw;
use std::fs::OpenOptions;
use std::path::Path;

/// A mapped file.
#[derive(Debug)]
pub struct Memory(MmapRaw);

impl Memory {
    /// Bytes that it has.
    pub const LEN: usize = 4096;

    /// Makes the file called `name`, full of zeroes, and maps it.
    #[must_use]
    pub fn create(name: &Name) -> Self {
        Self::create_of(name, Self::LEN)
    }

    /// [`create`](Self::create), of so many bytes.
    #[must_use]
    pub fn create_of(name: &Name, len: usize) -> Self {
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(name.path()).unwrap();
        file.set_len(len as u64).unwrap();
        Self(MmapRaw::map_raw(&file).unwrap())
    }

    /// Maps the file at `path`.
    #[must_use]
    pub fn open(path: &Path) -> Self {
        Self(MmapRaw::map_raw(&OpenOptions::new().read(true).write(true).open(path).unwrap()).unwrap())
    }

    /// Where it begins: at a page's beginning.
    #[must_use]
    pub fn start(&self) -> *mut u8 {
        self.0.as_mut_ptr()
    }
}
