//! What a schema's text says, as a tree.

use core::fmt;

/// What is stored in a segment: the tree that its schema's text describes.
///
/// Whatever the text was, every part lies within the value, and the tree has no more parts than the
/// text has letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    pub(super) type_name: Box<str>,
    pub(super) lock: Box<str>,
    pub(super) whole: Type,
}

impl Description {
    /// What the program that made the segment calls the type, without its module. It is no part of
    /// the layout.
    #[must_use]
    pub fn type_name(&self) -> &str {
        &self.type_name
    }

    /// How it is locked: `mutex`, `recursive`, `none`, or what a newer version of this library
    /// says.
    #[must_use]
    pub fn lock(&self) -> &str {
        &self.lock
    }

    /// The type of the value.
    #[must_use]
    pub fn whole(&self) -> &Type {
        &self.whole
    }
}

/// A type: how many bytes its values have in a segment, how they are aligned, and what is in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    pub(super) size: usize,
    pub(super) align: usize,
    pub(super) kind: Kind,
}

impl Type {
    /// Bytes that a value has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// What the offset of a value is a multiple of.
    #[must_use]
    pub fn align(&self) -> usize {
        self.align
    }

    /// What is in a value.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Whether it has no parts.
    #[must_use]
    pub fn is_single(&self) -> bool {
        match &self.kind {
            Kind::Scalar(_) => true,
            Kind::Enum { variants, .. } => variants.iter().all(|variant| variant.fields.is_empty()),
            _ => false,
        }
    }

    /// Whether it is a struct whose fields have numbers instead of names.
    #[must_use]
    pub fn is_tuple(&self) -> bool {
        matches!(&self.kind, Kind::Struct(fields) if are_numbered(fields))
    }
}

/// Whether fields are called `0`, `1` and so on, as those of a tuple.
pub(super) fn are_numbered(fields: &[Field]) -> bool {
    !fields.is_empty() && fields.iter().enumerate().all(|(index, field)| *field.name == *index.to_string())
}

/// What a type consists of. Offsets are in bytes, from the beginning of the value that they are in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// One value.
    Scalar(Scalar),
    /// A struct or a tuple.
    Struct(Box<[Field]>),
    /// So many elements, one after the other.
    Array {
        /// The type of each.
        element: Box<Type>,
        /// How many there are.
        len: usize,
    },
    /// A byte, 0 or 1, and a value, which has no meaning beside a 0.
    Optional {
        /// The type of the value.
        value: Box<Type>,
        /// Where it is.
        offset: usize,
    },
    /// A count in 32 bits, and bytes, of which so many are UTF-8.
    Text {
        /// How many bytes there are.
        capacity: usize,
        /// Where they are.
        offset: usize,
    },
    /// A count in 32 bits, and elements, of which so many are used.
    List {
        /// The type of each.
        element: Box<Type>,
        /// How many there are.
        capacity: usize,
        /// Where they are.
        offset: usize,
    },
    /// An integer, and the fields of the variant that it names, which are in one place.
    Enum {
        /// The integer's type.
        tag: Integer,
        /// The variants, in the order of the source.
        variants: Box<[Variant]>,
    },
}

/// A field of a struct or of a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub(super) name: Box<str>,
    pub(super) offset: usize,
    pub(super) ty: Type,
}

impl Field {
    /// Its name, or its number in a tuple.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Its type.
    #[must_use]
    pub fn ty(&self) -> &Type {
        &self.ty
    }
}

/// A variant of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    pub(super) name: Box<str>,
    pub(super) number: i128,
    pub(super) fields: Box<[Field]>,
}

impl Variant {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The integer that it is stored as.
    #[must_use]
    pub fn number(&self) -> i128 {
        self.number
    }

    /// Its fields.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Whether its fields have numbers instead of names.
    #[must_use]
    pub fn is_tuple(&self) -> bool {
        are_numbered(&self.fields)
    }
}

