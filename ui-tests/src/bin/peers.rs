//! Writes `PEERS.md`: the same five mistakes, and what three crates say to them.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};
use ui_tests::{Case, Diagnostic, Scratch, Tool, cases_in, version};

const MISTAKES: [(&str, &str); 5] = [
    ("text", "Text in a `String`"),
    ("reference", "A reference"),
    ("nested_struct", "A nested struct without the derive"),
    ("enum_with_data", "An enum with data"),
    ("parameter_without_bound", "A type parameter without its bound"),
];

const PEERS: [(&str, &str); 3] = [
    ("sync-runtime", ""),
    ("bytemuck", "bytemuck = { version = \"=1.25.2\", features = [\"derive\"] }\n"),
    ("zerocopy", "zerocopy = { version = \"=0.8.63\", features = [\"derive\"] }\n"),
];

fn main() -> io::Result<()> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = cases_in(&directory.join("peers"))?;
    let mut said = Vec::new();
    for (peer, dependency) in PEERS {
        let scratch = if dependency.is_empty() { Scratch::with_runtime(peer) } else { Scratch::new(peer, dependency) };
        let cases: Vec<Case> = all.iter().filter_map(|case| renamed(case, peer)).collect();
        said.push((peer, scratch.compile(Tool::Check, &cases)?, cases));
    }
    let mut text = format!(
        "# The same five mistakes, three crates\n\n\
         What `cargo run -p ui-tests --bin peers` saw with rustc {}, bytemuck 1.25.2 and zerocopy 0.8.63: all errors, \
         whole, but for the directories of the machine. Neither of the two was made for this. They look at bytes as \
         values, where sync-runtime copies values into cells, so they ask more of a type, and with two derives they ask \
         twice. But the question to a field's type is the same, and many structs in shared memory are made with them.\n\n\
         bytemuck wants `Copy` and `repr(C)`, so they are there. zerocopy gives type parameters their bounds itself, so \
         a missing one is no mistake there.\n\n| errors | {} |\n|---|{}\n",
        version()?,
        PEERS.map(|(peer, _)| peer).join(" | "),
        "---|".repeat(PEERS.len()),
    );
    // Writing to a `String` cannot fail.
    for (mistake, title) in MISTAKES {
        let counts = said.iter().map(|(_, found, _)| errors(&found[mistake]).count().to_string());
        let _ = writeln!(text, "| {title} | {} |", counts.collect::<Vec<_>>().join(" | "));
    }
    for (mistake, title) in MISTAKES {
        let _ = write!(text, "\n## {title}\n");
        for (peer, found, cases) in &said {
            let source = cases.iter().find(|case| case.name == mistake).map_or("", |case| case.source.as_str());
            let _ = write!(text, "\n### {peer}\n\n```rust\n{}```\n\n```text\n", source.replace("\nfn main() {}\n", ""));
            for error in errors(&found[mistake]) {
                text.push_str(&without_machine(&error.rendered));
            }
            text.truncate(text.trim_end().len());
            text.push_str("\n```\n");
        }
    }
    fs::write(directory.join("PEERS.md"), text)
}

fn errors(diagnostics: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    diagnostics.iter().filter(|diagnostic| diagnostic.level == "error")
}

/// `text.bytemuck` among the files is the case `text` of `bytemuck`.
fn renamed(case: &Case, peer: &str) -> Option<Case> {
    let name = case.name.strip_suffix(peer)?.strip_suffix('.')?.to_owned();
    Some(Case { name, ..case.clone() })
}

/// The same text without the directories of this machine.
fn without_machine(text: &str) -> String {
    let mut shown = String::new();
    for line in text.lines() {
        let short = match (line.split_once("--> "), line.split_once("::: ")) {
            (Some((indent, path)), _) => format!("{indent}--> {}", short(path)),
            (None, Some((indent, path))) => format!("{indent}::: {}", short(path)),
            (None, None) => line.to_owned(),
        };
        shown.push_str(&short);
        shown.push('\n');
    }
    shown
}

fn short(path: &str) -> &str {
    let source = path.rfind("/src/").or_else(|| path.rfind("/peers/"));
    let Some(end) = source else { return path };
    // From the package's own directory on, or from the file if it is one of ours.
    if path[end..].starts_with("/peers/") {
        return &path[end + "/peers/".len()..];
    }
    path[..end].rfind('/').map_or(path, |start| &path[start + 1..])
}
