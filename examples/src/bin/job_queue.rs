//! A job queue without a server: any number of processes add jobs, do them, and may be killed.
//!
//! A job is a file whose words are counted. All jobs are in one shared struct, so a job is ready, claimed or done, and
//! nothing in between. A claim names its process; if that process has died, another claims the job again.
//!
//! ```sh
//! cargo run -p examples --bin job_queue -- add words README.md CHANGELOG.md
//! cargo run -p examples --bin job_queue -- work words    # in as many terminals as you like
//! cargo run -p examples --bin job_queue -- list words
//! cargo run -p examples --bin job_queue -- remove words
//! ```

use anyhow::{Result, anyhow};
use arrayvec::{ArrayString, ArrayVec};
use clap::{Parser, ValueEnum};
use std::fs;
use std::time::Duration;
use sync_runtime::{Pod, ProcessId, Shared, SharedLocked, SyncError, zeroed};

/// What the processes share.
#[derive(SharedLocked)]
struct Queue {
    jobs: ArrayVec<Job, 100>,
}

#[derive(Pod)]
struct Job {
    path: ArrayString<200>,
    state: State,
    /// How many processes have claimed it.
    claims: u32,
}

#[derive(Pod, Debug)]
enum State {
    Ready,
    Claimed(ProcessId),
    Done { words: u64 },
    Failed,
}

/// Counts the words of files, in any number of processes.
#[derive(Parser)]
#[command(version)]
struct Args {
    task: Task,
    /// The queue's name
    name: String,
    /// The files to add
    files: Vec<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Task {
    /// Adds a job for each file
    Add,
    /// Does jobs until all are done
    Work,
    /// Prints all jobs
    List,
    /// Removes the queue
    Remove,
}

fn main() -> Result<()> {
    let Args { task, name, files } = Args::parse();
    if let Task::Remove = task {
        return Ok(Shared::<Queue>::unlink(&name)?);
    }
    let queue = Shared::<Queue>::open_or_create(&name, zeroed()?)?;
    match task {
        Task::Add => add(&queue, &files),
        Task::Work => work(&queue),
        _ => list(&queue),
    }
}

/// Adds all the files, or none.
fn add(queue: &Shared<Queue>, files: &[String]) -> Result<()> {
    queue.transact(|queue| {
        for file in files {
            let path = ArrayString::from(file).map_err(|_| anyhow!("{file} is too long"))?;
            let job = Job { path, state: State::Ready, claims: 0 };
            queue.jobs.try_push(job).map_err(|_| anyhow!("the queue is full"))?;
        }
        anyhow::Ok(())
    })?;
    queue.notify_all();
    Ok(())
}

fn work(queue: &Shared<Queue>) -> Result<()> {
    let myself = ProcessId::current()?;
    // An owner that cannot be asked for may be alive. One of a container that ended, in whose place this one runs, is dead.
    let is_alive = |owner: &ProcessId| queue.is_alive(owner).unwrap_or(true);
    loop {
        // The death of an owner changes nothing in the queue, so it wakes no waiter: look again after a tenth of a second.
        let found =
            queue.wait_until(Duration::from_millis(100), |jobs| jobs.is_done() || jobs.find(is_alive).is_some());
        let mut guard = match found {
            Err(SyncError::ConditionTimeout { .. }) => continue,
            found => found?,
        };
        let Some(index) = guard.find(is_alive) else { return Ok(()) };
        let job = &mut guard.jobs[index];
        job.state = State::Claimed(myself);
        job.claims += 1;
        let path = job.path;
        drop(guard);

        let state = match fs::read_to_string(path) {
            Ok(text) => State::Done { words: text.split_whitespace().count() as u64 },
            Err(error) => {
                eprintln!("job_queue: cannot read {path}: {error}");
                State::Failed
            }
        };
        queue.with_lock(|queue| queue.jobs[index].state = state)?;
        queue.notify_all();
    }
}

fn list(queue: &Shared<Queue>) -> Result<()> {
    for Job { path, state, claims } in queue.load()?.jobs {
        println!("{path}: {state:?} after {claims} claims");
    }
    Ok(())
}

impl Queue {
    /// The first job that is to be done: it is ready, or its owner is dead.
    fn find(&self, is_alive: impl Fn(&ProcessId) -> bool) -> Option<usize> {
        self.jobs.iter().position(|job| match job.state {
            State::Ready => true,
            State::Claimed(owner) => !is_alive(&owner),
            State::Done { .. } | State::Failed => false,
        })
    }

    fn is_done(&self) -> bool {
        self.jobs.iter().all(|job| matches!(job.state, State::Done { .. } | State::Failed))
    }
}
