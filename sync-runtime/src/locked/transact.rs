//! Why a transaction was not committed.

use crate::error::SyncError;
use core::fmt;

/// Why [`transact`](super::Locked::transact) committed nothing. `Debug` shows the same message as
/// `Display`, with the closure's error as its `Debug` has it.
#[derive(thiserror::Error)]
pub enum TransactError<E> {
    /// The closure returned this error; what it did to the value is undone.
    #[error("rolled back: {0}")]
    Aborted(E),
    /// The closure was not called; or it was, and forked a child, in which this is
    /// [`SyncError::NotOwner`].
    #[error(transparent)]
    Sync(#[from] SyncError),
}

impl<E: fmt::Debug> fmt::Debug for TransactError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Aborted(error) => write!(f, "rolled back: {error:?}"),
            Self::Sync(error) => fmt::Debug::fmt(error, f),
        }
    }
}

/// For closures whose error is a [`SyncError`], as where they read or change another shared value:
/// `?` takes either.
#[diagnostic::do_not_recommend]
impl From<TransactError<SyncError>> for SyncError {
    fn from(error: TransactError<SyncError>) -> Self {
        match error {
            TransactError::Aborted(error) | TransactError::Sync(error) => error,
        }
    }
}
