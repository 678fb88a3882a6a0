//! Why a transaction was not committed.

use crate::error::SyncError;

/// Why [`transact`](super::Locked::transact) committed nothing.
#[derive(Debug, thiserror::Error)]
pub enum TransactError<E> {
    /// The closure returned this error; what it did to the value is undone.
    #[error("rolled back: {0}")]
    Aborted(E),
    /// The closure was not called; or it was, and forked a child, in which this is
    /// [`SyncError::NotOwner`].
    #[error(transparent)]
    Sync(#[from] SyncError),
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
