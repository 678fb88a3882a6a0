//! Kills a process around every system call of what it does with a segment, and looks at what is in
//! the directory.

use super::forms::{Form, PATIENCE, RECORDS};
use super::in_place::FormerLarge;
use super::private;
use super::sample::{Mixed, Sample};
use super::traces::Traces;
use crate::actor::Actor;
use crate::forged::{At, Forged};
use crate::name::{DIRECTORY, Name, left_in_directory};
use crate::ptrace::{Stop, Traced};
use clap::ValueEnum as _;
use std::process::Command;
use std::{env, fs, ptr};
use sync_runtime::{InPlaceReader, Locked, Shared, SharedReader, SyncError};

/// What the victim does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Call {
    /// `create`.
    Create,
    /// `open_or_create`, which creates.
    OpenOrCreateNew,
    /// `open_or_create`, which opens.
    OpenOrCreateOld,
    /// `open`.
    Open,
    /// `open` of a segment whose PID namespace is dead, and whose mutex names an owner that is
    /// none.
    Adopt,
    /// `replace`, where there is one.
    Replace,
    /// `open` of a segment of another layout, which is upgraded while another process has it open.
    Upgrade,
    /// `unlink`.
    Unlink,
    /// `anonymous`.
    Anonymous,
    /// `pass_to`, and starting the child.
    PassTo,
    /// `inherit`.
    Inherit,
    /// The last handle is dropped.
    Drop,
    /// `Table::create`.
    CreateTable,
    /// `Table::open_or_create`, which creates.
    OpenOrCreateTable,
    /// `Table::open`.
    OpenTable,
    /// `Table::open` as [`Adopt`](Self::Adopt), where all records' mutexes name such an owner.
    AdoptTable,
    /// `Table::replace`, where there is one.
    ReplaceTable,
    /// The last handle of a table is dropped.
    DropTable,
    /// `create_with`, of a value that is changed in place.
    CreateInPlace,
    /// `open_or_create_with`, which creates.
    OpenOrCreateInPlaceNew,
    /// `open_or_create_with`, which opens.
    OpenOrCreateInPlaceOld,
    /// `open` of a value that is changed in place.
    OpenInPlace,
    /// The same as [`Adopt`](Self::Adopt).
    AdoptInPlace,
    /// `replace_with`, where there is one.
    ReplaceInPlace,
    /// `anonymous_with`.
    AnonymousInPlace,
    /// The same as [`Upgrade`](Self::Upgrade), by
    /// [`upgrade_with`](sync_runtime::SharedOptions::upgrade_with).
    UpgradeInPlace,
    /// The last handle of a value that is changed in place is dropped.
    DropInPlace,
    /// A mistake: the segment gets its name before it is whole.
    NamedEarly,
    /// A mistake: the new segment takes the name, and the former one is in use as before.
    UpgradeUnmarked,
}

/// What the segment is before an upgrade.
pub(super) type Former = u64;

impl Call {
    /// Each of the runtime's.
    pub const ALL: [Self; 27] = [
        Self::Create,
        Self::OpenOrCreateNew,
        Self::OpenOrCreateOld,
        Self::Open,
        Self::Adopt,
        Self::Replace,
        Self::Upgrade,
        Self::Unlink,
        Self::Anonymous,
        Self::PassTo,
        Self::Inherit,
        Self::Drop,
        Self::CreateTable,
        Self::OpenOrCreateTable,
        Self::OpenTable,
        Self::AdoptTable,
        Self::ReplaceTable,
        Self::DropTable,
        Self::CreateInPlace,
        Self::OpenOrCreateInPlaceNew,
        Self::OpenOrCreateInPlaceOld,
        Self::OpenInPlace,
        Self::AdoptInPlace,
        Self::ReplaceInPlace,
        Self::AnonymousInPlace,
        Self::UpgradeInPlace,
        Self::DropInPlace,
    ];

