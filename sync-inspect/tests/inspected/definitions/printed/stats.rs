// The type in the segment `NAME`, as its description has it. Parts are called by their fields; conversions are
// not known, and neither is what is checked.
// sync_runtime::Shared::<Stats>::open("NAME") opens it,
// sync_runtime::SharedReader::<Stats>::open("NAME") only reads it.
// It needs the feature `arrayvec` of sync-runtime, and the crate `arrayvec` 0.7.
#[allow(unused_imports)]
use sync_runtime::{Pod, SharedLocked};

#[derive(Pod, Debug)]
#[repr(u64)]
#[allow(clippy::enum_variant_names)]
pub enum Mode {
    Off = 7,
    High(u8) = 1_099_511_627_776,
    All { rate: i32 } = 18_446_744_073_709_551_615,
}

#[derive(Pod, Debug)]
pub struct Option2 {
    pub port: u16,
}

#[derive(SharedLocked, Debug)]
pub struct Stats {
    pub requests: u64,
    pub mode: Mode,
    pub option: Option2,
    pub pod: [Option2; 2],
    pub title: arrayvec::ArrayString<16>,
    pub peers: arrayvec::ArrayVec<(core::net::IpAddr, u16), 3>,
    pub r#type: Option<core::time::Duration>,
}
