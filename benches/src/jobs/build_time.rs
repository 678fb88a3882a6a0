//! What the derive adds to the building of a program.

use crate::measure::Effort;
use crate::report::Table;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const PLAIN: &str = "struct Stats { requests: u64, errors: u32, busy: bool, latency: [f64; 4] }
fn main() {
    let mut stats = Stats { requests: 0, errors: 0, busy: false, latency: [0.0; 4] };
    stats.requests += 1;
    println!(\"{} {} {} {:?}\", stats.requests, stats.errors, stats.busy, stats.latency);
}
";

const SHARED: &str = "use sync_runtime::{Shared, SharedLocked};
#[derive(SharedLocked)]
struct Stats { requests: u64, errors: u32, busy: bool, latency: [f64; 4] }
fn main() {
    let shared = Shared::anonymous(Stats { requests: 0, errors: 0, busy: false, latency: [0.0; 4] }).unwrap();
    shared.with_lock(|stats| stats.requests += 1).unwrap();
    let stats = shared.load().unwrap();
    println!(\"{} {} {} {:?}\", stats.requests, stats.errors, stats.busy, stats.latency);
}
";

pub fn run(effort: Effort) -> Vec<Table> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let dependency = format!("sync-runtime = {{ path = '{}' }}", workspace.join("sync-runtime").display());
    let (mut clean, mut again) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for _ in 0..effort.repeats.div_ceil(5) {
        for (which, (source, dependency)) in [(SHARED, dependency.as_str()), (PLAIN, "")].into_iter().enumerate() {
            let package = tempfile::tempdir().expect("a temporary directory");
            let manifest = format!(
                "[package]\nname = \"program\"\nedition = \"2024\"\n[dependencies]\n{dependency}\n[workspace]\n"
            );
            fs::create_dir(package.path().join("src")).expect("a directory");
            fs::write(package.path().join("Cargo.toml"), manifest).expect("a manifest");
            fs::copy(workspace.join("Cargo.lock"), package.path().join("Cargo.lock")).expect("the same versions");
            let main = package.path().join("src/main.rs");
            fs::write(&main, source).expect("a program");
            clean[which].push(build(package.path()));
            fs::write(&main, format!("{source}\n// changed\n")).expect("a changed program");
            again[which].push(build(package.path()));
        }
    }
    [("a clean build of a small program", clean), ("a build after a change", again)]
        .into_iter()
        .map(|(title, [shared, plain])| {
            let mut table = Table::new("build-time", title, "ms");
            table.add("with the derive", "and its dependencies", shared);
            table.add("a plain struct", "", plain);
            table
        })
        .collect()
}

/// Milliseconds to build the package for debugging.
fn build(package: &Path) -> f64 {
    let start = Instant::now();
    let status = Command::new("cargo")
        .args(["build", "--quiet", "--offline"])
        .current_dir(package)
        .env("CARGO_TARGET_DIR", package.join("target"))
        .stderr(Stdio::inherit())
        .status()
        .expect("cargo");
    assert!(status.success(), "the program does not build");
    start.elapsed().as_secs_f64() * 1e3
}
