// The type in the segment `NAME`, as its description has it. Parts are called by their fields; conversions are
// not known, and neither is what is checked.
// sync_runtime::Table::<Value>::open("NAME") opens it,
// sync_runtime::TableReader::<Value>::open("NAME") only reads it.
#[allow(unused_imports)]
use sync_runtime::{Pod, SharedLocked};

pub type Value = u64;
