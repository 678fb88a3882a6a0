//! Options that are right by themselves, and not together.

use super::{Lock, Reader};

impl Reader<'_, '_> {
    /// Options of which each is right and both together are not. The later one is blamed.
    pub(super) fn contradictions(&mut self) {
        let find = |name: &str| self.seen.iter().position(|key| *key == name);
        if let (Some(never), Some(milliseconds)) = (find("timeout"), find("timeout_ms")) {
            let later = self.seen[never.max(milliseconds)];
            self.mistakes.blame(later, "`timeout` and `timeout_ms` contradict each other: keep one of them");
        }
        if self.options.lock == Lock::Recursive
            && let (Some(lock), Some(inherit)) = (find("lock"), find("priority_inherit"))
        {
            self.mistakes.blame(
                self.seen[lock.max(inherit)],
                "`priority_inherit` and `lock = recursive` exclude each other: the C library aborts the process where \
                 such mutexes deadlock; keep one of them",
            );
        }
        if let (Some(lock), Some(in_place)) = (find("lock"), find("in_place")) {
            let kind = match self.options.lock {
                Lock::Mutex => None,
                Lock::Recursive => Some(("recursive", "a value that is changed in place is locked once by a thread")),
                Lock::None => Some(("none", "a value that is changed in place has a lock")),
            };
            if let Some((kind, reason)) = kind {
                let message = format!("{reason}: remove `lock = {kind}` or `in_place`");
                self.mistakes.blame(self.seen[lock.max(in_place)], message);
                return;
            }
        }
        if self.options.lock == Lock::None {
            if let Some(index) = find("validate") {
                self.mistakes.blame(
                    self.seen[index],
                    "`validate` sees all fields, and without a lock they change one by one: remove `lock = none`, or put \
                     this above a field",
                );
            }
            for name in ["timeout_ms", "timeout", "priority_inherit"] {
                if let Some(index) = find(name) {
                    self.mistakes.blame(
                        self.seen[index],
                        format!("`{name}` is about a lock, and `lock = none` leaves it out: remove one of them"),
                    );
                }
            }
        }
    }
}
