//! Segments that are upgraded while another process has them open.

use crate::name::Name;
use crate::proof::forms::PATIENCE;
use crate::proof::in_place::FormerLarge;
use sync_runtime::{InPlaceReader, Shared, SharedReader, SyncError};

/// What the segment is before an upgrade.
pub(crate) type Former = u64;

/// A process that has a segment open that is upgraded meanwhile. It says what it finds when it is
/// told to.
pub fn witness(name: &str) {
    if let Ok(former) = Shared::<Former>::open(name) {
        let lock = || former.with_lock_within(PATIENCE, |_| ());
        testify(lock, || Shared::<Former>::open(name).map(drop), || former.load().is_ok_and(|number| number == 1));
    } else {
        let former = Shared::<FormerLarge>::open(name).unwrap();
        let lock = || former.with_lock_within(PATIENCE, |_| Ok(()));
        let is_whole = || former.load().is_ok_and(|former| former.is_whole());
        testify(lock, || Shared::<FormerLarge>::open(name).map(drop), is_whole);
    }
}

fn testify(
    lock: impl Fn() -> Result<(), SyncError>,
    open: impl Fn() -> Result<(), SyncError>,
    is_whole: impl Fn() -> bool,
) {
    println!("open");
    std::io::read_to_string(std::io::stdin()).unwrap();
    let outcome = lock();
    // As others see it: opening the name ends what an upgrader has begun.
    let has_name = match open() {
        Ok(()) => "named",
        Err(SyncError::LayoutMismatch(_)) => "unnamed",
        Err(error) => return println!("{error}"),
    };
    match outcome {
        _ if !is_whole() => println!("torn"),
        Ok(()) => println!("in use, {has_name}"),
        Err(SyncError::Superseded) => println!("superseded, {has_name}"),
        Err(error) => println!("{error}"),
    }
}

/// Whether a segment that is to be upgraded is what it was.
pub(super) fn is_former(name: &Name) -> bool {
    let copied = SharedReader::<Former>::open(name.as_str()).and_then(|reader| reader.load());
    let in_place = InPlaceReader::<FormerLarge>::open(name.as_str()).and_then(|reader| reader.load());
    copied.is_ok_and(|number| number == 1) || in_place.is_ok_and(|former| former.is_whole())
}
