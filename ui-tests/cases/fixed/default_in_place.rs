use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 1 << 20],
    dropped: u32,
}

fn main() {
    let frame = Shared::<Frame>::open_or_create_with("frame", |_| Ok(())).unwrap();
    frame.with_lock(|frame| frame.number().add(1)).unwrap();
}
