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

/// The rows that are not `good`, as a table. With a compiler that has other words, only the marked sentences count.
fn disappointing(rows: &[(String, Verdict)], good: impl Fn(Verdict) -> bool) -> io::Result<String> {
    let golden = version()? == GOLDEN;
    let good = |verdict| if golden { good(verdict) } else { verdict.errors > 0 && verdict.fixed };
    let bad = rows.iter().filter(|(_, verdict)| !good(*verdict)).map(|(name, verdict)| (name.as_str(), *verdict));
    let bad: Vec<_> = bad.collect();
    Ok(if bad.is_empty() { String::new() } else { table(bad) })
}

/// Tells it past the test harness, which would keep it to itself.
fn tell(text: &str) -> io::Result<()> {
    writeln!(io::stderr().lock(), "ui-tests: {text}")
}

#[test]
fn every_mistake_gets_one_error_that_names_the_fix() -> io::Result<()> {
    let cases = cases("fail")?;
    assert!(cases.len() >= 45, "{} cases are not all", cases.len());
    let rows = verdicts("fail", &cases)?;
    assert_eq!(disappointing(&rows, Verdict::is_good)?, "");
    tell(&format!("{} mistakes, one error each", rows.len()))
}

#[test]
fn several_mistakes_get_that_many_errors() -> io::Result<()> {
    let cases = cases("several")?;
    assert!(cases.len() >= 5, "{} cases are not all", cases.len());
    let rows = verdicts("several", &cases)?;
    assert_eq!(disappointing(&rows, |verdict| verdict.is_good() && verdict.mistakes > 1)?, "");
    tell(&format!("{} structs with several mistakes, as many errors as mistakes", rows.len()))
}

#[test]
fn the_compiler_adds_one_error_of_its_own_to_the_known_ones() -> io::Result<()> {
    let rows = verdicts("known", &cases("known")?)?;
    assert_eq!(disappointing(&rows, |verdict| verdict.errors == 2 && verdict.blamed && verdict.fixed)?, "");
    tell(&format!("{} mistakes of which the compiler says something besides", rows.len()))
}

#[test]
fn the_words_are_those_of_the_goldens() -> io::Result<()> {
    let version = version()?;
    if version != GOLDEN {
        return tell(&format!(
            "this is rustc {version}, the goldens are of {GOLDEN}: only the marked sentences were checked"
        ));
    }
    let trybuild = trybuild::TestCases::new();
    let mut checked = 0;
    for group in ["fail", "several", "known"] {
        trybuild.compile_fail(format!("cases/{group}/*.rs"));
        checked += cases(group)?.len();
    }
    trybuild.pass("cases/pass/*.rs");
    tell(&format!("this is rustc {version}: {checked} goldens were compared, word for word"))
}
