//! A configuration store: one program writes, any number of others read, each as a user and in a
//! container of its own.
//!
//! The configuration is one shared struct, so a reader sees all of a change or nothing of it, and a
//! read costs as much as copying the struct. Readers cannot write: they map the segment read-only.
//!
//! ```sh
//! cargo run -p examples --bin config_store -- apply shop config.json
//! cargo run -p examples --bin config_store -- watch shop
//! cargo run -p examples --bin config_store -- remove shop
//! ```

use anyhow::{Context as _, Result};
use arrayvec::ArrayString;
use clap::Parser;
use serde::{Deserialize, Serialize};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked, SharedReader, SyncError, Upgrade};

/// What the processes share.
#[derive(SharedLocked, Serialize, Deserialize)]
struct Config {
    upstream: SocketAddr,
    workers: u16,
    greeting: ArrayString<80>,
    /// Since the second version of this program.
    #[serde(default)]
    retries: Option<u32>,
}

/// What the first version of this program shares.
mod v1 {
    #[derive(sync_runtime::SharedLocked)]
    pub(crate) struct Config {
        pub(crate) upstream: std::net::SocketAddr,
        pub(crate) workers: u16,
        pub(crate) greeting: arrayvec::ArrayString<80>,
    }
}

impl From<v1::Config> for Config {
    fn from(v1::Config { upstream, workers, greeting }: v1::Config) -> Self {
        Self { upstream, workers, greeting, retries: None }
    }
}

/// Shares a configuration between processes.
#[derive(Parser)]
#[command(version)]
enum Args {
    /// Replaces the configuration by that of a JSON file
    Apply { name: String, file: PathBuf },
    /// Brings a configuration of the first version up to date
    Upgrade { name: String },
    /// Prints the configuration, and each new one, until it is removed
    Watch { name: String },
    /// Removes the configuration
    Remove { name: String },
}

fn main() -> Result<()> {
    match Args::parse() {
        Args::Apply { name, file } => apply(&name, &file),
        Args::Upgrade { name } => upgrade(&name),
        Args::Watch { name } => watch(&name),
        Args::Remove { name } => Ok(Shared::<Config>::unlink(&name)?),
    }
}

/// This user writes, and every user reads.
const MODE: u32 = 0o644;

fn apply(name: &str, file: &Path) -> Result<()> {
    let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let config = || serde_json::from_slice::<Config>(&text);
    let store = versions().open_or_create(name, config()?)?;
    store.store(config()?)?;
    Ok(())
}

fn upgrade(name: &str) -> Result<()> {
    versions().open(name)?;
    Ok(())
}

/// Every version of the configuration: one of the first becomes one of this when it is opened. A
/// program of the first version that has it open is told so when it writes, and its watchers open
/// it again.
fn versions() -> Upgrade<'static, Config> {
    Shared::options().mode(MODE).upgrade_from::<v1::Config>(Config::from)
}

fn watch(name: &str) -> Result<()> {
    let open = || SharedReader::<Config>::options().any_owner(true).open(name);
    let mut reader = open()?;
    loop {
        let mut current = reader.snapshot()?;
        println!("{}", serde_json::to_string(&current.value)?);
        while !reader.is_unlinked()? {
            if let Some(newer) = reader.load_newer(current.version, Duration::from_millis(100))? {
                current = newer;
                println!("{}", serde_json::to_string(&current.value)?);
            }
        }
        // Its name is gone, or another segment's.
        reader = match open() {
            Err(SyncError::NotFound { .. }) => return Ok(()),
            reader => reader?,
        };
    }
}
