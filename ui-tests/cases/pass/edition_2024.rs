use sync_runtime::{Pod, Shared, SharedLocked, Table};

#[derive(Pod, Clone, Copy)]
struct Sample {
    r#async: bool,
    r#gen: u32,
}

#[derive(SharedLocked)]
struct Stats {
    r#async: bool,
    r#gen: Option<Sample>,
}

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    r#gen: [Sample; 10_000],
    r#async: bool,
}

fn main() {
    let stats = Shared::anonymous(Stats { r#async: false, r#gen: None }).unwrap();
    stats.with_lock(|stats| stats.r#async = true).unwrap();
    assert!(stats.load().unwrap().r#async);

    let frame = Shared::<Frame>::anonymous_with(|_| Ok(())).unwrap();
    let changed = frame.with_lock(|frame| {
        frame.r#async().set(true);
        frame.r#gen().at(7)?.r#gen().add(1)
    });
    assert_eq!(changed.unwrap(), 1);

    let table = Table::<Stats>::anonymous(3, |_| Stats { r#async: false, r#gen: None }).unwrap();
    table.at(2).unwrap().with_lock(|stats| stats.r#gen = Some(Sample { r#async: true, r#gen: 1 })).unwrap();
    assert!(table.at(2).unwrap().load().unwrap().r#gen.unwrap().r#async);
}
