//! Reading a schema's text, whatever is in it.
//!
//! The text may come from anyone who could write the file. So nothing in it is believed: sums are
//! checked, the depth is limited, sizes are computed from the types and compared with what the text
//! says, and no part may reach beyond the value. The time and the memory that this takes follow the
//! length of the text.

mod layout;
mod letters;

use super::description::{Description, Field, Kind, Type, Variant};
use super::scalar::{Integer, Scalar};
use crate::schema::{FIRST, VERSION};
use core::iter::Peekable;
use core::str::Lines;
use layout::{array, enumeration, list, option, parts, round_up, structure, text};
use letters::{Letters, number};

/// How deep types may be nested. The compiler's own limit for what derives is 128.
const DEEPEST: u32 = 128;

/// How many parts without bytes a value may have, and how many more for each of its bytes.
const EMPTY_PARTS: usize = 1 << 16;
const EMPTY_PARTS_OF_A_BYTE: usize = 8;

/// Why a text is no schema: in which line, counted from 1, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) line: usize,
    pub(super) reason: String,
}

type Found<T> = Result<T, Wrong>;

/// The tree that a schema's text describes.
pub(super) fn parse(text: &str) -> Found<Description> {
    let mut rows = Rows { lines: text.lines().peekable(), line: 0 };
    let (kind, type_name) = rows.first()?;
    let whole = if kind == "struct" {
        let fields = rows.fields("", 0, 0)?;
        rows.here(structure(fields))?
    } else {
        rows.part("value", "", 0, 0)?
    };
    if kind != "struct" && whole.to_string() != kind {
        return Err(Wrong { line: 1, reason: format!("says that the whole is `{kind}`, but it is `{whole}`") });
    }
    let lock = rows.last(&whole)?;
    // The header says so, too.
    let _ = rows.lines.next_if(|line| line.starts_with("table of "));
    if rows.lines.next().is_some() {
        return Err(Wrong {
            line: rows.line + 1,
            reason: "follows the line for the whole, which is the last one".into(),
        });
    }
    let parts = parts(&whole);
    if parts > whole.size.saturating_mul(EMPTY_PARTS_OF_A_BYTE).saturating_add(EMPTY_PARTS) {
        return Err(rows.wrong(format!("is of a value with {parts} parts in {} bytes", whole.size)));
    }
    Ok(Description { type_name: type_name.into(), lock: lock.into(), whole })
}

/// A line about a field.
struct Row<'a> {
    offset: usize,
    type_name: &'a str,
    path: &'a str,
}

impl<'a> Row<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut columns = line.split('\t');
        let (offset, type_name, path) = (columns.next()?, columns.next()?, columns.next()?);
        (columns.next().is_none() && !path.is_empty()).then_some(())?;
        Some(Self { offset: number(offset)?, type_name, path })
    }
}

/// The lines that have not been read yet.
struct Rows<'a> {
    lines: Peekable<Lines<'a>>,
    /// How many have been.
    line: usize,
}

impl<'a> Rows<'a> {
    /// That the line which was read last is wrong.
    fn wrong(&self, reason: impl Into<String>) -> Wrong {
        Wrong { line: self.line, reason: reason.into() }
    }

    /// What was made of the line which was read last, or that it is wrong.
    fn here<T>(&self, made: Result<T, String>) -> Found<T> {
        made.map_err(|reason| self.wrong(reason))
    }

