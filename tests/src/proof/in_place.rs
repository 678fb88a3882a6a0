//! Values that are changed in place, put to the proof: much is changed at once, and little of much.

use super::subject::{Operation, Seen, Subject};
use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;
use sync_runtime::{Holding, Shared, SharedLocked, SyncError, Timeout, View, Writing};

/// The words of a value of 1 MiB.
pub const WIDE: usize = 1 << 17;

/// The words of a value whose whole array is changed: more than what is left to the next writer.
pub const FRAME: usize = 1 << 13;

/// The words of a value whose log has room for 64 ranges, as that of every value up to 256 KiB.
pub const MIDDLE: usize = 1 << 12;

/// The words of a small value.
pub const SMALL: usize = 1 << 10;

/// A value: all the words that a change touches are equal to `round`, and all others are 0.
#[derive(SharedLocked)]
#[shared(in_place)]
struct Value<const N: usize> {
    /// How often something was committed.
    number: u64,
    round: u64,
    words: [u64; N],
}

/// What a change touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// One word.
    Word,
    /// 64 words, far from each other.
    Scattered,
    /// More ranges than the log has room for, which are joined three times.
    ManyRanges,
    /// All words, in one piece.
    Array,
}

impl Touch {
    /// What the tables call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Word => "1 word",
            Self::Scattered => "64 words",
            Self::ManyRanges => "150 ranges",
            Self::Array => "all in one piece",
        }
    }

    /// At how many instructions a change is tried that has too many to try them all.
    #[must_use]
    pub fn samples(self) -> Option<usize> {
        match self {
            Self::Word => None,
            Self::Scattered | Self::Array | Self::ManyRanges => Some(60),
        }
    }

    /// Which of `len` words, for all but `Array`.
    fn indices(self, len: usize) -> impl Iterator<Item = usize> {
        let count = match self {
            Self::Word => 1,
            Self::Scattered => 64,
            Self::ManyRanges => 150,
            Self::Array => 0,
        };
        let apart = len / (count + 1);
        (0..count).map(move |index| index * apart + 5)
    }
}

/// A value that is changed in place.
pub struct InPlace<const N: usize> {
    shared: Shared<Value<N>>,
    touch: Touch,
}

impl<const N: usize> InPlace<N> {
    /// A new one, number 0.
    #[must_use]
    pub fn new(touch: Touch) -> Self {
        Self { shared: Shared::anonymous_with(|_| Ok(())).unwrap(), touch }
    }

    /// The words that a change touches, and the numbers.
    fn change(&self, view: View<'_, Value<N>, Writing<'_>>) -> Result<(), SyncError> {
        let round = view.round().get() + 1;
        view.round().set(round);
        if self.touch == Touch::Array {
            view.words().fill(round);
        }
        for index in self.touch.indices(N) {
            view.words().at(index)?.set(round);
        }
        view.number().set(view.number().get() + 1);
        Ok(())
    }

    /// Changes nothing but the number: what was not copied to the other slot before shows after it.
    fn count(&self, patience: Duration) -> Result<u64, SyncError> {
        self.shared.with_lock_within(patience, |view| {
            let number = view.number().get() + 1;
            view.number().set(number);
            Ok(number)
        })
    }

    /// Every word, of one version.
    fn all(&self) -> Seen {
        let Ok(value) = self.shared.load() else { return Seen::Torn };
        let mut expected = vec![0; N];
        if self.touch == Touch::Array {
            expected.fill(value.round);
        }
        self.touch.indices(N).for_each(|index| expected[index] = value.round);
        if expected == value.words { Seen::Whole(value.number) } else { Seen::Torn }
    }

    /// Whether all of both slots is as it should be: each of two commits more shows another one.
    fn both_slots_are_whole(&self, number: u64) -> bool {
        (0..3).all(|more| {
            let is_whole = self.all() == Seen::Whole(number + more) && self.shared.version() == number + more;
            is_whole && (more == 2 || self.count(Duration::from_secs(1)).is_ok())
        })
    }
}

