//! What can be asked for. The help, the manual page and the completions are made from this.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Lists, shows, watches and cleans up shared structs, whatever their types.
///
/// Each segment under /dev/shm has a description of its value in it, so no program of that type is
/// needed. Everything is read-only and takes no lock, but for `clean`, `who` and `list --certain`,
/// which say so.
#[derive(Debug, Parser)]
#[command(name = "sync-inspect", version, after_help = EXIT, after_long_help = EXIT_AND_ENVIRONMENT)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT: &str = "Exit status: 0 done, 1 failed, 2 wrong arguments, 3 no such segment (any more), 4 shown in part: it is damaged, of another \
                    format, or moves too fast; 5 (clean) some that could have been removed were not";

const EXIT_AND_ENVIRONMENT: &str = "\
Exit status:
  0  done
  1  a system call failed, such as for want of permission
  2  wrong arguments
  3  there is no segment of that name; (watch) it was unlinked
  4  shown in part: the segment is damaged, no segment, of another format, or committed too often to be copied
  5  (clean --remove) a segment was in use again, or could not be removed

Environment:
  NO_COLOR  if set and not empty, nothing is coloured; neither is what goes to no terminal";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// All segments: type, size, age, owner, processes that have it open, holder, recoveries,
    /// version
    ///
    /// Of a table, holder and recoveries are those of the first 100,000 records.
    List(ListOptions),
    /// Every field of one segment
    Show(ShowOptions),
    /// One segment live; what changes is marked
    ///
    /// If the segment is upgraded or replaced, this says so and goes on with the new one. If it is
    /// unlinked, this says so and ends.
    Watch(WatchOptions),
    /// What is stored in one segment, also as a definition for a program
    Schema(SchemaOptions),
    /// Which processes have a segment open, and which holds its lock
    Who(WhoOptions),
    /// Segments that no living process has open, of whatever user, container or namespace
    ///
    /// This asks the kernel for an exclusive flock(2) on each file, without waiting, and gives it
    /// up at once. A process that opens the segment at that very moment waits for 0.2 ms and tries
    /// again; if the segment was removed, it finds none, or the one that another process has made
    /// since. What another program asks about at that very moment, as this does, counts as used. A
    /// segment that only readers have open counts as unused: they read on. Lists only, unless
    /// --remove is given.
    Clean(CleanOptions),
    /// The numbers in segments, as text in the format `OpenMetrics`
    ///
    /// Each number is a gauge, for its type does not tell whether it ever falls; of one that only
    /// rises, `rate()` is right all the same. A `bool` is 0 or 1. An enum is a state set: one time
    /// series for each variant, which is 1 for the variant that it is and 0 for the others. Texts,
    /// characters, addresses and empty options are left out. Of a table the first 100,000 records
    /// are read.
    Export(ExportOptions),
    /// The completions for a shell, to be sourced by it
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// The manual page, in roff: `sync-inspect man | man -l -`
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct Json {
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ListOptions {
    /// Only those whose names begin so
    pub(crate) prefix: Option<String>,
    /// Ask the kernel whether any living process has it open, as `clean` does
    #[arg(long)]
    pub(crate) certain: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Args)]
pub(crate) struct ShowOptions {
    /// The segment
    pub(crate) name: String,
    /// Which record of a table; without this, all of them
    #[arg(long)]
    pub(crate) record: Option<u64>,
    /// All elements of long arrays, and a line for each of many that are equal
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Args)]
pub(crate) struct WatchOptions {
    /// The segment
    pub(crate) name: String,
    /// Which record of a table
    #[arg(long, default_value_t = 0)]
    pub(crate) record: u64,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 0.5, value_parser = seconds)]
    pub(crate) interval: f64,
    /// End after so many looks
    #[arg(long)]
    pub(crate) count: Option<u64>,
    /// Write each change as a line of JSON
    #[command(flatten)]
    pub(crate) json: Json,
}

fn seconds(text: &str) -> Result<f64, String> {
    const RANGE: std::ops::RangeInclusive<f64> = 0.001..=86400.0;
    let number = text.parse().map_err(|_| format!("`{text}` is no number of seconds"))?;
    if RANGE.contains(&number) { Ok(number) } else { Err("from 0.001 to 86400 seconds".into()) }
}

#[derive(Debug, Args)]
pub(crate) struct SchemaOptions {
    /// The segment
    pub(crate) name: String,
    /// As what; without this, the text that is in the segment
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) r#as: Option<Language>,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    /// A struct that derives `SharedLocked`, and opens the segment
    Rust,
    /// A header for C11, with a function that reads the value
    C,
    /// A module of `ctypes` structures, with a function that reads the value
    Python,
}

#[derive(Debug, Args)]
pub(crate) struct WhoOptions {
    /// The segment
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Args)]
pub(crate) struct CleanOptions {
    /// Only those whose names begin so
    pub(crate) prefix: Option<String>,
    /// Remove them
    #[arg(long)]
    pub(crate) remove: bool,
    /// Only those made at least so many seconds ago
    #[arg(long, value_name = "SECONDS")]
    pub(crate) older_than: Option<u64>,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Args)]
pub(crate) struct ExportOptions {
    /// Only those whose names begin so
    pub(crate) prefix: Option<String>,
    /// At most so many numbers of each segment
    #[arg(long, default_value_t = 1000)]
    pub(crate) limit: usize,
    /// A field, such as a name, whose value is a label of the numbers beside it; may be given
    /// several times
    ///
    /// Each number gets the value of the field with this name in the innermost struct around it
    /// that has one: with `--label name` the number `services[3].count` has the label `name`, of
    /// which `services[3].name` is the value.
    #[arg(long, value_name = "FIELD")]
    pub(crate) label: Vec<String>,
    /// The same numbers as JSON
    #[command(flatten)]
    pub(crate) json: Json,
}
