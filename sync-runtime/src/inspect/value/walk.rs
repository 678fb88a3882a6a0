//! From part to part of a value.

use super::damage::{Damage, Within};
use super::{Content, Value};
use crate::inspect::description::{Kind, Type};
use core::fmt;

impl<'a> Value<'a> {
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
