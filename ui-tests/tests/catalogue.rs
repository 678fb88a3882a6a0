//! Every mistake gets one error, at the right place, that says what to do and nothing of the
//! insides; what it says compiles when it is done; and these errors are as they were.
//!
//! The exact words are held against goldens, which hold for one version of the compiler. With any
//! other version the counts are held, by the sentences that are marked in the cases. The run says
//! which of the two it did.

use std::io::{self, Write as _};
use ui_tests::{Followed, GOLDEN, Scratch, Tool, all_mistakes, cases, compare, follow, judge, table, version};

/// Tells it past the test harness, which would keep it to itself.
fn tell(text: &str) -> io::Result<()> {
    writeln!(io::stderr().lock(), "ui-tests: {text}")
}

#[test]
fn every_mistake_gets_one_error_and_the_advice_in_it_works() -> io::Result<()> {
    let (all, several) = (all_mistakes()?, cases("several")?.len());
    assert!(all.len() >= 150 && several >= 6, "{} cases, {several} with several mistakes, are not all", all.len());
    let found = Scratch::with_runtime("fail").compile(Tool::Check, &all)?;
    let followed = follow(&all)?;
    let rows = all.iter().map(|case| (case.name.as_str(), judge(case, &found[&case.name]), &followed[&case.name]));
    let bad: Vec<_> =
        rows.clone().filter(|(_, verdict, followed)| !verdict.is_as_told() || !followed.is_good()).collect();
    let errors: String = bad
        .iter()
        .filter_map(|(_, _, followed)| if let Followed::Fails(error) = followed { Some(error.as_str()) } else { None })
        .collect();
    assert!(bad.is_empty(), "\n{}\n{errors}", table(bad));
    let known = rows.filter(|(_, verdict, _)| !verdict.is_good()).count();
    tell(&format!("{} cases, {known} of which say why they cannot be better", all.len()))?;
    // The words, in the same run: compiling is what takes the time.
    let version = version()?;
    if version != GOLDEN {
        return tell(&format!("goldens not compared: they are of rustc {GOLDEN}, and this is {version}"));
    }
    let mut different = String::new();
    for case in &all {
        different.extend(compare(case, &found[&case.name])?);
    }
    assert!(different.is_empty(), "{different}\nlook at it, then set BLESS=1");
    tell(&format!("{} goldens of rustc {GOLDEN} compared, word for word", all.len()))
}

#[test]
fn at_least_sixty_are_programs_as_users_write_them() -> io::Result<()> {
    let programs = all_mistakes()?.into_iter().filter(|case| case.source.contains("// A program")).count();
    assert!(programs >= 60, "{programs} programs");
    Ok(())
}

/// What depends on a parameter has no size before it is used, and `cargo check` does not use it: a
/// build refuses it, and shows each line.
#[test]
fn a_bare_array_that_is_too_large_is_refused_by_the_build_at_its_line() -> io::Result<()> {
    let calls = [
        "Shared::<Large>::open(\"stats\")",
        "Shared::<Large>::inherit(\"STATS\")",
        "Shared::<Large>::create(\"stats\", [0; 10_000])",
        "Shared::<Large>::open_or_create(\"stats\", [0; 10_000])",
        "Shared::<Large>::replace(\"stats\", [0; 10_000])",
        "Shared::anonymous([0_u64; 10_000])",
        "Shared::<Large>::options().open(\"stats\")",
        "Shared::<Large>::options().replace(\"stats\", [0; 10_000])",
        "Shared::<Large>::options().upgrade_from::<u64>(|_| [0; 10_000]).open(\"stats\")",
        "SharedReader::<Large>::open(\"stats\")",
        "SharedReader::<Large>::options().open(\"stats\")",
        "Table::<Large>::open(\"stats\")",
        "Table::<Large>::anonymous(4, |_| [0; 10_000])",
        "Table::<Large>::options().create(\"stats\", 4, |_| [0; 10_000])",
        "TableReader::<Large>::open(\"stats\")",
        "Shared::<Ring<10_000>>::open(\"stats\")",
        "Shared::<Channel<[u8; 4096], 16>>::open(\"stats\")",
    ];
    // A type of its own for each: what is refused once is not looked at again.
    let mut source = "use sync_runtime::{Channel, Shared, SharedLocked, SharedReader, Table, TableReader};\n\
                      #[derive(SharedLocked)]\nstruct Ring<const N: usize> { items: [u64; N] }\nfn main() {\n"
        .to_owned();
    source.extend((10_001..).zip(calls).map(|(length, call)| {
        let call = call.replace("Large", "[u64; 10_000]").replace("10_000", &length.to_string());
        format!("    drop({call});\n")
    }));
    source.push_str("}\n");
    let (said, _) = Scratch::with_runtime("large").build(&source)?;
    let said: String = said.iter().map(|diagnostic| diagnostic.rendered.as_str()).collect();
    assert!(said.contains("a shared value has at most 65536 bytes"), "{said}");
    // A queue has no `in_place`.
    assert!(said.contains("give a `Channel` fewer places, or smaller items"), "{said}");
    for (line, call) in (5..).zip(calls) {
        assert!(said.contains(&format!("program.rs:{line}:")), "{call}, in line {line}:\n{said}");
    }
    Ok(())
}
