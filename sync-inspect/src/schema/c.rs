//! As C11, with the extensions of GNU C that gcc and clang have: structs of the same layout, and a
//! function that reads the value.

use super::names::{Names, camel, check, comment, whole};
use crate::problem::Problem;
use std::fmt::Write as _;
use sync_runtime::inspect::{Description, Field, Integer, Kind, Scalar, Simple, Type};

const RESERVED: [&str; 46] = [
    "auto",
    "break",
    "case",
    "char",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extern",
    "float",
    "for",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "register",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "struct",
    "switch",
    "typedef",
    "union",
    "unsigned",
    "void",
    "volatile",
    "while",
    "asm",
    "typeof",
    "bool",
    "true",
    "false",
    "nullptr",
    "alignas",
    "alignof",
    "constexpr",
    "thread_local",
    "static_assert",
    "linux",
];

const BEGIN: &str = "\
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct sync_u128 { uint64_t low, high; };
struct sync_time { uint64_t seconds, nanoseconds; };
struct sync_ip { uint8_t version, octets[16]; };
";

/// The function that reads a value, from the page `guide::format`.
const READ: &str = r#"
/* Copies the committed value of the segment that is mapped at `segment` (of `len` bytes, read-only is enough) to `out`; the
   `record`th one of a table. 0, or -1 if this is another segment. */
static inline int NAME_load(const void *segment, size_t len, size_t record, NAME *out)
{
    const unsigned char *bytes = segment;
    uint64_t fingerprint, at;
    if (len < 128 || memcmp(bytes, "sync-rt\n", 8) != 0)
        return -1;
    memcpy(&fingerprint, bytes + 24, 8);
    memcpy(&at, bytes + 40, 8);
    size_t slots = (24 + bytes[14] + 63) / 64 * 64;
    size_t version_at = slots + (2 * sizeof(NAME) + 7) / 8 * 8;
    size_t stride = (version_at + 20 + 63) / 64 * 64;
    if (fingerprint != UINT64_C(FINGERPRINT) || at > len || (len - at) / stride <= record)
        return -1;
    bytes += at + record * stride;
    const uint64_t *version = (const uint64_t *)(bytes + version_at);
    for (;;) {
        uint64_t seen = __atomic_load_n(version, __ATOMIC_ACQUIRE);
        const volatile unsigned char *slot = bytes + slots + (seen & 1) * sizeof(NAME);
        for (size_t i = 0; i < sizeof(NAME); i++)
            ((unsigned char *)out)[i] = slot[i];
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (__atomic_load_n(version, __ATOMIC_RELAXED) == seen)
            return 0;
    }
}
"#;

pub(super) fn source(segment: &str, description: &Description, fingerprint: u64) -> Result<String, Problem> {
    let mut source = Source { text: String::new(), names: Names::default() };
    let name = source.names.free(&camel(whole(description.type_name()).unwrap_or("Value")));
    let declared = source.declarator(description.whole(), "Part", &name)?;
    let _ = writeln!(source.text, "\ntypedef {declared};");
    source.assert(&name, description.whole());
    let read = READ.replace("FINGERPRINT", &format!("{fingerprint:#018x}")).replace("NAME", &name);
    let guard = format!("SYNC_{}_H", name.to_uppercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_"));
    Ok(format!(
        "/* The value in the segment `{}`, as its description has it. Integers in the byte order of the machine. */\n\
         #ifndef {guard}\n#define {guard}\n{BEGIN}{}{read}\n#endif\n",
        comment(segment),
        source.text
    ))
}

struct Source<'a> {
    text: String,
    names: Names<'a>,
}

impl<'a> Source<'a> {
    /// `declared` as something of the type `ty`, which is declared before if it has no name in C.
    fn declarator(&mut self, ty: &'a Type, wish: &str, declared: &str) -> Result<String, Problem> {
        Ok(match ty.kind() {
            Kind::Scalar(scalar) => format!("{}", Scalarly(*scalar, declared)),
            Kind::Array { element, len } => self.declarator(element, wish, &format!("{declared}[{len}]"))?,
            Kind::Enum { tag, variants } if variants.iter().all(|variant| variant.fields().is_empty()) => {
                self.constants(ty, wish)?;
                format!("{} {declared}", integer(*tag))
            }
            _ => {
                let name = match self.names.of(ty) {
                    Some(name) => name.to_owned(),
                    None => self.declare(ty, wish)?,
                };
                format!("{name} {declared}")
            }
        })
    }

