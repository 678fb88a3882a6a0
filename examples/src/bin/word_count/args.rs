//! What the user can ask for.

use crate::job::SLOTS;
use clap::{Parser, builder::RangedU64ValueParser};
use std::path::PathBuf;
use std::thread;

/// Counts the lines, words and bytes of all files below the paths, as `wc` does, in several
/// processes that share one struct. With `--kill`, some of them are killed meanwhile, and the
/// totals are right all the same.
#[derive(Parser, Debug)]
#[command(version)]
pub(crate) struct Args {
    /// How many processes count [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=SLOTS as u64))]
    workers: Option<usize>,
    /// How many of them to kill with SIGKILL: half of them inside the lock, the others at random
    /// moments
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) kill: u32,
    /// Print one JSON object instead of a table
    #[arg(long)]
    pub(crate) json: bool,
    /// Files and directories; links below them are not followed [default: the sources of this
    /// workspace]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Which worker this process is to be; only the parent says so
    #[arg(long, hide = true)]
    pub(crate) slot: Option<usize>,
}

impl Args {
    pub(crate) fn workers(&self) -> usize {
        self.workers.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from).min(SLOTS))
    }
}
