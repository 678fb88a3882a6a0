//! A bystander: another process that looks at the value and uses the lock, and is not waited for
//! without end.

use super::fork::Fork;
use super::subject::{Seen, Subject};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::{AsRawFd as _, FromRawFd as _};
use std::time::{Duration, Instant};

/// What is asked of a bystander.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
enum Question {
    Load,
    Next,
}

/// A bystander of `subject`; replaced by another one when it hangs.
#[derive(Debug)]
pub struct Probe<'a, S> {
    subject: &'a S,
    patience: Duration,
    process: Option<Process>,
}

#[derive(Debug)]
struct Process {
    _fork: Fork,
    ask: File,
    answer: File,
}

impl<'a, S: Subject> Probe<'a, S> {
    /// A bystander whose readers give up after `patience`, and whose writers wait for the lock that
    /// long.
    pub fn new(subject: &'a S, patience: Duration) -> Self {
        Self { subject, patience, process: None }
    }

    /// What it sees without the lock; [`Seen::Hung`] if it was made to wait.
    pub fn load(&mut self) -> Seen {
        self.ask(Question::Load).0
    }

    /// Which value it makes, under the lock, and after how long.
    pub fn lock_next(&mut self) -> (Seen, Duration) {
        self.ask(Question::Next)
    }

    fn ask(&mut self, question: Question) -> (Seen, Duration) {
        let (subject, patience) = (self.subject, self.patience);
        let process = self.process.get_or_insert_with(|| Process::new(subject, patience));
        let start = Instant::now();
        process.ask.write_all(&[question as u8]).unwrap();
        // A writer gives up when it cannot acquire its lock.
        let limit = match question {
            Question::Load => patience,
            Question::Next => 3 * patience,
        };
        let seen = process.answer(limit);
        if seen.is_none() {
            // Dropping it kills it.
            self.process = None;
        }
        (seen.unwrap_or(Seen::Hung), start.elapsed())
    }
}

impl Process {
    fn new<S: Subject>(subject: &S, patience: Duration) -> Self {
        let ((mut questions, ask), (answer, mut answers)) = (pipe(), pipe());
        let fork = Fork::free(|| {
            let mut question = [0];
            while questions.read_exact(&mut question).is_ok() {
                let seen = match question[0] {
                    asked if asked == Question::Load as u8 => subject.load(),
                    _ => subject.next(patience),
                };
                answers.write_all(seen.encode().map(u64::to_ne_bytes).as_flattened()).unwrap();
            }
        });
        Self { _fork: fork, ask, answer }
    }

    fn answer(&mut self, limit: Duration) -> Option<Seen> {
        let mut poll = libc::pollfd { fd: self.answer.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // SAFETY: one `pollfd`, valid for writing.
        let ready = unsafe { libc::poll(&raw mut poll, 1, i32::try_from(limit.as_millis()).unwrap()) };
        if ready != 1 {
            return None;
        }
        let mut words = [[0; 8]; 2];
        self.answer.read_exact(words.as_flattened_mut()).expect("a bystander does not die");
        Some(Seen::decode(words.map(u64::from_ne_bytes)))
    }
}

/// A pipe: what is written to the second comes out of the first.
fn pipe() -> (File, File) {
    let mut ends = [0; 2];
    // SAFETY: two integers, to be written.
    assert_eq!(unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) }, 0);
    // SAFETY: a descriptor that nobody else owns.
    let owned = |fd| unsafe { File::from_raw_fd(fd) };
    (owned(ends[0]), owned(ends[1]))
}
