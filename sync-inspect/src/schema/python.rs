//! As Python: `ctypes` structures of the same layout, and a function that reads the value.

use super::names::{Names, camel, check, comment, whole};
use crate::problem::Problem;
use std::fmt::Write as _;
use sync_runtime::inspect::{Description, Field, Integer, Kind, Scalar, Simple, Type};

const BEGIN: &str = "\
import ctypes
import mmap
import struct
import sys


class U128(ctypes.Structure):
    _fields_ = [(\"low\", ctypes.c_uint64), (\"high\", ctypes.c_uint64)]


class Time(ctypes.Structure):
    _fields_ = [(\"seconds\", ctypes.c_int64), (\"nanoseconds\", ctypes.c_uint64)]


class Ip(ctypes.Structure):
    _fields_ = [(\"version\", ctypes.c_uint8), (\"octets\", ctypes.c_uint8 * 16)]
";

const READ: &str = r#"

FINGERPRINT = {fingerprint}


def load(name, record=0):
    """The committed value of the segment, or of one record of a table. On processors other than x86 only while nobody writes it."""
    with open(f"/dev/shm/{name}", "rb") as file:
        memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    if memory[:8] != b"sync-rt\n" or struct.unpack_from("=Q", memory, 24)[0] != FINGERPRINT:
        raise ValueError(f"{name} is another segment")
    size = ctypes.sizeof({value})
    slots = (24 + memory[14] + 63) // 64 * 64
    version = slots + (2 * size + 7) // 8 * 8
    stride = (version + 20 + 63) // 64 * 64
    start = struct.unpack_from("=Q", memory, 40)[0] + record * stride
    words = memoryview(memory)[:len(memory) // 8 * 8].cast("Q")
    while True:
        seen = words[(start + version) // 8]
        slot = start + slots + (seen & 1) * size
        copy = memory[slot:slot + size]
        if words[(start + version) // 8] == seen:
            return {value}.from_buffer_copy(copy)


def plain(value):
    """The value as dicts, lists and numbers; what is in an option, a list or an enum is shown whether or not it counts."""
    if isinstance(value, (ctypes.Structure, ctypes.Union)):
        return {name: plain(getattr(value, name)) for name, *_ in value._fields_}
    if isinstance(value, ctypes.Array):
        return [plain(element) for element in value]
    return getattr(value, "value", value)


if __name__ == "__main__":
    import json
    print(json.dumps(plain(load(sys.argv[1])), indent=2))
"#;

pub(super) fn source(segment: &str, description: &Description, fingerprint: u64) -> Result<String, Problem> {
    let mut source = Source { text: String::new(), names: Names::default() };
    for taken in ["U128", "Time", "Ip", "FINGERPRINT"] {
        source.names.free(taken);
    }
    let name = source.names.free(&camel(whole(description.type_name()).unwrap_or("Value")));
    let value = source.name(description.whole(), &format!("{name}Layout"))?;
    let _ =
        write!(source.text, "\n\n{name} = {value}\nassert ctypes.sizeof({name}) == {}\n", description.whole().size());
    let read = READ.replace("{fingerprint}", &format!("{fingerprint:#018x}")).replace("{value}", &name);
    Ok(format!(
        "\"\"\"The value in the segment `{}`, as its description has it.\"\"\"\n{BEGIN}{}{read}",
        comment(segment),
        source.text
    ))
}

struct Source<'a> {
    text: String,
    names: Names<'a>,
}

impl<'a> Source<'a> {
    /// What a type is called; it is declared first if it has no name in `ctypes`.
    fn name(&mut self, ty: &'a Type, wish: &str) -> Result<String, Problem> {
        Ok(match ty.kind() {
            Kind::Scalar(scalar) => scalar_name(*scalar).into(),
            Kind::Array { element, len } => format!("({} * {len})", self.name(element, wish)?),
            Kind::Enum { tag, variants } if variants.iter().all(|variant| variant.fields().is_empty()) => {
                scalar_name(Scalar::Integer(*tag)).into()
            }
            _ => match self.names.of(ty) {
                Some(name) => name.to_owned(),
                None => self.declare(ty, wish)?,
            },
        })
    }

    fn declare(&mut self, ty: &'a Type, wish: &str) -> Result<String, Problem> {
        let (base, fields) = match ty.kind() {
            Kind::Struct(fields) => ("Structure", self.fields(fields, wish)?),
            Kind::Optional { value, .. } => (
                "Structure",
                vec![("is_some".into(), "ctypes.c_uint8".into()), ("value".into(), self.name(value, wish)?)],
            ),
            Kind::Text { capacity, .. } => (
                "Structure",
                vec![
                    ("len".into(), "ctypes.c_uint32".into()),
                    ("elements".into(), format!("(ctypes.c_uint8 * {capacity})")),
                ],
            ),
            Kind::List { element, capacity, .. } => {
                let elements = format!("({} * {capacity})", self.name(element, wish)?);
                ("Structure", vec![("len".into(), "ctypes.c_uint32".into()), ("elements".into(), elements)])
            }
            Kind::Enum { tag, variants } => {
                let tag = ("tag".to_owned(), scalar_name(Scalar::Integer(*tag)).to_owned());
                let mut members = vec![tag.clone()];
                for variant in variants.iter().filter(|variant| !variant.fields().is_empty()) {
                    let inner = format!("{wish}{}", camel(check(variant.name())?));
                    let mut fields = vec![tag.clone()];
                    fields.extend(self.fields(variant.fields(), &inner)?);
                    let class = self.names.free(&inner);
                    self.class(&class, "Structure", &fields);
                    members.push((member(variant.name())?, class));
                }
                ("Union", members)
            }
            _ => return Err(Problem::Asked("this has no name of its own".into())),
        };
        let name = self.names.give(ty, wish);
        self.class(&name, base, &fields);
        let _ = write!(self.text, "\n\nassert ctypes.sizeof({name}) == {}\n", ty.size());
        if let Kind::Struct(fields) = ty.kind() {
            for field in fields {
                let _ = writeln!(
                    self.text,
                    "assert getattr({name}, \"{}\").offset == {}",
                    member(field.name())?,
                    field.offset()
                );
            }
        }
        Ok(name)
    }

    fn class(&mut self, name: &str, base: &str, fields: &[(String, String)]) {
        let fields: Vec<_> = fields.iter().map(|(field, ty)| format!("(\"{field}\", {ty})")).collect();
        let _ = write!(self.text, "\n\nclass {name}(ctypes.{base}):\n    _fields_ = [{}]\n", fields.join(", "));
    }

    fn fields(&mut self, fields: &'a [Field], whose: &str) -> Result<Vec<(String, String)>, Problem> {
        fields
            .iter()
            .map(|field| {
                let number = field.name().starts_with(|first: char| first.is_ascii_digit());
                let wish = if number { format!("{whose}{}", field.name()) } else { camel(check(field.name())?) };
                Ok((member(field.name())?, self.name(field.ty(), &wish)?))
            })
            .collect()
    }
}

fn member(name: &str) -> Result<String, Problem> {
    let name = check(name)?;
    // `_fields_` and its like mean something to `ctypes` and to Python.
    let special = name.starts_with('_') && name.ends_with('_');
    let number = name.starts_with(|first: char| first.is_ascii_digit());
    Ok(if special || number { format!("f{name}") } else { name.to_owned() })
}

fn scalar_name(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Integer(integer) | Scalar::NonZero(integer) => match integer {
            Integer::U8 => "ctypes.c_uint8",
            Integer::U16 => "ctypes.c_uint16",
            Integer::U32 => "ctypes.c_uint32",
            Integer::U64 | Integer::Usize => "ctypes.c_uint64",
            Integer::I8 => "ctypes.c_int8",
            Integer::I16 => "ctypes.c_int16",
            Integer::I32 => "ctypes.c_int32",
            Integer::I64 | Integer::Isize => "ctypes.c_int64",
            Integer::U128 | Integer::I128 => "U128",
        },
        Scalar::Simple(simple) => match simple {
            Simple::F32 => "ctypes.c_float",
            Simple::F64 => "ctypes.c_double",
            Simple::Bool => "ctypes.c_uint8",
            Simple::Char => "ctypes.c_uint32",
            Simple::Elapsed | Simple::Moment => "Time",
            Simple::Ip => "Ip",
            Simple::IpV4 => "(ctypes.c_uint8 * 4)",
            Simple::IpV6 => "(ctypes.c_uint8 * 16)",
            _ => "(ctypes.c_uint8 * 0)",
        },
        _ => "(ctypes.c_uint8 * 0)",
    }
}
