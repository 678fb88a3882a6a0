//! The table of what is left by those who are killed around every system call.

use crate::table::table;
use tests::proof::private;
pub(crate) use tests::proof::syscalls::witness;
use tests::proof::syscalls::{Call, Row, prove, prove_instructions, prove_traces};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Try a creator that names the segment before it is whole, and an upgrade that marks nothing,
    /// instead of the runtime.
    #[arg(long)]
    broken: bool,
    /// Kill an upgrade after every so many instructions, instead of every call around its system
    /// calls.
    #[arg(long)]
    upgrade_every: Option<usize>,
    /// Kill an upgrade after every instruction between two system calls between which what a death
    /// would leave changes.
    #[arg(long, conflicts_with = "upgrade_every")]
    upgrade: bool,
    /// With `--upgrade`: after every so many of them.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    every: u32,
}

/// Both ways to upgrade.
const UPGRADES: [Call; 2] = [Call::Upgrade, Call::UpgradeInPlace];

/// Prints the table; whether it shows that all is well.
pub(crate) fn run(options: &Options) -> bool {
    let private = private::enter(1024);
    if let Err(error) = &private {
        println!("no directory of its own ({error}): only files with names of its own are looked for");
    }
    let calls = if options.broken { &[Call::NamedEarly, Call::UpgradeUnmarked][..] } else { &Call::ALL };
    let rows: Vec<Row> = match options.upgrade_every {
        Some(every) => UPGRADES.map(|call| prove_instructions(call, every, private.is_ok())).into(),
        None if options.upgrade => {
            let calls = if options.broken { &[Call::UpgradeUnmarked][..] } else { &UPGRADES };
            calls.iter().map(|call| prove_traces(*call, options.every as usize, private.is_ok())).collect()
        }
        None => calls.iter().map(|call| prove(*call, private.is_ok())).collect(),
    };
    let header = ["call", "stops tried", "absent", "whole", "half", "lost", "left over", "hung"];
    let lines = rows.iter().map(|row| {
        let counts = [row.tried, row.absent, row.whole, row.half, row.lost, row.left_over, row.hung];
        (vec![row.call.name().to_owned()], counts.to_vec())
    });
    println!("{}", table(&header, lines));
    let sum = |count: fn(&Row) -> usize| rows.iter().map(count).sum::<usize>();
    println!(
        "stops tried {}, half {}, lost {}, left over {}, hung {}",
        sum(|row| row.tried),
        sum(|row| row.half),
        sum(|row| row.lost),
        sum(|row| row.left_over),
        sum(|row| row.hung),
    );
    rows.iter().all(Row::is_clean)
}
