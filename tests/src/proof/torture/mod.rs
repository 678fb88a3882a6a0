//! Processes that move amounts between accounts, others that read, and a killer among them.

mod bank;
mod jobs;
mod killer;
mod people;
mod trade;
mod vault;

pub use bank::Bank;
pub use jobs::Claiming;
pub use killer::{Killer, Report};
pub use people::Banking;
pub use trade::{Ledgers, Trade};
pub use vault::Vault;

/// How many move amounts.
pub const WORKERS: usize = 6;

/// How many only read.
pub const READERS: usize = 2;

/// How a worker makes its moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// By the runtime's atomic read-modify-writes.
    Atomic,
    /// A mistake: by `load` and then `store`; in a table, by a claim that looks at a record without
    /// its lock alone; in place, without counting.
    LoadThenStore,
}
