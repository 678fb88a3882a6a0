//! What is legal compiles without a word, whatever the lints.

use std::io;
use ui_tests::{Case, Scratch, Tool, cases};

fn silent(scratch: &str, tool: Tool, cases: &[Case]) -> io::Result<()> {
    let found = Scratch::with_runtime(scratch).compile(tool, cases)?;
    let said: Vec<_> = found.values().flatten().map(|diagnostic| diagnostic.rendered.as_str()).collect();
    assert!(said.is_empty(), "{}", said.concat());
    Ok(())
}

#[test]
fn legal_programs_are_met_in_silence() -> io::Result<()> {
    let cases = cases("pass")?;
    assert!(cases.len() >= 15, "{} cases are not all", cases.len());
    silent("pass", Tool::Check, &cases)
}

#[test]
fn strict_lints_and_pedantic_clippy_find_nothing() -> io::Result<()> {
    let mut cases = cases("pass")?;
    // The others have names and types that are chosen to be odd.
    cases.retain(|case| case.source.contains("![deny(warnings") || case.source.contains("![forbid("));
    assert!(!cases.is_empty());
    silent("strict", Tool::Clippy, &cases)
}
