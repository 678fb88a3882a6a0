//! The line between the parent and a worker: a byte on it says "look again", to the worker that waits at a gate as to the parent
//! that waits for the time of a kill. What there is to see is in the shared struct.

use anyhow::{Context as _, Result, ensure};
use rustix::net::sockopt::socket_peercred;
use rustix::process::getppid;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;

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

    /// The worker's end, where the parent put it: a worker prints nothing, so its standard output is free for it.
    pub(crate) fn to_parent() -> io::Result<Self> {
        Ok(Self(io::stdout().as_fd().try_clone_to_owned()?.into()))
    }

    /// Makes the other side look again. The parent does not care whether anybody is there: workers die.
    pub(crate) fn ring(&self) {
        // A full line has enough in it to wake its reader.
        let _ = (&self.0).write(&[0]);
    }

    /// Waits until the parent rings.
    pub(crate) fn wait(&self) -> Result<()> {
        let got = (&self.0).read(&mut [0; 64]).context("cannot hear the parent")?;
        ensure!(got > 0, "the parent is gone");
        Ok(())
    }

    /// Whether the process that made the line is this one's parent still. (That nobody has the other end would say less: a
    /// worker that is being started has it too.)
    pub(crate) fn has_parent(&self) -> Result<bool> {
        let maker = socket_peercred(&self.0).context("cannot look for the parent")?.pid;
        Ok(getppid() == Some(maker))
    }

    /// Takes all rings off the line. `false` if the worker is gone.
    pub(crate) fn drain(&self) -> bool {
        loop {
            match (&self.0).read(&mut [0; 64]) {
                Ok(0) => return false,
                Ok(_) => {}
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted => {}
                    ErrorKind::WouldBlock => return true,
                    _ => return false,
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
