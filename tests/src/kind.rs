//! What an error is called, for processes that tell each other. Its text is for people.

use sync_runtime::SyncError;

/// The name of the variant that an error is, and its message.
#[must_use]
pub fn told(error: &SyncError) -> String {
    format!("{}: {error}", kind(error))
}

/// The name of the variant that an error is.
#[must_use]
pub fn kind(error: &SyncError) -> &'static str {
    macro_rules! named {
        ($($kind:ident)*) => {
            match error {
                $(SyncError::$kind { .. } => stringify!($kind),)*
                _ => "of a kind that is not known here",
            }
        };
    }
    named! {
        WouldBlock
        Timeout
        Interrupted
        InvalidTimeout
        Deadlock
        NotOwner
        TooManyLocks
        TooManyHeld
        InvalidOptions
        NotRecoverable
        Superseded
        ConditionTimeout
        NestedUpdate
        RolledBack
        NotInitialized
        BufferTooSmall
        Misaligned
        Corrupt
        LayoutMismatch
        NotUpgraded
        AlreadyExists
        NotFound
        InvalidName
        InvalidMode
        NotARegularFile
        WrongOwner
        TooPermissive
        Truncated
        NotASegment
        Damaged
        FormatVersion
        ForeignPlatform
        PidNamespace
        BeingAdopted
        NotPassed
        OutOfRange
        InvalidLength
        LengthMismatch
        Overflow
        Overtaken
        NoDescriptor
        UnknownProcess
        BrokenBarrier
        Full
        Closed
        System
    }
}
