//! A schema as text: a line that says the version of the text, what kind of type the whole is and
//! what it is called; a line for each field, as `offset <tab> type <tab> name`; then one for the
//! size of the whole.

use super::{Field, Kind, Schema, Variant};
use core::any;
use core::fmt::Write as _;

/// What the first line begins with.
pub(crate) const FIRST: &str = "schema ";

/// The version of the text, which follows. Raised whenever the text has to be read differently.
pub(crate) const VERSION: u32 = 1;

/// The text that is stored in a segment of a `T`, which `schema` describes.
///
/// The name of the type is no part of the layout: it is for people.
pub(crate) fn describe<T>(lock: &str, schema: &Schema) -> String {
    let mut text = Text(format!("{FIRST}{VERSION}\t{}\t{}\n", type_name(schema), own_name(any::type_name::<T>())));
    text.rows(schema, 0, "");
    // Last, so that a field that differs is found before the size that it changes.
    let _ = writeln!(text.0, "lock = {lock}, {} bytes, aligned to {}", schema.size, schema.align);
    text.0
}

/// The lock of which a text tells, which may be any text.
pub(crate) fn lock_of(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix("lock = ")?.split(", ").next())
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

/// The name of a type without the modules that it and its parameters are in.
fn own_name(path: &str) -> String {
    let mut name = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(end) = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')) {
        let (word, after) = rest.split_at(end);
        if let Some(inner) = after.strip_prefix("::") {
            rest = inner;
        } else {
            name.push_str(word);
            let mut letters = after.chars();
            name.extend(letters.next());
            rest = letters.as_str();
        }
    }
    name + rest
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

#[cfg(test)]
mod tests {
    use super::own_name;

    #[test]
    fn names_are_without_modules() {
        assert_eq!(own_name("u64"), "u64");
        assert_eq!(own_name("web::stats::Stats"), "Stats");
        assert_eq!(own_name("a::Pair<b::c::X, [core::option::Option<u8>; 4]>"), "Pair<X, [Option<u8>; 4]>");
        assert_eq!(own_name("(a::Größe, &'static b::Y)"), "(Größe, &'static Y)");
    }
}
