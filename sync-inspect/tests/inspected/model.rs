//! A second opinion on the format: random types with random values, written as the page
//! `guide::format` says. Nothing of this is shared with the runtime, which cannot make types while
//! it runs.

use rand::Rng;
use rand::rngs::SmallRng;
use std::fmt::Write as _;

/// A variant's name, number and fields.
type Variant = (String, i64, Vec<(String, Ty)>);

/// A type.
#[derive(Debug, Clone)]
pub(crate) enum Ty {
    Number(&'static str),
    NonZero(&'static str),
    Bool,
    Char,
    Duration,
    Ip,
    Struct(Vec<(String, Ty)>),
    Array(Box<Ty>, usize),
    Option(Box<Ty>),
    Text(usize),
    List(Box<Ty>, usize),
    Enum(&'static str, Vec<Variant>),
}

const NUMBERS: [&str; 10] = ["u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "f64"];

fn up(number: usize, multiple: usize) -> usize {
    number.div_ceil(multiple) * multiple
}

/// The offsets of fields that come one after the other from `start` on, their end, and the largest
/// alignment.
fn place<'t>(start: usize, types: impl Iterator<Item = &'t Ty>) -> (Vec<usize>, usize, usize) {
    let (mut offsets, mut end, mut most) = (Vec::new(), start, 1);
    for (size, align) in types.map(Ty::extent) {
        offsets.push(up(end, align));
        end = up(end, align) + size;
        most = most.max(align);
    }
    (offsets, end, most)
}

fn width(number: &str) -> usize {
    number[1..].parse::<usize>().unwrap() / 8
}

impl Ty {
    /// A type that is at most so deep.
    pub(crate) fn random(random: &mut SmallRng, depth: u32) -> Self {
        let few = |random: &mut SmallRng| random.random_range(1..4_usize);
        match random.random_range(0..if depth == 0 { 6 } else { 13 }) {
            0 | 1 => Self::Number(NUMBERS[random.random_range(0..NUMBERS.len())]),
            2 => Self::NonZero(["u8", "i32", "u128"][random.random_range(0..3)]),
            3 => Self::Bool,
            4 => Self::Char,
            5 if random.random() => Self::Duration,
            5 => Self::Ip,
            6 | 7 => Self::structure(random, depth),
            8 => Self::Array(Box::new(Self::random(random, depth - 1)), random.random_range(0..4)),
            9 => Self::Option(Box::new(Self::random(random, depth - 1))),
            10 => Self::Text(random.random_range(0..9)),
            11 => Self::List(Box::new(Self::random(random, depth - 1)), random.random_range(0..4)),
            _ => {
                let tag = ["u8", "i16", "u32", "i64"][random.random_range(0..4)];
                let variants = (0..few(random)).map(|index| {
                    let number = i64::try_from(index).unwrap() * 3 - i64::from(tag.starts_with('i'));
                    let fields = if random.random() { Vec::new() } else { Self::fields(random, depth - 1) };
                    (format!("V{index}"), number, fields)
                });
                Self::Enum(tag, variants.collect())
            }
        }
    }

    pub(crate) fn structure(random: &mut SmallRng, depth: u32) -> Self {
        Self::Struct(Self::fields(random, depth.saturating_sub(1)))
    }

    fn fields(random: &mut SmallRng, depth: u32) -> Vec<(String, Self)> {
        let tuple = random.random();
        let name = |index: usize| {
            if tuple { index.to_string() } else { format!("{}_{index}", ["a", "größe", "x"][index % 3]) }
        };
        (0..random.random_range(1..5)).map(|index| (name(index), Self::random(random, depth))).collect()
    }

    /// Size and alignment.
    pub(crate) fn extent(&self) -> (usize, usize) {
        match self {
            Self::Number(number) | Self::NonZero(number) => (width(number), width(number).min(8)),
            Self::Bool => (1, 1),
            Self::Char => (4, 4),
            Self::Duration => (16, 8),
            Self::Ip => (17, 1),
            Self::Struct(fields) => {
                let (_, end, align) = place(0, fields.iter().map(|(_, ty)| ty));
                (up(end, align), align)
            }
            Self::Array(element, len) => (element.extent().0 * len, element.extent().1),
            Self::Option(value) => {
                let (_, end, align) = place(1, std::iter::once(&**value));
                (up(end, align), align)
            }
            Self::Text(capacity) => (up(4 + capacity, 4), 4),
            Self::List(element, capacity) => {
                let (size, align) = element.extent();
                (up(up(4, align) + size * capacity, align.max(4)), align.max(4))
            }
            Self::Enum(tag, variants) => {
                let (mut most, mut all) = (width(tag), width(tag).min(8));
                for (_, _, fields) in variants {
                    let (_, end, align) = place(width(tag), fields.iter().map(|(_, ty)| ty));
                    (most, all) = (most.max(end), all.max(align));
                }
                (up(most, all), all)
            }
        }
    }

    /// As a schema writes it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Number(number) => (*number).into(),
            Self::NonZero(number) => format!("NonZero<{number}>"),
            Self::Bool => "bool".into(),
            Self::Char => "char".into(),
            Self::Duration => "Duration".into(),
            Self::Ip => "IpAddr".into(),
            Self::Struct(_) => "struct".into(),
            Self::Array(element, len) => format!("[{}; {len}]", element.text()),
            Self::Option(value) => format!("Option<{}>", value.text()),
            Self::Text(capacity) => format!("ArrayString<{capacity}>"),
            Self::List(element, capacity) => format!("ArrayVec<{}, {capacity}>", element.text()),
            Self::Enum(tag, variants) => {
                let one = |(name, number, fields): &(String, i64, Vec<(String, Self)>)| {
                    let tuple = fields.first().is_some_and(|(name, _)| name == "0");
                    let parts = fields
                        .iter()
                        .map(|(name, ty)| if tuple { ty.text() } else { format!("{name}: {}", ty.text()) });
                    let parts = parts.collect::<Vec<_>>().join(", ");
                    match (fields.is_empty(), tuple) {
                        (true, _) => format!("{name} = {number}"),
                        (_, true) => format!("{name}({parts}) = {number}"),
                        _ => format!("{name} {{ {parts} }} = {number}"),
                    }
                };
                format!("enum {tag} {{ {} }}", variants.iter().map(one).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn has_parts(&self) -> bool {
        match self {
            Self::Struct(_) | Self::Array(..) | Self::Option(_) | Self::Text(_) | Self::List(..) => true,
            Self::Enum(_, variants) => variants.iter().any(|(_, _, fields)| !fields.is_empty()),
            _ => false,
        }
    }

    /// The whole text of a schema.
    pub(crate) fn schema(&self) -> String {
        let mut text = format!("schema 1\t{}\tRandom\n", self.text());
        match self {
            Self::Struct(fields) => Self::field_rows(fields, 0, 0, "", &mut text),
            _ => self.rows(0, "", &mut text),
        }
        let (size, align) = self.extent();
        text + &format!("lock = mutex, {size} bytes, aligned to {align}\n")
    }

    fn field_rows(fields: &[(String, Self)], start: usize, base: usize, path: &str, text: &mut String) {
        let (offsets, ..) = place(start, fields.iter().map(|(_, ty)| ty));
        let dot = if path.is_empty() { "" } else { "." };
        for ((name, ty), offset) in fields.iter().zip(offsets) {
            ty.rows(base + offset, &format!("{path}{dot}{name}"), text);
        }
    }

    fn rows(&self, base: usize, path: &str, text: &mut String) {
        let shown = if path.is_empty() { "value" } else { path };
        writeln!(text, "{base}\t{}\t{shown}", self.text()).unwrap();
        match self {
            Self::Struct(fields) => Self::field_rows(fields, 0, base, path, text),
            Self::Array(element, _) if element.has_parts() => element.rows(base, &format!("{path}[]"), text),
            Self::Option(value) if value.has_parts() => {
                value.rows(base + up(1, value.extent().1), &format!("{path}.value"), text);
            }
            Self::Text(capacity) => {
                Self::Number("u32").rows(base, &format!("{path}.len"), text);
                Self::Array(Box::new(Self::Number("u8")), *capacity).rows(base + 4, &format!("{path}.elements"), text);
            }
            Self::List(element, capacity) => {
                Self::Number("u32").rows(base, &format!("{path}.len"), text);
                let at = base + up(4, element.extent().1);
                Self::Array(element.clone(), *capacity).rows(at, &format!("{path}.elements"), text);
            }
            Self::Enum(tag, variants) => {
                let dot = if path.is_empty() { "" } else { "." };
                for (name, _, fields) in variants {
                    Self::field_rows(fields, width(tag), base, &format!("{path}{dot}{name}"), text);
                }
            }
            _ => {}
        }
    }

    /// Makes a value in `bytes`, which have any content, and says what it is as JSON.
    pub(crate) fn value(&self, random: &mut SmallRng, bytes: &mut [u8]) -> String {
        match self {
            Self::Number("f64") => {
                let number = f64::from(random.random::<i32>()) / 16.0;
                bytes[..8].copy_from_slice(&number.to_ne_bytes());
                serde_json::to_string(&number).unwrap()
            }
            Self::Number(number) => integer(number, random.random(), bytes),
            Self::NonZero(number) => integer(number, random.random_range(1..100), bytes),
            Self::Bool => {
                bytes[0] = random.random_range(0..2);
                (bytes[0] == 1).to_string()
            }
            Self::Char => {
                let letter = random.random::<char>();
                bytes[..4].copy_from_slice(&u32::from(letter).to_ne_bytes());
                serde_json::to_string(&letter).unwrap()
            }
            Self::Duration => {
                let (seconds, rest) = (random.random::<u64>(), random.random_range(0..1_000_000_000_u64));
                bytes[..8].copy_from_slice(&seconds.to_ne_bytes());
                bytes[8..16].copy_from_slice(&rest.to_ne_bytes());
                format!("{{\"secs\":{seconds},\"nanos\":{rest}}}")
            }
            Self::Ip => {
                bytes[0] = if random.random() { 4 } else { 6 };
                let octets: [u8; 16] = bytes[1..17].try_into().unwrap();
                let four = std::net::Ipv4Addr::from(*octets.first_chunk::<4>().unwrap());
                if bytes[0] == 4 { format!("\"{four}\"") } else { format!("\"{}\"", std::net::Ipv6Addr::from(octets)) }
            }
            Self::Struct(fields) => Self::field_values(fields, 0, random, bytes),
            Self::Array(element, len) => Self::elements(element, *len, random, bytes),
            Self::Option(value) => {
                bytes[0] = random.random_range(0..2);
                let (size, align) = value.extent();
                let inner = value.value(random, &mut bytes[up(1, align)..up(1, align) + size]);
                if bytes[0] == 1 { inner } else { "null".into() }
            }
            Self::Text(capacity) => {
                let mut text = String::new();
                while let Some(letter) = Some(['a', 'ß', '"', '\n'][random.random_range(0..4)])
                    && text.len() + letter.len_utf8() <= *capacity
                    && random.random_range(0..5) > 0
                {
                    text.push(letter);
                }
                bytes[..4].copy_from_slice(&u32::try_from(text.len()).unwrap().to_ne_bytes());
                bytes[4..4 + text.len()].copy_from_slice(text.as_bytes());
                serde_json::to_string(&text).unwrap()
            }
            Self::List(element, capacity) => {
                let used = random.random_range(0..=*capacity);
                bytes[..4].copy_from_slice(&u32::try_from(used).unwrap().to_ne_bytes());
                Self::elements(element, used, random, &mut bytes[up(4, element.extent().1)..])
            }
            Self::Enum(tag, variants) => {
                let (name, number, fields) = &variants[random.random_range(0..variants.len())];
                bytes[..width(tag)].copy_from_slice(&number.to_le_bytes()[..width(tag)]);
                let name = serde_json::to_string(name).unwrap();
                if fields.is_empty() {
                    return name;
                }
                let mut inner = Self::field_values(fields, width(tag), random, bytes);
                if fields.len() == 1 && fields[0].0 == "0" {
                    inner = inner[1..inner.len() - 1].to_owned();
                }
                format!("{{{name}:{inner}}}")
            }
        }
    }

    fn elements(element: &Self, count: usize, random: &mut SmallRng, bytes: &mut [u8]) -> String {
        let size = element.extent().0;
        let one = |index: usize| element.value(random, &mut bytes[index * size..(index + 1) * size]);
        format!("[{}]", (0..count).map(one).collect::<Vec<_>>().join(","))
    }

    fn field_values(fields: &[(String, Self)], start: usize, random: &mut SmallRng, bytes: &mut [u8]) -> String {
        let (offsets, ..) = place(start, fields.iter().map(|(_, ty)| ty));
        let tuple = fields[0].0 == "0";
        let mut parts = Vec::new();
        for ((name, ty), offset) in fields.iter().zip(offsets) {
            let inner = ty.value(random, &mut bytes[offset..offset + ty.extent().0]);
            let name = serde_json::to_string(name).unwrap();
            parts.push(if tuple { inner } else { format!("{name}:{inner}") });
        }
        let parts = parts.join(",");
        if tuple { format!("[{parts}]") } else { format!("{{{parts}}}") }
    }
}

/// Writes the lower bytes of a number, and says what they are.
fn integer(number: &str, value: i64, bytes: &mut [u8]) -> String {
    let size = width(number);
    if size == 16 {
        bytes[..8].copy_from_slice(&value.to_ne_bytes());
        bytes[8..16].copy_from_slice(&7_u64.to_ne_bytes());
        return (7_u128 << 64 | u128::from(value.cast_unsigned())).to_string();
    }
    const { assert!(cfg!(target_endian = "little"), "this test writes the lower bytes first") };
    bytes[..size].copy_from_slice(&value.to_le_bytes()[..size]);
    let unused = 64 - 8 * u32::try_from(size).unwrap();
    if number.starts_with('u') {
        (value.cast_unsigned() << unused >> unused).to_string()
    } else {
        (value << unused >> unused).to_string()
    }
}

/// The bytes of a segment with this schema and two slots, of which the one of `version` counts.
pub(crate) fn segment(schema: &str, slots: [&[u8]; 2], version: u64) -> Vec<u8> {
    const HEADER: usize = 128;
    const FINGERPRINT: u64 = 0x0123_4567_89ab_cdef;
    let start = up(HEADER + schema.len(), 64);
    let mut bytes = Vec::new();
    bytes.extend_from_slice(b"sync-rt\n");
    bytes.extend_from_slice(&3_u32.to_ne_bytes());
    bytes.extend_from_slice(&[if cfg!(target_env = "musl") { 2 } else { 1 }, 8, 40, 0]);
    for word in [0, FINGERPRINT, schema.len() as u64, start as u64, 0, 0] {
        bytes.extend_from_slice(&word.to_ne_bytes());
    }
    bytes.resize(HEADER, 0);
    bytes.extend_from_slice(schema.as_bytes());
    bytes.resize(start, 0);
    bytes.extend_from_slice(&(0x5c1d << 48 | FINGERPRINT & (u64::MAX >> 16)).to_ne_bytes());
    bytes.resize(start + 64, 0);
    for slot in &slots {
        bytes.extend_from_slice(slot);
    }
    bytes.resize(up(bytes.len(), 8), 0);
    bytes.extend_from_slice(&version.to_ne_bytes());
    bytes.resize(up(bytes.len() + 12, 64), 0);
    bytes
}
