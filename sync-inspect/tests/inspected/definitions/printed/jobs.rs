// The type in the segment `NAME`, as its description has it. Parts are called by their fields; conversions are
// not known, and neither is what is checked.
// sync_runtime::Table::<Job>::open("NAME") opens it,
// sync_runtime::TableReader::<Job>::open("NAME") only reads it.
#[allow(unused_imports)]
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked, Debug)]
pub struct Job {
    pub attempts: u32,
}
