//! Values, as their bytes and their types say.

use super::description::{Field, Integer, Kind, Scalar, Simple, Type, are_numbered};
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::time::Duration;

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

/// Bytes that are no value of their type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damage {
    found: u64,
    expected: &'static str,
    within: Within,
}

/// What of a part is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// All of it.
    All,
    /// The tag of an option.
    IsSome,
    /// The length of a text or a list.
    Len,
    /// A byte of a text.
    Byte(usize),
}

impl Damage {
    /// The bytes, as a number.
    #[must_use]
    pub fn found(&self) -> u64 {
        self.found
    }

    /// What would have been a value, in words.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.expected
    }
}

/// `damaged: 2 is not 0 or 1`.
impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "damaged: {} is not {}", self.found, self.expected)
    }
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

    /// The first part whose bytes are no value of its type: its path, and what is wrong with it.
    #[must_use]
    pub fn damage(&self) -> Option<(String, Damage)> {
        let mut found = None;
        self.walk(Depth::Checked, &mut String::new(), &mut |path, value| match value.content() {
            Content::Damaged(damage) => {
                found = Some((
                    match damage.within {
                        Within::All => path.to_owned(),
                        Within::IsSome => format!("{path}.is_some"),
                        Within::Len => format!("{path}.len"),
                        Within::Byte(at) => format!("{path}[{at}]"),
                    },
                    damage,
                ));
                false
            }
            _ => true,
        });
        found
    }

    /// Calls `each` with every part that has no parts of its own, and its path, as this library's
    /// errors have it: `peer.port`, `points[3].x`, `last.value`, `mode.Window.rate`. It ends when
    /// `each` returns `false`.
    ///
    /// An empty option, a variant, a text and an empty array are parts. So is what is damaged. The
    /// fields of a variant come after it.
    pub fn each_part(&self, each: &mut dyn FnMut(&str, Value<'a>) -> bool) {
        self.walk(Depth::Parts, &mut String::new(), each);
    }

    /// [`each_part`](Self::each_part) for people to read: an array of numbers is shown as a whole,
    /// and so is an option of one.
    pub fn each_line(&self, each: &mut dyn FnMut(&str, Value<'a>) -> bool) {
        self.walk(Depth::Lines, &mut String::new(), each);
    }

    fn walk(self, depth: Depth, path: &mut String, each: &mut dyn FnMut(&str, Value<'a>) -> bool) -> bool {
        let len = path.len();
        let content = self.content();
        // What is wrong in a variant is found in its fields.
        let first = matches!(&content, Content::Variant(_, fields) if fields.len() > 0) && depth != Depth::Checked;
        if first && !each(if len == 0 { "value" } else { path }, self) {
            return false;
        }
        let mut visit = |name: fmt::Arguments<'_>, value: Self| {
            // Writing to a `String` cannot fail.
            let _ = fmt::Write::write_fmt(path, name);
            let go_on = value.walk(depth, path, each);
            path.truncate(len);
            go_on
        };
        let dot = if len == 0 { "" } else { "." };
        match content {
            Content::Struct(mut fields) if fields.len() > 0 => {
                fields.all(|(name, value)| visit(format_args!("{dot}{name}"), value))
            }
            Content::Variant(variant, mut fields) if fields.len() > 0 => {
                fields.all(|(name, value)| visit(format_args!("{dot}{variant}.{name}"), value))
            }
            Content::Elements(elements) if elements.len() > 0 && depth.enters(elements.element) => {
                elements.enumerate().all(|(index, value)| visit(format_args!("[{index}]"), value))
            }
            Content::Some(value) if depth.enters(value.ty) => visit(format_args!("{dot}value"), value),
            _ => each(if len == 0 { "value" } else { path }, self),
        }
    }
}

/// How far to go into a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// To every part.
    Parts,
    /// To every part that may be damaged.
    Checked,
    /// To what is a line for people.
    Lines,
}

impl Depth {
    /// Whether to go into what holds values of the type `ty`.
    fn enters(self, ty: &Type) -> bool {
        match self {
            Self::Parts => true,
            Self::Checked => !matches!(ty.kind, Kind::Scalar(scalar) if scalar.is_any_bytes()),
            Self::Lines => !ty.is_single(),
        }
    }
}

fn damaged<'a>(found: impl Into<u64>, expected: &'static str) -> Content<'a> {
    Content::Damaged(Damage { found: found.into(), expected, within: Within::All })
}

/// `len` bytes from `offset` on; none if there are not so many, which the description rules out.
fn slice(bytes: &[u8], offset: usize, len: usize) -> &[u8] {
    offset.checked_add(len).and_then(|end| bytes.get(offset..end)).unwrap_or_default()
}

fn part<'a>(ty: &'a Type, bytes: &'a [u8], offset: usize) -> Value<'a> {
    Value { ty, bytes: slice(bytes, offset, ty.size) }
}

fn v4(octets: &[u8]) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(octets).unwrap_or_default()))
}

fn v6(octets: &[u8]) -> IpAddr {
    IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(octets).unwrap_or_default()))
}

