//! What is legal compiles without a word, whatever the lints.

use std::io;
use ui_tests::{Scratch, Tool, cases};

#[test]
fn legal_programs_are_met_in_silence() -> io::Result<()> {
    let cases = cases("pass")?;
    assert!(cases.len() >= 15, "{} cases are not all", cases.len());
    let found = Scratch::with_runtime("pass").compile(Tool::Check, &cases)?;
    let said: Vec<_> = found.values().flatten().map(|diagnostic| diagnostic.rendered.as_str()).collect();
    assert!(said.is_empty(), "{}", said.concat());
    Ok(())
}