    /// What the tables call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::OpenOrCreateNew => "open_or_create, creating",
            Self::OpenOrCreateOld => "open_or_create, opening",
            Self::Open => "open",
            Self::Adopt => "open, adopting",
            Self::Replace => "replace",
            Self::Upgrade => "open, upgrading",
            Self::UpgradeUnmarked => "upgraded, and the former one not marked",
            Self::Unlink => "unlink",
            Self::Anonymous => "anonymous",
            Self::PassTo => "pass_to, and the child started",
            Self::Inherit => "inherit",
            Self::Drop => "last handle dropped",
            Self::CreateTable => "create of a table",
            Self::OpenOrCreateTable => "open_or_create of a table, creating",
            Self::OpenTable => "open of a table",
            Self::AdoptTable => "open of a table, adopting",
            Self::ReplaceTable => "replace of a table",
            Self::DropTable => "last handle of a table dropped",
            Self::CreateInPlace => "create_with",
            Self::OpenOrCreateInPlaceNew => "open_or_create_with, creating",
            Self::OpenOrCreateInPlaceOld => "open_or_create_with, opening",
            Self::OpenInPlace => "open, in place",
            Self::AdoptInPlace => "open, in place, adopting",
            Self::ReplaceInPlace => "replace_with",
            Self::AnonymousInPlace => "anonymous_with",
            Self::UpgradeInPlace => "open, upgrading, in place",
            Self::DropInPlace => "last handle dropped, in place",
            Self::NamedEarly => "named before it is whole",
        }
    }

    /// Whether there is a segment of the name before.
    fn is_there_before(self) -> bool {
        !matches!(
            self,
            Self::Create
                | Self::OpenOrCreateNew
                | Self::Anonymous
                | Self::NamedEarly
                | Self::CreateTable
                | Self::OpenOrCreateTable
                | Self::CreateInPlace
                | Self::OpenOrCreateInPlaceNew
                | Self::AnonymousInPlace
        )
    }

    /// What the segment is.
    fn form(self) -> Form {
        match self {
            Self::CreateTable
            | Self::OpenOrCreateTable
            | Self::OpenTable
            | Self::AdoptTable
            | Self::ReplaceTable
            | Self::DropTable => Form::Table,
            Self::CreateInPlace
            | Self::OpenOrCreateInPlaceNew
            | Self::OpenOrCreateInPlaceOld
            | Self::OpenInPlace
            | Self::AdoptInPlace
            | Self::ReplaceInPlace
            | Self::AnonymousInPlace
            | Self::UpgradeInPlace
            | Self::DropInPlace => Form::InPlace,
            _ => Form::Value,
        }
    }

    /// Whether the PID namespace of the segment is dead, and its mutexes name an owner that is
    /// none.
    fn adopts(self) -> bool {
        matches!(self, Self::Adopt | Self::AdoptTable | Self::AdoptInPlace)
    }

    /// Whether there is a segment of the name after.
    fn is_there_after(self) -> bool {
        !matches!(self, Self::Unlink | Self::Anonymous | Self::AnonymousInPlace)
    }
}

/// What came of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What was killed.
    pub call: Call,
    /// At how many stops, two for each system call.
    pub tried: usize,
    /// How often the name was not there.
    pub absent: usize,
    /// How often the segment was there, whole.
    pub whole: usize,
    /// How often something else was there.
    pub half: usize,
    /// How often the name had gone without being unlinked, or had come back.
    pub lost: usize,
    /// How many other files were left, or memory that belongs to none.
    pub left_over: usize,
    /// How often the lock of a whole segment was not acquired.
    pub hung: usize,
}

impl Row {
    fn new(call: Call) -> Self {
        Self { call, tried: 0, absent: 0, whole: 0, half: 0, lost: 0, left_over: 0, hung: 0 }
    }

    /// Whether nothing went wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.tried > 2 && self.half + self.lost + self.left_over + self.hung == 0
    }

    /// Whether it is there, looked at while the victim is stopped: it may have the lock, or be
    /// about to adopt the segment.
    fn glance(&mut self, name: &Name) -> bool {
        self.count(name, &self.call.form().read(name))
    }

    /// Whether it is there, and is used by the next.
    fn look(&mut self, name: &Name) -> bool {
        let found = self.call.form().use_next(name);
        self.hung += found.as_ref().map_or(0, |found| found.hung);
        self.count(name, &found.map(|found| found.is_whole))
    }

    /// Counts what was found, and says whether there was anything.
    fn count(&mut self, name: &Name, found: &Result<bool, SyncError>) -> bool {
        match found {
            Ok(true) => self.whole += 1,
            Err(SyncError::NotFound { .. }) => self.absent += 1,
            Err(SyncError::LayoutMismatch(_)) if is_former(name) => self.whole += 1,
            Ok(false) | Err(_) => self.half += 1,
        }
        !matches!(found, Err(SyncError::NotFound { .. }))
    }

    /// Whether the former segment is in use as long as it has the name, and no longer; and is read
    /// in any case.
    fn hear(&mut self, witness: Actor) {
        match witness.succeed().trim() {
            "in use, named" | "superseded, unnamed" => {}
            "in use, unnamed" | "superseded, named" => self.lost += 1,
            "torn" => self.half += 1,
            _ => self.hung += 1,
        }
    }
}

