//! Mutexes for the threads of one process: no rivals for several, but what one would have there.

use super::{Guarded, Words};

pub struct Std<V>(std::sync::Mutex<V>);

impl<V: Words> Std<V> {
    pub fn new() -> Self {
        Self(std::sync::Mutex::new(V::ZERO))
    }
}

impl<V: Words> Guarded for Std<V> {
    type Value = V;

    fn with<R>(&self, section: impl FnOnce(&mut V) -> R) -> R {
        section(&mut self.0.lock().expect("lock"))
    }
}

pub struct ParkingLot<V>(parking_lot::Mutex<V>);

impl<V: Words> ParkingLot<V> {
    pub fn new() -> Self {
        Self(parking_lot::Mutex::new(V::ZERO))
    }
}

impl<V: Words> Guarded for ParkingLot<V> {
    type Value = V;

    fn with<R>(&self, section: impl FnOnce(&mut V) -> R) -> R {
        section(&mut self.0.lock())
    }
}
