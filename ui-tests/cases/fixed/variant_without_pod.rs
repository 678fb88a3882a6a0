use sync_runtime::SharedLocked;

#[derive(sync_runtime::Pod)]
struct Peer {
    port: u16,
}

#[derive(SharedLocked)]
enum Job {
    Idle,
    Running { peer: Peer },
}

fn main() {
    let _ = Peer { port: 1 }.port;
}
