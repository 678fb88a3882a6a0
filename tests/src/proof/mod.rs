//! The harnesses that try to tear, lose or block a shared value; and broken designs, to see that
//! they can.

pub mod board;
pub mod broken;
pub mod broken_log;
pub mod fork;
mod forms;
pub mod hostile;
pub mod in_place;
pub mod instructions;
pub mod limits;
pub mod private;
pub mod probe;
pub mod sample;
pub mod scenes;
pub mod subject;
pub mod syscalls;
pub mod tabled;
pub mod torture;
mod traces;
pub mod victim;

use std::io::Write as _;
use std::process::Command;

/// Runs a proof: whether it says that all is well, and what it says besides. The last line is a
/// summary.
#[must_use]
pub fn verdict(mut command: Command) -> (bool, String) {
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    // Anything but success and failure is a proof that broke down, which proves nothing.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {said}", output.status);
    println!("{said}");
    (output.status.success(), said.trim_end().to_owned())
}

/// Plays a scene in a process of its own, and says so loudly if it is not permitted here.
pub fn play(mut command: Command) {
    let output = command.output().unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}: {said}{wrong}", output.status);
    if said.contains("not permitted") {
        #[allow(clippy::explicit_write, reason = "`eprintln!` is kept from sight when a test succeeds")]
        writeln!(std::io::stderr(), "NOT TESTED {command:?}: {said}").unwrap();
    } else {
        assert!(said.ends_with("played\n"), "{said}");
    }
}
