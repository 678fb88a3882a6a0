//! What a layout looks like, known at compile time: for the fingerprint that every attach compares,
//! and for the text that is stored in a segment so that a mismatch can be explained.

mod difference;
mod fingerprint;
mod text;

pub(crate) use difference::first_difference;
pub(crate) use fingerprint::Fingerprint;
pub(crate) use text::describe;

/// A layout: how many bytes, how aligned, and what is in it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Schema {
    size: usize,
    align: usize,
    kind: Kind,
}

/// What a layout consists of.
#[derive(Debug)]
enum Kind {
    /// One value, called by its type's name.
    Scalar(&'static str),
    /// A fieldless enum: its integer type, and each variant's number.
    Enum { repr: &'static Schema, variants: &'static [Variant] },
    /// So many elements, one after the other.
    Array { element: &'static Schema, len: usize },
    /// A tag and a value.
    Option(&'static [Field]),
    /// Fields. The name of the struct is no part of its layout.
    Struct(&'static [Field]),
}

/// A field of a struct, and where in the struct its layout begins, in bytes.
#[doc(hidden)]
#[derive(Debug)]
pub struct Field {
    /// Its name, or its index in a tuple.
    pub name: &'static str,
    /// Bytes from the struct's beginning.
    pub offset: usize,
    /// Its own layout.
    pub schema: &'static Schema,
}

/// A variant of a fieldless enum, and the number it is stored as.
#[doc(hidden)]
#[derive(Debug)]
pub struct Variant {
    /// Its name.
    pub name: &'static str,
    /// Its discriminant.
    pub value: i128,
}

impl Schema {
    /// One value of the layout `L`.
    #[must_use]
    pub const fn scalar<L>(name: &'static str) -> Self {
        Self::of::<L>(Kind::Scalar(name))
    }

    /// A fieldless enum stored as `repr`, with the layout `L` of that.
    #[must_use]
    pub const fn enumeration<L>(repr: &'static Schema, variants: &'static [Variant]) -> Self {
        Self::of::<L>(Kind::Enum { repr, variants })
    }

    /// `len` elements; `L` is the layout of all of them.
    #[must_use]
    pub const fn array<L>(element: &'static Schema, len: usize) -> Self {
        Self::of::<L>(Kind::Array { element, len })
    }

    /// An `Option` with the layout `L`: its tag and its value.
    #[must_use]
    pub const fn option<L>(fields: &'static [Field]) -> Self {
        Self::of::<L>(Kind::Option(fields))
    }

    /// A struct with the layout `L`.
    #[must_use]
    pub const fn structure<L>(fields: &'static [Field]) -> Self {
        Self::of::<L>(Kind::Struct(fields))
    }

    const fn of<L>(kind: Kind) -> Self {
        Self { size: size_of::<L>(), align: align_of::<L>(), kind }
    }

    /// Bytes that the layout takes.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }
}
