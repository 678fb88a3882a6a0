//! A value in place and a plain struct, which are changed alike.

use super::changes::Changing;
use rand::{Rng as _, rngs::SmallRng};
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use sync_runtime::{LockedInPlace, SharedInPlace, SyncError, Timeout, TransactError};

/// A struct of which parts are changed at random.
pub trait Changed: SharedInPlace + Clone + PartialEq + Debug {
    /// Makes one change, or looks at one part.
    ///
    /// # Errors
    ///
    /// Those of a view. There are none.
    fn change(view: Changing<'_, '_, Self>, plain: &mut Self, random: &mut SmallRng) -> Result<(), SyncError>;
}

/// A moment within a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A change was made, and not committed.
    Changed,
    /// All changes were committed.
    Committed,
}

/// A value in place, and plain structs that are what it has to be.
#[derive(Debug)]
pub struct Both<'a, T: Changed> {
    place: &'a LockedInPlace<T>,
    committed: Box<T>,
    working: Box<T>,
}

impl<'a, T: Changed> Both<'a, T> {
    /// Of a value as it is.
    #[must_use]
    pub fn new(place: &'a LockedInPlace<T>) -> Self {
        let committed = place.load().unwrap();
        Self { place, working: committed.clone(), committed }
    }

    /// What was committed last.
    #[must_use]
    pub fn committed(&self) -> &T {
        &self.committed
    }

    /// Changes the value in a section that ends in one of the ways there are. `see` is called at
    /// each moment, with what was committed last.
    pub fn section(&mut self, random: &mut SmallRng, see: &mut dyn FnMut(Moment, &T)) {
        let place = self.place;
        match random.random_range(0..6) {
            0 | 1 => {
                place.with_lock(|view| self.change(view, random, see)).unwrap();
                self.commit(see);
            }
            2 => {
                let refused = place.transact(|view| self.change(view, random, see).map_or(Ok(()), |()| Err("refused")));
                assert!(matches!(refused, Err(TransactError::Aborted("refused"))));
            }
            3 => {
                let panics = |view: Changing<'_, '_, T>| -> Result<(), SyncError> {
                    self.change(view, random, see)?;
                    resume_unwind(Box::new("a panic in a section"))
                };
                assert!(catch_unwind(AssertUnwindSafe(|| place.with_lock(panics))).is_err());
            }
            ending => {
                let mut guard = place.get_lock().unwrap();
                for _ in 0..random.random_range(0..4) {
                    self.change(guard.view(), random, see).unwrap();
                    if random.random() {
                        guard.commit().unwrap();
                    } else {
                        assert!(!guard.wait(Timeout::Try).unwrap());
                    }
                    self.commit(see);
                }
                self.change(guard.view(), random, see).unwrap();
                if ending == 4 {
                    guard.roll_back();
                } else {
                    drop(guard);
                    self.commit(see);
                }
            }
        }
        self.working.clone_from(&self.committed);
    }

    fn change(
        &mut self,
        view: Changing<'_, '_, T>,
        random: &mut SmallRng,
        see: &mut dyn FnMut(Moment, &T),
    ) -> Result<(), SyncError> {
        let most = [1, 1, 12][random.random_range(0..3)];
        for _ in 0..random.random_range(0..=most) {
            T::change(view, &mut self.working, random)?;
            see(Moment::Changed, &self.committed);
        }
        Ok(())
    }

    fn commit(&mut self, see: &mut dyn FnMut(Moment, &T)) {
        self.committed.clone_from(&self.working);
        see(Moment::Committed, &self.committed);
    }
}
