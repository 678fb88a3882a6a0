//! Kills a process around every system call of what it does with a segment, and looks at what is in
//! the directory.

mod call;
mod cut;
mod row;
mod witness;

pub use call::Call;
pub use row::Row;
pub(super) use witness::Former;
pub use witness::witness;

use super::forms::{Form, RECORDS};
use super::in_place::FormerLarge;
use super::private;
use super::sample::{Mixed, Sample};
use super::traces::Traces;
use crate::actor::Actor;
use crate::forged::{At, Forged};
use crate::name::{DIRECTORY, Name, left_in_directory};
use crate::ptrace::{Stop, Traced};
use clap::ValueEnum as _;
use cut::{Came, Cut};
use std::process::Command;
use std::{env, fs, ptr};
use sync_runtime::{Locked, Shared};

/// The variable through which a segment is passed.
pub(super) const VARIABLE: &str = "PROOF_SEGMENT";

/// Tries `call`, killed after every so many instructions of it.
#[must_use]
pub fn prove_instructions(call: Call, every: usize, directory_is_ours: bool) -> Row {
    prove_until_through(call, directory_is_ours, |tried| Cut::Instructions(tried * every))
}

/// Tries `call`, an upgrade, killed after every so many of those instructions that others can tell
/// from each other: all between two system calls where what a death would leave is not what it was.
/// See `Traces`.
#[must_use]
pub fn prove_traces(call: Call, every: usize, directory_is_ours: bool) -> Row {
    let mut row = Row::new(call);
    // Where, from one stop to the next, that changes.
    let mut changes = Vec::new();
    kill(call, directory_is_ours, &mut row, |victim, name| {
        let mut traces = Traces::new(name, victim.pid());
        for stop in 0.. {
            let came = Cut::Stops(1).reach(victim);
            if traces.have_changed() {
                changes.push(stop);
            }
            if came == Came::Through {
                break;
            }
        }
        Came::Through
    });
    for stop in changes {
        for instructions in (0..).step_by(every) {
            let cut = Cut::Behind { stop, instructions };
            if kill(call, directory_is_ours, &mut row, |victim, _| cut.reach(victim)) != Came::There {
                break;
            }
        }
    }
    row
}

/// Tries `call`. `directory_is_ours`: nobody else uses the directory.
#[must_use]
pub fn prove(call: Call, directory_is_ours: bool) -> Row {
    prove_until_through(call, directory_is_ours, Cut::Stops)
}

fn prove_until_through(call: Call, directory_is_ours: bool, cut: impl Fn(usize) -> Cut) -> Row {
    let mut row = Row::new(call);
    loop {
        let cut = cut(row.tried);
        if kill(call, directory_is_ours, &mut row, |victim, _| cut.reach(victim)) == Came::Through {
            return row;
        }
    }
}

/// Kills a victim where `reach` lets it come to, which is what is returned.
fn kill(call: Call, directory_is_ours: bool, row: &mut Row, reach: impl FnOnce(&mut Traced, &Name) -> Came) -> Came {
    let free = directory_is_ours.then(private::free_blocks);
    let came = kill_one(call, directory_is_ours, row, reach);
    row.tried += 1;
    row.left_over += usize::from(free.is_some_and(|free| free != private::free_blocks()));
    came
}

fn kill_one(
    call: Call,
    directory_is_ours: bool,
    row: &mut Row,
    reach: impl FnOnce(&mut Traced, &Name) -> Came,
) -> Came {
    let name = Name::new("syscalls");
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["victim", call.to_possible_value().unwrap().get_name(), name.as_str()]);
    let upgrades = matches!(call, Call::Upgrade | Call::UpgradeInPlace | Call::UpgradeUnmarked);
    // Its own process, for who had a segment open that was superseded keeps the memory.
    let witness = upgrades.then(|| {
        if call.form() == Form::InPlace {
            drop(Shared::create_with(name.as_str(), FormerLarge::begin).unwrap());
        } else {
            drop(Shared::<Former>::create(name.as_str(), 1).unwrap());
        }
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["witness", name.as_str()]);
        let mut witness = Actor::spawn(command);
        witness.expect("open");
        witness
    });
    if call.is_there_before() && !upgrades {
        if call == Call::Inherit {
            Shared::create(name.as_str(), Mixed::of(1)).unwrap().pass_to(&mut command, VARIABLE).unwrap();
        } else {
            call.form().make(&name);
        }
        if call.adopts() {
            let forged = Forged::open(&name);
            forged.set(At::PidNamespace, &[1]);
            for record in 0..if call.form() == Form::Table { RECORDS } else { 1 } {
                let mutex = forged.word(At::LockedAt) + 8 + (record * Locked::<Mixed>::SIZE) as u64;
                // The first process of all: it lives, and will not release this lock.
                forged.write(mutex, &1_u32.to_ne_bytes());
            }
        }
    }
    let mut victim = Traced::spawn(command);
    let pid = victim.pid();
    assert_eq!(victim.run_to_marker(), Stop::Marker);
    let came = reach(&mut victim, &name);
    let done = came == Came::Through;
    let was_there = row.glance(&name);
    victim.kill();
    if let Some(witness) = witness {
        row.hear(witness);
    }
    reap();
    let is_there = row.look(&name);

    let expected = if done { call.is_there_after() } else { was_there };
    let may_be_absent = done || !call.is_there_before() || call == Call::Unlink;
    row.lost += usize::from(is_there != expected || !(is_there || may_be_absent));
    if matches!(call, Call::Replace | Call::ReplaceTable | Call::ReplaceInPlace) || upgrades {
        // What was going to have the name may be left; the next to replace anything removes it.
        assert!(others(&name, pid, directory_is_ours) <= 1);
        Shared::replace(name.as_str(), Mixed::of(2)).unwrap();
    }
    row.left_over += others(&name, pid, directory_is_ours);
    name.remove();
    row.left_over += others(&name, pid, directory_is_ours);
    came
}

/// How many files there are beside the one called `name`.
fn others(name: &Name, pid: u32, directory_is_ours: bool) -> usize {
    if directory_is_ours {
        let found = fs::read_dir(DIRECTORY).unwrap().map(|entry| entry.unwrap().file_name());
        return found.filter(|found| found != name.as_str()).count();
    }
    left_in_directory(&[pid]).iter().filter(|found| *found != name.as_str()).count()
}

/// Waits for whatever the victim had started.
fn reap() {
    // SAFETY: takes no pointer. Orphans become this process's children.
    unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1) };
    // SAFETY: nothing is written.
    while unsafe { libc::waitpid(-1, ptr::null_mut(), 0) } > 0 {}
}