macro_rules! named {
    ($(#[$about:meta])* $kind:ident: $($one:ident $name:literal $size:literal $align:literal $text:literal;)*) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $kind {
            $(#[doc = $text] $one,)*
        }

        impl $kind {
            pub(super) fn of_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$one),)*
                    _ => None,
                }
            }

            fn name(self) -> &'static str {
                match self {
                    $(Self::$one => $name,)*
                }
            }

            pub(super) fn size(self) -> usize {
                match self {
                    $(Self::$one => $size,)*
                }
            }

            pub(super) fn align(self) -> usize {
                match self {
                    $(Self::$one => $align,)*
                }
            }
        }

        /// As a schema has it.
        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named! {
    /// The type of an integer.
    Integer:
    U8 "u8" 1 1 "`u8`.";
    U16 "u16" 2 2 "`u16`.";
    U32 "u32" 4 4 "`u32`.";
    U64 "u64" 8 8 "`u64`.";
    U128 "u128" 16 8 "`u128`, as two `u64`.";
    Usize "usize" 8 8 "`usize`, as a `u64`.";
    I8 "i8" 1 1 "`i8`.";
    I16 "i16" 2 2 "`i16`.";
    I32 "i32" 4 4 "`i32`.";
    I64 "i64" 8 8 "`i64`.";
    I128 "i128" 16 8 "`i128`, as two `u64`.";
    Isize "isize" 8 8 "`isize`, as an `i64`.";
}

named! {
    /// A type without parts that is no integer.
    #[non_exhaustive]
    Simple:
    F32 "f32" 4 4 "`f32`.";
    F64 "f64" 8 8 "`f64`.";
    Bool "bool" 1 1 "0 or 1.";
    Char "char" 4 4 "A Unicode scalar value.";
    Elapsed "Duration" 16 8 "Seconds and nanoseconds.";
    Moment "SystemTime" 16 8 "Seconds and nanoseconds since 1970.";
    Ip "IpAddr" 17 1 "4 or 6, and an address.";
    IpV4 "Ipv4Addr" 4 1 "Four octets.";
    IpV6 "Ipv6Addr" 16 1 "Sixteen octets.";
    Nothing "PhantomData" 0 1 "No bytes.";
}

impl Integer {
    /// Whether it has a sign.
    #[must_use]
    pub fn is_signed(self) -> bool {
        self.name().starts_with('i')
    }
}

/// A type without parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scalar {
    /// An integer.
    Integer(Integer),
    /// An integer that is never 0.
    NonZero(Integer),
    /// Another one.
    Simple(Simple),
}

impl Scalar {
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Integer::of_name(name).map(Self::Integer).or_else(|| Simple::of_name(name).map(Self::Simple))
    }

    pub(super) fn size(self) -> usize {
        match self {
            Self::Integer(integer) | Self::NonZero(integer) => integer.size(),
            Self::Simple(simple) => simple.size(),
        }
    }

    pub(super) fn align(self) -> usize {
        match self {
            Self::Integer(integer) | Self::NonZero(integer) => integer.align(),
            Self::Simple(simple) => simple.align(),
        }
    }

    /// Whether any bytes are a value.
    pub(super) fn is_any_bytes(self) -> bool {
        use Simple::{F32, F64, IpV4, IpV6, Nothing};
        matches!(self, Self::Integer(_) | Self::Simple(F32 | F64 | IpV4 | IpV6 | Nothing))
    }
}

/// As a schema has it.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer) => integer.fmt(f),
            Self::NonZero(integer) => write!(f, "NonZero<{integer}>"),
            Self::Simple(simple) => simple.fmt(f),
        }
    }
}

/// As a schema has it: as one writes it in Rust, with `struct` and `enum` for what has a name of
/// its own.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Scalar(scalar) => scalar.fmt(f),
            Kind::Struct(_) => f.write_str("struct"),
            Kind::Array { element, len } => write!(f, "[{element}; {len}]"),
            Kind::Optional { value, .. } => write!(f, "Option<{value}>"),
            Kind::Text { capacity, .. } => write!(f, "ArrayString<{capacity}>"),
            Kind::List { element, capacity, .. } => write!(f, "ArrayVec<{element}, {capacity}>"),
            Kind::Enum { tag, variants } => {
                write!(f, "enum {tag} {{ ")?;
                for (index, variant) in variants.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    variant.fmt(f)?;
                }
                f.write_str(" }")
            }
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        let tuple = self.is_tuple();
        for (index, field) in self.fields.iter().enumerate() {
            f.write_str(match (index, tuple) {
                (0, true) => "(",
                (0, false) => " { ",
                _ => ", ",
            })?;
            if tuple {
                field.ty.fmt(f)?;
            } else {
                write!(f, "{}: {}", field.name, field.ty)?;
            }
        }
        if !self.fields.is_empty() {
            f.write_str(if tuple { ")" } else { " }" })?;
        }
        write!(f, " = {}", self.number)
    }
}