    /// Declares a type of its own, and before it what it is made of.
    fn declare(&mut self, ty: &'a Type, wish: &str) -> Result<String, Problem> {
        let (keyword, body) = match ty.kind() {
            Kind::Struct(fields) => ("struct", self.members(fields, wish, "    ")?),
            Kind::Optional { value, .. } => {
                ("struct", format!("    uint8_t is_some;\n    {};\n", self.declarator(value, wish, "value")?))
            }
            Kind::Text { capacity, .. } => {
                ("struct", format!("    uint32_t len;\n    uint8_t elements[{capacity}];\n"))
            }
            Kind::List { element, capacity, .. } => {
                let elements = self.declarator(element, wish, &format!("elements[{capacity}]"))?;
                ("struct", format!("    uint32_t len;\n    {elements};\n"))
            }
            Kind::Enum { tag, variants } => {
                let tag = integer(*tag);
                let mut body = format!("    {tag} tag;\n");
                for variant in variants {
                    if variant.fields().is_empty() {
                        continue;
                    }
                    let inner = self.members(
                        variant.fields(),
                        &format!("{wish}{}", camel(check(variant.name())?)),
                        "        ",
                    )?;
                    let _ = write!(
                        body,
                        "    struct {{\n        {tag} tag;\n{inner}    }} {};\n",
                        identifier(variant.name())?
                    );
                }
                self.constants(ty, wish)?;
                ("union", body)
            }
            _ => return Err(Problem::Asked("this has no name of its own".into())),
        };
        let name = self.names.give(ty, wish);
        let _ = write!(self.text, "\ntypedef {keyword} {{\n{body}}} {name};\n");
        self.assert(&name, ty);
        if let Kind::Struct(fields) = ty.kind() {
            for field in fields {
                let (field_name, offset) = (identifier(field.name())?, field.offset());
                let _ = writeln!(
                    self.text,
                    "_Static_assert(offsetof({name}, {field_name}) == {offset}, \"{name}.{field_name}\");"
                );
            }
        }
        Ok(name)
    }

    fn assert(&mut self, name: &str, ty: &Type) {
        let _ = writeln!(self.text, "_Static_assert(sizeof({name}) == {}, \"{name}\");", ty.size());
    }

    fn members(&mut self, fields: &'a [Field], whose: &str, indent: &str) -> Result<String, Problem> {
        let mut members = String::new();
        for field in fields {
            let number = field.name().starts_with(|first: char| first.is_ascii_digit());
            let wish = if number { format!("{whose}{}", field.name()) } else { camel(check(field.name())?) };
            let _ = writeln!(members, "{indent}{};", self.declarator(field.ty(), &wish, &identifier(field.name())?)?);
        }
        Ok(members)
    }

    /// The numbers of the variants.
    fn constants(&mut self, ty: &'a Type, wish: &str) -> Result<(), Problem> {
        let Kind::Enum { variants, .. } = ty.kind() else { return Ok(()) };
        let prefix = self.names.free(&format!("{wish}_is"));
        self.text.push('\n');
        for variant in variants {
            let (name, number) = (check(variant.name())?, variant.number());
            let text = match i64::try_from(number) {
                Ok(i64::MIN) => "INT64_MIN".into(),
                Ok(number) => format!("INT64_C({number})"),
                Err(_) => format!("UINT64_C({number})"),
            };
            let _ = writeln!(self.text, "#define {prefix}_{name} {text}");
        }
        Ok(())
    }
}

/// Something of a scalar type, declared.
struct Scalarly<'a>(Scalar, &'a str);

impl std::fmt::Display for Scalarly<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(scalar, name) = self;
        match scalar {
            Scalar::Integer(number) | Scalar::NonZero(number) => write!(f, "{} {name}", integer(*number)),
            Scalar::Simple(simple) => match simple {
                Simple::F32 => write!(f, "float {name}"),
                Simple::F64 => write!(f, "double {name}"),
                Simple::Bool => write!(f, "uint8_t {name}"),
                Simple::Char => write!(f, "uint32_t {name}"),
                Simple::Elapsed | Simple::Moment => write!(f, "struct sync_time {name}"),
                Simple::Ip => write!(f, "struct sync_ip {name}"),
                Simple::IpV4 => write!(f, "uint8_t {name}[4]"),
                Simple::IpV6 => write!(f, "uint8_t {name}[16]"),
                _ => write!(f, "uint8_t {name}[0]"),
            },
            _ => write!(f, "uint8_t {name}[0]"),
        }
    }
}

fn integer(integer: Integer) -> &'static str {
    match integer {
        Integer::U8 => "uint8_t",
        Integer::U16 => "uint16_t",
        Integer::U32 => "uint32_t",
        Integer::U64 | Integer::Usize => "uint64_t",
        Integer::I8 => "int8_t",
        Integer::I16 => "int16_t",
        Integer::I32 => "int32_t",
        Integer::I64 | Integer::Isize => "int64_t",
        Integer::U128 | Integer::I128 => "struct sync_u128",
    }
}

fn identifier(name: &str) -> Result<String, Problem> {
    let name = check(name)?;
    Ok(match name {
        _ if name.starts_with(|first: char| first.is_ascii_digit()) => format!("f{name}"),
        _ if RESERVED.contains(&name) => format!("{name}_"),
        _ => name.to_owned(),
    })
}
