//! What `schema --as rust` prints is a program: the files in `printed` are what it prints, are
//! compiled here, and open the segments. `BLESS=1` writes them anew.

use crate::commands::said;
use arrayvec::{ArrayString, ArrayVec};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::Duration;
use sync_runtime::{Pod, Shared, SharedLocked, Table};
use tests::Name;

/// That what is printed of a segment, in which its name is `NAME`, is what is in the file, and names
/// these functions that open it.
fn is_printed(name: &Name, file: &str, openers: [&str; 2]) {
    let text = said(&["schema", name.as_str(), "--as", "rust"]).replace(name.as_str(), "NAME");
    let path = format!("tests/inspected/definitions/printed/{file}.rs");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(path).unwrap_or_default(), "look at it, then set BLESS=1");
    for opener in openers {
        assert!(text.contains(opener), "{opener}: {text}");
    }
    assert_eq!(text.contains("feature `arrayvec`"), text.contains("arrayvec::"), "{text}");
}

/// A module with what is printed, and the functions that it names.
macro_rules! printed {
    ($module:ident, $file:literal, $whole:ident, $opener:ident, $reader:ident) => {
        #[allow(dead_code, unreachable_pub, missing_debug_implementations, reason = "it is printed so")]
        mod $module {
            include!($file);

            pub(super) const OPENERS: [&str; 2] = [
                concat!("sync_runtime::", stringify!($opener), "::<", stringify!($whole), ">::open(\"NAME\")"),
                concat!("sync_runtime::", stringify!($reader), "::<", stringify!($whole), ">::open(\"NAME\")"),
            ];

            pub(super) fn open(name: &str) -> sync_runtime::$opener<$whole> {
                sync_runtime::$opener::<$whole>::open(name).unwrap()
            }

            pub(super) fn read(name: &str) -> sync_runtime::$reader<$whole> {
                sync_runtime::$reader::<$whole>::open(name).unwrap()
            }
        }
    };
}

printed!(stats, "printed/stats.rs", Stats, Shared, SharedReader);
printed!(nested, "printed/nested.rs", Nested, Shared, SharedReader);
printed!(hits, "printed/hits.rs", Hits, Shared, SharedReader);
printed!(metrics, "printed/metrics.rs", Metrics, Shared, InPlaceReader);
printed!(jobs, "printed/jobs.rs", Job, Table, TableReader);
printed!(numbers, "printed/numbers.rs", Value, Table, TableReader);

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    mode: Mode,
    option: Peer,
    pod: [Peer; 2],
    title: ArrayString<16>,
    peers: ArrayVec<(IpAddr, u16), 3>,
    r#type: Option<Duration>,
}

#[derive(Pod)]
#[repr(u64)]
#[allow(dead_code, reason = "one is made")]
enum Mode {
    Off = 7,
    High(u8) = 1 << 40,
    All { rate: i32 } = !0,
}

#[derive(Pod, Clone, Copy)]
struct Peer {
    port: u16,
}

#[test]
fn a_value() {
    let (name, peer) = (Name::new("stats"), Peer { port: 5 });
    let first = Stats {
        requests: 1,
        mode: Mode::All { rate: -1 },
        option: peer,
        pod: [peer; 2],
        title: ArrayString::from("größe").unwrap(),
        peers: ArrayVec::from_iter([(Ipv4Addr::LOCALHOST.into(), 80)]),
        r#type: None,
    };
    let _shared = Shared::create(name.as_str(), first).unwrap();
    is_printed(&name, "stats", stats::OPENERS);
    stats::open(name.as_str()).with_lock(|stats| stats.requests += 1).unwrap();
    let stats::Stats { requests, mode, pod, title, peers, .. } = stats::read(name.as_str()).load().unwrap();
    assert_eq!((requests, pod[1].port, &*title, peers[0].1), (2, 5, "größe", 80));
    assert!(matches!(mode, stats::Mode::All { rate: -1 }));
}

#[test]
fn values_with_other_locks() {
    #[derive(SharedLocked)]
    #[shared(lock = recursive)]
    struct Nested {
        count: u64,
    }

    #[derive(SharedLocked)]
    #[shared(lock = none)]
    struct Hits {
        count: u64,
    }

    let name = Name::new("nested");
    let _shared = Shared::create(name.as_str(), Nested { count: 1 }).unwrap();
    is_printed(&name, "nested", nested::OPENERS);
    nested::open(name.as_str()).get_lock().unwrap().update(|nested| nested.count += 1).unwrap();
    assert_eq!(nested::read(name.as_str()).load().unwrap().count, 2);
    let name = Name::new("hits");
    let _shared = Shared::create(name.as_str(), Hits { count: 1 }).unwrap();
    is_printed(&name, "hits", hits::OPENERS);
    hits::open(name.as_str()).cells().count().fetch_add(1);
    assert_eq!(hits::read(name.as_str()).load().unwrap().count, 2);
}

#[test]
fn a_value_that_is_changed_in_place() {
    #[derive(SharedLocked)]
    #[shared(in_place)]
    struct Metrics {
        count: u64,
        frame: [u8; 1000],
    }

    let name = Name::new("metrics");
    let _shared = Shared::<Metrics>::create_with(name.as_str(), |_| Ok(())).unwrap();
    is_printed(&name, "metrics", metrics::OPENERS);
    metrics::open(name.as_str()).with_lock(|metrics| metrics.count().add(1)).unwrap();
    assert_eq!(metrics::read(name.as_str()).view(|metrics| metrics.count().get()).unwrap(), 1);
}

#[test]
fn tables() {
    #[derive(SharedLocked)]
    struct Job {
        attempts: u32,
    }

    let name = Name::new("jobs");
    let _table = Table::create(name.as_str(), 3, |_| Job { attempts: 1 }).unwrap();
    is_printed(&name, "jobs", jobs::OPENERS);
    jobs::open(name.as_str()).at(1).unwrap().with_lock(|job| job.attempts += 1).unwrap();
    assert_eq!(jobs::read(name.as_str()).load(1).unwrap().attempts, 2);
    let name = Name::new("numbers");
    let _table = Table::create(name.as_str(), 3, |_| 5_u64).unwrap();
    is_printed(&name, "numbers", numbers::OPENERS);
    numbers::open(name.as_str()).at(1).unwrap().with_lock(|number| *number += 1).unwrap();
    assert_eq!(numbers::read(name.as_str()).load(1).unwrap(), 6);
}
