//! What the tests share: names that nobody else uses, child processes, and a tracer that stops them
//! anywhere.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test fails by a panic"
)]

pub mod actor;
pub mod forged;
pub mod kind;
pub mod memory;
pub mod mixed;
pub mod mutexes;
pub mod name;
pub mod processors;
pub mod proof;
pub mod ptrace;
pub mod signals;
pub mod values;

pub use actor::Actor;
pub use forged::{At, Forged};
pub use kind::{kind, told};
pub use memory::Memory;
pub use name::Name;
pub use ptrace::{Stop, Traced};

/// A [`Command`](std::process::Command) for a program of this package, with its arguments:
/// `program!("actor", "hold", name)`.
#[macro_export]
macro_rules! program {
    ($program:literal $(, $argument:expr)* $(,)?) => {{
        #[allow(unused_mut, reason = "there may be no arguments")]
        let mut command = ::std::process::Command::new(env!(concat!("CARGO_BIN_EXE_", $program)));
        $(command.arg($argument);)*
        command
    }};
}
