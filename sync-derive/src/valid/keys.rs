//! The names of all options.

/// The options of a whole.
pub(super) const KEYS: [&str; 7] =
    ["lock", "in_place", "timeout_ms", "timeout", "priority_inherit", "validate", "crate"];
/// The options of a field.
pub(super) const FIELD_KEYS: [&str; 5] = ["as", "into", "from", "validate", "default"];
