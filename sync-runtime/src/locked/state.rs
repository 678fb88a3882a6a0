//! The word with which a value and its lock begin, and which tells that memory from any other.

/// In the upper 16 bits, above 48 of the fingerprint: memory without it holds no value with a lock.
const MARK: u64 = 0x5c1d << 48;

/// The upper 16 bits.
const MARK_MASK: u64 = 0xffff << 48;

/// Of memory that holds nothing, or nothing any more.
pub(crate) const NOTHING: u64 = 0;

/// Of memory that holds a value with this fingerprint.
pub(crate) const fn of(fingerprint: u64) -> u64 {
    MARK | (fingerprint & !MARK_MASK)
}

/// Whether it is of memory that holds a value, of whatever layout.
pub(crate) const fn is_marked(state: u64) -> bool {
    state & MARK_MASK == MARK
}
