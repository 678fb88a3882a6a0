// known: rustc shows where the bound that refuses it is written, in the source of the runtime
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    peer: Peer,
}

#[derive(Pod)]
struct Peer { //~ Peer => remove `impl Drop`
    port: u16,
}

impl Drop for Peer {
    fn drop(&mut self) {}
}

fn main() {}
