// The type in the segment `NAME`, as its description has it. Parts are called by their fields; conversions are
// not known, and neither is what is checked.
// sync_runtime::Shared::<Nested>::open("NAME") opens it,
// sync_runtime::SharedReader::<Nested>::open("NAME") only reads it.
#[allow(unused_imports)]
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked, Debug)]
#[shared(lock = recursive)]
pub struct Nested {
    pub count: u64,
}
