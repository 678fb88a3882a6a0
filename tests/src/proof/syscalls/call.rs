//! Which system calls a process is killed around: those of each way to make, open and leave a
//! segment.

use crate::proof::forms::Form;

/// What the victim does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Call {
    /// `create`.
    Create,
    /// `open_or_create`, which creates.
    OpenOrCreateNew,
    /// `open_or_create`, which opens.
    OpenOrCreateOld,
    /// `open`.
    Open,
    /// `open` of a segment whose PID namespace is dead, and whose mutex names an owner that is
    /// none.
    Adopt,
    /// `replace`, where there is one.
    Replace,
    /// `open` of a segment of another layout, which is upgraded while another process has it open.
    Upgrade,
    /// `unlink`.
    Unlink,
    /// `anonymous`.
    Anonymous,
    /// `pass_to`, and starting the child.
    PassTo,
    /// `inherit`.
    Inherit,
    /// The last handle is dropped.
    Drop,
    /// `Table::create`.
    CreateTable,
    /// `Table::open_or_create`, which creates.
    OpenOrCreateTable,
    /// `Table::open`.
    OpenTable,
    /// `Table::open` as [`Adopt`](Self::Adopt), where all records' mutexes name such an owner.
    AdoptTable,
    /// `Table::replace`, where there is one.
    ReplaceTable,
    /// The last handle of a table is dropped.
    DropTable,
    /// `create_with`, of a value that is changed in place.
    CreateInPlace,
    /// `open_or_create_with`, which creates.
    OpenOrCreateInPlaceNew,
    /// `open_or_create_with`, which opens.
    OpenOrCreateInPlaceOld,
    /// `open` of a value that is changed in place.
    OpenInPlace,
    /// The same as [`Adopt`](Self::Adopt).
    AdoptInPlace,
    /// `replace_with`, where there is one.
    ReplaceInPlace,
    /// `anonymous_with`.
    AnonymousInPlace,
    /// The same as [`Upgrade`](Self::Upgrade), by
    /// [`upgrade_with`](sync_runtime::SharedOptions::upgrade_with).
    UpgradeInPlace,
    /// The last handle of a value that is changed in place is dropped.
    DropInPlace,
    /// A mistake: the segment gets its name before it is whole.
    NamedEarly,
    /// A mistake: the new segment takes the name, and the former one is in use as before.
    UpgradeUnmarked,
}

impl Call {
    /// Each of the runtime's.
    pub const ALL: [Self; 27] = [
        Self::Create,
        Self::OpenOrCreateNew,
        Self::OpenOrCreateOld,
        Self::Open,
        Self::Adopt,
        Self::Replace,
        Self::Upgrade,
        Self::Unlink,
        Self::Anonymous,
        Self::PassTo,
        Self::Inherit,
        Self::Drop,
        Self::CreateTable,
        Self::OpenOrCreateTable,
        Self::OpenTable,
        Self::AdoptTable,
        Self::ReplaceTable,
        Self::DropTable,
        Self::CreateInPlace,
        Self::OpenOrCreateInPlaceNew,
        Self::OpenOrCreateInPlaceOld,
        Self::OpenInPlace,
        Self::AdoptInPlace,
        Self::ReplaceInPlace,
        Self::AnonymousInPlace,
        Self::UpgradeInPlace,
        Self::DropInPlace,
    ];

    /// What the tables call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::OpenOrCreateNew => "open_or_create, creating",
            Self::OpenOrCreateOld => "open_or_create, opening",
            Self::Open => "open",
            Self::Adopt => "open, adopting",
            Self::Replace => "replace",
            Self::Upgrade => "open, upgrading",
            Self::UpgradeUnmarked => "upgraded, and the former one not marked",
            Self::Unlink => "unlink",
            Self::Anonymous => "anonymous",
            Self::PassTo => "pass_to, and the child started",
            Self::Inherit => "inherit",
            Self::Drop => "last handle dropped",
            Self::CreateTable => "create of a table",
            Self::OpenOrCreateTable => "open_or_create of a table, creating",
            Self::OpenTable => "open of a table",
            Self::AdoptTable => "open of a table, adopting",
            Self::ReplaceTable => "replace of a table",
            Self::DropTable => "last handle of a table dropped",
            Self::CreateInPlace => "create_with",
            Self::OpenOrCreateInPlaceNew => "open_or_create_with, creating",
            Self::OpenOrCreateInPlaceOld => "open_or_create_with, opening",
            Self::OpenInPlace => "open, in place",
            Self::AdoptInPlace => "open, in place, adopting",
            Self::ReplaceInPlace => "replace_with",
            Self::AnonymousInPlace => "anonymous_with",
            Self::UpgradeInPlace => "open, upgrading, in place",
            Self::DropInPlace => "last handle dropped, in place",
            Self::NamedEarly => "named before it is whole",
        }
    }

    /// Whether there is a segment of the name before.
    pub(super) fn is_there_before(self) -> bool {
        !matches!(
            self,
            Self::Create
                | Self::OpenOrCreateNew
                | Self::Anonymous
                | Self::NamedEarly
                | Self::CreateTable
                | Self::OpenOrCreateTable
                | Self::CreateInPlace
                | Self::OpenOrCreateInPlaceNew
                | Self::AnonymousInPlace
        )
    }

    /// What the segment is.
    pub(super) fn form(self) -> Form {
        match self {
            Self::CreateTable
            | Self::OpenOrCreateTable
            | Self::OpenTable
            | Self::AdoptTable
            | Self::ReplaceTable
            | Self::DropTable => Form::Table,
            Self::CreateInPlace
            | Self::OpenOrCreateInPlaceNew
            | Self::OpenOrCreateInPlaceOld
            | Self::OpenInPlace
            | Self::AdoptInPlace
            | Self::ReplaceInPlace
            | Self::AnonymousInPlace
            | Self::UpgradeInPlace
            | Self::DropInPlace => Form::InPlace,
            _ => Form::Value,
        }
    }

    /// Whether the PID namespace of the segment is dead, and its mutexes name an owner that is
    /// none.
    pub(super) fn adopts(self) -> bool {
        matches!(self, Self::Adopt | Self::AdoptTable | Self::AdoptInPlace)
    }

    /// Whether there is a segment of the name after.
    pub(super) fn is_there_after(self) -> bool {
        !matches!(self, Self::Unlink | Self::Anonymous | Self::AnonymousInPlace)
    }
}
