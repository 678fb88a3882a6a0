//! As Python: `ctypes` structures of the same layout, and a function that reads the value.

use super::names::{Names, base, camel, check, comment, different};
use super::{Definition, Lock};
use crate::problem::Problem;
use std::fmt::Write as _;
use sync_runtime::inspect::{Field, Integer, Kind, Scalar, Simple, Type};

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

/// The function that reads a value, from the page `guide::format`. In it, [`COPIED`] or
/// [`IN_PLACE`] says where the parts are, and [`VERSIONED`] or [`BY_NUMBERS`] how they are copied.
const READ: &str = r#"

FINGERPRINT = {fingerprint}


def load(name, record=0):
    """The committed value of the segment, or of one record of a table. {how}"""
    with open(f"/dev/shm/{name}", "rb") as file:
        memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    if memory[:12] != b"sync-rt\n" + struct.pack("=I", 3) or struct.unpack_from("=Q", memory, 24)[0] != FINGERPRINT:
        raise ValueError(f"{name} is another segment")
    at, _, records = struct.unpack_from("=QQQ", memory, 40)
    if not 0 <= record < max(records, 1):
        raise IndexError(f"{name} has no record {record}")
    size = ctypes.sizeof({value})
    front = (24 + memory[14] + 63) // 64 * 64{place}
    start = at + record * stride{copy}


def plain(value):
    """The value as dicts, lists and numbers; what is in an option, a list or an enum is shown whether or not it counts."""
    if isinstance(value, (ctypes.Structure, ctypes.Union)):
        return {name: plain(getattr(value, name)) for name, *_ in value._fields_}
    if isinstance(value, ctypes.Array):
        return [plain(element) for element in value]
    return getattr(value, "value", value)


if __name__ == "__main__":
    import json
    if len(sys.argv) != 2:
        sys.exit(f"usage: python3 {sys.argv[0]} SEGMENT")
    print(json.dumps(plain(load(sys.argv[1])), indent=2))
"#;

const COPIED: &str = r"
    slots, slot_size = front, size
    version = slots + (2 * size + 7) // 8 * 8
    stride = (version + 24 + 63) // 64 * 64";

const IN_PLACE: &str = r"
    version, slots, slot_size = front, front + 64, (size + 63) // 64 * 64
    stride = 0  # this is no table";

const VERSIONED: &str = r#"
    words = memoryview(memory)[:len(memory) // 8 * 8].cast("Q")
    for _ in range(100000):
        seen = words[(start + version) // 8]
        slot = start + slots + (seen & 1) * slot_size
        copy = memory[slot:slot + size]
        if words[(start + version) // 8] == seen:
            return {value}.from_buffer_copy(copy)
    raise TimeoutError(f"a writer of {name} committed during each of 100000 copies")"#;

/// Without a lock: in units that no number is larger than.
const BY_NUMBERS: &str = r#"
    units = memoryview(memory)[start + slots:start + slots + size].cast("{unit}").tolist()
    return {value}.from_buffer_copy(struct.pack(f"={len(units)}{unit}", *units))"#;

/// What a type cannot be called, for the definition uses it.
const TAKEN: [&str; 10] =
    ["U128", "Time", "Ip", "FINGERPRINT", "None", "True", "False", "ValueError", "IndexError", "TimeoutError"];

pub(super) fn source(definition: &Definition<'_>) -> Result<String, Problem> {
    let Definition { segment, description, fingerprint, lock, .. } = definition;
    let mut source = Source { text: String::new(), names: Names::default() };
    for taken in TAKEN {
        source.names.reserve(taken);
    }
    let name = source.names.free(&camel(base(description.type_name()).unwrap_or("Value")));
    let value = source.name(description.whole(), &format!("{name}Layout"))?;
    let _ =
        write!(source.text, "\n\n{name} = {value}\nassert ctypes.sizeof({name}) == {}\n", description.whole().size());
    let unit = match description.whole().align() {
        1 => "B",
        2 => "H",
        4 => "I",
        _ => "Q",
    };
    let (how, copy) = match lock {
        Lock::None => ("Each number is read by itself, for there is no lock.", BY_NUMBERS.replace("{unit}", unit)),
        _ => ("On processors other than x86 only while nobody writes it.", VERSIONED.to_owned()),
    };
    let place = if *lock == Lock::InPlace { IN_PLACE } else { COPIED };
    let read = READ
        .replace("{how}", how)
        .replace("{place}", place)
        .replace("{copy}", &copy)
        .replace("{fingerprint}", &format!("{fingerprint:#018x}"))
        .replace("{value}", &name);
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
            Kind::Struct(fields) => ("Structure", self.fields(fields, wish, &[])?),
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
                let with_data: Vec<_> = variants.iter().filter(|variant| !variant.fields().is_empty()).collect();
                let names = different(with_data.iter().map(|variant| variant.name()), &["tag"], member)?;
                for (variant, name) in with_data.into_iter().zip(names) {
                    let inner = format!("{wish}{}", camel(check(variant.name())?));
                    let mut fields = vec![tag.clone()];
                    fields.extend(self.fields(variant.fields(), &inner, &["tag"])?);
                    let class = self.names.free(&inner);
                    self.class(&class, "Structure", &fields);
                    members.push((name, class));
                }
                ("Union", members)
            }
            _ => return Err(Problem::Asked("this has no name of its own".into())),
        };
        let name = self.names.give(ty, wish);
        self.class(&name, base, &fields);
        let _ = write!(self.text, "\n\nassert ctypes.sizeof({name}) == {}\n", ty.size());
        if let Kind::Struct(fields) = ty.kind() {
            for (field, member) in fields.iter().zip(members(fields, &[])?) {
                let offset = field.offset();
                let _ = writeln!(self.text, "assert getattr({name}, \"{member}\").offset == {offset}");
            }
        }
        Ok(name)
    }

    fn class(&mut self, name: &str, base: &str, fields: &[(String, String)]) {
        let fields: Vec<_> = fields.iter().map(|(field, ty)| format!("(\"{field}\", {ty})")).collect();
        let _ = write!(self.text, "\n\nclass {name}(ctypes.{base}):\n    _fields_ = [{}]\n", fields.join(", "));
    }

    /// The fields of a struct, beside members that are called as in `taken`.
    fn fields(&mut self, fields: &'a [Field], whose: &str, taken: &[&str]) -> Result<Vec<(String, String)>, Problem> {
        let one = |(field, member): (&'a Field, String)| {
            let number = field.name().starts_with(|first: char| first.is_ascii_digit());
            let wish = if number { format!("{whose}{}", field.name()) } else { camel(check(field.name())?) };
            Ok((member, self.name(field.ty(), &wish)?))
        };
        fields.iter().zip(members(fields, taken)?).map(one).collect()
    }
}

/// What the fields of a struct are called, beside members that are called as in `taken`.
fn members(fields: &[Field], taken: &[&str]) -> Result<Vec<String>, Problem> {
    different(fields.iter().map(Field::name), taken, member)
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
