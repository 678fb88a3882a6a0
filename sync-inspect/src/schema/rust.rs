//! As Rust: a struct that derives `SharedLocked`, and opens the segment.

use super::names::{Names, base, camel, check, comment};
use super::{Definition, Lock};
use crate::problem::Problem;
use std::fmt::Write as _;
use sync_runtime::inspect::{Field, Integer, Kind, Scalar, Simple, Type, Variant};

/// Words that are a name only with `r#` before them, in any edition.
const RESERVED: [&str; 50] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "union", "raw",
];

/// Parts of a tuple, at most. Beyond, it is a struct without names.
const TUPLE: usize = 12;

pub(super) fn source(definition: &Definition<'_>) -> Result<String, Problem> {
    let Definition { segment, description, lock, table, .. } = definition;
    let mut source = Source { text: String::new(), names: Names::default() };
    // What the definition names itself.
    for taken in ["Option", "Pod", "Self", "SharedLocked"] {
        source.names.reserve(taken);
    }
    let ty = description.whole();
    let name = base(description.type_name());
    let options = match lock {
        Lock::Mutex => "",
        Lock::Recursive => "#[shared(lock = recursive)]\n",
        Lock::None => "#[shared(lock = none)]\n",
        Lock::InPlace => "#[shared(in_place)]\n",
    };
    let declared = match ty.kind() {
        Kind::Struct(fields) if name.is_some() || fields.len() > TUPLE || !ty.is_tuple() => true,
        Kind::Enum { .. } => true,
        _ => false,
    };
    let name = source.names.free(name.filter(|_| declared).map_or("Value".into(), camel).as_str());
    if declared {
        source.declare(ty, &name, "SharedLocked", options)?;
    } else {
        let named = source.name(ty, "Part")?;
        let _ = writeln!(source.text, "pub type {name} = {named};\n");
    }
    let (opener, reader) = match (table, lock) {
        (true, _) => ("Table", "TableReader"),
        (false, Lock::InPlace) => ("Shared", "InPlaceReader"),
        (false, _) => ("Shared", "SharedReader"),
    };
    let segment = comment(segment);
    let feature = if source.text.contains("arrayvec::") {
        "// It needs the feature `arrayvec` of sync-runtime, and the crate `arrayvec` 0.7.\n"
    } else {
        ""
    };
    Ok(format!(
        "// The type in the segment `{segment}`, as its description has it. Parts are called by their fields; conversions are\n\
         // not known, and neither is what is checked.\n\
         // sync_runtime::{opener}::<{name}>::open(\"{segment}\") opens it,\n\
         // sync_runtime::{reader}::<{name}>::open(\"{segment}\") only reads it.\n\
         {feature}#[allow(unused_imports)]\nuse sync_runtime::{{Pod, SharedLocked}};\n\n{}\n",
        source.text.trim_end()
    ))
}

struct Source<'a> {
    text: String,
    names: Names<'a>,
}

impl<'a> Source<'a> {
    /// Declares a struct or an enum, and before it what it is made of.
    fn declare(&mut self, ty: &'a Type, name: &str, derive: &str, options: &str) -> Result<(), Problem> {
        let body = match ty.kind() {
            Kind::Struct(fields) if ty.is_tuple() => {
                let types = self.types(fields, name)?;
                format!(
                    "pub struct {name}({});\n\n",
                    types.iter().map(|ty| format!("pub {ty}")).collect::<Vec<_>>().join(", ")
                )
            }
            Kind::Struct(fields) => {
                let types = self.types(fields, name)?;
                let mut body = format!("pub struct {name} {{\n");
                for (field, ty) in fields.iter().zip(types) {
                    let _ = writeln!(body, "    pub {}: {ty},", identifier(field.name())?);
                }
                body + "}\n\n"
            }
            Kind::Enum { tag, variants } => {
                let mut body = format!("#[repr({tag})]\n#[allow(clippy::enum_variant_names)]\npub enum {name} {{\n");
                for variant in variants {
                    let data = self.data(variant, name)?;
                    let _ =
                        writeln!(body, "    {}{data} = {},", identifier(variant.name())?, literal(variant.number()));
                }
                body + "}\n\n"
            }
            _ => return Err(Problem::Asked("this has no name of its own".into())),
        };
        let _ = write!(self.text, "#[derive({derive}, Debug)]\n{options}{body}");
        Ok(())
    }

