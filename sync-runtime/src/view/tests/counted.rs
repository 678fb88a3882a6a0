//! Views of lists and texts.

use super::{Memory, blames};
use crate::error::SyncError;
use arrayvec::{ArrayString, ArrayVec};

type Chat = (u8, ArrayString<12>, ArrayVec<(u8, bool), 3>);

#[test]
fn lists_grow_and_shrink_in_place() -> Result<(), SyncError> {
    let memory = Memory::<Chat>::zeroed();
    let list = memory.writing().f2();
    assert!(list.is_empty()? && list.pop()?.is_none());
    for number in 0..3 {
        list.push((number, true))?;
    }
    let full = list.push((4, true));
    assert!(matches!(full, Err(SyncError::Full { capacity: 3 })));
    assert_eq!((list.len()?, list.capacity(), list.pop()?), (3, 3, Some((2, true))));
    list.at(1)?.f0().add(5)?;
    assert!(matches!(list.at(2), Err(SyncError::OutOfRange { index: 2, len: 2 })));
    assert_eq!(list.iter()?.map(|element| element.f0().get()).collect::<Vec<u8>>(), [0, 6]);
    assert_eq!(memory.reading().f2().get()?.as_slice(), [(0, true), (6, true)]);
    list.clear();
    assert!(memory.reading().f2().as_slice()?.is_empty());
    Ok(())
}

#[test]
fn only_what_is_used_is_noted() {
    let memory = Memory::<Chat>::zeroed();
    assert_eq!(memory.changes(|chat| chat.f1().set(ArrayString::from("four").unwrap_or_default())), [(4, 8)]);
    assert_eq!(memory.changes(|chat| assert!(chat.f1().set_str("three").is_ok())), [(8, 5), (4, 4)]);
    assert_eq!(memory.changes(|chat| assert!(chat.f1().set_str("more than twelve").is_err())), []);
    let one = ArrayVec::from_iter([(1, true)]);
    assert_eq!(memory.changes(|chat| chat.f2().set(one.clone())), [(20, 6)]);
    assert_eq!(memory.changes(|chat| assert!(chat.f2().push((2, true)).is_ok())), [(26, 2), (20, 4)]);
    assert_eq!(memory.changes(|chat| chat.f2().clear()), [(20, 4)]);
}

#[test]
fn damage_in_lists_and_texts_is_named() -> Result<(), SyncError> {
    let mut memory = Memory::<Chat>::zeroed();
    let chat = memory.writing();
    chat.f1().set_str("text")?;
    assert_eq!(chat.f1().with_str(str::len)?, 4);
    chat.f2().push((1, true))?;
    chat.f2().push((2, true))?;
    memory.damage(10, &[0xff]);
    memory.damage(27, &[3]);
    blames(memory.reading().f1().get(), "1[2]");
    blames(memory.reading().f1().with_str(str::len), "1[2]");
    blames(memory.reading().f2().get(), "2[1].1");
    blames(memory.writing().f2().at(1)?.f1().get(), "2[1].1");
    blames(memory.writing().f2().pop(), "2[1].1");
    memory.damage(4, &[13]);
    memory.damage(20, &[4]);
    blames(memory.reading().f1().len(), "1.len");
    blames(memory.reading().f2().len(), "2.len");
    blames(memory.writing().f2().push((1, true)), "2.len");
    memory.writing().f2().clear();
    assert!(memory.reading().f2().is_empty()?, "it is repaired");
    memory.torn.set(true);
    assert!(matches!(memory.reading().f1().len(), Err(SyncError::RolledBack)));
    assert!(matches!(memory.reading().f2().as_slice(), Err(SyncError::RolledBack)));
    Ok(())
}
