//! Lists, shows, watches and cleans up the segments of `sync-runtime`, whatever their types.
//!
//! It knows no type: each segment has a description of its value in it. It reads, and changes
//! nothing, but for `clean --remove`. See `sync-inspect --help`, and the page `guide::operating` of
//! `sync-runtime`.

#![deny(clippy::print_stdout, reason = "it panics where a reader has seen enough")]

mod args;
mod clean;
mod export;
mod json;
mod list;
mod output;
mod pages;
mod problem;
mod schema;
mod show;
mod tell;
mod watch;
mod who;

use args::{Arguments, Command};
use clap::Parser as _;
use problem::{Ended, Problem};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments.command) {
        Ok(ended) => ended.into(),
        Err(problem) => {
            // A reader that has seen enough, such as `head`, is no problem.
            if !problem.is_closed_pipe() {
                eprintln!("sync-inspect: {problem}");
            }
            problem.into()
        }
    }
}

fn run(command: &Command) -> Result<Ended, Problem> {
    match command {
        Command::List(options) => list::run(options),
        Command::Show(options) => show::run(options),
        Command::Watch(options) => watch::run(options),
        Command::Schema(options) => schema::run(options),
        Command::Who(options) => who::run(options),
        Command::Clean(options) => clean::run(options),
        Command::Export(options) => export::run(options),
        Command::Completions { shell } => pages::completions(*shell),
        Command::Man => pages::man(),
    }
}
