//! Handing a segment to a child process: its descriptor, and a variable that says which one it is.

use super::check::{self, Access, Trust};
use super::claim;
use super::identity::Identity;
use super::record::{Record, Wanted};
use super::target::Target;
use super::{Origin, Segment};
use crate::error::SyncError;
use crate::sys::file;
use std::env;
use std::fmt;
use std::fs::{File, Metadata};
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

/// What the variable says: which descriptor, and which file that is, so that no other is mistaken
/// for it.
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

/// Makes `command` hand the segment to the child it starts, under `variable`. `mode` is what a
/// named segment may allow others.
pub(crate) fn pass_to<R: Record>(
    segment: &Segment<R>,
    mode: u32,
    command: &mut Command,
    variable: &str,
) -> Result<(), SyncError> {
    check_variable(variable)?;
    let target = Target::Passed(variable);
    let file = match segment.origin() {
        Origin::Anonymous(file) | Origin::Inherited { file, .. } => {
            let file = file.as_ref().ok_or(SyncError::NoDescriptor)?;
            file.try_clone().map_err(target.failed("fcntl"))?
        }
        Origin::Named { name, identity } => {
            let (file, metadata) = check::open(name, Trust::Writers(mode))?;
            if Identity::of(&metadata) != *identity {
                return Err(not_passed(variable, "the segment was unlinked, and another has its name"));
            }
            // For the child, which maps this open file.
            claim::must_share(&file, target)?;
            file
        }
    };
    let metadata = file.metadata().map_err(target.failed("fstat"))?;
    let passed = Passed { descriptor: file.as_raw_fd(), identity: Identity::of(&metadata) };
    let former = former_descriptor(command, variable);
    command.env(variable, passed.to_string());
    file::pass(command, file.into(), former);
    Ok(())
}

/// The descriptor that `command` would pass under `variable`, if a segment was passed to it
/// already.
fn former_descriptor(command: &Command, variable: &str) -> Option<i32> {
    let (_, text) = command.get_envs().find(|(name, _)| *name == variable)?;
    let passed = Passed::parse(text?.to_str()?)?;
    let metadata = file::adopt(passed.descriptor).ok()?.metadata().ok()?;
    (Identity::of(&metadata) == passed.identity).then_some(passed.descriptor)
}

/// The segment that the parent passed to this process under `variable`.
pub(crate) fn inherit<R: Record>(variable: &str, wanted: Wanted) -> Result<Segment<R>, SyncError> {
    let (file, metadata) = inherited_file(variable)?;
    found(file, &metadata, wanted, Target::Passed(variable))
}

/// The segment in the file that is open as `descriptor`.
pub(crate) fn from_fd<R: Record>(descriptor: OwnedFd, wanted: Wanted) -> Result<Segment<R>, SyncError> {
    let (file, target) = (File::from(descriptor), Target::Anonymous);
    let metadata = file.metadata().map_err(target.failed("fstat"))?;
    if !metadata.is_file() {
        return Err(SyncError::NotARegularFile { segment: target.label(), found: "a descriptor of something else" });
    }
    found(file, &metadata, wanted, target)
}

/// The segment in a file that another process has open.
fn found<R: Record>(
    file: File,
    metadata: &Metadata,
    wanted: Wanted,
    target: Target<'_>,
) -> Result<Segment<R>, SyncError> {
    let (mapping, found) = check::map(&file, metadata, wanted, Access::Passed, target)?;
    let origin = Origin::Inherited { file: Some(file), had_name: metadata.nlink() > 0 };
    Ok(Segment { found, mapping, origin, is_creator: false })
}

/// The file that the parent passed to this process under `variable`.
pub(super) fn inherited_file(variable: &str) -> Result<(File, Metadata), SyncError> {
    check_variable(variable)?;
    let target = Target::Passed(variable);
    let text = env::var(variable).map_err(|_| not_passed(variable, "it is not set"))?;
    let passed =
        Passed::parse(&text).ok_or_else(|| not_passed(variable, "it does not say which descriptor was passed"))?;
    let file = file::adopt(passed.descriptor).map_err(|_| not_passed(variable, "its descriptor is not open"))?;
    let metadata = file.metadata().map_err(target.failed("fstat"))?;
    if Identity::of(&metadata) != passed.identity {
        return Err(not_passed(variable, "its descriptor was closed, and another file has the number"));
    }
    // It stays open, so that it can be inherited again in this process, but not by this process's
    // children.
    file::close_on_exec(passed.descriptor).map_err(target.failed("fcntl"))?;
    Ok((file, metadata))
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
