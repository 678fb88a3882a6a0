//! Values, as their bytes and their types say.

mod damage;
mod date;
mod parts;
mod show;
mod walk;

pub use damage::Damage;
pub use parts::{Elements, Fields};

use super::description::{Kind, Type};
use super::scalar::{Integer, Scalar, Simple};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::time::Duration;
use damage::Within;
use parts::{part, slice};

/// A value, or a part of one: its type, and a copy of its bytes.
///
/// Shown as Rust shows it with `{:?}`, but for the names of types, which a segment does not know;
/// of more than 64 elements the first ones, unless it is shown with `{:#}`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Value<'a> {
    ty: &'a Type,
    /// As many as the type has.
    bytes: &'a [u8],
}

/// What a [`Value`] is.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Content<'a> {
    /// A `bool`.
    Bool(bool),
    /// A `char`.
    Char(char),
    /// An integer without a sign, also one that is never 0.
    Unsigned(u128),
    /// An integer with a sign, also one that is never 0.
    Signed(i128),
    /// An `f32`.
    F32(f32),
    /// An `f64`.
    F64(f64),
    /// A `Duration`.
    Elapsed(Duration),
    /// A `SystemTime`.
    Moment {
        /// Since 1970, rounded down.
        seconds: i64,
        /// What is beyond the seconds.
        nanoseconds: u32,
    },
    /// An address of either version.
    Ip(IpAddr),
    /// No bytes.
    Nothing,
    /// A struct or a tuple.
    Struct(Fields<'a>),
    /// An array, or the used part of a list.
    Elements(Elements<'a>),
    /// An option that holds nothing.
    None,
    /// An option that holds this.
    Some(Value<'a>),
    /// A text.
    Text(&'a str),
    /// A variant of an enum.
    Variant(&'a str, Fields<'a>),
    /// Bytes that are no value of the type.
    Damaged(Damage),
}

impl<'a> Value<'a> {
    /// The value of type `ty` in `bytes`, which are as many as it has.
    pub(super) fn new(ty: &'a Type, bytes: &'a [u8]) -> Self {
        debug_assert_eq!(bytes.len(), ty.size);
        Self { ty, bytes }
    }

    /// Its type.
    #[must_use]
    pub fn ty(&self) -> &'a Type {
        self.ty
    }

    /// Its bytes, as they are in the segment.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What it is.
    #[must_use]
    pub fn content(&self) -> Content<'a> {
        match &self.ty.kind {
            Kind::Scalar(scalar) => self.scalar(*scalar),
            Kind::Struct(fields) => Content::Struct(Fields { fields, bytes: self.bytes }),
            Kind::Array { element, len } => Content::Elements(Elements { element, len: *len, bytes: self.bytes }),
            Kind::Optional { value, offset } => match self.bytes.first() {
                Some(0) => Content::None,
                Some(1) => Content::Some(part(value, self.bytes, *offset)),
                tag => Content::Damaged(Damage {
                    found: tag.copied().unwrap_or_default().into(),
                    expected: "0 or 1",
                    within: Within::IsSome,
                }),
            },
            Kind::Text { capacity, offset } => match self.used(*capacity) {
                Ok(len) => match core::str::from_utf8(slice(self.bytes, *offset, len)) {
                    Ok(text) => Content::Text(text),
                    Err(error) => {
                        let at = error.valid_up_to();
                        let found = self.bytes.get(offset + at).copied().unwrap_or_default();
                        Content::Damaged(Damage { found: found.into(), expected: "UTF-8", within: Within::Byte(at) })
                    }
                },
                Err(damage) => damage,
            },
            Kind::List { element, capacity, offset } => match self.used(*capacity) {
                Ok(len) => {
                    let bytes = slice(self.bytes, *offset, len * element.size);
                    Content::Elements(Elements { element, len, bytes })
                }
                Err(damage) => damage,
            },
            Kind::Enum { tag, variants } => {
                let found = match self.integer(*tag) {
                    Content::Unsigned(number) => number.try_into().ok(),
                    Content::Signed(number) => Some(number),
                    _ => None,
                };
                match variants.iter().find(|variant| found == Some(variant.number)) {
                    Some(variant) => {
                        Content::Variant(&variant.name, Fields { fields: &variant.fields, bytes: self.bytes })
                    }
                    // As many bits as an error has.
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the bits are meant")]
                    None => damaged(found.unwrap_or_default() as u64, "the number of a variant"),
                }
            }
        }
    }

    /// Its first `size` bytes, as a number.
    fn word(&self, size: usize) -> u128 {
        let mut word = [0; 16];
        let bytes = slice(self.bytes, 0, size.min(16));
        if size <= 8 {
            // As many bytes, at the end where the machine has the lower ones.
            let start = if cfg!(target_endian = "little") { 0 } else { 8 - bytes.len() };
            let mut low = [0; 8];
            low[start..start + bytes.len()].copy_from_slice(bytes);
            return u64::from_ne_bytes(low).into();
        }
        // Two words, the lower one first.
        word[..bytes.len()].copy_from_slice(bytes);
        let [low, high] = [0, 8].map(|at| u64::from_ne_bytes(word[at..at + 8].try_into().unwrap_or_default()));
        u128::from(high) << 64 | u128::from(low)
    }

    fn integer(&self, integer: Integer) -> Content<'a> {
        let word = self.word(integer.size());
        if !integer.is_signed() {
            return Content::Unsigned(word);
        }
        let unused = 128 - 8 * integer.size();
        Content::Signed(word.cast_signed() << unused >> unused)
    }

    fn scalar(&self, scalar: Scalar) -> Content<'a> {
        match scalar {
            Scalar::NonZero(integer) if self.word(integer.size()) == 0 => damaged(0_u8, "a number other than 0"),
            Scalar::Integer(integer) | Scalar::NonZero(integer) => self.integer(integer),
            Scalar::Simple(simple) => self.simple(simple),
        }
    }

    fn simple(&self, simple: Simple) -> Content<'a> {
        let eight = |at| slice(self.bytes, at, 8).try_into().map(u64::from_ne_bytes).unwrap_or_default();
        let four = || slice(self.bytes, 0, 4).try_into().map(u32::from_ne_bytes).unwrap_or_default();
        let first = self.bytes.first().copied().unwrap_or_default();
        match simple {
            Simple::F32 => Content::F32(f32::from_bits(four())),
            Simple::F64 => Content::F64(f64::from_bits(eight(0))),
            Simple::Bool if first <= 1 => Content::Bool(first == 1),
            Simple::Bool => damaged(first, "0 or 1"),
            Simple::Char => match char::from_u32(four()) {
                Some(letter) => Content::Char(letter),
                None => damaged(four(), "a Unicode scalar value"),
            },
            Simple::Elapsed | Simple::Moment => match (eight(0), u32::try_from(eight(8))) {
                (seconds, Ok(nanoseconds @ 0..1_000_000_000)) if simple == Simple::Elapsed => {
                    Content::Elapsed(Duration::new(seconds, nanoseconds))
                }
                (seconds, Ok(nanoseconds @ 0..1_000_000_000)) => {
                    Content::Moment { seconds: seconds.cast_signed(), nanoseconds }
                }
                _ => damaged(eight(8), "fewer than 1000000000 nanoseconds"),
            },
            Simple::Ip => match first {
                4 => Content::Ip(v4(slice(self.bytes, 1, 4))),
                6 => Content::Ip(v6(slice(self.bytes, 1, 16))),
                other => damaged(other, "IP version 4 or 6"),
            },
            Simple::IpV4 => Content::Ip(v4(self.bytes)),
            Simple::IpV6 => Content::Ip(v6(self.bytes)),
            Simple::Nothing => Content::Nothing,
        }
    }

    /// How many of `capacity` elements are used.
    fn used(&self, capacity: usize) -> Result<usize, Content<'a>> {
        let len = slice(self.bytes, 0, 4).try_into().map(u32::from_ne_bytes).unwrap_or_default();
        let used = usize::try_from(len).ok().filter(|used| *used <= capacity);
        used.ok_or(Content::Damaged(Damage {
            found: len.into(),
            expected: "a length of at most its capacity",
            within: Within::Len,
        }))
    }
}

fn damaged<'a>(found: impl Into<u64>, expected: &'static str) -> Content<'a> {
    Content::Damaged(Damage { found: found.into(), expected, within: Within::All })
}

fn v4(octets: &[u8]) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(octets).unwrap_or_default()))
}

fn v6(octets: &[u8]) -> IpAddr {
    IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(octets).unwrap_or_default()))
}
