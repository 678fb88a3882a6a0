//! The struct of DESIGN.md, section 7, word for word, in two processes.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
#![allow(dead_code, reason = "it stands as it is written there")]

use arrayvec::{ArrayString, ArrayVec};
use std::process::Command;
use std::time::Duration;
use sync_runtime::{Pod, Shared, SharedLocked};
use tests::Name;
use uuid::Uuid;

#[rustfmt::skip]
#[derive(SharedLocked)]
struct Limits {
    mode: Mode,                                  // an enum whose variants hold data
    owner: ArrayString<64>,                      // text: the arrayvec crate, behind the feature `arrayvec`
    peers: ArrayVec<Endpoint, 32>,               // a list of up to 32
    #[shared(as = [u8; 16])] id: Uuid,           // anything that goes Into and comes back TryFrom a Pod type
    #[shared(default)] burst: Option<u32>,       // a field that older segments have not (§10)
}

#[rustfmt::skip]
#[derive(Pod)]
enum Mode { Off, PerSecond(u32), Window { rate: u32, every: Duration } }

/// Of section 2.
#[derive(Pod, Debug, PartialEq)]
struct Endpoint {
    address: [u8; 4],
    port: u16,
}

const ID: Uuid = Uuid::from_u128(0xfeed_f00d_0102_0304_0506_0708_090a_0b0c);

#[test]
fn two_processes_share_it() {
    const NAME: &str = "SYNC_TESTS_LIMITS";
    if let Ok(name) = std::env::var(NAME) {
        let limits = Shared::<Limits>::open(&name).unwrap();
        return limits
            .with_lock(|limits| {
                assert!(matches!(limits.mode, Mode::Window { rate: 5, every } if every == Duration::from_millis(250)));
                assert_eq!((limits.owner.as_str(), limits.peers.len(), limits.id, limits.burst), ("ß", 2, ID, None));
                limits.mode = Mode::PerSecond(7);
                limits.owner.push_str(" 🦀");
                limits.peers.remove(0);
                limits.id = Uuid::max();
                limits.burst = Some(9);
            })
            .unwrap();
    }
    let name = Name::new("limits");
    let endpoint = |port| Endpoint { address: [127, 0, 0, 1], port };
    let initial = Limits {
        mode: Mode::Window { rate: 5, every: Duration::from_millis(250) },
        owner: ArrayString::from("ß").unwrap(),
        peers: [80, 443].map(endpoint).into_iter().collect(),
        id: ID,
        burst: None,
    };
    let limits = Shared::create(name.as_str(), initial).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    let status = child.args(["--exact", "two_processes_share_it"]).env(NAME, name.as_str()).status().unwrap();
    assert!(status.success(), "{status}");
    let now = limits.load().unwrap();
    assert!(matches!(now.mode, Mode::PerSecond(7)));
    assert_eq!((now.owner.as_str(), &now.peers[..]), ("ß 🦀", &[endpoint(443)][..]));
    assert_eq!((now.id, now.burst), (Uuid::max(), Some(9)));
    limits.with_lock(|limits| limits.mode = Mode::Off).unwrap();
    assert!(matches!(limits.load().unwrap().mode, Mode::Off));
}
