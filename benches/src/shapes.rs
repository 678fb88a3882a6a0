//! Structs as people write them.

use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked, Clone, Copy)]
pub struct Bytes {
    pub v: [u8; 1024],
}

#[derive(SharedLocked, Clone, Copy)]
pub struct Numbers {
    n: u64,
    v: [f64; 128],
}

/// 528 bytes, of which one is checked.
#[derive(SharedLocked, Clone, Copy)]
pub struct Histogram {
    pub n: u64,
    buckets: [u64; 64],
    errors: u32,
    ok: bool,
}

/// A cache line.
#[derive(SharedLocked, Clone, Copy)]
pub struct Eight {
    pub a: u64,
    b: u64,
    c: u64,
    d: u64,
    e: u64,
    f: f64,
    g: f64,
    h: f64,
}

/// The examples' `counter`.
#[derive(SharedLocked, Clone, Copy)]
pub struct Counter {
    sum: u64,
    additions: u64,
}

/// The examples' `producer_consumer`.
#[derive(SharedLocked, Clone, Copy)]
pub struct Queue {
    items: [u32; 8],
    first: usize,
    len: usize,
    taken: [u8; 1000],
    longest: usize,
}

/// The examples' `device_buffer`.
#[derive(Pod, Clone, Copy)]
pub struct Parameter {
    value: f64,
    minimum: f64,
    maximum: f64,
    readable: bool,
    writeable: bool,
}

#[derive(Pod, Clone, Copy)]
pub struct Requests {
    update: u32,
    write: u32,
}

#[derive(SharedLocked, Clone, Copy)]
#[repr(C)]
pub struct Buffer {
    parameters: [Parameter; 6],
    requests: Requests,
    in_hand: Requests,
    valid: bool,
    stop: bool,
    drivers: u32,
    readings: u64,
}

/// The examples' `word_count`.
#[derive(Pod, Clone, Copy)]
pub struct Counts {
    lines: u64,
    words: u64,
    bytes: u64,
}

#[derive(Pod, Clone, Copy)]
pub struct Kill {
    at: u64,
    gate: u64,
}

#[derive(SharedLocked, Clone, Copy)]
pub struct Job {
    units: u64,
    next: u64,
    found: Counts,
    done_again: u64,
    in_hand: [Option<u64>; 64],
    kill: Option<Kill>,
}

/// Checks of several kinds, in arrays within arrays.
#[derive(Pod, Clone, Copy)]
pub struct Line {
    cells: [(f64, u32, bool); 8],
    name: [char; 8],
}

#[derive(SharedLocked, Clone, Copy)]
pub struct Sheet {
    lines: [Line; 4],
    last: u64,
}

impl Bytes {
    pub const ZERO: Self = Self { v: [0; 1024] };
}

impl Histogram {
    pub const ZERO: Self = Self { n: 0, buckets: [0; 64], errors: 0, ok: true };
}

impl Eight {
    pub const ZERO: Self = Self { a: 0, b: 0, c: 0, d: 0, e: 0, f: 0.0, g: 0.0, h: 0.0 };
}

pub const NUMBERS: Numbers = Numbers { n: 0, v: [0.0; 128] };
pub const COUNTER: Counter = Counter { sum: 0, additions: 0 };
pub const QUEUE: Queue = Queue { items: [0; 8], first: 0, len: 0, taken: [0; 1000], longest: 0 };
pub const PARAMETER: Parameter = Parameter { value: 0.0, minimum: 0.0, maximum: 1.0, readable: true, writeable: false };
pub const NONE: Requests = Requests { update: 0, write: 0 };
pub const BUFFER: Buffer = Buffer {
    parameters: [PARAMETER; 6],
    requests: NONE,
    in_hand: NONE,
    valid: true,
    stop: false,
    drivers: 0,
    readings: 0,
};
pub const JOB: Job = Job {
    units: 0,
    next: 0,
    found: Counts { lines: 0, words: 0, bytes: 0 },
    done_again: 0,
    in_hand: [Some(7); 64],
    kill: None,
};

pub const SHEET: Sheet = Sheet { lines: [Line { cells: [(0.0, 0, true); 8], name: [' '; 8] }; 4], last: 0 };
