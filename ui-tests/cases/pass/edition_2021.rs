// edition 2021
use sync_runtime::{Shared, SharedLocked, Table};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Gauges {
    gen: f64,
    r#async: bool,
}

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    gen: [f64; 10_000],
    r#async: Option<bool>,
}

fn main() {
    let gauges = Shared::anonymous(Gauges { gen: 20.0, r#async: false }).unwrap();
    gauges.store(Gauges { gen: 21.0, r#async: false }).unwrap();
    gauges.cells().r#async().set(true);
    assert!(gauges.load().unwrap().gen > 20.5 && gauges.load().unwrap().r#async);

    let frame = Shared::<Frame>::anonymous_with(|frame| Ok(frame.gen().fill(0.5))).unwrap();
    frame.with_lock(|frame| Ok(frame.r#async().set(Some(true)))).unwrap();
    assert_eq!(frame.view(|frame| frame.r#async().get()).unwrap(), Some(true));

    let gauges = Table::<Gauges>::anonymous(3, |_| Gauges { gen: 20.0, r#async: false }).unwrap();
    gauges.at(2).unwrap().cells().r#async().set(true);
    assert!(gauges.at(2).unwrap().load().unwrap().r#async);
}