/// A process that has a segment open that is upgraded meanwhile. It says what it finds when it is
/// told to.
pub fn witness(name: &str) {
    if let Ok(former) = Shared::<Former>::open(name) {
        let lock = || former.with_lock_within(PATIENCE, |_| ());
        testify(lock, || Shared::<Former>::open(name).map(drop), || former.load().is_ok_and(|number| number == 1));
    } else {
        let former = Shared::<FormerLarge>::open(name).unwrap();
        let lock = || former.with_lock_within(PATIENCE, |_| Ok(()));
        let is_whole = || former.load().is_ok_and(|former| former.is_whole());
        testify(lock, || Shared::<FormerLarge>::open(name).map(drop), is_whole);
    }
}

fn testify(
    lock: impl Fn() -> Result<(), SyncError>,
    open: impl Fn() -> Result<(), SyncError>,
    is_whole: impl Fn() -> bool,
) {
    println!("open");
    std::io::read_to_string(std::io::stdin()).unwrap();
    let outcome = lock();
    // As others see it: opening the name ends what an upgrader has begun.
    let has_name = match open() {
        Ok(()) => "named",
        Err(SyncError::LayoutMismatch(_)) => "unnamed",
        Err(error) => return println!("{error}"),
    };
    match outcome {
        _ if !is_whole() => println!("torn"),
        Ok(()) => println!("in use, {has_name}"),
        Err(SyncError::Superseded) => println!("superseded, {has_name}"),
        Err(error) => println!("{error}"),
    }
}

/// Whether a segment that is to be upgraded is what it was.
fn is_former(name: &Name) -> bool {
    let copied = SharedReader::<Former>::open(name.as_str()).and_then(|reader| reader.load());
    let in_place = InPlaceReader::<FormerLarge>::open(name.as_str()).and_then(|reader| reader.load());
    copied.is_ok_and(|number| number == 1) || in_place.is_ok_and(|former| former.is_whole())
}

/// The variable through which a segment is passed.
pub(super) const VARIABLE: &str = "PROOF_SEGMENT";

/// Where a victim is killed.
#[derive(Debug, Clone, Copy)]
enum Cut {
    /// At its so many-th stop at a system call.
    Stops(usize),
    /// After so many instructions.
    Instructions(usize),
    /// After so many instructions behind such a stop, or right before the next system call.
    Behind { stop: usize, instructions: usize },
}

/// How far a victim came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// To where it is to be killed.
    There,
    /// To the next system call.
    ToSystemCall,
    /// Through.
    Through,
}

impl Cut {
    /// Lets the victim go to where it is to be killed.
    fn reach(self, victim: &mut Traced) -> Came {
        let mut go = |count, step: fn(&mut Traced) -> Stop, may_go: fn(&Traced) -> bool| {
            for _ in 0..count {
                if !may_go(victim) {
                    return Came::ToSystemCall;
                }
                match step(victim) {
                    Stop::Syscall | Stop::Instruction | Stop::Signal(_) => {}
                    Stop::Marker => return Came::Through,
                    stop => panic!("{self:?}: {stop:?}"),
                }
            }
            Came::There
        };
        match self {
            Self::Stops(count) => go(count, Traced::step_syscall, |_| true),
            Self::Instructions(count) => go(count, Traced::step_instruction, |_| true),
            Self::Behind { stop, instructions } => match go(stop, Traced::step_syscall, |_| true) {
                Came::There => go(instructions, Traced::step_instruction, |victim| !victim.is_at_system_call()),
                came => came,
            },
        }
    }
}

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
