//! A segment without a name goes to other processes as a descriptor, by whatever way; and thousands
//! of them need none.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by a panic")]

use std::fs::File;
use std::os::fd::{AsFd as _, OwnedFd};
use sync_runtime::{Shared, SyncError};
use tests::{Name, program};

#[test]
fn ten_thousand_values_with_256_descriptors() {
    assert!(program!("interrupt", "descriptors").status().unwrap().success());
}

#[test]
fn a_copy_of_the_descriptor_leads_to_the_same_value() {
    let total = Shared::<u64>::anonymous(40).unwrap();
    let copy = total.descriptor().unwrap().try_clone_to_owned().unwrap();
    let same = Shared::<u64>::from_fd(copy).unwrap();
    drop(total);
    same.with_lock(|total| *total += 2).unwrap();
    let again = Shared::<u64>::from_fd(same.descriptor().unwrap().try_clone_to_owned().unwrap()).unwrap();
    assert_eq!(again.load().unwrap(), 42);
    assert!(!again.is_creator() && !again.is_unlinked().unwrap());
}

#[test]
fn what_has_a_name_needs_none() {
    let name = Name::new("descriptor");
    let total = Shared::<u64>::create(name.as_str(), 7).unwrap();
    assert!(total.descriptor().is_none());
    let file = File::options().read(true).write(true).open(name.path()).unwrap();
    let same = Shared::<u64>::from_fd(file.into()).unwrap();
    assert!(!same.is_unlinked().unwrap());
    Shared::<u64>::unlink(name.as_str()).unwrap();
    assert!(same.is_unlinked().unwrap());
    assert_eq!(same.load().unwrap(), 7);
}

#[test]
fn what_is_no_segment_is_refused() {
    let from = |file: OwnedFd| Shared::<u64>::from_fd(file).unwrap_err();
    assert!(matches!(from(std::io::pipe().unwrap().0.into()), SyncError::NotARegularFile { .. }));
    assert!(matches!(from(File::open("/proc/self/exe").unwrap().into()), SyncError::System { .. }));
    assert!(matches!(from(tempfile::tempfile().unwrap().into()), SyncError::Truncated { .. }));
    let other = Shared::<u32>::anonymous(0).unwrap();
    let copy = other.descriptor().unwrap().as_fd().try_clone_to_owned().unwrap();
    assert!(matches!(from(copy), SyncError::LayoutMismatch(_)));
}
