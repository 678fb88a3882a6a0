//! The harnesses that try to tear, lose or block a shared value; and broken designs, to see that they can.

pub mod board;
pub mod broken;
pub mod fork;
pub mod hostile;
pub mod instructions;
pub mod private;
pub mod probe;
pub mod sample;
pub mod subject;
pub mod syscalls;
pub mod torture;
pub mod victim;

use std::process::Command;

/// Runs a proof: whether it says that all is well, and what it says besides. The last line is a summary.
#[must_use]
pub fn verdict(mut command: Command) -> (bool, String) {
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    // Anything but success and failure is a proof that broke down, which proves nothing.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {said}", output.status);
    println!("{said}");
    (output.status.success(), said.trim_end().to_owned())
}
