//! `mmap-sync`: a writer serializes the whole value to one of two files, and names that in a third
//! one.

use super::{WORDS, Whole, directory, frame};
use mmap_sync::synchronizer::Synchronizer;
use std::cell::RefCell;
use std::hint::black_box;
use std::time::Duration;
use tempfile::TempDir;

pub struct MmapSync {
    /// With the value that is serialized.
    file: RefCell<(Synchronizer, Vec<u64>)>,
    _directory: TempDir,
}

impl MmapSync {
    pub fn new() -> Self {
        let directory = directory();
        let file = Synchronizer::new(directory.path().join("value").as_os_str());
        let exchange = Self { file: RefCell::new((file, vec![1; WORDS])), _directory: directory };
        exchange.replace(&frame(1), 1);
        exchange
    }
}

impl Whole for MmapSync {
    fn replace(&self, value: &[u64; WORDS], times: u64) {
        let (file, own) = &mut *self.file.borrow_mut();
        for _ in 0..times {
            // It knows a value by its hash, so this is another one each time.
            own[0] = own[0].wrapping_add(value[0]);
            file.write(own, Duration::ZERO).expect("write");
        }
    }

    fn read_record(&self, times: u64) {
        let (file, _) = &mut *self.file.borrow_mut();
        for _ in 0..times {
            // SAFETY: the files are of this process alone, which writes such values.
            let value = unsafe { file.read::<Vec<u64>>(false) }.expect("read");
            black_box(&value.first_chunk::<8>().copied());
        }
    }
}
