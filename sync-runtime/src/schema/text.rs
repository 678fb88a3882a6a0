//! A schema as text: a line for each field, as `offset <tab> type <tab> name`, then one for the
//! whole.

use super::{Field, Kind, Schema, Variant};
use core::fmt::Write as _;

/// The text that is stored in a segment.
pub(crate) fn describe(lock: &str, schema: &Schema) -> String {
    let mut text = Text(String::new());
    text.rows(schema, 0, "");
    // Last, so that a field that differs is found before the size that it changes.
    let _ = writeln!(text.0, "lock = {lock}, {} bytes, aligned to {}", schema.size, schema.align);
    text.0
}

struct Text(String);

impl Text {
    /// The rows of everything in `schema`, which begins at `offset` and is called `path`.
    fn rows(&mut self, schema: &Schema, offset: usize, path: &str) {
        match schema.kind {
            Kind::Struct(fields) => {
                if !path.is_empty() {
                    self.row(offset, &type_name(schema), path);
                }
                for Field { name, offset: within, schema, .. } in fields {
                    let dot = if path.is_empty() { "" } else { "." };
                    self.rows(schema, offset + within, &format!("{path}{dot}{name}"));
                }
            }
            Kind::Array { element, .. } => {
                self.row(offset, &type_name(schema), path);
                self.parts(element, offset, &format!("{path}[]"));
            }
            Kind::Counted { fields, .. } => {
                self.row(offset, &type_name(schema), path);
                for Field { name, offset: within, schema, .. } in fields {
                    self.rows(schema, offset + within, &format!("{path}.{name}"));
                }
            }
            Kind::Option(fields) => {
                self.row(offset, &type_name(schema), path);
                for Field { name, offset: within, schema, .. } in fields {
                    self.parts(schema, offset + within, &format!("{path}.{name}"));
                }
            }
            Kind::Enum { variants, .. } => {
                self.row(offset, &type_name(schema), path);
                let dot = if path.is_empty() { "" } else { "." };
                for variant in variants {
                    for (Field { offset: within, schema, .. }, field) in variant.fields().iter().zip(variant.names()) {
                        self.rows(schema, offset + within, &format!("{path}{dot}{}.{field}", variant.name));
                    }
                }
            }
            Kind::Scalar(_) => self.row(offset, &type_name(schema), path),
        }
    }

    /// The rows of what is in an array or an option; nothing for a single value, which the row
    /// before this names.
    fn parts(&mut self, schema: &Schema, offset: usize, path: &str) {
        let single = match schema.kind {
            Kind::Scalar(_) => true,
            Kind::Enum { variants, .. } => variants.iter().all(|variant| variant.data.is_none()),
            _ => false,
        };
        if !single {
            self.rows(schema, offset, path);
        }
    }

    fn row(&mut self, offset: usize, type_name: &str, path: &str) {
        let path = if path.is_empty() { "value" } else { path };
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.0, "{offset}\t{type_name}\t{path}");
    }
}

/// The type as one would write it in Rust, with `struct` and `enum` for those that have a name of
/// their own.
fn type_name(schema: &Schema) -> String {
    match schema.kind {
        Kind::Scalar(name) => name.into(),
        Kind::Enum { repr, variants } => {
            let variants: Vec<_> = variants
                .iter()
                .map(|variant| format!("{}{} = {}", variant.name, data(variant), variant.value))
                .collect();
            format!("enum {} {{ {} }}", type_name(repr), variants.join(", "))
        }
        Kind::Array { element, len } => format!("[{}; {len}]", type_name(element)),
        Kind::Option([.., value]) => format!("Option<{}>", type_name(value.schema)),
        Kind::Counted { name, fields: [_, elements] } => match elements.schema.kind {
            Kind::Array { len, .. } if name == "ArrayString" => format!("{name}<{len}>"),
            Kind::Array { element, len } => format!("{name}<{}, {len}>", type_name(element)),
            _ => name.into(),
        },
        Kind::Option([]) => "Option".into(),
        Kind::Struct(_) => "struct".into(),
    }
}

/// The fields of a variant, as one would write them; nothing if it has none.
fn data(variant: &Variant) -> String {
    let names = variant.names();
    let fields = variant.fields().iter().zip(names);
    if names.is_empty() {
        String::new()
    } else if names[0].starts_with(|first: char| first.is_ascii_digit()) {
        let types: Vec<_> = fields.map(|(field, _)| type_name(field.schema)).collect();
        format!("({})", types.join(", "))
    } else {
        let fields: Vec<_> = fields.map(|(field, name)| format!("{name}: {}", type_name(field.schema))).collect();
        format!(" {{ {} }}", fields.join(", "))
    }
}
