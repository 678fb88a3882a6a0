//! `iceoryx2-bb-posix`: its `Mutex`, process-shared and robust, with the value in its handle.

extern crate iceoryx2_bb_loggers;

use super::{Guarded, Words};
use crate::area;
use iceoryx2_bb_posix::clock::ClockType;
use iceoryx2_bb_posix::mutex::{
    Handle as _, Mutex, MutexBuilder, MutexHandle, MutexThreadTerminationBehavior, MutexType,
};
use std::time::Duration;

pub fn locked<V: Words>() -> Mutex<'static, 'static, V> {
    MutexBuilder::new()
        .clock_type(ClockType::Monotonic)
        .is_interprocess_capable(true)
        .mutex_type(MutexType::Normal)
        .thread_termination_behavior(MutexThreadTerminationBehavior::ReleaseWhenLocked)
        .create(V::ZERO, area::share(MutexHandle::<V>::new()))
        .expect("an iceoryx2 mutex")
}

pub struct Untimed<V: Words>(pub Mutex<'static, 'static, V>);

impl<V: Words> Guarded for Untimed<V> {
    type Value = V;

    fn with<R>(&self, section: impl FnOnce(&mut V) -> R) -> R {
        section(&mut self.0.lock().expect("lock"))
    }
}

pub struct Timed<V: Words>(pub Mutex<'static, 'static, V>);

impl<V: Words> Guarded for Timed<V> {
    type Value = V;

    fn with<R>(&self, section: impl FnOnce(&mut V) -> R) -> R {
        let guard = self.0.timed_lock(Duration::from_secs(1)).expect("timed_lock");
        section(&mut guard.expect("the lock within a second"))
    }
}
