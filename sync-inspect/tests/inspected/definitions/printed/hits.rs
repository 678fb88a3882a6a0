// The type in the segment `NAME`, as its description has it. Parts are called by their fields; conversions are
// not known, and neither is what is checked.
// sync_runtime::Shared::<Hits>::open("NAME") opens it,
// sync_runtime::SharedReader::<Hits>::open("NAME") only reads it.
#[allow(unused_imports)]
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked, Debug)]
#[shared(lock = none)]
pub struct Hits {
    pub count: u64,
}
