//! Compiling cases, each as a program of its own in one scratch package, and reading what the
//! compiler says.

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
    /// The line of that.
    pub line: usize,
}

/// What compiles.
#[derive(Debug, Clone, Copy)]
pub enum Tool {
    /// `cargo check`
    Check,
    /// `cargo clippy`
    Clippy,
    /// `cargo build`
    Build,
}

/// A package that is made for compiling cases.
#[derive(Debug)]
pub struct Scratch {
    directory: PathBuf,
    dependencies: String,
    facade: Option<Facade>,
}

/// The other crate, `facade/lib.rs`, with a manifest that knows where everything is.
#[derive(Debug)]
struct Facade {
    directory: PathBuf,
    dependencies: String,
}

impl Facade {
    fn write(&self) -> io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("facade/lib.rs");
        let manifest = format!(
            "[package]\nname = \"facade\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = {:?}\n\n\
             [workspace]\n\n[dependencies]\n{}",
            source.display().to_string(),
            self.dependencies
        );
        write_if_new(&self.directory.join("Cargo.toml"), &manifest)
    }
}

/// Cargo takes a file that was written anew for a changed one.
fn write_if_new(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) { Ok(()) } else { fs::write(path, text) }
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
        Self { directory: scratch_directory().join(name), dependencies: dependencies.into(), facade: None }
    }

    /// A package in which the cases can use `sync-runtime`, under its own name and renamed.
    #[must_use]
    pub fn with_runtime(name: &str) -> Self {
        let runtime = workspace().join("sync-runtime");
        let facade = scratch_directory().join("facade");
        let dependencies = format!(
            "sync-runtime = {{ path = {:?}, features = [\"arrayvec\"] }}\narrayvec = {{ version = \"0.7\", \
             default-features = false }}\n",
            runtime.display().to_string()
        );
        let facade = Facade { directory: facade, dependencies: dependencies.clone() };
        Self { facade: Some(facade), ..Self::new(name, &dependencies) }
    }

    /// Compiles `cases`, and returns what the compiler says to each.
    ///
    /// # Errors
    ///
    /// Those of writing the package and of starting the compiler; [`io::ErrorKind::Other`] if a
    /// case was not compiled, as where what it depends on has errors.
    pub fn compile(&self, tool: Tool, cases: &[Case]) -> io::Result<HashMap<String, Vec<Diagnostic>>> {
        self.prepare(cases)?;
        let mut cargo = Self::cargo();
        cargo.arg(match tool {
            Tool::Check => "check",
            Tool::Clippy => "clippy",
            Tool::Build => "build",
        });
        cargo.args(["--quiet", "--message-format=json", "--keep-going", "--bins"]);
        let output = cargo.current_dir(&self.directory).stderr(Stdio::piped()).output()?;
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

    /// Writes the package.
    fn prepare(&self, cases: &[Case]) -> io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        if let Some(facade) = &self.facade {
            facade.write()?;
        }
        write_if_new(&self.directory.join("Cargo.toml"), &self.manifest(cases))?;
        // The versions that the workspace has been tested with.
        fs::copy(workspace().join("Cargo.lock"), self.directory.join("Cargo.lock")).map(drop)
    }

    /// Where a case is that was [built](Tool::Build).
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        scratch_directory().join("target/debug").join(name)
    }

    fn cargo() -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // One for all packages: what they have in common is built once.
        cargo.env("CARGO_TARGET_DIR", scratch_directory().join("target"));
        // As it is by default: it decides whether the compiler takes two errors for the same.
        cargo.env_remove("RUSTFLAGS").env("CARGO_INCREMENTAL", "1");
        // No program is debugged, and linking takes longer with it.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "false");
        cargo
    }

    /// Builds one program of `source`, and says what the compiler said to it and where the program
    /// is.
    ///
    /// # Errors
    ///
    /// Those of writing the package and of starting the compiler; what it said of anything else
    /// than the program.
    pub fn build(&self, source: &str) -> io::Result<(Vec<Diagnostic>, PathBuf)> {
        let path = self.directory.join("program.rs");
        fs::create_dir_all(&self.directory)?;
        write_if_new(&path, source)?;
        let case = Case::of_source("program", path, source.to_owned());
        self.prepare(core::slice::from_ref(&case))?;
        let mut cargo = Self::cargo();
        cargo.args(["build", "--quiet", "--message-format=json", "--bin", "program"]);
        let output = cargo.current_dir(&self.directory).stderr(Stdio::piped()).output()?;
        let (mut said, mut program) = (Vec::new(), PathBuf::new());
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            if message["target"]["name"] == "program" {
                said.extend(diagnostic(&message["message"], &case));
                program = message["executable"].as_str().map_or(program, PathBuf::from);
            }
        }
        if said.is_empty() && program.as_os_str().is_empty() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok((said, program))
    }

    fn manifest(&self, cases: &[Case]) -> String {
        let mut text = format!(
            "[package]\nname = \"scratch-{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautobins = false\n\n\
             [workspace]\n\n[dependencies]\n{}",
            self.directory.file_name().unwrap_or_default().display(),
            self.dependencies
        );
        if let Some(Facade { directory, .. }) = &self.facade {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "facade = {{ path = {:?} }}", directory.display().to_string());
        }
        for Case { name, path, edition, .. } in cases {
            let path = path.display().to_string();
            let _ = write!(text, "\n[[bin]]\nname = {name:?}\npath = {path:?}\nedition = {edition:?}\n");
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
    let line = spans.iter().find(|span| span["is_primary"] == true).map(|span| &span["line_start"]);
    let line = line.and_then(Value::as_u64).and_then(|line| usize::try_from(line).ok()).unwrap_or_default();
    let mut words = String::new();
    collect_words(message, &mut words);
    Some(Diagnostic {
        words,
        level: message["level"].as_str()?.to_owned(),
        rendered: message["rendered"].as_str().unwrap_or_default().to_owned(),
        culprits: culprits.collect(),
        line,
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
