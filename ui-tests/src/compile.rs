//! Compiling cases, each as a program of its own in one scratch package, and reading what the compiler says.

use crate::Case;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

/// One error or warning.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// `error` or `warning`.
    pub level: String,
    /// All of it, as it is shown on a terminal.
    pub rendered: String,
    /// What it says, without the source that it shows.
    pub words: String,
    /// The source text that it points at.
    pub culprits: Vec<String>,
}

/// What compiles.
#[derive(Debug, Clone, Copy)]
pub enum Tool {
    /// `cargo check`
    Check,
    /// `cargo clippy`
    Clippy,
}

/// A package that is made for compiling cases.
#[derive(Debug)]
pub struct Scratch {
    directory: PathBuf,
    dependencies: String,
}

/// Where scratch packages may be: below the directory that this program was built into.
#[must_use]
pub fn scratch_directory() -> PathBuf {
    let exe = env::current_exe().unwrap_or_default();
    let target = exe.ancestors().find(|directory| directory.join("CACHEDIR.TAG").exists());
    target.map_or_else(env::temp_dir, Path::to_path_buf).join("ui-tests")
}

impl Scratch {
    /// A package called `name` in which the cases can use `dependencies`, a part of a manifest.
    #[must_use]
    pub fn new(name: &str, dependencies: &str) -> Self {
        Self { directory: scratch_directory().join(name), dependencies: dependencies.into() }
    }

    /// A package in which the cases can use `sync-runtime`, under its own name and renamed.
    #[must_use]
    pub fn with_runtime(name: &str) -> Self {
        let runtime = workspace().join("sync-runtime");
        let path = runtime.display();
        Self::new(
            name,
            &format!(
                "sync-runtime = {{ path = {path:?}, features = [\"arrayvec\"] }}\narrayvec = {{ version = \"0.7\", default-features = false }}\n",
                path = path.to_string()
            ),
        )
    }

    /// Compiles `cases`, and returns what the compiler says to each.
    ///
    /// # Errors
    ///
    /// Those of writing the package and of starting the compiler; [`io::ErrorKind::Other`] if a case was not compiled, as
    /// where what it depends on has errors.
    pub fn compile(&self, tool: Tool, cases: &[Case]) -> io::Result<HashMap<String, Vec<Diagnostic>>> {
        fs::create_dir_all(&self.directory)?;
        fs::write(self.directory.join("Cargo.toml"), self.manifest(cases))?;
        // The versions that the workspace has been tested with.
        fs::copy(workspace().join("Cargo.lock"), self.directory.join("Cargo.lock"))?;
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.arg(match tool {
            Tool::Check => "check",
            Tool::Clippy => "clippy",
        });
        cargo.args(["--quiet", "--message-format=json", "--keep-going", "--bins"]);
        // One for all packages: what they have in common is built once.
        cargo.arg("--target-dir").arg(scratch_directory().join("target"));
        // As it is by default: it decides whether the compiler takes two errors for the same.
        let output = cargo
            .current_dir(&self.directory)
            .env_remove("RUSTFLAGS")
            .env("CARGO_INCREMENTAL", "1")
            .stderr(Stdio::piped())
            .output()?;
        let mut found: HashMap<_, Vec<_>> = cases.iter().map(|case| (case.name.clone(), Vec::new())).collect();
        let mut compiled = HashSet::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            let Some(case) = cases.iter().find(|case| message["target"]["name"] == *case.name) else { continue };
            compiled.insert(&case.name);
            if let Some(diagnostic) = diagnostic(&message["message"], case) {
                found.entry(case.name.clone()).or_default().push(diagnostic);
            }
        }
        // Silence about what was never looked at would pass for praise.
        if compiled.len() < cases.len() || cases.is_empty() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(found)
    }

    fn manifest(&self, cases: &[Case]) -> String {
        let mut text = format!(
            "[package]\nname = \"scratch\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautobins = false\n\n\
             [workspace]\n\n[dependencies]\n{}",
            self.dependencies
        );
        for Case { name, path, .. } in cases {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "\n[[bin]]\nname = {name:?}\npath = {:?}\n", path.display().to_string());
        }
        text
    }
}

/// Nothing for messages without a place, such as "aborting due to 1 previous error".
fn diagnostic(message: &Value, case: &Case) -> Option<Diagnostic> {
    let spans = message["spans"].as_array().filter(|spans| !spans.is_empty())?;
    let culprits = spans.iter().filter(|span| span["is_primary"] == true).map(|span| {
        let bound = |key: &str| usize::try_from(span[key].as_u64().unwrap_or_default()).unwrap_or_default();
        case.source.get(bound("byte_start")..bound("byte_end")).unwrap_or_default().to_owned()
    });
    let mut words = String::new();
    collect_words(message, &mut words);
    Some(Diagnostic {
        words,
        level: message["level"].as_str()?.to_owned(),
        rendered: message["rendered"].as_str().unwrap_or_default().to_owned(),
        culprits: culprits.collect(),
    })
}

/// The message, the labels, and those of all notes and helps.
fn collect_words(message: &Value, words: &mut String) {
    let list = |key: &str| message[key].as_array().into_iter().flatten();
    let labels = list("spans").filter_map(|span| span["label"].as_str());
    for text in message["message"].as_str().into_iter().chain(labels) {
        words.push_str(text);
        words.push('\n');
    }
    list("children").for_each(|child| collect_words(child, words));
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("/"))
}
