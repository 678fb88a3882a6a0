//! Cases: programs with marked mistakes.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// A program, and the mistakes in it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The name of its file, which is the name of its mistake.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// What is in the file.
    pub source: String,
    /// The mistakes, in order.
    pub marks: Vec<Mark>,
    /// The edition that it is compiled in: `// edition 2015` in its first line, else 2024.
    pub edition: String,
    /// Why something of it cannot be better: `// known: …`.
    pub known: Option<String>,
}

impl Case {
    /// A case with this source.
    #[must_use]
    pub fn of_source(name: &str, path: PathBuf, source: String) -> Self {
        let edition =
            source.lines().next().and_then(|line| line.strip_prefix("// edition ")).unwrap_or("2024").to_owned();
        let known = source.lines().find_map(|line| line.strip_prefix("// known: ")).map(str::to_owned);
        Self { name: name.to_owned(), path, marks: marks(&source), edition, known, source }
    }
}

/// A marked mistake.
#[derive(Debug, Clone)]
pub struct Mark {
    /// What is wrong, as it stands in the source.
    pub culprit: String,
    /// What another version of the compiler points at.
    pub or_else: Option<String>,
    /// What the error must say to do; where no words of ours can stand, words of the compiler's
    /// own.
    pub fix: String,
    /// Whether these are the compiler's own words.
    pub own_words: bool,
}

/// The cases in `cases/<group>`, by name.
///
/// # Errors
///
/// Those of reading the files.
pub fn cases(group: &str) -> io::Result<Vec<Case>> {
    cases_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(group))
}

/// The cases in a directory, by name.
///
/// # Errors
///
/// Those of reading the files.
pub fn cases_in(directory: &Path) -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path)?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            cases.push(Case::of_source(&name, path, source));
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

fn marks(source: &str) -> Vec<Mark> {
    source.lines().filter_map(|line| mark(line.split_once("//~ ")?.1)).collect()
}

fn mark(text: &str) -> Option<Mark> {
    let (culprit, fix, own_words) = match text.split_once(" =! ") {
        Some((culprit, words)) => (culprit, words, true),
        None => text.split_once(" => ").map(|(culprit, fix)| (culprit, fix, false))?,
    };
    let (culprit, or_else) = match culprit.split_once(" or ") {
        Some((culprit, other)) => (culprit, Some(other.trim().to_owned())),
        None => (culprit, None),
    };
    Some(Mark { culprit: culprit.trim().into(), or_else, fix: fix.trim().into(), own_words })
}

/// Every case with a mistake in it.
///
/// # Errors
///
/// Those of reading the files.
pub fn all_mistakes() -> io::Result<Vec<Case>> {
    let mut all = cases("fail")?;
    all.extend(cases("several")?);
    Ok(all)
}
