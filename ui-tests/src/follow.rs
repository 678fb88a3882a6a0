//! Following the advice: for each mistake, the program in which exactly what the message says was
//! typed in. All of them are modules of one program, which is compiled once and runs them one after
//! the other.

use crate::{Case, Diagnostic, Scratch, cases};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::{fs, io};

/// What came of following the advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed {
    /// There is no such program.
    NotWritten,
    /// It differs from the mistaken one by nothing that the message says.
    NotAsTold,
    /// It does not compile: this is the error.
    Fails(String),
    /// It compiles; it opens what no other process has made, so it was not run.
    Compiles,
    /// It compiles and was run, to its end.
    Runs,
}

impl Followed {
    /// Whether the advice is good.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Compiles | Self::Runs)
    }
}

/// Compiles and runs what is in `cases/fixed`, for each of `mistaken`.
///
/// # Errors
///
/// Those of compiling; if the program that holds them all cannot be started.
pub fn follow(mistaken: &[Case]) -> io::Result<HashMap<String, Followed>> {
    let wanted = |fixed: &Case| mistaken.iter().any(|case| case.name == fixed.name);
    let fixed: Vec<_> = cases("fixed")?.into_iter().filter(wanted).collect();
    let mut found: HashMap<_, _> = mistaken.iter().map(|case| (case.name.clone(), Followed::NotWritten)).collect();
    let mut good: Vec<&Case> = fixed.iter().collect();
    // Where some do not compile, the others are tried again without them.
    let program = loop {
        let (source, starts) = together(&good);
        let (said, program) = Scratch::with_runtime("fixed").build(&source)?;
        let errors: Vec<&Diagnostic> = said.iter().filter(|diagnostic| diagnostic.level == "error").collect();
        if errors.is_empty() {
            break program;
        }
        let before = good.len();
        for error in errors {
            let at = starts.iter().rposition(|start| *start <= error.line).unwrap_or_default();
            let Some(name) = good.get(at).map(|case| case.name.clone()) else { continue };
            found.insert(name, Followed::Fails(error.rendered.clone()));
        }
        good.retain(|case| !matches!(found.get(&case.name), Some(Followed::Fails(_))));
        if good.len() == before || good.is_empty() {
            return Ok(found);
        }
    };
    let ran = run(&program)?;
    for case in good {
        let told =
            mistaken.iter().filter(|mistaken| mistaken.name == case.name).all(|mistaken| is_told(mistaken, case));
        let outcome = match ran.get(&case.name) {
            _ if !told => Followed::NotAsTold,
            None => Followed::Compiles,
            Some(code) if code == "ok" => Followed::Runs,
            Some(code) => Followed::Fails(format!("compiles, but ends with {code}\n")),
        };
        found.insert(case.name.clone(), outcome);
    }
    Ok(found)
}

/// All programs as one, and the lines at which each begins.
fn together(cases: &[&Case]) -> (String, Vec<usize>) {
    let mut text = "#![allow(dead_code, unused)]\n".to_owned();
    let mut starts = Vec::new();
    let name_of_run = |case: &Case| format!("{{}}-{}", case.name);
    // Writing to a `String` cannot fail.
    for case in cases {
        starts.push(text.lines().count() + 1);
        let _ = writeln!(
            text,
            "pub mod {} {{\n{}\npub(super) fn __run() -> impl ::std::process::Termination {{ main() }}\n}}",
            module(case),
            case.source.replace("\"stats\"", &format!("&crate::named({:?})", name_of_run(case))),
        );
    }
    text.push_str(
        "fn named(name: &str) -> String { name.replace(\"{}\", &format!(\"ui-tests-{}\", std::process::id())) }\n\
         fn told(name: &str, run: impl FnOnce() -> std::process::ExitCode + std::panic::UnwindSafe) {\n\
         let code = std::panic::catch_unwind(run);\n\
         let ok = matches!(&code, Ok(code) if *code == std::process::ExitCode::SUCCESS);\n\
         println!(\"ran {name} {}\", if ok { \"ok\" } else { \"an error\" });\n}\n\
         fn main() {\nuse std::process::Termination as _;\n",
    );
    for case in cases.iter().filter(|case| !opens_only(case)) {
        let _ = writeln!(text, "told({:?}, || {}::__run().report());", case.name, module(case));
    }
    text.push_str("}\n");
    (text, starts)
}

fn module(case: &Case) -> String {
    format!("case_{}", case.name)
}

/// Whether a program needs another process to have made what it opens.
fn opens_only(case: &Case) -> bool {
    ["open(\"", "inherit(", ".open("].iter().any(|call| case.source.contains(call))
}

/// Runs it, and says what came of each program in it.
fn run(program: &std::path::Path) -> io::Result<HashMap<String, String>> {
    let child = Command::new(program).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let prefix = format!("ui-tests-{}-", child.id());
    let output = child.wait_with_output()?;
    for entry in fs::read_dir("/dev/shm")?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            fs::remove_file(entry.path())?;
        }
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let said = text.lines().filter_map(|line| line.strip_prefix("ran ")?.split_once(' '));
    Ok(said.map(|(name, code)| (name.to_owned(), code.to_owned())).collect())
}

/// Whether `fixed` differs from `mistaken` by what the marks say: one of the pieces of code in the
/// advice is new there, or gone, or is there and the culprit is gone. `N` and `T` stand for
/// anything.
fn is_told(mistaken: &Case, fixed: &Case) -> bool {
    let code = |line: &'_ str| line.split("//").next().unwrap_or_default().to_owned();
    let bare = |case: &Case| squeeze(&case.source.lines().map(code).collect::<String>());
    let (before, after) = (bare(mistaken), bare(fixed));
    before != after
        && mistaken.marks.iter().all(|mark| {
            let pieces = mark.fix.split('`').skip(1).step_by(2).map(|piece| squeeze(&piece.replace('…', "N")));
            let pieces: Vec<_> = pieces.collect();
            // The signature of a function stands for one with any name.
            let named = |piece: &String| piece.starts_with("fn(") || piece.contains("::function");
            let culprit = squeeze(&mark.culprit);
            let gone = after.matches(&culprit).count() < before.matches(&culprit).count();
            let done = |piece: &String| {
                let now = count(&after, piece);
                now != count(&before, piece) || (gone && now > 0)
            };
            mark.own_words
                || pieces.is_empty()
                || pieces.iter().any(named)
                || mark.fix.starts_with("move")
                || pieces.iter().any(done)
        })
}

/// Without spaces.
fn squeeze(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// How often `piece` occurs in `text`, where an `N` or a `T` of its own stands for any name,
/// number or array.
fn count(text: &str, piece: &str) -> usize {
    let parts: Vec<_> = split_at_letters(piece);
    (0..text.len()).filter(|at| text.is_char_boundary(*at) && begins_with(&text[*at..], &parts)).count()
}

fn split_at_letters(piece: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, bytes) = (0, piece.as_bytes());
    let is_word = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    for at in 0..bytes.len() {
        if [b'N', b'T'].contains(&bytes[at]) && !is_word(at.checked_sub(1)) && !is_word(Some(at + 1)) {
            parts.push(&piece[start..at]);
            start = at + 1;
        }
    }
    parts.push(&piece[start..]);
    parts
}

fn begins_with(mut text: &str, parts: &[&str]) -> bool {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            let rest = match text.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
                Some((_, rest)) => rest,
                None => text.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_'),
            };
            if rest.len() == text.len() {
                return false;
            }
            text = rest;
        }
        let Some(rest) = text.strip_prefix(part) else { return false };
        text = rest;
    }
    true
}
