//! Handing a segment to a child process: its descriptor, and a variable that says which one it is.

use super::check::{self, Identity};
use super::{Origin, Segment};
use crate::error::SyncError;
use crate::shared_locked::SharedLocked;
use crate::sys::file;
use std::env;
use std::fmt;
use std::os::fd::AsRawFd as _;
use std::process::Command;

/// What the variable says: which descriptor, and which file that is, so that no other is mistaken for it.
struct Passed {
    descriptor: i32,
    identity: Identity,
}

impl fmt::Display for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.descriptor, self.identity.device, self.identity.inode)
    }
}

impl Passed {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let descriptor = parts.next()?.parse().ok()?;
        let identity = Identity { device: parts.next()?.parse().ok()?, inode: parts.next()?.parse().ok()? };
        parts.next().is_none().then_some(Self { descriptor, identity })
    }
}

/// Makes `command` hand the segment to the child it starts, under `variable`. `mode` is what a named segment may allow others.
pub(crate) fn pass_to<T: SharedLocked>(
    segment: &Segment<T>,
    mode: u32,
    command: &mut Command,
    variable: &str,
) -> Result<(), SyncError> {
    check_variable(variable)?;
    let file = match segment.origin() {
        Origin::Anonymous(file) => file.try_clone().map_err(|error| SyncError::system("fcntl", error))?,
        Origin::Named { name, identity } => {
            let (file, metadata) = check::open(name, mode)?;
            if Identity::of(&metadata) != *identity {
                return Err(not_passed(variable, "the segment was unlinked, and another has its name"));
            }
            file
        }
    };
    let metadata = file.metadata().map_err(|error| SyncError::system("fstat", error))?;
    let passed = Passed { descriptor: file.as_raw_fd(), identity: Identity::of(&metadata) };
    command.env(variable, passed.to_string());
    file::pass(command, file.into());
    Ok(())
}

/// The segment that the parent passed to this process under `variable`.
pub(crate) fn inherit<T: SharedLocked>(variable: &str) -> Result<Segment<T>, SyncError> {
    check_variable(variable)?;
    let text = env::var(variable).map_err(|_| not_passed(variable, "it is not set"))?;
    let passed =
        Passed::parse(&text).ok_or_else(|| not_passed(variable, "it does not say which descriptor was passed"))?;
    let file = file::adopt(passed.descriptor).map_err(|_| not_passed(variable, "its descriptor is not open"))?;
    let metadata = file.metadata().map_err(|error| SyncError::system("fstat", error))?;
    if Identity::of(&metadata) != passed.identity {
        return Err(not_passed(variable, "its descriptor was closed, and another file has the number"));
    }
    // It stays open, so that it can be inherited again in this process, but not by this process's children.
    file::close_on_exec(passed.descriptor).map_err(|error| SyncError::system("fcntl", error))?;
    let (mapping, locked) = check::map(&file, metadata.len())?;
    Ok(Segment { locked, _mapping: mapping, origin: Origin::Anonymous(file) })
}

/// A name that a variable can have.
fn check_variable(variable: &str) -> Result<(), SyncError> {
    if variable.is_empty() || variable.contains(['=', '\0']) {
        return Err(not_passed(variable, "a variable's name is not empty and has neither `=` nor NUL"));
    }
    Ok(())
}

fn not_passed(variable: &str, reason: &'static str) -> SyncError {
    SyncError::NotPassed { variable: variable.into(), reason }
}
