//! The parent: starts the workers, kills some of them if asked to, and starts others in their
//! places.

use crate::args::Args;
use crate::files;
use crate::job::{JOB, Job};
use crate::kills::Kills;
use crate::line::{Heard, Line};
use crate::report::{self, Outcome};
use crate::units::{self, List};
use anyhow::{Context as _, Result, bail, ensure};
use indicatif::ProgressBar;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::Signal;
use std::env;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Instant;
use sync_runtime::Shared;

/// A started process.
#[derive(Debug)]
struct Worker {
    slot: usize,
    child: Child,
    line: Line,
    /// It said that it is inside the lock and waits for its death.
    inside: bool,
}

/// All workers, and what they work on.
#[derive(Debug)]
struct Crew {
    job: Shared<Job>,
    list: List,
    workers: Vec<Worker>,
    kills: Kills,
    killed: u32,
    /// Deaths that were not ours.
    accidents: Accidents,
}

/// Workers that died of something else.
#[derive(Debug, Default)]
struct Accidents {
    count: u32,
    /// How many there were since a unit was last finished, and how many units were.
    in_vain: u32,
    finished: u64,
}

/// Between two looks at the progress.
const FRAME: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// Counts what the arguments say.
pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let begun = Instant::now();
    let files =
        if args.paths.is_empty() { files::below(&files::of_this_workspace()?)? } else { files::below(&args.paths)? };
    let number_of_files = files.len();
    let bar = report::progress_bar(files.iter().map(|file| file.bytes).sum());
    let units = units::cut(files, args.workers());

    let kills = Kills::plan(args.kill, units.len() as u64, args.workers());
    let job = Shared::anonymous(Job::new(units.len() as u64, kills.next()))?;
    let list = List::write(&units)?;
    let mut crew = Crew { job, list, workers: Vec::new(), kills, killed: 0, accidents: Accidents::default() };
    for slot in 0..args.workers() {
        crew.start(slot)?;
    }
    crew.see_through(&bar)?;
    bar.finish_and_clear();

    let job = crew.job.load()?;
    ensure!(job.finished() == job.units, "only {} of {} units were counted", job.finished(), job.units);
    Ok(Outcome {
        files: number_of_files as u64,
        lines: job.found.lines,
        words: job.found.words,
        bytes: job.found.bytes,
        workers: args.workers(),
        killed: crew.killed,
        recoveries: crew.job.recoveries(),
        seconds: begun.elapsed().as_secs_f64(),
        accidents: crew.accidents.count,
        done_again: job.done_again,
    })
}

impl Crew {
    /// Starts this program anew, as the worker in this slot.
    fn start(&mut self, slot: usize) -> Result<()> {
        let (line, theirs) = Line::pair()?;
        let mut command = Command::new(env::current_exe()?);
        command.args(["--slot", &slot.to_string()]).stdin(self.list.file()?).stdout(Stdio::from(theirs));
        self.job.pass_to(&mut command, JOB)?;
        let child = command.spawn().context("cannot start a worker")?;
        self.workers.push(Worker { slot, child, line, inside: false });
        Ok(())
    }

    /// Returns when all workers have ended because there was nothing left to do.
    fn see_through(&mut self, bar: &ProgressBar) -> Result<()> {
        while !self.workers.is_empty() {
            self.wait(bar)?;
            // All that are gone are waited for, also if one makes this fail.
            for (slot, status) in self.reap().collect::<Result<Vec<_>>>()? {
                self.ended(slot, status)?;
            }
            while let Some(victim) = self.victim()? {
                self.kill(victim)?;
            }
        }
        Ok(())
    }

    /// Waits until a worker rings or ends; meanwhile shows the progress. `load` takes no lock, so
    /// looking hinders nobody.
    fn wait(&self, bar: &ProgressBar) -> Result<()> {
        let frame = (!bar.is_hidden()).then_some(&FRAME);
        let mut lines: Vec<_> = self.workers.iter().map(|worker| PollFd::new(&worker.line, PollFlags::IN)).collect();
        loop {
            match poll(&mut lines, frame) {
                Ok(0) => bar.set_position(self.job.load()?.found.bytes),
                Ok(_) | Err(Errno::INTR) => return Ok(()),
                Err(error) => return Err(error).context("cannot wait for the workers"),
            }
        }
    }

    /// Listens to the workers, and waits for those that are gone.
    fn reap(&mut self) -> impl Iterator<Item = Result<(usize, ExitStatus)>> + use<> {
        let mut gone = Vec::new();
        for mut worker in std::mem::take(&mut self.workers) {
            match worker.line.drain() {
                Heard::Gone => gone.push(worker),
                heard => {
                    worker.inside |= heard == Heard::Inside;
                    self.workers.push(worker);
                }
            }
        }
        gone.into_iter().map(|mut worker| Ok((worker.slot, worker.child.wait()?)))
    }

    /// Which worker to kill now. `load` works though a worker waits inside the lock.
    fn victim(&mut self) -> Result<Option<usize>> {
        let job = self.job.load()?;
        if self.workers.is_empty() || !job.kill_is_due() {
            return Ok(None);
        }
        if let Some(slot) = job.killed_inside() {
            return Ok(self.workers.iter().position(|worker| worker.slot == slot && worker.inside));
        }
        self.kills.pause();
        let job = self.job.load()?;
        let at_work: Vec<_> = self.workers.iter().map(|worker| job.is_at_work(worker.slot)).collect();
        Ok(Some(self.kills.victim(&at_work)))
    }

    /// Kills a worker, and starts another in its slot.
    fn kill(&mut self, victim: usize) -> Result<()> {
        let mut worker = self.workers.swap_remove(victim);
        // A worker that has ended was not killed by us, though it can be sent a signal until it is
        // waited for.
        let status = match worker.child.try_wait()? {
            Some(status) => return self.ended(worker.slot, status),
            None => worker.child.kill().and_then(|()| worker.child.wait())?,
        };
        if status.signal() != Some(Signal::KILL.as_raw()) {
            return self.ended(worker.slot, status);
        }
        self.killed += 1;
        self.kills.made();
        let next = self.kills.next();
        self.job.with_lock(|job| job.plan(next))?;
        // Not before: it would look for the kill that was made.
        self.start(worker.slot)?;
        for worker in &self.workers {
            worker.line.ring();
        }
        Ok(())
    }

    /// A worker ended that was not killed by us.
    fn ended(&mut self, slot: usize, status: ExitStatus) -> Result<()> {
        match status.code() {
            Some(0) => return Ok(()),
            // It said why, and its successor would fail for the same reason.
            Some(1) => bail!("a worker gave up, so there are no totals"),
            _ => eprintln!("word_count: worker {slot} died ({status}); starting another"),
        }
        self.accidents.happened(self.job.load()?.finished())?;
        self.start(slot)
    }
}

impl Accidents {
    /// Gives up if workers die and die and get nothing done.
    fn happened(&mut self, finished: u64) -> Result<()> {
        const PATIENCE: u32 = 10;
        self.count += 1;
        self.in_vain = if finished == self.finished { self.in_vain + 1 } else { 1 };
        self.finished = finished;
        ensure!(
            self.in_vain < PATIENCE,
            "{PATIENCE} workers died without getting anything done, so there are no totals"
        );
        Ok(())
    }
}

/// If the parent gives up, so do its workers.
impl Drop for Crew {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            // It may have ended already.
            let _ = worker.child.kill();
            let _ = worker.child.wait();
        }
    }
}
