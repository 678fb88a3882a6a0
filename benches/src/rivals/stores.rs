//! What a user would otherwise take for large state that a `kill -9` leaves whole. All of it is under `/dev/shm`, so no disk takes part.

use super::large::Record;
use super::random;
use crate::processes;
use heed::byteorder::NativeEndian;
use heed::types::{Bytes, U64};
use heed::{Database as Tree, Env, EnvFlags, EnvOpenOptions};
use iceoryx2::port::reader::EntryHandle;
use iceoryx2::port::writer::EntryHandleMut;
use iceoryx2::prelude::{NodeBuilder, ipc};
use mmap_sync::synchronizer::Synchronizer;
use redb::{Database, ReadableDatabase as _, TableDefinition};
use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::time::Duration;
use tempfile::TempDir;

/// Many records, of which one is replaced or copied in a transaction.
pub trait Records {
    /// Replaces one of them, at random.
    fn replace_one(&self, record: &Record, times: u64);

    /// Copies one of them, always the same.
    fn read_one(&self, times: u64);
}

/// A value that is replaced as a whole.
pub trait Whole {
    fn replace(&self, value: &[u64; WORDS], times: u64);

    /// Copies 64 bytes of a value.
    fn read_record(&self, times: u64);
}

/// In a table: the name, and what has to be known of it.
pub type Named<T> = (&'static str, &'static str, Box<T>);

/// Databases of so many records, a power of two.
pub fn records(count: u64) -> Vec<Named<dyn Records>> {
    vec![
        ("LMDB (heed)", "crash-atomic", Box::new(Lmdb::new(count))),
        ("redb", "crash-atomic, one process", Box::new(Redb::new(count))),
    ]
}

/// Exchanges of one value of 1 MiB.
pub fn wholes() -> Vec<Named<dyn Whole>> {
    vec![
        ("mmap-sync", "whole or not, one writer", Box::new(MmapSync::new())),
        ("iceoryx2 blackboard", "whole or not, one writer", Box::new(Blackboard::new())),
    ]
}

/// As many words as are 1 MiB.
pub const WORDS: usize = 1 << 17;

/// As much as a database may grow to.
const MAP: usize = 64 << 20;

fn directory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").expect("a directory in memory")
}

fn bytes(record: &Record) -> [u8; 64] {
    let mut bytes = [0; 64];
    for (to, word) in bytes.chunks_exact_mut(8).zip(record) {
        to.copy_from_slice(&word.to_ne_bytes());
    }
    bytes
}

struct Lmdb {
    env: Env,
    records: Tree<U64<NativeEndian>, Bytes>,
    count: u64,
    _directory: TempDir,
}

impl Lmdb {
    fn new(count: u64) -> Self {
        let directory = directory();
        let mut options = EnvOpenOptions::new();
        // What a killed process wrote is the kernel's, synchronized or not.
        // SAFETY: nothing here writes through stray pointers, and the machine does not lose power.
        unsafe { options.map_size(MAP).flags(EnvFlags::NO_SYNC | EnvFlags::WRITE_MAP) };
        // SAFETY: the files are of this process alone.
        let env = unsafe { options.open(directory.path()) }.expect("an LMDB environment");
        let mut transaction = env.write_txn().expect("a transaction");
        let records = env.create_database(&mut transaction, None).expect("a database");
        for key in 0..count {
            records.put(&mut transaction, &key, [1; 64].as_slice()).expect("put");
        }
        transaction.commit().expect("commit");
        Self { env, records, count, _directory: directory }
    }
}

impl Records for Lmdb {
    fn replace_one(&self, record: &Record, times: u64) {
        let mut state = random::state();
        for _ in 0..times {
            let mut transaction = self.env.write_txn().expect("a transaction");
            let key = random::below(&mut state, self.count) as u64;
            self.records.put(&mut transaction, &key, bytes(record).as_slice()).expect("put");
            transaction.commit().expect("commit");
        }
        random::keep(state);
    }

    fn read_one(&self, times: u64) {
        for _ in 0..times {
            let transaction = self.env.read_txn().expect("a transaction");
            let key = black_box(self.count / 2);
            let found = self.records.get(&transaction, &key).expect("get").and_then(|found| found.first_chunk::<64>());
            black_box(&found.copied());
        }
    }
}

const TABLE: TableDefinition<'_, u64, &[u8; 64]> = TableDefinition::new("records");

struct Redb {
    database: Database,
    count: u64,
    _directory: TempDir,
}

impl Redb {
    fn new(count: u64) -> Self {
        let directory = directory();
        let database = Database::create(directory.path().join("redb")).expect("a database");
        let transaction = database.begin_write().expect("a transaction");
        let mut table = transaction.open_table(TABLE).expect("a table");
        for key in 0..count {
            table.insert(key, &[1; 64]).expect("insert");
        }
        drop(table);
        transaction.commit().expect("commit");
        Self { database, count, _directory: directory }
    }
}

impl Records for Redb {
    fn replace_one(&self, record: &Record, times: u64) {
        let mut state = random::state();
        for _ in 0..times {
            let transaction = self.database.begin_write().expect("a transaction");
            let key = random::below(&mut state, self.count) as u64;
            transaction.open_table(TABLE).expect("a table").insert(key, &bytes(record)).expect("insert");
            transaction.commit().expect("commit");
        }
        random::keep(state);
    }

    fn read_one(&self, times: u64) {
        for _ in 0..times {
            let transaction = self.database.begin_read().expect("a transaction");
            let table = transaction.open_table(TABLE).expect("a table");
            let found = table.get(black_box(self.count / 2)).expect("get").map(|found| *found.value());
            black_box(&found);
        }
    }
}

struct MmapSync {
    /// With the value that is serialized.
    file: RefCell<(Synchronizer, Vec<u64>)>,
    _directory: TempDir,
}

impl MmapSync {
    fn new() -> Self {
        let directory = directory();
        let file = Synchronizer::new(directory.path().join("value").as_os_str());
        let exchange = Self { file: RefCell::new((file, vec![1; WORDS])), _directory: directory };
        exchange.replace(&[1; WORDS], 1);
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

/// An entry of 1 MiB, and one of 64 bytes.
struct Blackboard {
    /// Always there, but while it is being written.
    frame: Cell<Option<EntryHandleMut<ipc::Service, u64, [u64; WORDS]>>>,
    record: EntryHandle<ipc::Service, u64, Record>,
}

impl Blackboard {
    fn new() -> Self {
        let node = NodeBuilder::new().create::<ipc::Service>().expect("a node");
        let name = processes::unique("blackboard");
        let service = node
            .service_builder(&name.as_str().try_into().expect("a name"))
            .blackboard_creator::<u64>()
            .add(0, [1_u64; WORDS])
            .add(1, [1_u64; 8])
            .create()
            .expect("a blackboard");
        let writer = service.writer_builder().create().expect("a writer");
        let reader = service.reader_builder().create().expect("a reader");
        let frame = writer.entry(&0).expect("an entry");
        Self { frame: Cell::new(Some(frame)), record: reader.entry(&1).expect("an entry") }
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
