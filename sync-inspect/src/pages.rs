//! The manual page and the completions.

use crate::args::Arguments;
use crate::problem::{Ended, Problem};
use clap::CommandFactory as _;
use clap_complete::Shell;
use std::io::{self, Write as _};

pub(crate) fn completions(shell: Shell) -> Result<Ended, Problem> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "sync-inspect", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Ended::Done)
}

/// The page of the program, then one section for each command.
pub(crate) fn man() -> Result<Ended, Problem> {
    let mut page = Vec::new();
    let mut command = Arguments::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let man = clap_mangen::Man::new(sub.clone());
        writeln!(page, ".SH \"{}\"", sub.get_name().to_uppercase())?;
        man.render_synopsis_section(&mut page)?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    io::stdout().write_all(&page)?;
    Ok(Ended::Done)
}
