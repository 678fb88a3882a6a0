//! The goldens: what one version of the compiler says to each case, word for word.

use crate::{Case, Diagnostic};
use std::{env, fs, io};

/// Compares what was said to `case` with what is beside it in `.stderr`; with `BLESS=1`, writes it.
/// Returns what differs.
///
/// # Errors
///
/// Those of writing the golden.
pub fn compare(case: &Case, diagnostics: &[Diagnostic]) -> io::Result<Option<String>> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.level == "error");
    let said: String = errors.map(|error| without_machine(&error.rendered)).collect::<Vec<_>>().join("\n");
    let path = case.path.with_extension("stderr");
    let golden = fs::read_to_string(&path).unwrap_or_default();
    if golden == said {
        return Ok(None);
    }
    if env::var_os("BLESS").is_some() {
        fs::write(path, said)?;
        return Ok(None);
    }
    Ok(Some(format!("{}: expected\n{golden}\nbut it is\n{said}\n", case.name)))
}

/// The same text without the directories of this machine, and without where in the runtime a line
/// stands.
fn without_machine(text: &str) -> String {
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let workspace = cases.trim_end_matches("ui-tests/");
    let mut foreign = false;
    let mut shown = String::new();
    for line in text.trim_end().lines() {
        let body = line.trim_start();
        let arrow = ["--> ", "::: "].into_iter().find_map(|arrow| Some((arrow, body.strip_prefix(arrow)?)));
        if let Some((arrow, path)) = arrow {
            foreign = !path.starts_with(cases);
            let path = path.replace(cases, "").replace(workspace, "$WORKSPACE/");
            let path = if foreign { path.split(':').next().unwrap_or_default().to_owned() } else { path };
            shown.push_str("     ");
            shown.push_str(arrow);
            shown.push_str(&path);
        } else {
            let line = line.replace(cases, "").replace(workspace, "$WORKSPACE/");
            shown.push_str(&gutter(&line, foreign));
        }
        shown.truncate(shown.trim_end().len());
        shown.push('\n');
    }
    shown
}

/// A line with its gutter in one width, whatever the numbers; without numbers if it is `foreign`.
fn gutter(line: &str, foreign: bool) -> String {
    let body = line.trim_start();
    let rest = body.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = &body[..body.len() - rest.len()];
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let marked = ["|", "= ", "+", "-", "~"].iter().any(|mark| rest.starts_with(mark));
    if !marked || number.is_empty() && !line.starts_with(' ') {
        return line.to_owned();
    }
    format!("{:>4} {rest}", if foreign { "" } else { number })
}
