//! The line between the parent and a worker.
//!
//! A byte on it means "look again": at a gate, the worker waits for one; the parent waits for one
//! until a kill is due. What has changed is in the shared struct. One thing cannot be there, for it
//! is not committed: that a worker is inside the lock and waits for its death. So that is said by
//! another byte.

use anyhow::{Context as _, Result, ensure};
use rustix::net::sockopt::socket_peercred;
use rustix::process::getppid;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::thread;

/// "Look again."
const RING: u8 = 0;
/// "I hold the lock, and wait for SIGKILL."
const INSIDE: u8 = 1;

/// What the parent hears from a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// It is there.
    Alive,
    /// It is inside the lock and waits for its death.
    Inside,
    /// It is gone.
    Gone,
}

/// One end of the line.
#[derive(Debug)]
pub(crate) struct Line(UnixStream);

impl Line {
    /// The parent's end, and what becomes the worker's.
    pub(crate) fn pair() -> io::Result<(Self, OwnedFd)> {
        let (ours, theirs) = UnixStream::pair()?;
        // The parent has many lines and waits for none of them alone.
        ours.set_nonblocking(true)?;
        Ok((Self(ours), theirs.into()))
    }

    /// The worker's end, where the parent put it: a worker prints nothing, so its standard output
    /// is free for it.
    pub(crate) fn to_parent() -> io::Result<Self> {
        Ok(Self(io::stdout().as_fd().try_clone_to_owned()?.into()))
    }

    /// Makes the other side look again. It may be gone: workers die.
    pub(crate) fn ring(&self) {
        self.send(RING);
    }

    /// Tells the parent that this worker is inside the lock, and stays there until it is killed.
    pub(crate) fn await_death(&self) -> ! {
        self.send(INSIDE);
        loop {
            thread::park();
        }
    }

    fn send(&self, byte: u8) {
        // A line that is full has enough in it to wake its reader; that of a worker never is, for
        // the parent drains it.
        let _ = (&self.0).write(&[byte]);
    }

    /// Waits until the parent rings.
    pub(crate) fn wait(&self) -> Result<()> {
        let got = (&self.0).read(&mut [0; 64]).context("cannot hear the parent")?;
        ensure!(got > 0, "the parent is gone");
        Ok(())
    }

    /// Whether the process that made the line is still this one's parent. (Whether the other end is
    /// closed would say less: a worker that is being started has that end too.)
    pub(crate) fn has_parent(&self) -> Result<bool> {
        let maker = socket_peercred(&self.0).context("cannot look for the parent")?.pid;
        Ok(getppid() == Some(maker))
    }

    /// Takes all bytes off the line.
    pub(crate) fn drain(&self) -> Heard {
        let mut heard = Heard::Alive;
        let mut bytes = [0; 64];
        loop {
            match (&self.0).read(&mut bytes) {
                Ok(0) => return Heard::Gone,
                Ok(got) if bytes[..got].contains(&INSIDE) => heard = Heard::Inside,
                Ok(_) => {}
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted => {}
                    ErrorKind::WouldBlock => return heard,
                    _ => return Heard::Gone,
                },
            }
        }
    }
}

impl AsFd for Line {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
