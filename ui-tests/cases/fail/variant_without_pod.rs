use sync_runtime::SharedLocked;

struct Peer {
    port: u16,
}

#[derive(SharedLocked)]
enum Job {
    Idle,
    Running { peer: Peer }, //~ Peer => add `#[derive(sync_runtime::Pod)]`
}

fn main() {
    let _ = Peer { port: 1 }.port;
}
