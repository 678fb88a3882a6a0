//! Which segment an error is about.

use core::fmt;

/// Which segment an error is about: its name, or the variable through which it was passed.
///
/// Shown as ``the segment `web-stats` ``, or with `{:#}` without the words `the segment`.
#[derive(Clone, PartialEq, Eq)]
pub struct SegmentLabel(Box<Label>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Label {
    Named(Box<str>),
    Passed(Box<str>),
    Anonymous,
}

impl SegmentLabel {
    pub(crate) fn named(name: Box<str>) -> Self {
        Self(Box::new(Label::Named(name)))
    }

    pub(crate) fn passed(variable: &str) -> Self {
        Self(Box::new(Label::Passed(variable.into())))
    }

    pub(crate) fn anonymous() -> Self {
        Self(Box::new(Label::Anonymous))
    }

    /// The segment's name; `None` if it has none, or was passed by the parent process.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &*self.0 {
            Label::Named(name) => Some(name),
            Label::Passed(_) | Label::Anonymous => None,
        }
    }

    /// The environment variable through which the segment was passed; `None` if it was opened or
    /// created here.
    #[must_use]
    pub fn variable(&self) -> Option<&str> {
        match &*self.0 {
            Label::Passed(variable) => Some(variable),
            Label::Named(_) | Label::Anonymous => None,
        }
    }
}

impl fmt::Display for SegmentLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            f.write_str("the segment ")?;
        }
        match &*self.0 {
            Label::Named(name) => write!(f, "`{name}`"),
            Label::Passed(variable) => write!(f, "passed as `{variable}`"),
            Label::Anonymous => f.write_str("without a name"),
        }
    }
}

impl fmt::Debug for SegmentLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// `` of the segment `web-stats` ``, if it is known which.
pub(super) fn of(segment: Option<&SegmentLabel>) -> String {
    segment.map(|segment| format!(" of {segment}")).unwrap_or_default()
}
