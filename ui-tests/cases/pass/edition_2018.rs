// edition 2018
use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(Pod, Clone, Copy)]
struct Sample<T: Pod> {
    value: T,
    gen: u32,
}

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Samples {
    list: [Sample<f32>; 4],
    pair: (u8, bool),
}

fn main() {
    let samples = Samples { list: [Sample { value: 0.5, gen: 1 }; 4], pair: (1, true) };
    let samples = Shared::anonymous(samples).unwrap();
    samples.get_lock().unwrap().update(|samples| samples.list[0].gen += 1).unwrap();
    assert_eq!(samples.load().unwrap().list[0].gen, 2);
}
