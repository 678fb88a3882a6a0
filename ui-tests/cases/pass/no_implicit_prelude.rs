//! Nothing is in scope but what is asked for.

#![no_implicit_prelude]

#[derive(::sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
    longest: ::core::option::Option<::core::time::Duration>,
    peer: Endpoint,
    mode: Mode,
    slot: Slot<u8, 2>,
}

#[derive(::sync_runtime::Pod)]
struct Endpoint([u8; 4], u16);

#[derive(::sync_runtime::Pod)]
#[repr(u64)]
enum Mode {
    Idle,
    Serving,
}

#[derive(::sync_runtime::Pod)]
struct Slot<T: ::sync_runtime::Pod, const N: usize> {
    value: [T; N],
}

fn main() {
    let stats = Stats {
        requests: 1,
        longest: ::core::option::Option::None,
        peer: Endpoint([1; 4], 2),
        mode: Mode::Idle,
        slot: Slot { value: [1, 2] },
    };
    let stats = ::sync_runtime::Shared::anonymous(stats).unwrap();
    stats.with_lock(|stats| stats.mode = Mode::Serving).unwrap();
    let stats = stats.load().unwrap();
    ::std::assert!(::std::matches!(stats.mode, Mode::Serving));
    ::std::assert_eq!((stats.requests, stats.peer.1, stats.slot.value[1]), (1, 2, 2));
    ::std::assert!(stats.longest.is_none() && stats.peer.0[0] == 1);
}
