//! Semaphores, events, barriers and the like, for processes that may be killed at any instruction.
//!
//! Each is a plain value with a lock and a condition, as any shared struct: so it is crash-atomic
//! because every shared value is. What a process holds is written down with the process in the same
//! commit, so that it can be taken back from a process that died.

mod barrier;
mod channel;
mod condition;
mod event;
mod holders;
mod inner;
mod latch;
mod later;
mod once;
mod rw_lock;
mod semaphore;
mod unshared;

pub use barrier::Barrier;
pub use channel::{Channel, SendError};
pub use condition::Condition;
pub use event::Event;
pub use latch::Latch;
pub use once::Once;
pub use rw_lock::{ReadPermit, RwLock, WritePermit};
pub use semaphore::{Permit, Semaphore};
pub use unshared::IsShared;

/// The processes that one of these remembers at the same time, where nothing else is said.
const PROCESSES: usize = 64;
