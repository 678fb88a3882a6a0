//! A job queue without a server: workers claim jobs, do them, and may be killed at any instruction.
//!
//! Each job is a record of a table, with a lock of its own. To hold that lock is to have claimed
//! the job: if the worker is killed, the lock is free again, and another worker does the job. A job
//! that is done stays done.
//!
//! A job counts the lines in a piece of a file. Jobs are fed to the workers bit by bit, as they
//! come in a server.
//!
//! ```sh
//! cargo run --release -p examples --bin job_queue -- run --kill 200       # the files below this directory
//! cargo run --release -p examples --bin job_queue -- view job-queue       # meanwhile, in another terminal
//! ```

use anyhow::{Context as _, Result, ensure};
use arrayvec::ArrayString;
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use rand::Rng as _;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;
use std::{env, thread};
use sync_runtime::{Locked, Pod, SharedLocked, Table, TableReader};
use walkdir::WalkDir;

/// A record of the table.
#[derive(SharedLocked, Clone)]
struct Job {
    path: ArrayString<200>,
    from: u64,
    bytes: u32,
    /// How many workers have claimed it.
    attempts: u32,
    /// How often it was finished: once, when all is done.
    finished: u32,
    state: State,
}

#[derive(Pod, PartialEq, Clone)]
enum State {
    /// Not to be done yet.
    Announced,
    Ready,
    Done {
        lines: u64,
    },
    Unreadable,
}

/// Counts lines, in any number of processes that may be killed.
#[derive(Parser)]
#[command(version)]
enum Task {
    /// Makes the jobs, starts workers, and waits until all is done
    Run {
        /// The files to count, and directories of such
        #[arg(default_value = ".")]
        paths: Vec<PathBuf>,
        /// The table's name
        #[arg(long, default_value = "job-queue")]
        name: String,
        /// How many jobs there are, or a few more: a job is about files of one size
        #[arg(long, default_value_t = 10_000)]
        jobs: u64,
        #[arg(long, default_value_t = 4)]
        workers: usize,
        /// How many workers to kill on the way
        #[arg(long, default_value_t = 0)]
        kill: usize,
    },
    /// Does jobs until all are done
    Work { name: String },
    /// Shows how far it is, without a lock
    View { name: String },
}

fn main() -> Result<()> {
    match Task::parse() {
        Task::Run { paths, name, jobs, workers, kill } => run(&paths, &name, jobs, workers, kill),
        Task::Work { name } => work(&Table::open(&name)?),
        Task::View { name } => view(&TableReader::open(&name)?),
    }
}

fn run(paths: &[PathBuf], name: &str, jobs: u64, workers: usize, kills: usize) -> Result<()> {
    ensure!(workers > 0, "without workers nothing is done");
    let jobs = pieces(paths, jobs)?;
    let table = Table::<Job>::create(name, jobs.len(), |index| jobs[index].clone())?;
    let outcome = feed(&table, name, workers, kills);
    Table::<Job>::unlink(name)?;
    outcome
}

/// Starts the workers, makes the jobs ready, kills a worker now and then, and waits for the end.
fn feed(table: &Table<Job>, name: &str, workers: usize, kills: usize) -> Result<()> {
    let worker = || -> io::Result<Child> { Command::new(env::current_exe()?).args(["work", name]).spawn() };
    let mut workers: Vec<Child> = (0..workers).map(|_| worker()).collect::<io::Result<_>>()?;
    let (bar, mut random) = (progress_bar(table.len()), rand::rng());
    let part_of = |turn| turn * table.len() / (kills + 1)..(turn + 1) * table.len() / (kills + 1);
    for (turn, part) in (0..=kills).map(|turn| (turn, part_of(turn))) {
        for index in part.clone() {
            table.at(index)?.with_lock(|job| job.state = State::Ready)?;
        }
        bar.set_position(part.start as u64);
        if turn < kills {
            // In the midst of this part, so that it may hit a worker with a job.
            let midst = random.random_range(0..part.len().max(1));
            while part.clone().filter(|index| is_finished(table, *index)).count() < midst {
                thread::sleep(Duration::from_micros(20));
            }
            let victim = random.random_range(0..workers.len());
            workers[victim].kill()?;
            workers[victim].wait()?;
            workers[victim] = worker()?;
        }
    }
    for worker in &mut workers {
        ensure!(worker.wait()?.success(), "a worker failed");
    }
    bar.finish_and_clear();
    report(table, kills)
}

