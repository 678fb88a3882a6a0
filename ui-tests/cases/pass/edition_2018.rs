// edition 2018
use sync_runtime::{Pod, Shared, SharedLocked, Table};

#[derive(Pod, Clone, Copy)]
struct Sample<T: Pod> {
    value: T,
    gen: u32,
    r#async: bool,
}

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Samples {
    list: [Sample<f32>; 4],
    pair: (u8, bool),
}

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    r#async: bool,
    gen: u64,
    list: [Sample<f32>; 10_000],
}

#[derive(SharedLocked)]
struct Record {
    sample: Sample<u64>,
    r#dyn: u8,
}

fn main() {
    let samples = Samples { list: [Sample { value: 0.5, gen: 1, r#async: false }; 4], pair: (1, true) };
    let samples = Shared::anonymous(samples).unwrap();
    samples.get_lock().unwrap().update(|samples| samples.list[0].gen += 1).unwrap();
    assert_eq!(samples.load().unwrap().list[0].gen, 2);

    let frame = Shared::<Frame>::anonymous_with(|frame| frame.gen().add(1).map(drop)).unwrap();
    let changed = frame.with_lock(|frame| {
        frame.r#async().set(true);
        frame.list().at(9_999)?.r#async().set(true);
        Ok(())
    });
    changed.unwrap();
    assert!(frame.view(|frame| frame.list().at(9_999)?.get()).unwrap().r#async);

    let sample = Sample { value: 1, gen: 1, r#async: false };
    let records = Table::<Record>::anonymous(3, |_| Record { sample, r#dyn: 1 }).unwrap();
    records.at(2).unwrap().with_lock(|record| record.sample.r#async = true).unwrap();
    assert!(records.at(2).unwrap().load().unwrap().sample.r#async);
}
