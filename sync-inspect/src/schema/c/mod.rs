//! As C11, with the extensions of GNU C that gcc and clang have: structs of the same layout, and a
//! function that reads the value.

mod words;

use super::names::{Names, base, camel, check, comment, different};
use super::{Definition, Lock};
use crate::problem::Problem;
use std::fmt::Write as _;
use sync_runtime::inspect::{Field, Integer, Kind, Scalar, Simple, Type, Variant};

const BEGIN: &str = "\
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef SYNC_PARTS
#define SYNC_PARTS
#ifdef __cplusplus
#define SYNC_ASSERT static_assert
#else
#define SYNC_ASSERT _Static_assert
#endif
struct sync_u128 { uint64_t low, high; };
struct sync_time { uint64_t seconds, nanoseconds; };
struct sync_ip { uint8_t version, octets[16]; };
#endif
";

/// The function that reads a value, from the page `guide::format`. In it, [`COPIED`] or
/// [`IN_PLACE`] says where the parts are, and [`VERSIONED`] or [`BY_NUMBERS`] how they are copied.
const READ: &str = r#"
/* Copies the committed value of the segment that is mapped at `segment` (of `len` bytes, read-only is enough) to `out`; the
   `record`th one of a table. 0; -1 if this is another segment or has no such record;ENDED */
static inline int NAME_load(const void *segment, size_t len, size_t record, NAME *out)
{
    const unsigned char *bytes = (const unsigned char *)segment;
    uint32_t format;
    uint64_t fingerprint, at, records;
    if (len < 128 || memcmp(bytes, "sync-rt\n", 8) != 0)
        return -1;
    memcpy(&format, bytes + 8, 4);
    memcpy(&fingerprint, bytes + 24, 8);
    memcpy(&at, bytes + 40, 8);
    memcpy(&records, bytes + 56, 8);
    const size_t front = (24 + bytes[14] + 63) / 64 * 64;PLACE
    if (format != 3 || fingerprint != UINT64_C(FINGERPRINT) || at % 64 != 0 || at > len)
        return -1;
    if (record >= (records == 0 ? 1 : records) || record >= (len - at) / stride)
        return -1;
    bytes += at + record * stride;COPY
}
"#;

const COPIED: &str = r"
    const size_t slots = front, slot_size = sizeof(NAME);
    const size_t version_at = slots + (2 * slot_size + 7) / 8 * 8;
    const size_t stride = (version_at + 24 + 63) / 64 * 64;";

const IN_PLACE: &str = r"
    const size_t version_at = front, slots = front + 64, slot_size = (sizeof(NAME) + 63) / 64 * 64;
    const size_t stride = slots + 2 * slot_size; /* and behind the slots a log */";

const VERSIONED: &str = r"
    const uint64_t *version = (const uint64_t *)(bytes + version_at);
    for (int i = 0; i < 100000; i++) {
        uint64_t seen = __atomic_load_n(version, __ATOMIC_ACQUIRE);
        memcpy(out, bytes + slots + (seen & 1) * slot_size, sizeof(NAME));
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (__atomic_load_n(version, __ATOMIC_RELAXED) == seen)
            return 0;
    }
    return -2;";

/// Without a lock: in units that no number is larger than.
const BY_NUMBERS: &str = r"
    for (size_t i = 0; i < sizeof(NAME) / sizeof(UNIT); i++) {
        UNIT unit = __atomic_load_n((const UNIT *)(bytes + slots) + i, __ATOMIC_RELAXED);
        memcpy((unsigned char *)out + i * sizeof(UNIT), &unit, sizeof(UNIT));
    }
    return 0;";

pub(super) fn source(definition: &Definition<'_>) -> Result<String, Problem> {
    let Definition { segment, description, fingerprint, lock, .. } = definition;
    let whole = description.whole();
    let mut source = Source { text: String::new(), names: Names::default() };
    source.reserve_members(whole)?;
    let name = source.free(&camel(base(description.type_name()).unwrap_or("Value")));
    let declared = source.declarator(whole, "Part", &name)?;
    let _ = writeln!(source.text, "\ntypedef {declared};");
    source.assert(&name, whole);
    let guard = format!("SYNC_{}_H", name.to_uppercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_"));
    Ok(format!(
        "/* The value in the segment `{}`, as its description has it. Integers in the byte order of the machine. */\n\
         #ifndef {guard}\n#define {guard}\n{BEGIN}{}{}\n#endif\n",
        comment(segment),
        source.text,
        read(*lock, whole.align(), *fingerprint, &name)
    ))
}

/// The function that reads the value, a `name` that is aligned to `align`.
fn read(lock: Lock, align: usize, fingerprint: u64, name: &str) -> String {
    let (ended, copy) = match lock {
        Lock::Mutex | Lock::Recursive | Lock::InPlace => {
            (" -2 if\n   a writer committed during each of 100000 copies.", VERSIONED.to_owned())
        }
        Lock::None => (
            "\n   each number is copied by itself, for there is no lock.",
            BY_NUMBERS.replace("UNIT", &format!("uint{}_t", 8 * align)),
        ),
    };
    let place = if matches!(lock, Lock::InPlace) { IN_PLACE } else { COPIED };
    READ.replace("ENDED", ended)
        .replace("PLACE", place)
        .replace("COPY", &copy)
        .replace("FINGERPRINT", &format!("{fingerprint:#018x}"))
        .replace("NAME", name)
}

struct Source<'a> {
    text: String,
    names: Names<'a>,
}

