//! A segment made with another struct is not opened; the error names the first field that differs,
//! both types and both offsets, and what can be done by the handle that was opened.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    reason = "a test fails by a panic; only the layouts of the structs matter"
)]

use sync_runtime::{InPlaceReader, Pod, Shared, SharedLocked, SharedReader, SyncError, Table, TableReader};
use tests::Name;

/// What the error says when a segment of `Made` is opened as `Wanted`: field, expected, found.
fn mismatch<Made: SharedLocked, Wanted: SharedLocked>(made: Made) -> [String; 3] {
    let name = Name::new("layout");
    drop(Shared::create(name.as_str(), made).unwrap());
    let error = Shared::<Wanted>::open(name.as_str()).map(drop).unwrap_err();
    let text = error.to_string();
    let SyncError::LayoutMismatch(mismatch) = error else { panic!("{error:?}") };
    let told = [mismatch.field, mismatch.expected, mismatch.found];
    assert!(told.iter().all(|part| text.contains(part)), "{text}");
    // It is still what it was.
    assert!(Shared::<Made>::open(name.as_str()).is_ok());
    told
}

#[derive(SharedLocked)]
struct Made {
    count: u64,
    rate: f32,
    spot: Spot,
    state: State,
    last: u16,
}

#[derive(Pod)]
struct Spot {
    x: i32,
    y: i32,
}

#[derive(Pod)]
#[repr(u8)]
enum State {
    Off,
    On,
}

fn made() -> Made {
    Made { count: 1, rate: 2.0, spot: Spot { x: 3, y: 4 }, state: State::On, last: 5 }
}

/// Opens what `Made` made as a struct with other fields.
macro_rules! open_as {
    ({ $($field:ident: $type:ty),* $(,)? } $($item:item)*) => {{
        $($item)*
        #[derive(SharedLocked)]
        struct Wanted {
            $($field: $type,)*
        }
        mismatch::<Made, Wanted>(made())
    }};
}

#[test]
fn a_type_changed() {
    let told = open_as!({ count: u64, rate: u32, spot: Spot, state: State, last: u16 });
    assert_eq!(told, ["rate", "`u32` at byte 8", "`f32` at byte 8"]);
}

#[test]
fn a_type_of_another_size() {
    let told = open_as!({ count: u32, rate: f32, spot: Spot, state: State, last: u16 });
    assert_eq!(told, ["count", "`u32` at byte 0", "`u64` at byte 0"]);
}

#[test]
fn a_field_inserted() {
    let told = open_as!({ count: u64, extra: u64, rate: f32, spot: Spot, state: State, last: u16 });
    assert_eq!(told, ["extra", "`u64` at byte 8", "`rate`, `f32` at byte 8"]);
}

#[test]
fn a_field_removed() {
    let told = open_as!({ count: u64, spot: Spot, state: State, last: u16 });
    assert_eq!(told, ["spot", "`struct` at byte 8", "`rate`, `f32` at byte 8"]);
}

#[test]
fn a_field_renamed() {
    let told = open_as!({ count: u64, speed: f32, spot: Spot, state: State, last: u16 });
    assert_eq!(told, ["speed", "`f32` at byte 8", "`rate`, `f32` at byte 8"]);
}

#[test]
fn two_fields_exchanged() {
    let told = open_as!({ rate: f32, count: u64, spot: Spot, state: State, last: u16 });
    assert_eq!(told, ["rate", "`f32` at byte 0", "`count`, `u64` at byte 0"]);
}

#[test]
fn the_last_field_missing_here_or_there() {
    let told = open_as!({ count: u64, rate: f32, spot: Spot, state: State });
    assert_eq!(told, ["last", "no such field", "`u16` at byte 22"]);
    let told = open_as!({ count: u64, rate: f32, spot: Spot, state: State, last: u16, more: bool });
    assert_eq!(told, ["more", "`bool` at byte 24", "no such field"]);
}

#[test]
fn a_field_of_a_part() {
    let told = open_as!({ count: u64, rate: f32, spot: Spot, state: State, last: u16 }
        #[derive(Pod)]
        struct Spot { x: i32, y: u32 }
    );
    assert_eq!(told, ["spot.y", "`u32` at byte 16", "`i32` at byte 16"]);
}

#[test]
fn a_variant_of_an_enum() {
    let told = open_as!({ count: u64, rate: f32, spot: Spot, state: State, last: u16 }
        #[derive(Pod)]
        #[repr(u8)]
        enum State { Off, On = 2 }
    );
    assert_eq!(told, ["state", "`enum u8 { Off = 0, On = 2 }` at byte 20", "`enum u8 { Off = 0, On = 1 }` at byte 20"]);
    let told = open_as!({ count: u64, rate: f32, spot: Spot, state: State, last: u16 }
        #[derive(Pod)]
        #[repr(u8)]
        enum State { Off, On, Broken }
    );
    assert_eq!(told[1], "`enum u8 { Off = 0, On = 1, Broken = 2 }` at byte 20");
}

#[test]
fn the_length_of_an_array() {
    #[derive(SharedLocked)]
    struct Short {
        id: u8,
        data: [u16; 4],
    }
    #[derive(SharedLocked)]
    struct Long {
        id: u8,
        data: [u16; 5],
    }
    let told = mismatch::<Short, Long>(Short { id: 0, data: [0; 4] });
    assert_eq!(told, ["data", "`[u16; 5]` at byte 2", "`[u16; 4]` at byte 2"]);
    assert_eq!(mismatch::<[u64; 3], [u64; 2]>([0; 3]), ["value", "`[u64; 2]` at byte 0", "`[u64; 3]` at byte 0"]);
}

