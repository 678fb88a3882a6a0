//! `#[shared(lock = none)]`: threads and processes that have a field each do not undo what the
//! others write.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use core::cmp::Reverse;
use core::num::{NonZero, Wrapping};
use std::thread;
use sync_runtime::{Pod, Shared, SharedLocked, SyncError, View};
use tests::forged::Forged;
use tests::values::Halves;
use tests::{Actor, Name, program};

const STEPS: u64 = 1_000_000;

#[test]
fn two_threads_with_a_field_each() {
    let shared = Shared::anonymous(Halves { left: 0, right: 0 }).unwrap();
    thread::scope(|scope| {
        let cells = shared.cells();
        scope.spawn(move || {
            for _ in 0..STEPS {
                cells.left().fetch_add(1);
            }
        });
        scope.spawn(move || {
            for _ in 0..STEPS {
                cells.right().set(cells.right().get() + 1);
            }
        });
    });
    let Halves { left, right } = shared.load().unwrap();
    println!("two threads: {left} and {right} of {STEPS}");
    assert_eq!((left, right), (STEPS, STEPS));
}

#[test]
fn two_processes_with_a_field_each() {
    let name = Name::new("halves");
    let shared = Shared::create(name.as_str(), Halves { left: 0, right: 0 }).unwrap();
    let steps = STEPS.to_string();
    let left = Actor::spawn(program!("actor", "count-alone", &name, &steps));
    let right = Actor::spawn(program!("actor", "count-alone", &name, &steps, "--right"));
    let mut both = [left, right];
    for actor in &mut both {
        actor.expect("ready");
    }
    for actor in &mut both {
        actor.tell("go on");
    }
    for actor in both {
        actor.succeed();
    }
    let Halves { left, right } = shared.load().unwrap();
    println!("two processes: {left} and {right} of {STEPS}");
    assert_eq!((left, right), (STEPS, STEPS));
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
#[repr(u8)]
enum Mode {
    Idle = 1,
    Busy = 2,
}

#[derive(Pod)]
struct Endpoint {
    address: [u8; 4],
    port: u16,
    mode: Mode,
}

#[derive(Pod)]
struct Pair<T: Pod>(T, u8);

#[derive(SharedLocked)]
#[shared(lock = none)]
struct All {
    number: u32,
    size: usize,
    real: f64,
    ready: bool,
    letter: char,
    id: NonZero<u16>,
    wrapped: Wrapping<u8>,
    reversed: Reverse<i64>,
    peers: [Endpoint; 3],
    pair: Pair<i8>,
    tuple: (u8, [i32; 2]),
    mode: Mode,
    #[shared(as = u64, into = whole, from = from_whole)]
    converted: f32,
    // These are methods of every view of a number, and of views of structs only because of the
    // fields.
    get: u8,
    set: u8,
    at: u8,
    len: u8,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    reason = "the derive's signature"
)]
fn whole(real: &f32) -> u64 {
    *real as u64
}

#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn from_whole(number: u64) -> f32 {
    number as f32
}

fn all() -> Shared<All> {
    let peer = || Endpoint { address: [0; 4], port: 0, mode: Mode::Idle };
    Shared::anonymous(All {
        number: 0,
        size: 0,
        real: 0.0,
        ready: false,
        letter: 'a',
        id: NonZero::<u16>::MIN,
        wrapped: Wrapping(0),
        reversed: Reverse(0),
        peers: [peer(), peer(), peer()],
        pair: Pair(0, 0),
        tuple: (0, [0; 2]),
        mode: Mode::Idle,
        converted: 3.0,
        get: 1,
        set: 2,
        at: 3,
        len: 4,
    })
    .unwrap()
}