impl<'a> Source<'a> {
    /// Keeps the names of members from being those of types: in C++ both are of one kind.
    fn reserve_members(&mut self, ty: &Type) -> Result<(), Problem> {
        let fields: Vec<&Field> = match ty.kind() {
            Kind::Struct(fields) => fields.iter().collect(),
            Kind::Enum { variants, .. } => variants.iter().flat_map(Variant::fields).collect(),
            Kind::Array { element: inner, .. }
            | Kind::List { element: inner, .. }
            | Kind::Optional { value: inner, .. } => {
                return self.reserve_members(inner);
            }
            _ => return Ok(()),
        };
        for field in fields {
            self.names.reserve(&member(field.name())?);
            self.reserve_members(field.ty())?;
        }
        if let Kind::Enum { variants, .. } = ty.kind() {
            for variant in variants {
                self.names.reserve(&member(variant.name())?);
            }
        }
        Ok(())
    }

    /// A name for a type.
    fn free(&mut self, wish: &str) -> String {
        self.names.free(&escaped(wish))
    }

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
            Kind::Struct(fields) => ("struct", self.members(fields, wish, "    ", &[])?),
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
                let with_data: Vec<_> = variants.iter().filter(|variant| !variant.fields().is_empty()).collect();
                let names = different(with_data.iter().map(|variant| variant.name()), &["tag"], member)?;
                for (variant, name) in with_data.into_iter().zip(names) {
                    let wish = format!("{wish}{}", camel(check(variant.name())?));
                    let inner = self.members(variant.fields(), &wish, "        ", &["tag"])?;
                    let _ = write!(body, "    struct {{\n        {tag} tag;\n{inner}    }} {name};\n");
                }
                self.constants(ty, wish)?;
                ("union", body)
            }
            _ => return Err(Problem::Asked("this has no name of its own".into())),
        };
        let name = self.names.give(ty, &escaped(wish));
        let _ = write!(self.text, "\ntypedef {keyword} {{\n{body}}} {name};\n");
        self.assert(&name, ty);
        if let Kind::Struct(fields) = ty.kind() {
            for (field, member) in fields.iter().zip(members(fields, &[])?) {
                let _ = writeln!(
                    self.text,
                    "SYNC_ASSERT(offsetof({name}, {member}) == {}, \"{name}.{member}\");",
                    field.offset()
                );
            }
        }
        Ok(name)
    }

    fn assert(&mut self, name: &str, ty: &Type) {
        let _ = writeln!(self.text, "SYNC_ASSERT(sizeof({name}) == {}, \"{name}\");", ty.size());
    }

    /// The fields of a struct, beside members that are called as in `taken`.
    fn members(&mut self, fields: &'a [Field], whose: &str, indent: &str, taken: &[&str]) -> Result<String, Problem> {
        let mut text = String::new();
        for (field, member) in fields.iter().zip(members(fields, taken)?) {
            let number = field.name().starts_with(|first: char| first.is_ascii_digit());
            let wish = if number { format!("{whose}{}", field.name()) } else { camel(check(field.name())?) };
            let _ = writeln!(text, "{indent}{};", self.declarator(field.ty(), &wish, &member)?);
        }
        Ok(text)
    }

    /// The numbers of the variants.
    fn constants(&mut self, ty: &'a Type, wish: &str) -> Result<(), Problem> {
        let Kind::Enum { variants, .. } = ty.kind() else { return Ok(()) };
        let prefix = self.free(&format!("{wish}_is"));
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

/// What the fields of a struct are called, beside members that are called as in `taken`.
fn members(fields: &[Field], taken: &[&str]) -> Result<Vec<String>, Problem> {
    different(fields.iter().map(Field::name), taken, member)
}

fn member(name: &str) -> Result<String, Problem> {
    let name = check(name)?;
    Ok(if name.starts_with(|first: char| first.is_ascii_digit()) { format!("f{name}") } else { escaped(name) })
}

/// A name that is that of nothing else.
fn escaped(name: &str) -> String {
    if words::is_taken(name) { format!("{name}_") } else { name.to_owned() }
}
