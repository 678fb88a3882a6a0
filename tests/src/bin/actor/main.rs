//! The child processes of the tests: real programs that are told what to do by their arguments.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a child that fails makes its test fail")]

mod bare;
mod hold;
mod limit;
mod meet;
mod namespace;
mod pass;
mod permits;
mod reach;
mod table;
mod update;
mod upgrade;

use clap::{Parser, Subcommand};

/// Longer than any test takes: a child that is stuck ends, and its test fails.
const SECONDS_TO_LIVE: u32 = 120;

#[derive(Parser)]
struct Actor {
    #[command(subcommand)]
    role: Role,
}

#[derive(Subcommand)]
enum Role {
    /// Adds 1 to three fields, so many times.
    Count(update::Count),
    /// Adds 1 to one of two numbers without a lock, so many times.
    CountAlone(update::CountAlone),
    /// Changes a value of many kinds in place until killed.
    ChangeMixed(update::ChangeMixed),
    /// Reads the three fields, without the lock, until they reach a total.
    Watch(update::Watch),
    /// Adds jobs to a queue.
    Push(update::Push),
    /// Meets the others in each round to open or create one segment.
    Meet(meet::Meet),
    /// Creates and unlinks a segment, again and again.
    Blink(meet::Blink),
    /// Opens a segment that comes and goes, again and again.
    Glimpse(meet::Glimpse),
    /// Makes a segment, between two markers.
    Make(meet::Make),
    /// Holds a bare mutex until told to release it.
    HoldMutex(hold::HoldMutex),
    /// Waits for a bare mutex.
    AwaitMutex(hold::AwaitMutex),
    /// Acquires a bare mutex and lets a forked child release it.
    ReleaseInFork(hold::ReleaseInFork),
    /// Acquires as many mutexes as it is allowed to, and keeps them.
    HoldMany(bare::HoldMany),
    /// Holds mutexes while forked children acquire and release others of the same file.
    HoldAcrossForks(bare::HoldAcrossForks),
    /// Locks two priority-inheriting values crosswise, in two threads.
    Cross,
    /// Locks a value, then lets a forked child in a new PID namespace try.
    InheritIntoNewPidNamespace(bare::InheritIntoNewPidNamespace),
    /// Changes a value under its lock, and stays inside until told to go on.
    HoldValue(hold::HoldValue),
    /// Changes a value in nested sections, and stays inside until told to go on.
    Nest(hold::Nest),
    /// Opens a segment and says what came of it.
    Open(reach::Open),
    /// Does that in a new PID namespace.
    OpenInNewPidNamespace(reach::OpenInNewPidNamespace),
    /// Starts another actor as the first process of a new PID namespace, and kills it when told to.
    InPidNamespace(namespace::InPidNamespace),
    /// Makes a segment, and uses it until killed.
    Dwell(namespace::Dwell),
    /// Holds a permit of every kind until killed.
    HoldPermits(permits::HoldPermits),
    /// Counts in a segment of the former layout until it is superseded.
    CountFormer(upgrade::CountFormer),
    /// Upgrades a segment and counts.
    CountNew(upgrade::CountNew),
    /// Counts in a struct that only gained a field.
    CountGrown(upgrade::CountGrown),
    /// Lets many processes open a segment at one time.
    Race(namespace::Race),
    /// One of them.
    Racer(namespace::Racer),
    /// Reads a segment without ever writing it.
    Read(namespace::Read),
    /// Creates a segment under a umask.
    CreateUnderUmask(reach::CreateUnderUmask),
    /// Checks a value of every type, and stores another.
    Echo(reach::Echo),
    /// Inherits a number, adds 1 to it, and says what came of it.
    Inherit(pass::Inherit),
    /// Inherits counters for reading, and says whether they are whole.
    InheritToRead(pass::InheritToRead),
    /// Inherits a number, and says what the error says.
    InheritAndTell(pass::InheritAndTell),
    /// Meets a limit of the system, and says what the error says.
    AtItsLimit(limit::AtItsLimit),
    /// Lists its open descriptors of segments.
    Descriptors,
    /// Changes a record of a table under its lock, and stays inside until told to go on.
    HoldRecord(table::HoldRecord),
    /// Adds 1 to three fields of one record after the other.
    CountInTable(table::CountInTable),
    /// Claims numbers until none is left.
    ClaimAll(table::ClaimAll),
    /// Inherits a table and adds 1 to a number in it.
    InheritTable,
    /// Makes a table that its directory has no room for.
    FillDirectory(table::FillDirectory),
}

fn main() {
    // SAFETY: takes no pointer.
    unsafe { libc::alarm(SECONDS_TO_LIVE) };
    match Actor::parse().role {
        Role::Count(role) => role.run(),
        Role::CountAlone(role) => role.run(),
        Role::ChangeMixed(role) => role.run(),
        Role::Watch(role) => role.run(),
        Role::Push(role) => role.run(),
        Role::Meet(role) => role.run(),
        Role::Blink(role) => role.run(),
        Role::Glimpse(role) => role.run(),
        Role::Make(role) => role.run(),
        Role::HoldMutex(role) => role.run(),
        Role::AwaitMutex(role) => role.run(),
        Role::ReleaseInFork(role) => role.run(),
        Role::HoldMany(role) => role.run(),
        Role::HoldAcrossForks(role) => role.run(),
        Role::Cross => bare::cross(),
        Role::InheritIntoNewPidNamespace(role) => role.run(),
        Role::HoldValue(role) => role.run(),
        Role::Nest(role) => role.run(),
        Role::Open(role) => role.run(),
        Role::OpenInNewPidNamespace(role) => role.run(),
        Role::InPidNamespace(role) => role.run(),
        Role::Dwell(role) => role.run(),
        Role::HoldPermits(role) => role.run(),
        Role::CountFormer(role) => role.run(),
        Role::CountNew(role) => role.run(),
        Role::CountGrown(role) => role.run(),
        Role::Race(role) => role.run(),
        Role::Racer(role) => role.run(),
        Role::Read(role) => role.run(),
        Role::CreateUnderUmask(role) => role.run(),
        Role::Echo(role) => role.run(),
        Role::Inherit(role) => role.run(),
        Role::InheritToRead(role) => role.run(),
        Role::InheritAndTell(role) => role.run(),
        Role::AtItsLimit(role) => role.run(),
        Role::Descriptors => pass::descriptors(),
        Role::HoldRecord(role) => role.run(),
        Role::CountInTable(role) => role.run(),
        Role::ClaimAll(role) => role.run(),
        Role::InheritTable => table::inherit(),
        Role::FillDirectory(role) => role.run(),
    }
}
