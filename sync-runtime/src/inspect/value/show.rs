//! Values as text, for people.

use super::date::Date;
use super::{Content, Fields, Value};
use core::fmt;

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