impl<const N: usize> Subject for InPlace<N> {
    fn value(&self) -> &'static str {
        self.touch.name()
    }

    /// A few words of a view, as a reader sees them who is overtaken between any two of them.
    fn load(&self) -> Seen {
        let seen = self.shared.view(|view| {
            let (number, round) = (view.number().get()?, view.round().get()?);
            let mut is_whole = true;
            for index in self.touch.indices(N).take(3).chain((self.touch == Touch::Array).then_some(N - 1)) {
                is_whole &= view.words().at(index)?.get()? == round;
            }
            Ok((number, is_whole))
        });
        match seen {
            Ok((number, true)) => Seen::Whole(number),
            _ => Seen::Torn,
        }
    }

    fn next(&self, patience: Duration) -> Seen {
        match self.count(patience) {
            Ok(number) if self.all() == Seen::Whole(number) => Seen::Whole(number),
            Ok(_) => Seen::Torn,
            Err(_) => Seen::Hung,
        }
    }

    fn operate(&self, operation: Operation, _: u64) {
        match operation {
            Operation::WithLock | Operation::AfterDeath | Operation::AfterCommit => {
                self.shared.with_lock(|view| self.change(view)).unwrap();
            }
            Operation::Guard => {
                let guard = self.shared.get_lock().unwrap();
                self.change(guard.view()).unwrap();
            }
            Operation::GuardCommit => {
                let mut guard = self.shared.get_lock().unwrap();
                self.change(guard.view()).unwrap();
                guard.commit().unwrap();
                self.change(guard.view()).unwrap();
                guard.roll_back();
            }
            Operation::RollBack => {
                self.shared
                    .transact(|view| {
                        self.change(view).unwrap();
                        Err::<(), ()>(())
                    })
                    .unwrap_err();
            }
            Operation::Panic => {
                let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
                    self.shared.with_lock(|view| {
                        self.change(view)?;
                        panic::resume_unwind(Box::new(()));
                        #[allow(unreachable_code, reason = "says what the closure returns")]
                        Ok(())
                    })
                }));
                assert!(panicked.is_err());
            }
            Operation::Wait => {
                let mut guard = self.shared.get_lock().unwrap();
                self.change(guard.view()).unwrap();
                assert!(!guard.wait(Timeout::After(Duration::ZERO)).unwrap(), "nobody notifies");
            }
            other => unreachable!("{other:?} is none of a value that is changed in place"),
        }
    }

    /// It dies with its whole change made, and not committed.
    fn hold(&self) {
        let guard = self.shared.get_lock().unwrap();
        self.change(guard.view()).unwrap();
        std::mem::forget(guard);
    }

    fn commits(&self) -> u64 {
        self.shared.version()
    }

    fn agrees(&self, number: u64) -> bool {
        self.both_slots_are_whole(number)
    }
}

/// Six pages of it, twice and its log: eleven or twelve.
const WORDS_OF_LARGE: usize = 2560;

/// A value of many pages, all of whose words are equal.
#[derive(SharedLocked)]
#[shared(in_place)]
pub(crate) struct Large {
    number: u64,
    words: [u64; WORDS_OF_LARGE],
}

impl Large {
    /// Makes all words `number`.
    #[allow(clippy::unnecessary_wraps, reason = "what `with_lock` and `create_with` take")]
    pub(crate) fn fill(view: View<'_, Self, Writing<'_>>, number: u64) -> Result<(), SyncError> {
        view.number().set(number);
        view.words().fill(number);
        Ok(())
    }

    /// Whether it is a value that was made so.
    pub(crate) fn is_whole(&self) -> bool {
        self.number != 0 && self.words.iter().all(|word| *word == self.number)
    }
}

/// What a [`Large`] is before an upgrade: half of it.
#[derive(SharedLocked)]
#[shared(in_place)]
pub(crate) struct FormerLarge {
    words: [u64; WORDS_OF_LARGE / 2],
    number: u64,
}

impl FormerLarge {
    /// Makes all words 1.
    #[allow(clippy::unnecessary_wraps, reason = "what `create_with` takes")]
    pub(crate) fn begin(view: View<'_, Self, Writing<'_>>) -> Result<(), SyncError> {
        view.number().set(1);
        view.words().fill(1);
        Ok(())
    }

    /// Whether it is as it was made.
    pub(crate) fn is_whole(&self) -> bool {
        self.number == 1 && self.words.iter().all(|word| *word == 1)
    }

    /// Makes a whole one of it.
    pub(crate) fn upgrade(
        former: View<'_, Self, Holding<'_>>,
        new: View<'_, Large, Writing<'_>>,
    ) -> Result<(), SyncError> {
        new.number().copy_from(former.number())?;
        new.words().range(..WORDS_OF_LARGE / 2)?.copy_from(former.words().as_slice())?;
        new.words().range(WORDS_OF_LARGE / 2..)?.fill(former.number().get());
        Ok(())
    }
}
