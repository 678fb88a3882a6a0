//! The parts of a value: fields and elements.

use super::Value;
use crate::inspect::description::{Field, Type, are_numbered};

/// The fields of a struct or of a variant, with their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields<'a> {
    pub(super) fields: &'a [Field],
    pub(super) bytes: &'a [u8],
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
    pub(super) element: &'a Type,
    pub(super) len: usize,
    pub(super) bytes: &'a [u8],
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

/// `len` bytes from `offset` on; none if there are not so many, which the description rules out.
pub(super) fn slice(bytes: &[u8], offset: usize, len: usize) -> &[u8] {
    offset.checked_add(len).and_then(|end| bytes.get(offset..end)).unwrap_or_default()
}

pub(super) fn part<'a>(ty: &'a Type, bytes: &'a [u8], offset: usize) -> Value<'a> {
    Value { ty, bytes: slice(bytes, offset, ty.size) }
}
