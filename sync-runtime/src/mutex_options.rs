//! What kind of mutex to make.

/// What kind of mutex [`Mutex::initialize`](crate::Mutex::initialize) makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is an attribute of its own in POSIX")]
pub struct MutexOptions {
    /// Whether other processes may use it (`PTHREAD_PROCESS_SHARED`). Default: true.
    pub shared: bool,
    /// Whether its owner may acquire it again, to release it as often (`PTHREAD_MUTEX_RECURSIVE`).
    /// If not, that is [`Deadlock`](crate::SyncError::Deadlock). Default: true.
    pub recursive: bool,
    /// Whether it survives its owner's death (`PTHREAD_MUTEX_ROBUST`). One that inherits priorities
    /// always does. Default: true.
    pub robust: bool,
    /// Whether its owner runs at the priority of the highest waiter (`PTHREAD_PRIO_INHERIT`). Under
    /// contention such a mutex is many times slower. It cannot be recursive. Default: false.
    pub priority_inherit: bool,
}

impl Default for MutexOptions {
    fn default() -> Self {
        Self { shared: true, recursive: true, robust: true, priority_inherit: false }
    }
}