#[test]
fn every_kind_of_number_is_read_and_written() {
    let shared = all();
    let cells = shared.cells();
    assert_eq!((cells.number().fetch_add(5), cells.number().fetch_sub(6), cells.number().get()), (0, 5, u32::MAX));
    assert_eq!((cells.number().fetch_min(7), cells.number().fetch_max(9), cells.number().swap(4)), (u32::MAX, 7, 9));
    assert_eq!((cells.number().compare_exchange(1, 2), cells.number().compare_exchange(4, 2)), (Err(4), Ok(())));
    assert_eq!((cells.number().update(|number| number * 50), cells.number().get()), (2, 100));
    cells.size().set(usize::MAX);
    assert_eq!((cells.size().fetch_add(2), cells.size().get()), (usize::MAX, 1));
    assert_eq!((cells.real().fetch_add(0.5).to_bits(), cells.real().fetch_max(0.25)), (0, 0.5));
    assert_eq!((cells.real().fetch_sub(1.5), cells.real().get()), (0.5, -1.0));
    assert!(!cells.ready().swap(true).unwrap());
    assert!(cells.ready().get().unwrap());
    cells.letter().set('ß');
    assert_eq!(cells.letter().get().unwrap(), 'ß');
    assert_eq!(cells.id().update(|id| id.saturating_add(1)).unwrap().get(), 1);
    assert_eq!(cells.id().get().unwrap().get(), 2);
    cells.wrapped().update(|wrapped| wrapped - Wrapping(1));
    assert_eq!(cells.wrapped().get(), Wrapping(255));
    cells.reversed().set(Reverse(-9));
    assert_eq!(cells.reversed().get(), Reverse(-9));
    assert!(matches!(cells.mode().compare_exchange(Mode::Busy, Mode::Idle), Err(Ok(Mode::Idle))));
    cells.mode().set(Mode::Busy);
    assert_eq!(cells.converted().get(), 3, "what is stored");
    cells.pair().f0().set(-1);
    cells.pair().f1().set(1);
    cells.tuple().f0().set(6);
    cells.tuple().f1().at(1).unwrap().set(-6);
    assert_eq!([cells.get().get(), cells.set().get(), cells.at().get(), cells.len().get()], [1, 2, 3, 4]);
    let now = shared.load().unwrap();
    assert_eq!((now.number, now.mode, now.pair.0, now.pair.1, now.tuple), (100, Mode::Busy, -1, 1, (6, [0, -6])));
}

#[test]
fn elements_and_nested_structs_have_views() {
    fn at_port(peer: View<'_, Endpoint>, port: u16) -> bool {
        peer.port().get() == port
    }
    let shared = all();
    let peers = shared.cells().peers();
    for (peer, port) in peers.iter().zip([80, 443, 8080]) {
        peer.port().set(port);
    }
    peers.at(1).unwrap().address().at(3).unwrap().set(7);
    assert!(at_port(peers.at(2).unwrap(), 8080));
    assert_eq!((peers.len(), peers.is_empty(), peers.iter().rev().count(), peers.into_iter().len()), (3, false, 3, 3));
    let error = peers.at(3).unwrap_err();
    assert!(matches!(error, SyncError::OutOfRange { index: 3, len: 3 }));
    assert_eq!(error.to_string(), "there is no element 3: there are 3, counted from 0");
    assert_eq!(shared.load().unwrap().peers[1].address, [0, 0, 0, 7]);
}

#[test]
fn damage_names_the_field() {
    #[derive(SharedLocked, Debug)]
    #[shared(lock = none)]
    struct Ticket {
        number: u64,
        used: bool,
        modes: [Mode; 2],
    }
    let name = Name::new("ticket");
    let ticket = Ticket { number: 0x00c0_ffee, used: false, modes: [Mode::Idle, Mode::Busy] };
    let shared = Shared::create(name.as_str(), ticket).unwrap();
    let forged = Forged::open(&name);
    let value_at = forged.value_with(&0x00c0_ffee_u64.to_ne_bytes());
    forged.write(value_at + 8, &[7, 1, 9]);
    let cells = shared.cells();
    let used = cells.used().get().unwrap_err();
    assert!(matches!(&used, SyncError::Corrupt { field, found: 7, .. } if &**field == "used"), "{used:?}");
    let mode = cells.modes().at(1).unwrap().update(|mode| mode).unwrap_err();
    assert!(matches!(&mode, SyncError::Corrupt { field, found: 9, .. } if &**field == "modes"), "{mode:?}");
    assert!(cells.used().swap(true).is_err(), "it was damaged");
    assert!(cells.used().get().unwrap(), "and is not any more");
}

#[derive(SharedLocked, Debug, PartialEq)]
#[shared(lock = none)]
struct Ring<T: Pod, const N: usize> {
    items: [T; N],
    used: u16,
}

#[test]
fn generic_structs_have_views() {
    let shared = Shared::anonymous(Ring { items: [1_i32; 4], used: 0 }).unwrap();
    for item in shared.cells().items() {
        item.fetch_add(1);
    }
    shared.cells().used().set(4);
    assert_eq!(shared.load().unwrap(), Ring { items: [2; 4], used: 4 });
}