/// The fields of a struct or of a variant, with their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields<'a> {
    fields: &'a [Field],
    bytes: &'a [u8],
}

impl Fields<'_> {
    /// Whether they are those of a tuple, whose names are numbers.
    #[must_use]
    pub fn are_numbered(&self) -> bool {
        are_numbered(self.fields)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (&'a str, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (field, rest) = self.fields.split_first()?;
        self.fields = rest;
        Some((&field.name, part(&field.ty, self.bytes, field.offset)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.fields.len(), Some(self.fields.len()))
    }
}

impl ExactSizeIterator for Fields<'_> {}

/// The elements of an array or a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elements<'a> {
    element: &'a Type,
    len: usize,
    bytes: &'a [u8],
}

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        self.len = self.len.checked_sub(1)?;
        let (first, rest) = self.bytes.split_at_checked(self.element.size)?;
        self.bytes = rest;
        Some(Value::new(self.element, first))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len, Some(self.len))
    }
}

impl ExactSizeIterator for Elements<'_> {}

/// Elements that are shown unless all are asked for.
const SHOWN: usize = 64;

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content() {
            Content::Bool(value) => value.fmt(f),
            Content::Char(value) => write!(f, "{value:?}"),
            Content::Unsigned(value) => write!(f, "{value}"),
            Content::Signed(value) => write!(f, "{value}"),
            Content::F32(value) => write!(f, "{value:?}"),
            Content::F64(value) => write!(f, "{value:?}"),
            Content::Elapsed(value) => write!(f, "{value:?}"),
            Content::Moment { seconds, nanoseconds } => write!(f, "{}", Date { seconds, nanoseconds }),
            Content::Ip(value) => write!(f, "{value}"),
            Content::Nothing => f.write_str("PhantomData"),
            Content::None => f.write_str("None"),
            Content::Some(value) => {
                f.write_str("Some(")?;
                value.fmt(f)?;
                f.write_str(")")
            }
            Content::Text(text) => write!(f, "{text:?}"),
            Content::Struct(fields) => write_fields(f, fields, ("(", "{ ")),
            Content::Variant(name, fields) => {
                f.write_str(name)?;
                if fields.len() == 0 { Ok(()) } else { write_fields(f, fields, ("(", " { ")) }
            }
            Content::Elements(mut elements) => {
                let shown = if f.alternate() { elements.len() } else { elements.len().min(SHOWN) };
                f.write_str("[")?;
                for (index, value) in elements.by_ref().take(shown).enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    value.fmt(f)?;
                }
                match elements.len() {
                    0 => f.write_str("]"),
                    more => write!(f, ", … {more} more]"),
                }
            }
            Content::Damaged(damage) => write!(f, "<{damage}>"),
        }
    }
}

/// The fields, behind one of two brackets: that of a tuple, or that of a struct.
fn write_fields(f: &mut fmt::Formatter<'_>, fields: Fields<'_>, (tuple, named): (&str, &str)) -> fmt::Result {
    if fields.len() == 0 {
        return f.write_str("{}");
    }
    let numbered = fields.are_numbered();
    f.write_str(if numbered { tuple } else { named })?;
    for (index, (name, value)) in fields.enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        if !numbered {
            write!(f, "{name}: ")?;
        }
        fmt::Display::fmt(&value, f)?;
    }
    f.write_str(if numbered { ")" } else { " }" })
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A moment, as `2024-02-29T12:00:00.5Z`.
struct Date {
    seconds: i64,
    nanoseconds: u32,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DAY: i64 = 86400;
        let (day, second) = (self.seconds.div_euclid(DAY), self.seconds.rem_euclid(DAY));
        let (year, month, day) = civil(day);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanoseconds > 0 {
            let fraction = format!("{:09}", self.nanoseconds);
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

/// Year, month and day of the day so many after 1970-01-01, in the Gregorian calendar: the days are
/// counted from a first of March, so that a leap day is the last one of its year.
fn civil(day: i64) -> (i64, i64, i64) {
    const CYCLE: i64 = 146_097;
    const MARCH_OF_YEAR_0: i64 = 719_468;
    let day = day + MARCH_OF_YEAR_0;
    let (cycle, day) = (day.div_euclid(CYCLE), day.rem_euclid(CYCLE));
    let year = (day - day / 1460 + day / 36524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (cycle * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates() {
        let date = |seconds, nanoseconds| Date { seconds, nanoseconds }.to_string();
        assert_eq!(date(0, 0), "1970-01-01T00:00:00Z");
        assert_eq!(date(-1, 999_000_000), "1969-12-31T23:59:59.999Z");
        assert_eq!(date(951_782_400, 1), "2000-02-29T00:00:00.000000001Z");
        assert_eq!(date(1_709_208_000, 500_000_000), "2024-02-29T12:00:00.5Z");
        assert_eq!(date(-2_208_988_800, 0), "1900-01-01T00:00:00Z");
        assert!(date(i64::MAX, 0).starts_with("292277026596-12-04T"));
        assert!(date(i64::MIN, 0).starts_with('-'));
    }
}
