//! What is legal compiles without a word, whatever the lints, and runs.

use std::io;
use std::process::Command;
use ui_tests::{Case, Scratch, Tool, cases};

fn silent(scratch: &Scratch, tool: Tool, cases: &[Case]) -> io::Result<()> {
    let found = scratch.compile(tool, cases)?;
    let said: Vec<_> = found.values().flatten().map(|diagnostic| diagnostic.rendered.as_str()).collect();
    assert!(said.is_empty(), "{}", said.concat());
    Ok(())
}

#[test]
fn legal_programs_are_met_in_silence_and_run() -> io::Result<()> {
    let cases = cases("pass")?;
    assert!(cases.len() >= 25, "{} cases are not all", cases.len());
    let scratch = Scratch::with_runtime("pass");
    silent(&scratch, Tool::Build, &cases)?;
    for case in &cases {
        let output = Command::new(scratch.program(&case.name)).output()?;
        assert!(output.status.success(), "{}: {}", case.name, String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

#[test]
fn strict_lints_and_pedantic_clippy_find_nothing() -> io::Result<()> {
    let mut cases = cases("pass")?;
    // The others have names and types that are chosen to be odd.
    cases.retain(|case| case.source.contains("![deny(warnings") || case.source.contains("![forbid("));
    assert!(!cases.is_empty());
    silent(&Scratch::with_runtime("strict"), Tool::Clippy, &cases)
}
