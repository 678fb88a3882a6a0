//! `redb`: one process has its file open. Each transaction is as durable as it is by default, for
//! less of that is kept in the memory of the process.

use super::{Records, bytes, directory};
use crate::rivals::large::Record;
use crate::rivals::random;
use redb::{Database, ReadableDatabase as _, TableDefinition};
use std::hint::black_box;
use tempfile::TempDir;

const TABLE: TableDefinition<'_, u64, &[u8; 64]> = TableDefinition::new("records");

pub struct Redb {
    database: Database,
    count: u64,
    _directory: TempDir,
}

impl Redb {
    pub fn new(count: u64) -> Self {
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
