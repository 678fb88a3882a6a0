//! Structs in structs in arrays in options, from several modules, through aliases and macros in type position.

use sync_runtime::{Pod, Shared, SharedLocked};

mod address {
    use sync_runtime::Pod;

    #[derive(Pod, Clone, Copy, Debug, PartialEq)]
    pub struct Endpoint {
        pub host: [u8; 4],
        pub port: u16,
    }
}

type Peer = Option<address::Endpoint>;

macro_rules! pair {
    ($ty:ty) => { ($ty, $ty) };
}

#[derive(Pod, Clone, Copy, Debug, PartialEq)]
struct Row {
    peers: [Peer; 2],
    ports: pair!(u16),
}

#[derive(SharedLocked, Debug, PartialEq)]
struct Table(Option<[Row; 3]>, pair!(Row), Box4);

#[derive(Pod, Debug, PartialEq)]
struct Box4(u8);

fn main() {
    let peer = address::Endpoint { host: [127, 0, 0, 1], port: 80 };
    let row = Row { peers: [None, Some(peer)], ports: (1, 2) };
    let table = || Table(Some([row; 3]), (row, row), Box4(1));
    let shared = Shared::anonymous(table()).unwrap();
    assert_eq!(shared.load().unwrap(), table());
}
