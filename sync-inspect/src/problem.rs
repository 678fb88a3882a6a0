//! How it ends: the exit status, for scripts.

use std::fmt;
use std::io;
use std::process::ExitCode;
use sync_runtime::SyncError;
use sync_runtime::inspect::InspectError;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ended {
    /// Everything.
    Done = 0,
    /// The segment was unlinked meanwhile.
    Gone = 3,
    /// Something could not be shown.
    InPart = 4,
    /// Something could not be removed.
    Kept = 5,
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        Self::from(ended as u8)
    }
}

/// Why nothing was done.
#[derive(Debug)]
pub(crate) enum Problem {
    /// Something is wrong with the segment, or there is none.
    Segment(InspectError),
    /// Something is wrong with what is asked for.
    Asked(String),
    /// The output could not be written, or `/proc` not read.
    Io(io::Error),
}

impl Problem {
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl From<InspectError> for Problem {
    fn from(error: InspectError) -> Self {
        Self::Segment(error)
    }
}

impl From<SyncError> for Problem {
    fn from(error: SyncError) -> Self {
        Self::Segment(error.into())
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Self::Io(error.into())
    }
}

impl From<Problem> for ExitCode {
    fn from(problem: Problem) -> Self {
        let status = match problem {
            Problem::Segment(InspectError::Segment(error)) => match &*error {
                SyncError::NotFound { .. } => 3,
                SyncError::System { .. } => 1,
                SyncError::InvalidName { .. } | SyncError::OutOfRange { .. } => 2,
                _ => 4,
            },
            Problem::Segment(_) => 4,
            Problem::Asked(_) => 2,
            Problem::Io(_) => 1,
        };
        Self::from(status)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Segment(InspectError::Segment(error)) if matches!(**error, SyncError::NotFound { .. }) => {
                // The error's own advice is for programs.
                let text = error.to_string();
                let told = text.split_once(';').map_or(text.as_str(), |(told, _)| told);
                write!(f, "{}; `sync-inspect list` shows those that there are", crate::output::plain(told))
            }
            Self::Segment(error) => write!(f, "{}", crate::output::plain(&error.to_string())),
            Self::Asked(text) => f.write_str(text),
            Self::Io(error) => error.fmt(f),
        }
    }
}
