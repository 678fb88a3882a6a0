//! What a schema's text says, as a tree.

use super::scalar::{Integer, Scalar};
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

    /// How it is locked: `mutex`, `recursive`, `none`, `in place` (a mutex, and the value is
    /// changed where it is), or what a newer version of this library says.
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
