//! What a layout looks like, known at compile time: for the fingerprint that every attach compares, and for the text
//! that is stored in a segment so that a mismatch can be explained.

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
    /// See [`Schema::is_plain`].
    plain: bool,
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
    /// A count, and an array of which so many elements are used, called by its type's name.
    #[cfg_attr(not(feature = "arrayvec"), expect(dead_code, reason = "it is that crate's types that are described so"))]
    Counted { name: &'static str, fields: &'static [Field; 2] },
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
    /// Bytes from the beginning of the value, as the compiler has arranged it.
    pub at: usize,
    /// Its own layout.
    pub schema: &'static Schema,
}

impl Field {
    /// A field of a value that does not show where it has it. Such a value is not plain.
    pub(crate) const fn hidden(name: &'static str, offset: usize, schema: &'static Schema) -> Self {
        Self { name, offset, at: usize::MAX, schema }
    }
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
        Self::of::<L>(false, Kind::Scalar(name))
    }

    /// A number with the layout `L`, of which any bytes are one, the same in the value as in the layout.
    #[must_use]
    pub(crate) const fn number<L>(name: &'static str) -> Self {
        Self::of::<L>(true, Kind::Scalar(name))
    }

    /// A fieldless enum stored as `repr`, with the layout `L` of that.
    #[must_use]
    pub const fn enumeration<L>(repr: &'static Schema, variants: &'static [Variant]) -> Self {
        Self::of::<L>(false, Kind::Enum { repr, variants })
    }

    /// `len` elements; `L` is the layout of all of them.
    #[must_use]
    pub const fn array<L>(element: &'static Schema, len: usize) -> Self {
        Self::of::<L>(element.plain, Kind::Array { element, len })
    }

    /// An `Option` with the layout `L`: its tag and its value.
    #[must_use]
    pub const fn option<L>(fields: &'static [Field]) -> Self {
        Self::of::<L>(false, Kind::Option(fields))
    }

    /// A text with the layout `L`: how many bytes are used, and all of them.
    #[cfg(feature = "arrayvec")]
    #[must_use]
    pub const fn text<L>(fields: &'static [Field; 2]) -> Self {
        Self::of::<L>(false, Kind::Counted { name: "ArrayString", fields })
    }

    /// A list with the layout `L`: how many elements are used, and all of them.
    #[cfg(feature = "arrayvec")]
    #[must_use]
    pub const fn list<L>(fields: &'static [Field; 2]) -> Self {
        Self::of::<L>(false, Kind::Counted { name: "ArrayVec", fields })
    }

    /// A struct `T` with the layout `L`.
    #[must_use]
    pub const fn structure<T, L>(fields: &'static [Field]) -> Self {
        let plain = size_of::<T>() == size_of::<L>() && are_plain(fields, size_of::<L>());
        Self::of::<L>(plain, Kind::Struct(fields))
    }

    const fn of<L>(plain: bool, kind: Kind) -> Self {
        Self { size: size_of::<L>(), align: align_of::<L>(), plain, kind }
    }

    /// Whether a value's bytes are its layout's bytes, without padding, and any bytes are a value.
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        self.plain
    }

    /// Bytes that the layout takes.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }
}

/// Whether the fields of a struct of `size` bytes are plain, where the layout has them, and without padding.
const fn are_plain(fields: &[Field], size: usize) -> bool {
    let (mut index, mut sum) = (0, 0);
    while index < fields.len() {
        let field = &fields[index];
        if !field.schema.plain || field.at != field.offset {
            return false;
        }
        sum += field.schema.size;
        index += 1;
    }
    sum == size
}