#[test]
fn what_an_option_and_a_tuple_hold() {
    let told = mismatch::<(u8, Option<u32>), (u8, Option<i32>)>((0, None));
    assert_eq!(told, ["1", "`Option<i32>` at byte 4", "`Option<u32>` at byte 4"]);
    let told = mismatch::<(u8, Option<u32>), (u8, u32)>((0, None));
    assert_eq!(told, ["1", "`u32` at byte 4", "`Option<u32>` at byte 4"]);
}

#[test]
fn deep_inside() {
    #[derive(Pod)]
    struct Leaf<T: Pod> {
        flag: bool,
        value: T,
    }
    #[derive(Pod)]
    struct Branch<T: Pod> {
        leaves: [Leaf<T>; 3],
    }
    #[derive(SharedLocked)]
    struct Tree<T: Pod> {
        root: u64,
        branch: Option<Branch<T>>,
    }
    let told = mismatch::<Tree<u32>, Tree<char>>(Tree { root: 0, branch: None });
    assert_eq!(told, ["branch.value.leaves[].value", "`char` at byte 16", "`u32` at byte 16"]);
}

#[test]
fn numbers_of_one_size() {
    assert_eq!(mismatch::<u64, i64>(0), ["value", "`i64` at byte 0", "`u64` at byte 0"]);
    assert_eq!(mismatch::<u64, usize>(0), ["value", "`usize` at byte 0", "`u64` at byte 0"]);
    assert_eq!(mismatch::<[u8; 4], u32>([0; 4]), ["value", "`u32` at byte 0", "`[u8; 4]` at byte 0"]);
}

#[test]
fn another_kind_of_lock() {
    #[derive(SharedLocked)]
    struct Once {
        count: u64,
    }
    #[derive(SharedLocked)]
    #[shared(lock = recursive)]
    struct Again {
        count: u64,
    }
    let [_, expected, found] = mismatch::<Once, Again>(Once { count: 0 });
    assert!(expected.contains("lock = recursive"), "{expected}");
    assert!(found.contains("lock = mutex"), "{found}");
}

/// The name of a struct is not part of its layout, nor is how long its lock is waited for.
#[test]
fn what_does_not_matter() {
    #[derive(SharedLocked)]
    #[shared(timeout_ms = 5)]
    struct Other {
        count: u64,
        rate: f32,
        spot: (Spot,),
    }
    #[derive(SharedLocked)]
    struct Another {
        count: u64,
        rate: f32,
        spot: (Spot,),
    }
    let name = Name::new("same-layout");
    Shared::create(name.as_str(), Other { count: 9, rate: 0.0, spot: (Spot { x: 0, y: 0 },) }).unwrap();
    assert_eq!(Shared::<Another>::open(name.as_str()).unwrap().load().unwrap().count, 9);
}

/// One value that is opened as a table, a table as one value, and what a reader cannot do itself.
#[test]
fn another_kind_of_segment_or_of_handle() {
    #[derive(SharedLocked)]
    struct Former {
        count: u64,
    }
    #[derive(SharedLocked)]
    struct Current {
        count: u64,
        limit: u32,
    }
    #[derive(SharedLocked)]
    #[shared(in_place)]
    struct Frame {
        count: u64,
        pixels: [u8; 100],
    }
    fn ends<T>(outcome: Result<T, SyncError>, end: &str) {
        let text = outcome.map(drop).unwrap_err().to_string();
        println!("{text}");
        assert!(text.ends_with(end), "no {end:?} in: {text}");
        assert!(!text.contains("nor is it"), "{text}");
    }
    let (table, value, in_place) = (Name::new("table"), Name::new("value"), Name::new("in-place"));
    drop(Table::create(table.as_str(), 3, |_| Former { count: 0 }).unwrap());
    drop(Shared::create(value.as_str(), Former { count: 0 }).unwrap());
    drop(Shared::<Frame>::create_with(in_place.as_str(), |_| Ok(())).unwrap());

    let whole = "for the whole this program has one value, the segment a table of 3 records; open it as a `Table`";
    ends(Shared::<Former>::open(table.as_str()), whole);
    let upgrade = |former: Former| Current { count: former.count, limit: 0 };
    let upgraded = Shared::<Current>::options().upgrade_from::<Former>(upgrade).open(table.as_str());
    ends(upgraded, "; open it as a `Table`, with the struct that it was made with");
    ends(SharedReader::<Former>::open(table.as_str()), "; open it as a `TableReader`");
    let whole = "for the whole this program has a table, the segment one value; open it as a `Shared`";
    ends(Table::<Former>::open(value.as_str()), whole);
    ends(
        TableReader::<Former>::open(value.as_str()),
        "; open it as a `SharedReader`, or an `InPlaceReader` if it has `in_place`",
    );

    let elsewhere = |how: &str| {
        format!(
            "; build all programs with the same struct, have the segment upgraded by a program that opens it for writing \
             (`#[shared(default)]` at the fields that were added, or `Shared::options().{how}(…)`), or use another name"
        )
    };
    ends(SharedReader::<Current>::open(value.as_str()), &elsewhere("upgrade_from"));
    ends(InPlaceReader::<Frame>::open(value.as_str()), &elsewhere("upgrade_with"));
    // What is changed in place is upgraded only to what is, too.
    let anew = "; build all programs with the same struct, use another name, or make it anew with `Shared::replace`";
    ends(Shared::<Current>::open(in_place.as_str()), anew);
    ends(
        TableReader::<Current>::open(table.as_str()),
        ", use another name, or have it made anew by a program that writes it, with `Table::replace`",
    );
}
