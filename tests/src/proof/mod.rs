//! The harnesses that try to tear, lose or block a shared value; and broken designs, to see that they can.

pub mod board;
pub mod broken;
pub mod fork;
pub mod instructions;
pub mod private;
pub mod probe;
pub mod sample;
pub mod subject;
pub mod syscalls;
pub mod torture;
pub mod victim;
