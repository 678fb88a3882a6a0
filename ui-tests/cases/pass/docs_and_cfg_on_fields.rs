//! Attributes on fields and variants that are no business of the derive.

use sync_runtime::{Pod, Shared, SharedLocked};

/// The whole.
#[derive(SharedLocked)]
#[shared()]
pub struct Stats {
    /// A documented field.
    pub requests: u64,
    #[cfg(any())]
    pub absent: String,
    #[cfg(all())]
    pub present: u32,
    #[allow(unused)]
    #[deprecated]
    old: u8,
    pub mode: Mode,
}

/// A part.
#[derive(Pod)]
#[repr(i16)]
pub enum Mode {
    /// A documented variant.
    Idle = -5,
    #[cfg(any())]
    Absent(String),
    /// The next number.
    Serving,
}

#[allow(deprecated)]
fn main() {
    let stats = Shared::anonymous(Stats { requests: 1, present: 2, old: 3, mode: Mode::Serving }).unwrap();
    assert!(matches!(stats.load().unwrap().mode, Mode::Serving));
}