    fn next(&mut self) -> Found<&'a str> {
        self.line += 1;
        self.lines.next().ok_or_else(|| self.wrong("is missing"))
    }

    /// The next line, if it is about a field.
    fn peek(&mut self) -> Option<Row<'a>> {
        self.lines.peek().copied().and_then(Row::parse)
    }

    /// The kind and the name of the whole.
    fn first(&mut self) -> Found<(&'a str, &'a str)> {
        let line = self.next()?;
        let mut columns = line.strip_prefix(FIRST).unwrap_or_default().split('\t');
        match (columns.next().and_then(number), columns.next(), columns.next(), columns.next()) {
            (Some(version), Some(kind), Some(name), None) if version == VERSION as usize => Ok((kind, name)),
            (Some(version), ..) if version != VERSION as usize => {
                Err(self.wrong(format!("says version {version} of the text, this program reads version {VERSION}")))
            }
            _ => Err(self.wrong(format!("does not begin with `{FIRST}{VERSION}`, the kind of the whole and its name"))),
        }
    }

    /// The lock, from the line for the whole, whose size has to be that of `whole`.
    fn last(&mut self, whole: &Type) -> Found<&'a str> {
        let line = self.next()?;
        let mut parts = line.strip_prefix("lock = ").unwrap_or_default().split(", ");
        let lock = parts.next().filter(|lock| !lock.is_empty());
        let size = parts.next().and_then(|size| number(size.strip_suffix(" bytes")?));
        let align = parts.next().and_then(|align| number(align.strip_prefix("aligned to ")?));
        let (Some(lock), Some(size), Some(align), None) = (lock, size, align, parts.next()) else {
            return Err(self.wrong("is neither about a field nor about the lock, the size and the alignment"));
        };
        if (size, align) != (whole.size, whole.align) {
            let (fields, of) = (whole.size, whole.align);
            return Err(self.wrong(format!(
                "says {size} bytes, aligned to {align}, where the fields have {fields}, aligned to {of}"
            )));
        }
        Ok(lock)
    }

    /// The fields of the struct at `path`, which begins at `base`.
    fn fields(&mut self, path: &str, base: usize, depth: u32) -> Found<Vec<Field>> {
        let mut fields = Vec::new();
        while let Some(row) = self.peek() {
            let name = if path.is_empty() {
                Some(row.path)
            } else {
                row.path.strip_prefix(path).and_then(|rest| rest.strip_prefix('.'))
            };
            let Some(name) = name else { break };
            let place = row.path.to_owned();
            fields.push(self.field(name, &place, base, depth)?);
        }
        Ok(fields)
    }

    /// The field called `name`, at `path`, of what begins at `base`.
    fn field(&mut self, name: &str, path: &str, base: usize, depth: u32) -> Found<Field> {
        if name.is_empty() || name.contains(['.', '[', ']']) {
            self.line += 1;
            return Err(self.wrong(format!("is about `{path}`, which is no part of what comes before it")));
        }
        let offset = self.peek().map_or(base, |row| row.offset);
        let Some(within) = offset.checked_sub(base) else {
            self.line += 1;
            return Err(self.wrong(format!("says that `{path}` begins before what it is in")));
        };
        Ok(Field { name: name.into(), offset: within, ty: self.part(path, path, offset, depth)? })
    }

    /// What has a line of its own called `name`, at `offset`, and the lines of its parts, whose
    /// names begin with `path`.
    fn part(&mut self, name: &str, path: &str, offset: usize, depth: u32) -> Found<Type> {
        let line = self.next()?;
        let Some(row) = Row::parse(line).filter(|row| row.path == name) else {
            return Err(self.wrong(format!("is not about `{name}`, which is expected here")));
        };
        if row.offset != offset {
            return Err(self.wrong(format!("says that `{name}` is at byte {}, expected {offset}", row.offset)));
        }
        if depth > DEEPEST {
            return Err(self.wrong(format!("is nested more than {DEEPEST} deep")));
        }
        let mut letters = Letters { rest: row.type_name };
        let ty = self.here(letters.ty(depth))?;
        if !letters.rest.is_empty() {
            let rest = letters.rest.to_owned();
            return Err(self.wrong(format!("has `{rest}` after a type")));
        }
        self.filled(ty, path, offset, depth + 1)
    }

    /// `ty`, with what the lines of its parts say of them.
    fn filled(&mut self, ty: Type, path: &str, base: usize, depth: u32) -> Found<Type> {
        match ty.kind {
            Kind::Scalar(_) => Ok(ty),
            Kind::Struct(_) => {
                let fields = self.fields(path, base, depth)?;
                self.here(structure(fields))
            }
            Kind::Array { element, len } => {
                let element = self.inner(*element, &format!("{path}[]"), base, depth)?;
                self.here(array(element, len))
            }
            Kind::Optional { value, .. } if value.is_single() => self.here(option(*value)),
            Kind::Optional { value, .. } => {
                // Where it is follows from its alignment, which follows from its parts.
                let place = self.peek().map_or(base, |row| row.offset);
                let value = self.inner(*value, &format!("{path}.value"), place, depth)?;
                let expected = round_up(1, value.align).and_then(|within| base.checked_add(within));
                if expected != Some(place) {
                    return Err(self.wrong(format!("follows a line that says that `{path}.value` is at byte {place}")));
                }
                self.here(option(value))
            }
            Kind::Text { capacity, .. } => {
                self.counted(path, base, depth, |element, len| {
                    element == &Kind::Scalar(Scalar::Integer(Integer::U8)) && len == capacity
                })?;
                self.here(text(capacity))
            }
            Kind::List { capacity, .. } => {
                let element = self.counted(path, base, depth, |_, len| len == capacity)?;
                self.here(list(element, capacity))
            }
            Kind::Enum { tag, variants } => {
                let dot = if path.is_empty() { "" } else { "." };
                let mut filled = Vec::with_capacity(variants.len());
                for Variant { name, number, fields } in variants {
                    let mut found = Vec::with_capacity(fields.len());
                    for field in &fields {
                        let place = format!("{path}{dot}{name}.{}", field.name);
                        found.push(self.field(&field.name, &place, base, depth)?);
                    }
                    filled.push(Variant { name, number, fields: found.into() });
                }
                self.here(enumeration(tag, filled))
            }
        }
    }

    /// What is in an array or an option: it has a line of its own if it has parts.
    fn inner(&mut self, ty: Type, path: &str, base: usize, depth: u32) -> Found<Type> {
        if ty.is_single() { Ok(ty) } else { self.part(path, path, base, depth) }
    }

    /// The elements of a text or a list, from the lines of its two fields, if they are as
    /// `expected`.
    fn counted(
        &mut self,
        path: &str,
        base: usize,
        depth: u32,
        expected: impl FnOnce(&Kind, usize) -> bool,
    ) -> Found<Type> {
        let len = self.field("len", &format!("{path}.len"), base, depth)?;
        let elements = self.field("elements", &format!("{path}.elements"), base, depth)?;
        let Kind::Array { element, len: capacity } = elements.ty.kind else {
            return Err(self.wrong(format!("has `{path}.elements`, which is no array")));
        };
        let after_len = round_up(4, element.align);
        if len.offset != 0
            || len.ty.kind != Kind::Scalar(Scalar::Integer(Integer::U32))
            || after_len != Some(elements.offset)
        {
            return Err(self.wrong(format!("has `{path}`, which is not a `u32` and what follows it")));
        }
        if expected(&element.kind, capacity) {
            Ok(*element)
        } else {
            Err(self.wrong(format!("has other elements than `{path}`")))
        }
    }
}
