//! Every mistake gets one error, at the right place, that says what to do; and these errors are as they were.
//!
//! The exact words are held against goldens, which hold for one version of the compiler. With any other version each
//! case must still fail, with the sentence that is marked in it. The run says which of the two it did.

use std::io::{self, Write as _};
use ui_tests::{Case, GOLDEN, Scratch, Tool, Verdict, cases, judge, table, version};

fn verdicts(name: &str, cases: &[Case]) -> io::Result<Vec<(String, Verdict)>> {
    let found = Scratch::with_runtime(name).compile(Tool::Check, cases)?;
    Ok(cases.iter().map(|case| (case.name.clone(), judge(case, &found[&case.name]))).collect())
}

/// Fails with a table of the rows that are not `good`. With a compiler that has other words, only the marked sentences
/// count, and the run says so.
fn hold(rows: &[(String, Verdict)], what: &str, good: impl Fn(Verdict) -> bool) -> io::Result<()> {
    let version = version()?;
    let golden = version == GOLDEN;
    let good = |verdict| if golden { good(verdict) } else { verdict.errors > 0 && verdict.fixed };
    let bad = rows.iter().filter(|(_, verdict)| !good(*verdict)).map(|(name, verdict)| (name.as_str(), *verdict));
    let bad: Vec<_> = bad.collect();
    assert!(bad.is_empty(), "\n{}", table(bad));
    let held = if golden { what } else { "each fails with its marked sentence" };
    tell(&format!("{} cases with rustc {version}: {held}", rows.len()))
}

/// Tells it past the test harness, which would keep it to itself.
fn tell(text: &str) -> io::Result<()> {
    writeln!(io::stderr().lock(), "ui-tests: {text}")
}

#[test]
fn every_mistake_gets_one_error_that_names_the_fix() -> io::Result<()> {
    let cases = cases("fail")?;
    assert!(cases.len() >= 45, "{} cases are not all", cases.len());
    hold(&verdicts("fail", &cases)?, "one mistake, one error each", Verdict::is_good)
}

#[test]
fn several_mistakes_get_that_many_errors() -> io::Result<()> {
    let cases = cases("several")?;
    assert!(cases.len() >= 5, "{} cases are not all", cases.len());
    let rows = verdicts("several", &cases)?;
    hold(&rows, "several mistakes, as many errors", |verdict| verdict.is_good() && verdict.mistakes > 1)
}

#[test]
fn the_compiler_adds_one_error_of_its_own_to_the_known_ones() -> io::Result<()> {
    let rows = verdicts("known", &cases("known")?)?;
    hold(&rows, "one error of ours, one of the compiler's own", |verdict| {
        verdict.errors == 2 && verdict.blamed && verdict.fixed
    })
}

#[test]
fn the_words_are_those_of_the_goldens() -> io::Result<()> {
    let version = version()?;
    if version != GOLDEN {
        return tell(&format!("goldens not compared: they are of rustc {GOLDEN}, and this is {version}"));
    }
    let trybuild = trybuild::TestCases::new();
    let mut compared = 0;
    for group in ["fail", "several", "known"] {
        trybuild.compile_fail(format!("cases/{group}/*.rs"));
        compared += cases(group)?.len();
    }
    trybuild.pass("cases/pass/*.rs");
    // It fails here if one of them differs.
    drop(trybuild);
    tell(&format!("{compared} goldens of rustc {GOLDEN} compared, word for word"))
}
