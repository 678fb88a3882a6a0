//! The long run: work, reading and murder.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Instant;
use tests::proof::torture::{Banking, Claiming, Killer, Manner, READERS, Trade, Vault, WORKERS};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many to kill.
    #[arg(long, default_value_t = 2000)]
    kills: u64,
    /// Where the random numbers begin.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Let the workers load and then store, instead of changing the value atomically.
    #[arg(long)]
    broken: bool,
    /// Let the workers claim records of a table, instead of changing one value.
    #[arg(long)]
    table: bool,
    /// Let the workers change a large value in place.
    #[arg(long, conflicts_with = "table")]
    in_place: bool,
}

/// Prints the summary; whether it shows that all is well.
pub(crate) fn run(options: &Options) -> bool {
    let manner = if options.broken { Manner::LoadThenStore } else { Manner::Atomic };
    if options.table {
        return torment(Claiming::default(), manner, options);
    }
    if options.in_place {
        return torment(Vault::default(), manner, options);
    }
    torment(Banking::default(), manner, options)
}

fn torment(trade: impl Trade, manner: Manner, options: &Options) -> bool {
    let style = ProgressStyle::with_template("killed {pos} of {len} {bar:40} {eta}").unwrap();
    let bar = ProgressBar::new(options.kills).with_style(style);
    let start = Instant::now();
    let mut killer = Killer::new(trade, manner, options.seed);
    for _ in 0..options.kills {
        killer.kill();
        bar.inc(1);
    }
    let report = killer.finish();
    bar.finish_and_clear();
    println!("{WORKERS} workers, {READERS} readers, {:.1?}", start.elapsed());
    println!("kills {}, while holding the lock {} or more", report.kills, report.inside);
    println!("owners found dead {}", report.recoveries);
    println!("changes committed {}, slowest {:.1?}", report.commits, report.slowest);
    println!("views {}", report.views);
    println!("discrepancies {}, hung {}", report.discrepancies, report.hung);
    report.is_clean()
}
