//! Values as JSON: as `serde` writes the struct, where it writes it at all.

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use sync_runtime::inspect::{Content, Fields, Value};

/// A value to be written as JSON.
pub(crate) struct AsJson<'a>(pub(crate) Value<'a>);

impl Serialize for AsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.content() {
            Content::Bool(value) => serializer.serialize_bool(value),
            Content::Char(value) => serializer.serialize_char(value),
            Content::Unsigned(value) => match u64::try_from(value) {
                Ok(value) => serializer.serialize_u64(value),
                Err(_) => serializer.serialize_u128(value),
            },
            Content::Signed(value) => match i64::try_from(value) {
                Ok(value) => serializer.serialize_i64(value),
                Err(_) => serializer.serialize_i128(value),
            },
            Content::F32(value) => serializer.serialize_f32(value),
            Content::F64(value) => serializer.serialize_f64(value),
            Content::Elapsed(value) => {
                two(serializer, ("secs", value.as_secs().into()), ("nanos", value.subsec_nanos()))
            }
            Content::Moment { seconds, nanoseconds } => {
                two(serializer, ("secs_since_epoch", seconds.into()), ("nanos_since_epoch", nanoseconds))
            }
            Content::Ip(value) => serializer.collect_str(&value),
            Content::None | Content::Nothing => serializer.serialize_unit(),
            Content::Some(value) => AsJson(value).serialize(serializer),
            Content::Text(text) => serializer.serialize_str(text),
            Content::Struct(fields) => AsFields(fields).serialize(serializer),
            Content::Elements(elements) => {
                let mut list = serializer.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    list.serialize_element(&AsJson(element))?;
                }
                list.end()
            }
            Content::Variant(name, fields) => {
                if fields.len() == 0 {
                    return serializer.serialize_str(name);
                }
                let mut map = serializer.serialize_map(Some(1))?;
                let mut first = fields.clone();
                match (fields.len() == 1 && fields.are_numbered(), first.next()) {
                    (true, Some((_, value))) => map.serialize_entry(name, &AsJson(value))?,
                    _ => map.serialize_entry(name, &AsFields(fields))?,
                }
                map.end()
            }
            Content::Damaged(damage) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("damaged", &damage.to_string())?;
                map.end()
            }
            other => serializer.serialize_str(&format!("{other:?}")),
        }
    }
}

fn two<S: Serializer>(
    serializer: S,
    (first, whole): (&str, i128),
    (second, rest): (&str, u32),
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    match i64::try_from(whole) {
        Ok(whole) => map.serialize_entry(first, &whole)?,
        Err(_) => map.serialize_entry(first, &whole)?,
    }
    map.serialize_entry(second, &rest)?;
    map.end()
}

/// The fields of a struct, or those of a tuple as a list.
struct AsFields<'a>(Fields<'a>);

impl Serialize for AsFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = self.0.clone();
        if fields.are_numbered() {
            let mut list = serializer.serialize_seq(Some(fields.len()))?;
            for (_, value) in fields {
                list.serialize_element(&AsJson(value))?;
            }
            return list.end();
        }
        let mut map = serializer.serialize_map(Some(fields.len()))?;
        for (name, value) in fields {
            map.serialize_entry(name, &AsJson(value))?;
        }
        map.end()
    }
}
