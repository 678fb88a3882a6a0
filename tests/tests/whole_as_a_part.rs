//! A struct that derives `SharedLocked`, and is copied as a whole, may also be a part of a value in
//! place or without a lock: it has a view there, as one that derives `Pod`.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
#![allow(clippy::trivially_copy_pass_by_ref, reason = "the check is given a reference")]

use sync_runtime::{Read, Shared, SharedLocked, SyncError, Table, View, zeroed};

/// A record of a table, and a part.
#[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
#[shared(timeout_ms = 250)]
struct Account {
    balance: u64,
    last: Option<u32>,
    #[shared(validate = is_percentage)]
    rate: u8,
    #[shared(default = 7)]
    level: u16,
}

fn is_percentage(rate: &u8) -> bool {
    *rate <= 100
}

/// With a recursive lock, and a parameter.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(lock = recursive)]
struct Pair<T: sync_runtime::Pod>(T, u32);

#[derive(SharedLocked)]
#[shared(in_place)]
struct Ledger {
    accounts: [Account; 4],
    pair: Pair<Account>,
}

#[derive(SharedLocked)]
struct Point {
    x: u64,
    y: f64,
}

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Cursor {
    at: Point,
}

fn balance<A: Read>(account: View<'_, Account, A>) -> Result<u64, SyncError> {
    account.balance().try_get()
}

#[test]
fn a_record_of_a_table_is_changed_through_views_in_a_value_in_place() {
    let record = Account { balance: 40, last: Some(3), rate: 5, level: 7 };
    let table = Table::<Account>::anonymous(2, |_| record).unwrap();
    table.at(1).unwrap().with_lock(|account| account.balance += 1).unwrap();
    let copied = table.at(1).unwrap().load().unwrap();

    let ledger = Shared::<Ledger>::anonymous_with(|_| Ok(())).unwrap();
    ledger
        .with_lock(|ledger| {
            ledger.accounts().at(2)?.set(copied);
            let account = ledger.accounts().at(2)?;
            account.balance().add(1)?;
            account.last().set(None);
            account.rate().set(100);
            account.level().set(8);
            ledger.pair().f0().copy_from(account)?;
            ledger.pair().f1().set(9);
            Ok(())
        })
        .unwrap();
    let changed = Account { balance: 42, last: None, rate: 100, level: 8 };
    assert_eq!(ledger.view(|ledger| ledger.accounts().at(2)?.get()).unwrap(), changed);
    assert_eq!(ledger.view(|ledger| balance(ledger.pair().f0())).unwrap(), 42);
    assert_eq!(ledger.view(|ledger| ledger.pair().get()).unwrap(), Pair(changed, 9));
    table.at(0).unwrap().store(changed).unwrap();
    assert_eq!(table.at(0).unwrap().load().unwrap(), changed);
}

#[test]
fn a_whole_that_is_copied_has_cells_in_one_without_a_lock() {
    let point = Shared::anonymous(Point { x: 1, y: 0.5 }).unwrap();
    point.with_lock(|point| point.x += 1).unwrap();

    let cursor = Shared::<Cursor>::anonymous(zeroed().unwrap()).unwrap();
    assert_eq!(cursor.cells().at().x().fetch_add(3), 0);
    cursor.cells().at().y().set(1.5);
    let seen = cursor.load().unwrap().at;
    assert_eq!((seen.x, seen.y.to_bits()), (3, 1.5_f64.to_bits()));
}
