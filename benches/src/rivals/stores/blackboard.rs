//! iceoryx2's blackboard: each entry has two cells and a counter, and one process that writes.

use super::{WORDS, Whole, frame};
use crate::processes;
use crate::rivals::large::Record;
use iceoryx2::config::Config;
use iceoryx2::port::reader::EntryHandle;
use iceoryx2::port::writer::EntryHandleMut;
use iceoryx2::prelude::{FileName, LogLevel, NodeBuilder, SemanticString as _, ipc, set_log_level};
use std::cell::Cell;
use std::fs;
use std::hint::black_box;

/// An entry of 1 MiB, and one of 64 bytes.
pub struct Blackboard {
    /// Always there, but while it is being written.
    frame: Cell<Option<EntryHandleMut<ipc::Service, u64, [u64; WORDS]>>>,
    record: EntryHandle<ipc::Service, u64, Record>,
    _leftovers: Leftovers,
}

impl Blackboard {
    pub fn new() -> Self {
        set_log_level(LogLevel::Error);
        let name = processes::unique("blackboard");
        let mut config = Config::default();
        config.global.prefix = FileName::new(name.as_bytes()).expect("a file's name");
        let node = NodeBuilder::new().config(&config).create::<ipc::Service>().expect("a node");
        let service = node
            .service_builder(&name.as_str().try_into().expect("a name"))
            .blackboard_creator::<u64>()
            .add(0, *frame(1))
            .add(1, [1_u64; 8])
            .create()
            .expect("a blackboard");
        let writer = service.writer_builder().create().expect("a writer");
        let reader = service.reader_builder().create().expect("a reader");
        let frame = writer.entry(&0).expect("an entry");
        Self { frame: Cell::new(Some(frame)), record: reader.entry(&1).expect("an entry"), _leftovers: Leftovers(name) }
    }
}

/// Removes, last of all, what a node leaves to the next one of the same prefix.
struct Leftovers(String);

impl Drop for Leftovers {
    fn drop(&mut self) {
        for file in fs::read_dir("/dev/shm").into_iter().flatten().flatten() {
            if file.file_name().to_string_lossy().starts_with(&self.0) {
                // It may be gone by now.
                let _ = fs::remove_file(file.path());
            }
        }
    }
}

impl Whole for Blackboard {
    fn replace(&self, value: &[u64; WORDS], times: u64) {
        let mut frame = self.frame.take().expect("the entry");
        for _ in 0..times {
            let mut room = frame.loan_uninit();
            let to = room.value_mut().as_mut_ptr();
            // SAFETY: the room is for such a value, and nobody else's.
            unsafe { to.copy_from_nonoverlapping(value, 1) };
            // SAFETY: it was written right above.
            frame = unsafe { room.assume_init_and_update() };
        }
        self.frame.set(Some(frame));
    }

    fn read_record(&self, times: u64) {
        for _ in 0..times {
            black_box(&*self.record.get());
        }
    }
}
