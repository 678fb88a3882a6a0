//! From part to part of a layout.

use super::{Field, Kind, Schema};

/// A step on the way from a value to a part of it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    /// To the field called so.
    Field(&'static str),
    /// To the element with this index.
    Index(usize),
}

impl Schema {
    /// Calls `number` with the offset and the size of each number in a layout that
    /// [is apart](Self::is_apart) and begins at `base`.
    #[cfg(any(test, not(all(target_arch = "x86_64", not(miri)))))]
    pub(crate) fn each_number(&self, base: usize, number: &mut impl FnMut(usize, usize)) {
        match &self.kind {
            Kind::Array { element, len } => {
                (0..*len).for_each(|index| element.each_number(base + index * element.size, number));
            }
            Kind::Struct(fields) => {
                fields.iter().for_each(|field| field.schema.each_number(base + field.offset, number));
            }
            _ if self.apart && self.size > 0 => number(base, self.size),
            _ => {}
        }
    }

    /// The way to the part that begins `at` bytes from the beginning and is described by `part`:
    /// calls `step` with each step of it, the innermost first. Returns whether there is such a
    /// part. The data of an enum are none.
    pub(crate) fn find(&self, at: usize, part: &Self, step: &mut dyn FnMut(Step)) -> bool {
        // A field's description does not say whether the field is checked.
        if at == 0 && self.kind == part.kind {
            return true;
        }
        let (within, last, offset) = match &self.kind {
            Kind::Array { element, .. } => match (at.checked_div(element.size), at.checked_rem(element.size)) {
                (Some(index), Some(rest)) => (*element, Step::Index(index), rest),
                _ => return false,
            },
            Kind::Option(fields) | Kind::Struct(fields) => match holding(fields, at) {
                Some(field) => (field.schema, Step::Field(field.name), at - field.offset),
                None => return false,
            },
            // Its elements are seen without the array that they are in.
            Kind::Counted { fields: [len, elements], .. } => match at.checked_sub(elements.offset) {
                Some(at) => return elements.schema.find(at, part, step),
                None => (len.schema, Step::Field(len.name), at),
            },
            Kind::Scalar(_) | Kind::Enum { .. } => return false,
        };
        let found = within.find(offset, part, step);
        if found {
            step(last);
        }
        found
    }
}

/// The field that holds the byte at this offset.
fn holding(fields: &'static [Field], at: usize) -> Option<&'static Field> {
    fields.iter().find(|field| field.offset <= at && at - field.offset < field.schema.size)
}
