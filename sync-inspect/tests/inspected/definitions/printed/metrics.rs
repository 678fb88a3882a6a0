// The type in the segment `NAME`, as its description has it. Parts are called by their fields; conversions are
// not known, and neither is what is checked.
// sync_runtime::Shared::<Metrics>::open("NAME") opens it,
// sync_runtime::InPlaceReader::<Metrics>::open("NAME") only reads it.
#[allow(unused_imports)]
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked, Debug)]
#[shared(in_place)]
pub struct Metrics {
    pub count: u64,
    pub frame: [u8; 1000],
}
