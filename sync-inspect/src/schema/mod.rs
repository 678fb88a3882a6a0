//! `schema`: what is stored in a segment, as a definition for a program.

mod c;
mod names;
mod python;
mod rust;

use crate::args::{Language, SchemaOptions};
use crate::output::{plain, print_json};
use crate::problem::{Ended, Problem};
use serde_json::{Value as Json, json};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use sync_runtime::inspect::{Description, Field, Inspected, Kind, Type};

pub(crate) fn run(options: &SchemaOptions) -> Result<Ended, Problem> {
    let inspected = Inspected::open(&options.name)?;
    let description = inspected.description()?;
    if options.json.json {
        print_json(&json!({
            "name": &*inspected.name(),
            "type": description.type_name(),
            "lock": description.lock(),
            "whole": tree(description.whole()),
        }))?;
        return Ok(Ended::Done);
    }
    let text = match options.r#as {
        None => rows(description),
        Some(language) => {
            let (segment, header) = (&inspected.name(), inspected.header()?);
            let (fingerprint, table) = (header.fingerprint(), header.table().is_some());
            let definition = Definition { segment, description, fingerprint, lock: Lock::of(description)?, table };
            match language {
                Language::Rust => rust::source(&definition)?,
                Language::C => c::source(&definition)?,
                Language::Python => python::source(&definition)?,
            }
        }
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(Ended::Done)
}

/// What a definition is made of.
struct Definition<'a> {
    segment: &'a str,
    description: &'a Description,
    fingerprint: u64,
    lock: Lock,
    /// Whether there are many values, each with a lock of its own.
    table: bool,
}

/// How a value is locked, and so where it is in the segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lock {
    Mutex,
    Recursive,
    None,
    InPlace,
}

impl Lock {
    fn of(description: &Description) -> Result<Self, Problem> {
        Ok(match description.lock() {
            "mutex" => Self::Mutex,
            "recursive" => Self::Recursive,
            "none" => Self::None,
            "in place" => Self::InPlace,
            other => return Err(Problem::Asked(format!("a lock of the kind `{}` is not known", plain(other)))),
        })
    }
}

/// Offset, type and path of each field.
fn rows(description: &Description) -> String {
    let mut text =
        format!("{} ({}, lock = {})\n", plain(description.type_name()), description.whole(), plain(description.lock()));
    walk(description.whole(), 0, "", &mut text);
    let whole = description.whole();
    text + &format!("{} bytes, aligned to {}\n", whole.size(), whole.align())
}

fn walk(ty: &Type, offset: usize, path: &str, text: &mut String) {
    if !path.is_empty() || !matches!(ty.kind(), Kind::Struct(_)) {
        let path = if path.is_empty() { "value" } else { path };
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{offset:>6}  {}: {}", plain(path), plain(&ty.to_string()));
    }
    let dot = if path.is_empty() { "" } else { "." };
    let fields = |fields: &[Field], path: &str, text: &mut String| {
        let dot = if path.is_empty() { "" } else { "." };
        for field in fields {
            walk(field.ty(), offset + field.offset(), &format!("{path}{dot}{}", field.name()), text);
        }
    };
    match ty.kind() {
        Kind::Struct(inner) => fields(inner, path, text),
        Kind::Array { element, .. } if !element.is_single() => walk(element, offset, &format!("{path}[]"), text),
        Kind::List { element, offset: at, .. } if !element.is_single() => {
            walk(element, offset + at, &format!("{path}[]"), text);
        }
        Kind::Optional { value, offset: at } if !value.is_single() => {
            walk(value, offset + at, &format!("{path}{dot}value"), text);
        }
        Kind::Enum { variants, .. } => {
            for variant in variants {
                fields(variant.fields(), &format!("{path}{dot}{}", variant.name()), text);
            }
        }
        _ => {}
    }
}

/// A type as JSON.
fn tree(ty: &Type) -> Json {
    let fields = |fields: &[Field]| -> Json {
        fields
            .iter()
            .map(|field| json!({ "name": field.name(), "offset": field.offset(), "type": tree(field.ty()) }))
            .collect()
    };
    let mut json = match ty.kind() {
        Kind::Scalar(scalar) => json!({ "kind": "scalar", "name": scalar.to_string() }),
        Kind::Struct(inner) => {
            json!({ "kind": if ty.is_tuple() { "tuple" } else { "struct" }, "fields": fields(inner) })
        }
        Kind::Array { element, len } => json!({ "kind": "array", "len": len, "element": tree(element) }),
        Kind::Optional { value, offset } => json!({ "kind": "option", "offset": offset, "value": tree(value) }),
        Kind::Text { capacity, offset } => json!({ "kind": "text", "capacity": capacity, "offset": offset }),
        Kind::List { element, capacity, offset } => {
            json!({ "kind": "list", "capacity": capacity, "offset": offset, "element": tree(element) })
        }
        Kind::Enum { tag, variants } => {
            let one = |variant: &sync_runtime::inspect::Variant| {
                let number = i64::try_from(variant.number())
                    .map_or_else(|_| Json::from(variant.number().to_string()), Json::from);
                json!({ "name": variant.name(), "number": number, "fields": fields(variant.fields()) })
            };
            json!({ "kind": "enum", "tag": tag.to_string(), "variants": variants.iter().map(one).collect::<Json>() })
        }
        _ => json!({ "kind": "unknown" }),
    };
    if let Json::Object(map) = &mut json {
        map.insert("size".into(), ty.size().into());
        map.insert("align".into(), ty.align().into());
    }
    json
}