/// What a worker does.
fn work(jobs: &Table<Job>) -> Result<()> {
    loop {
        let Some((_, mut job)) = jobs.claim_within(Duration::from_millis(20), |job| job.state == State::Ready)? else {
            // None is free. Those that others have claimed may come back, if their workers die.
            if (0..jobs.len()).all(|index| is_finished(jobs, index)) {
                return Ok(());
            }
            continue;
        };
        job.attempts += 1;
        job.commit()?; // and this worker still holds the lock
        let path = job.path;
        job.state = count_lines(&job).map_or_else(
            |error| {
                eprintln!("job_queue: cannot read {path}: {error}");
                State::Unreadable
            },
            |lines| State::Done { lines },
        );
        job.finished += 1;
        // Committed when the guard is dropped: all of it, or nothing.
    }
}

/// Looks at a job without its lock.
fn is_finished(jobs: &Table<Job>, index: usize) -> bool {
    jobs.at(index).and_then(Locked::load).is_ok_and(|job| job.is_finished())
}

impl Job {
    fn is_finished(&self) -> bool {
        matches!(self.state, State::Done { .. } | State::Unreadable)
    }
}

fn count_lines(job: &Job) -> io::Result<u64> {
    let mut piece = vec![0; job.bytes as usize];
    File::open(job.path)?.read_exact_at(&mut piece, job.from)?;
    Ok(piece.split(|byte| *byte == b'\n').count() as u64 - 1)
}

/// Pieces of all files at and below the paths, of about one size.
fn pieces(paths: &[PathBuf], count: u64) -> Result<Vec<Job>> {
    let mut files = Vec::new();
    for entry in paths.iter().flat_map(WalkDir::new) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push((entry.path().to_str().context("a path that is no UTF-8")?.to_owned(), entry.metadata()?.len()));
        }
    }
    let size = files.iter().map(|(_, len)| len).sum::<u64>().div_ceil(count.max(1)).clamp(1, 1 << 30);
    let mut jobs = Vec::new();
    for (path, len) in &files {
        let path = ArrayString::from(path).ok().with_context(|| format!("{path} is too long"))?;
        for from in (0..*len).step_by(size as usize) {
            let bytes = size.min(len - from) as u32;
            jobs.push(Job { path, from, bytes, attempts: 0, finished: 0, state: State::Announced });
        }
    }
    Ok(jobs)
}

fn report(table: &Table<Job>, killed: usize) -> Result<()> {
    let (mut lines, mut unreadable, mut attempts, mut wrong, mut deaths) = (0, 0, 0, 0, 0);
    for record in table {
        let job = record.load()?;
        match job.state {
            State::Done { lines: counted } => lines += counted,
            _ => unreadable += 1,
        }
        attempts += job.attempts as usize;
        wrong += usize::from(job.finished != 1);
        deaths += record.recoveries();
    }
    println!("{} jobs, {lines} lines, {unreadable} unreadable", table.len());
    println!("{killed} workers killed, {deaths} with a job; {} jobs tried again", attempts - table.len());
    println!("not finished exactly once: {wrong}");
    ensure!(wrong == 0, "the promise was broken");
    Ok(())
}

fn view(jobs: &TableReader<Job>) -> Result<()> {
    let bar = progress_bar(jobs.len());
    loop {
        let states: Vec<Job> = jobs.iter().collect::<Result<_, _>>()?;
        let done = states.iter().filter(|job| job.is_finished()).count();
        let again = states.iter().filter(|job| job.attempts > 1).count();
        bar.set_position(done as u64);
        bar.set_message(format!("{again} tried again"));
        if done == jobs.len() {
            bar.abandon();
            println!("{done} of {} jobs done, {again} tried again", jobs.len());
            return Ok(());
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn progress_bar(len: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{pos} of {len} jobs {bar:40} {msg}").unwrap_or_else(|_| unreachable!());
    ProgressBar::new(len as u64).with_style(style)
}
