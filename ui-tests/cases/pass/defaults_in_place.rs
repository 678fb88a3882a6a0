//! Fields with defaults, of values that are changed in place: no lint complains of what is written for the structs without them, and no name is taken.

#![deny(warnings, unsafe_code, missing_docs, unreachable_pub, missing_debug_implementations, missing_copy_implementations)]
#![deny(trivial_casts, trivial_numeric_casts, unused_qualifications, unused_results, single_use_lifetimes)]
#![deny(clippy::all, clippy::pedantic)]

use std::marker::PhantomData;
use sync_runtime::{Pod, Shared, SharedLocked, SyncError};

/// The whole.
#[derive(SharedLocked, Debug, Clone, Copy)]
#[shared(in_place)]
pub struct Stats {
    /// How many.
    pub requests: u64,
    /// How many failed.
    #[shared(default = FORMER)]
    pub errors: u32,
    /// How it goes.
    #[deprecated]
    #[shared(default = [Mode::Idle; 2])]
    pub modes: [Mode; 2],
    /// How often.
    #[shared(default)]
    pub r#try: u8,
}

const FORMER: u32 = 5;

/// How it goes.
#[derive(Pod, Debug, Clone, Copy, PartialEq)]
pub enum Mode {
    /// It does not.
    Idle,
    /// With so many.
    Busy(u32),
}

/// With parameters, and names that the derive may want as well.
#[derive(SharedLocked, Debug, Clone, Copy)]
#[shared(in_place, timeout_ms = 250)]
pub struct __Former1<F, V: Pod, const N: usize>
where
    F: Pod + Default,
    [V; N]: Default,
{
    former: F,
    #[shared(default)]
    formers: [V; N],
    #[shared(default = PhantomData)]
    nothing: PhantomData<V>,
    #[shared(as = u64, default = Odd(3))]
    odd: Odd,
}

/// With a way there and back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Odd(u32);

impl From<Odd> for u64 {
    fn from(odd: Odd) -> Self {
        odd.0.into()
    }
}

impl TryFrom<u64> for Odd {
    type Error = std::num::TryFromIntError;

    fn try_from(stored: u64) -> Result<Self, Self::Error> {
        stored.try_into().map(Self)
    }
}

mod v1 {
    #[derive(sync_runtime::SharedLocked)]
    #[shared(in_place)]
    pub(super) struct Stats {
        pub(super) requests: u64,
    }

    #[derive(sync_runtime::SharedLocked)]
    #[shared(in_place)]
    pub(super) struct One {
        pub(super) former: u8,
    }
}

#[allow(deprecated)]
fn main() -> Result<(), SyncError> {
    let name = format!("ui-tests-defaults-in-place-{}", std::process::id());
    drop(Shared::<v1::Stats>::create_with(&name, |stats| stats.requests().add(7).map(drop))?);
    let stats = Shared::<Stats>::open(&name)?.load()?;
    Shared::<Stats>::unlink(&name)?;
    assert_eq!((stats.requests, stats.errors, stats.modes, stats.r#try), (7, 5, [Mode::Idle; 2], 0));

    drop(Shared::<v1::One>::create_with(&name, |one| one.former().add(7).map(drop))?);
    let one = Shared::<__Former1<u8, u32, 3>>::open(&name)?.load()?;
    Shared::<u8>::unlink(&name)?;
    assert_eq!((one.former, one.formers, one.nothing, one.odd), (7, [0; 3], PhantomData, Odd(3)));
    Ok(())
}
