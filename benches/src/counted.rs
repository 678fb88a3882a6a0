//! The main operations, each in a function of its own, so that their instructions can be counted
//! and looked at.

use crate::shapes::{Bytes, Eight, Histogram};
use std::hint::black_box;
use sync_runtime::{Shared, SharedLocked, SyncError, Timeout};

/// A struct as users write them: 64 bytes, some of them checked on the way out.
#[derive(SharedLocked, Debug)]
pub struct Stats {
    pub requests: u64,
    errors: u32,
    busy: bool,
    latency: [f64; 4],
    longest: Option<u64>,
}

impl Stats {
    pub const ZERO: Self = Self { requests: 0, errors: 0, busy: false, latency: [0.0; 4], longest: None };
}

/// 64 KiB that are changed where they are.
#[derive(SharedLocked, Debug)]
#[shared(in_place)]
pub struct Large {
    words: [u64; 4096],
    records: [[u64; 8]; 512],
}

type Done = Result<(), SyncError>;

#[inline(never)]
pub fn with_lock_8_bytes(shared: &Shared<u64>) -> Done {
    shared.with_lock(|value| *value += 1)
}

#[inline(never)]
pub fn with_lock_64_bytes(shared: &Shared<[u64; 8]>) -> Done {
    shared.with_lock(|value| value[0] += 1)
}

#[inline(never)]
pub fn with_lock_struct(shared: &Shared<Stats>) -> Done {
    shared.with_lock(|value| value.requests += 1)
}

#[inline(never)]
pub fn with_lock_1_kib(shared: &Shared<[u64; 128]>) -> Done {
    shared.with_lock(|value| value[0] += 1)
}

#[inline(never)]
pub fn get_lock_8_bytes(shared: &Shared<u64>) -> Done {
    *shared.get_lock()? += 1;
    Ok(())
}

#[inline(never)]
pub fn try_get_lock_8_bytes(shared: &Shared<u64>) -> Done {
    *shared.get_lock_within(Timeout::Try)? += 1;
    Ok(())
}

#[inline(never)]
pub fn store_8_bytes(shared: &Shared<u64>) -> Done {
    shared.store(black_box(7))
}

#[inline(never)]
pub fn load_8_bytes(shared: &Shared<u64>) -> Done {
    black_box(&shared.load()?);
    Ok(())
}

#[inline(never)]
pub fn load_64_bytes(shared: &Shared<[u64; 8]>) -> Done {
    black_box(&shared.load()?);
    Ok(())
}

#[inline(never)]
pub fn load_struct(shared: &Shared<Stats>) -> Done {
    black_box(&shared.load()?);
    Ok(())
}

#[inline(never)]
pub fn load_1_kib(shared: &Shared<[u64; 128]>) -> Done {
    black_box(&shared.load()?);
    Ok(())
}

#[inline(never)]
#[allow(clippy::unnecessary_wraps, reason = "called as the others are")]
pub fn notify_nobody(shared: &Shared<u64>) -> Done {
    shared.notify_one();
    Ok(())
}

#[inline(never)]
pub fn open_and_drop(name: &str) -> Done {
    Shared::<u64>::open(name).map(drop)
}

#[inline(never)]
pub fn load_bytes_struct(shared: &Shared<Bytes>) -> Done {
    black_box(&shared.load()?);
    Ok(())
}

#[inline(never)]
pub fn load_histogram(shared: &Shared<Histogram>) -> Done {
    black_box(&shared.load()?);
    Ok(())
}

#[inline(never)]
pub fn load_eight_numbers(shared: &Shared<Eight>) -> Done {
    black_box(&shared.load()?);
    Ok(())
}

#[inline(never)]
pub fn with_lock_bytes_struct(shared: &Shared<Bytes>) -> Done {
    shared.with_lock(|value| value.v[0] += 1)
}

#[inline(never)]
pub fn with_lock_histogram(shared: &Shared<Histogram>) -> Done {
    shared.with_lock(|value| value.n += 1)
}

#[inline(never)]
pub fn with_lock_eight_numbers(shared: &Shared<Eight>) -> Done {
    shared.with_lock(|value| value.a += 1)
}

#[inline(never)]
pub fn get_lock_1_kib(shared: &Shared<[u64; 128]>) -> Done {
    shared.get_lock()?[0] += 1;
    Ok(())
}

#[inline(never)]
pub fn with_lock_word_in_place(shared: &Shared<Large>) -> Done {
    shared.with_lock(|value| {
        let word = value.words().at(black_box(77))?;
        word.set(word.get() + 1);
        Ok(())
    })
}

#[inline(never)]
pub fn with_lock_16_words_in_place(shared: &Shared<Large>) -> Done {
    shared.with_lock(|value| {
        for index in 0..16 {
            let word = value.words().at(black_box(index * 250))?;
            word.set(word.get() + 1);
        }
        Ok(())
    })
}

#[inline(never)]
pub fn with_lock_record_in_place(shared: &Shared<Large>) -> Done {
    shared.with_lock(|value| {
        value.records().at(black_box(77))?.set([7; 8]);
        Ok(())
    })
}

#[inline(never)]
pub fn view_record_in_place(shared: &Shared<Large>) -> Done {
    black_box(&shared.view(|value| value.records().at(black_box(77))?.get())?);
    Ok(())
}