    fn types(&mut self, fields: &'a [Field], whose: &str) -> Result<Vec<String>, Problem> {
        fields
            .iter()
            .map(|field| {
                let number = field.name().starts_with(|first: char| first.is_ascii_digit());
                let wish = if number { format!("{whose}{}", field.name()) } else { camel(check(field.name())?) };
                self.name(field.ty(), &wish)
            })
            .collect()
    }

    fn data(&mut self, variant: &'a Variant, whose: &str) -> Result<String, Problem> {
        if variant.fields().is_empty() {
            return Ok(String::new());
        }
        let types = self.types(variant.fields(), &format!("{whose}{}", camel(check(variant.name())?)))?;
        if variant.is_tuple() {
            return Ok(format!("({})", types.join(", ")));
        }
        let mut fields = Vec::new();
        for (field, ty) in variant.fields().iter().zip(types) {
            fields.push(format!("{}: {ty}", identifier(field.name())?));
        }
        Ok(format!(" {{ {} }}", fields.join(", ")))
    }

    /// What a type is called; it is declared first if it has no name in Rust.
    fn name(&mut self, ty: &'a Type, wish: &str) -> Result<String, Problem> {
        Ok(match ty.kind() {
            Kind::Scalar(scalar) => scalar_name(*scalar),
            Kind::Array { element, len } => format!("[{}; {len}]", self.name(element, wish)?),
            Kind::Optional { value, .. } => format!("Option<{}>", self.name(value, wish)?),
            Kind::Text { capacity, .. } => format!("arrayvec::ArrayString<{capacity}>"),
            Kind::List { element, capacity, .. } => {
                format!("arrayvec::ArrayVec<{}, {capacity}>", self.name(element, wish)?)
            }
            Kind::Struct(fields) if ty.is_tuple() && fields.len() <= TUPLE => {
                match self.types(fields, wish)?.as_slice() {
                    [one] => format!("({one},)"),
                    types => format!("({})", types.join(", ")),
                }
            }
            _ => {
                if let Some(name) = self.names.of(ty) {
                    return Ok(name.to_owned());
                }
                let name = self.names.give(ty, wish);
                self.declare(ty, &name, "Pod", "")?;
                name
            }
        })
    }
}

/// A number, its digits in groups.
fn literal(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut literal = if number < 0 { "-".to_owned() } else { String::new() };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            literal.push('_');
        }
        literal.push(digit);
    }
    literal
}

fn identifier(name: &str) -> Result<String, Problem> {
    let name = check(name)?;
    Ok(match name {
        // These are none, even so.
        "self" | "Self" | "super" | "crate" => return Err(Problem::Asked(format!("`{name}` is no name in Rust"))),
        _ if RESERVED.contains(&name) => format!("r#{name}"),
        _ => name.to_owned(),
    })
}

fn scalar_name(scalar: Scalar) -> String {
    match scalar {
        Scalar::Integer(integer) => integer.to_string(),
        Scalar::NonZero(integer) => format!("core::num::NonZero<{}>", Integer::to_string(&integer)),
        Scalar::Simple(simple) => match simple {
            Simple::Elapsed => "core::time::Duration".into(),
            Simple::Moment => "std::time::SystemTime".into(),
            Simple::Ip | Simple::IpV4 | Simple::IpV6 => format!("core::net::{simple}"),
            Simple::Nothing => "core::marker::PhantomData<()>".into(),
            other => other.to_string(),
        },
        other => other.to_string(),
    }
}
