#[derive(SharedLocked)]
#[shared(timeout_ms = 250)]
struct Stats {
    requests: u64,
    errors: u32,
    busy: bool,
    latency: [f64; 4],
    longest: Option<Duration>,
    peer: Endpoint,
    mode: Mode,
    since: u64,
}
