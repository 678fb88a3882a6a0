//! The rest of a bad day: one scene each, played by processes with one thread, which may fork.

#[allow(clippy::unnecessary_wraps, reason = "all scenes have one signature")]
mod adoption;
#[allow(clippy::unnecessary_wraps, reason = "all scenes have one signature")]
mod forked;
#[allow(clippy::unnecessary_wraps, reason = "all scenes have one signature")]
mod holders;
#[allow(clippy::unnecessary_wraps, reason = "all scenes have one signature")]
mod leaked;
#[allow(clippy::unnecessary_wraps, reason = "all scenes have one signature")]
mod places;

use clap::ValueEnum;
use std::io::Error;

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Scene {
    /// The holder is stopped.
    StoppedHolder,
    /// The holder calls `exec`.
    ExecWhileHolding,
    /// The holding thread ends.
    ThreadExitWhileHolding,
    /// The holding process ends.
    ProcessExitWhileHolding,
    /// The holder panics.
    PanicWhileHolding,
    /// A forked child tries to release its parent's lock.
    ForkedChildReleases,
    /// Closures that hold the lock fork.
    ClosuresFork,
    /// Closures that hold the lock fork by the bare system call.
    ClosuresForkBare,
    /// A forked child uses its copies of guards.
    ForkedChildUsesGuards,
    /// A guard is leaked and its handle dropped, and then the thread dies.
    LeakedGuard,
    /// A process in another PID namespace opens the segment.
    PidNamespaces,
    /// A process adopts a segment, and is looked at after each instruction.
    AdoptionInterrupted,
    /// A process adopts a table, and is looked at after each instruction; the next goes on where it
    /// was.
    AdoptionOfATableInterrupted,
    /// A child in another PID namespace inherits a table.
    InheritedTable,
    /// The disk is full.
    FullDisk,
    /// The file is cut short before it is opened.
    ShortenedFile,
    /// Segments come and go, 20,000 times.
    Cycles,
    /// Thousands of segments are open at once.
    Thousands,
}

/// Plays the scene; panics if anything is not as promised. It is not played at all where that is
/// not permitted, and says so.
pub fn play(scene: Scene) {
    let played = match scene {
        Scene::StoppedHolder => holders::stopped(),
        Scene::ExecWhileHolding => holders::exec(),
        Scene::ThreadExitWhileHolding => holders::thread_exit(),
        Scene::ProcessExitWhileHolding => holders::process_exit(),
        Scene::PanicWhileHolding => holders::panic(),
        Scene::ForkedChildReleases => holders::forked_child(),
        Scene::ClosuresFork => forked::closures(),
        Scene::ClosuresForkBare => forked::closures_bare(),
        Scene::ForkedChildUsesGuards => forked::guards(),
        Scene::LeakedGuard => leaked::guard(),
        Scene::PidNamespaces => places::pid_namespaces(),
        Scene::AdoptionInterrupted => adoption::interrupted(),
        Scene::AdoptionOfATableInterrupted => adoption::of_a_table_interrupted(),
        Scene::InheritedTable => adoption::inherited_table(),
        Scene::FullDisk => places::full_disk(),
        Scene::ShortenedFile => places::shortened_file(),
        Scene::Cycles => places::cycles(),
        Scene::Thousands => places::thousands(),
    };
    match played {
        Ok(()) => println!("played"),
        Err(error) => println!("not permitted here: {error}"),
    }
}

/// Whether a scene could be played.
type Played = Result<(), Error>;
