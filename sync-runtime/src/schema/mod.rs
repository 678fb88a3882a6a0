//! What a layout looks like, known at compile time: for the fingerprint that every attach compares,
//! and for the text that is stored in a segment so that a mismatch can be explained.

mod difference;
mod fingerprint;
mod properties;
mod text;
mod walk;

pub(crate) use difference::first_difference;
pub(crate) use fingerprint::Fingerprint;
use properties::{
    any_runs_code, are_alike, are_apart, are_dense, are_fieldless, are_plain, are_total, fit_both, is_one,
};
pub(crate) use text::{FIRST, VERSION, describe, lock_of};
pub(crate) use walk::Step;

/// A layout: how many bytes, how aligned, and what is in it.
#[doc(hidden)]
#[derive(Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct Schema {
    size: usize,
    align: usize,
    /// See [`Schema::is_plain`].
    plain: bool,
    /// See [`Schema::is_alike`].
    alike: bool,
    /// See [`Schema::is_dense`].
    dense: bool,
    /// See [`Schema::is_total`].
    total: bool,
    /// See [`Schema::runs_code`].
    code: bool,
    /// See [`Schema::is_apart`].
    apart: bool,
    kind: Kind,
}

/// What a layout consists of.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// One value, called by its type's name.
    Scalar(&'static str),
    /// An enum: its tag's integer type, and each variant's number and data.
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
#[derive(Debug, PartialEq)]
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

/// Where a field is of which that is not known.
const HIDDEN: usize = usize::MAX;

/// Where a field is that functions of the program make or check.
const MADE: usize = HIDDEN - 1;

impl Field {
    /// A field of a value that does not show where it has it. Such a value is not plain.
    pub(crate) const fn hidden(name: &'static str, offset: usize, schema: &'static Schema) -> Self {
        Self { name, offset, at: HIDDEN, schema }
    }

    /// A field that functions of the program make or check. Such a value is not plain.
    pub(crate) const fn made(name: &'static str, offset: usize, schema: &'static Schema) -> Self {
        Self { name, offset, at: MADE, schema }
    }
}

/// A variant of an enum, and the number it is stored as.
#[doc(hidden)]
#[derive(Debug, PartialEq)]
pub struct Variant {
    /// Its name.
    pub name: &'static str,
    /// Its discriminant.
    pub value: i128,
    /// A tuple of the tag and its fields, and what these are called.
    pub(crate) data: Option<(&'static Schema, &'static [&'static str])>,
}

impl Variant {
    /// Its fields, as of a struct.
    pub(crate) const fn fields(&self) -> &'static [Field] {
        match self.data {
            Some((Schema { kind: Kind::Struct([_tag, fields @ ..]), .. }, _)) => fields,
            _ => &[],
        }
    }

    /// What its fields are called.
    pub(crate) const fn names(&self) -> &'static [&'static str] {
        match self.data {
            Some((_, names)) => names,
            None => &[],
        }
    }
}

impl Kind {
    /// Whether reading such a layout calls functions of the program.
    const fn runs_code(&self) -> bool {
        match self {
            Self::Scalar(_) => false,
            Self::Enum { variants, .. } => {
                let mut index = 0;
                while index < variants.len() {
                    if matches!(variants[index].data, Some((schema, _)) if schema.code) {
                        return true;
                    }
                    index += 1;
                }
                false
            }
            Self::Array { element, .. } => element.code,
            Self::Counted { fields, .. } => any_runs_code(*fields),
            Self::Option(fields) | Self::Struct(fields) => any_runs_code(fields),
        }
    }
}

impl Schema {
    /// One value of the layout `L`.
    #[must_use]
    pub const fn scalar<L>(name: &'static str) -> Self {
        Self::of::<L>(false, false, Kind::Scalar(name)).apart_if(is_one::<L>())
    }

    /// One value `T` of the layout `L`: some bytes are none, and those that are one are the same in
    /// both forms.
    #[must_use]
    pub(crate) const fn checked<T, L>(name: &'static str) -> Self {
        Self::scalar::<L>(name).alike_if(fit_both::<T, L>(), true)
    }

    /// A number `T` with the layout `L`: any bytes are one. They are the same in both forms, unless
    /// their order differs or how many there are.
    #[must_use]
    pub(crate) const fn number<T, L>(name: &'static str) -> Self {
        let same = size_of::<T>() == size_of::<L>() && (cfg!(target_endian = "little") || size_of::<T>() <= 8);
        Self::of::<L>(same, size_of::<T>() == size_of::<L>(), Kind::Scalar(name)).apart_if(is_one::<L>())
    }

    /// An enum with the layout `L`, which is or begins with its tag, a `repr`.
    #[must_use]
    pub const fn enumeration<L>(repr: &'static Schema, variants: &'static [Variant]) -> Self {
        Self::of::<L>(false, false, Kind::Enum { repr, variants }).apart_if(is_one::<L>() && are_fieldless(variants))
    }

    /// `len` elements; `L` is the layout of all of them.
    #[must_use]
    pub const fn array<L>(element: &'static Schema, len: usize) -> Self {
        Self::of::<L>(element.plain, element.total, Kind::Array { element, len })
            .alike_if(element.alike, element.dense)
            .apart_if(element.apart)
    }

    /// An `Option` with the layout `L`: its tag and its value.
    #[must_use]
    pub const fn option<L>(fields: &'static [Field]) -> Self {
        Self::of::<L>(false, false, Kind::Option(fields))
    }

    /// A text with the layout `L`: how many bytes are used, and all of them.
    #[cfg(feature = "arrayvec")]
    #[must_use]
    pub const fn text<L>(fields: &'static [Field; 2]) -> Self {
        Self::of::<L>(false, false, Kind::Counted { name: "ArrayString", fields })
    }

    /// A list with the layout `L`: how many elements are used, and all of them.
    #[cfg(feature = "arrayvec")]
    #[must_use]
    pub const fn list<L>(fields: &'static [Field; 2]) -> Self {
        Self::of::<L>(false, false, Kind::Counted { name: "ArrayVec", fields })
    }

    /// A struct `T` with the layout `L`.
    #[must_use]
    pub const fn structure<T, L>(fields: &'static [Field]) -> Self {
        let plain = size_of::<T>() == size_of::<L>() && are_plain(fields, size_of::<L>());
        Self::of::<L>(plain, are_total(fields), Kind::Struct(fields))
            .alike_if(fit_both::<T, L>() && are_alike(fields), are_dense(fields, size_of::<L>()))
            .apart_if(are_apart(fields))
    }

    const fn of<L>(plain: bool, total: bool, kind: Kind) -> Self {
        let code = kind.runs_code();
        Self {
            size: size_of::<L>(),
            align: align_of::<L>(),
            plain,
            alike: plain,
            dense: plain,
            total,
            code,
            apart: false,
            kind,
        }
    }

    /// What is stored of a value that functions of the program make or check.
    #[must_use]
    pub(crate) const fn coded(stored: &Self) -> Self {
        Self { plain: false, alike: false, dense: false, total: false, code: true, apart: false, ..*stored }
    }

    /// The same, of a type whose values have each part where the layout has it, if that is `alike`;
    /// if it is `dense`, without padding.
    #[must_use]
    pub(crate) const fn alike_if(self, alike: bool, dense: bool) -> Self {
        Self { alike: self.alike || alike, dense: self.dense || alike && dense, ..self }
    }

    const fn apart_if(self, apart: bool) -> Self {
        Self { apart, ..self }
    }

    /// The same, of a type whose numbers are a value only together.
    #[must_use]
    pub(crate) const fn joint(self) -> Self {
        self.apart_if(false)
    }

    /// Whether a value's bytes are its layout's bytes, without padding, and any bytes are a value.
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        self.plain
    }

    /// Whether a value has each part where the layout has it, in the same bytes: a copy of the
    /// layout's bytes is a value, if each part of it is. Bytes between the parts, and which bytes
    /// are a part, do not count.
    #[must_use]
    pub(crate) const fn is_alike(&self) -> bool {
        self.alike
    }

    /// Whether a value is [alike](Self::is_alike) and has no padding: a copy of its bytes is the
    /// layout's bytes.
    #[must_use]
    pub(crate) const fn is_dense(&self) -> bool {
        self.dense
    }

    /// How many accesses it takes to read this part by part.
    #[must_use]
    pub(crate) const fn parts(&self) -> usize {
        match &self.kind {
            _ if self.plain => self.size.div_ceil(size_of::<u128>()),
            Kind::Array { element, len } => *len * element.parts(),
            Kind::Struct(fields) => {
                let (mut index, mut sum) = (0, 0);
                while index < fields.len() {
                    sum += fields[index].schema.parts();
                    index += 1;
                }
                sum
            }
            _ => 1,
        }
    }

    /// Whether any bytes are a value, so that reading never fails.
    #[must_use]
    pub(crate) const fn is_total(&self) -> bool {
        self.total
    }

    /// Whether reading calls functions of the program: conversions of its own, or checks. They must
    /// not see bytes that others are changing.
    #[must_use]
    pub(crate) const fn runs_code(&self) -> bool {
        self.code
    }

    /// Whether each number in it is a value of its own, which one atomic access reads or writes. So
    /// threads without a lock see each of them as it was before a change or after it.
    #[must_use]
    pub(crate) const fn is_apart(&self) -> bool {
        self.apart
    }

    /// Whether it is one number, and nothing besides.
    #[must_use]
    pub(crate) const fn is_one(&self) -> bool {
        self.apart && matches!(self.kind, Kind::Scalar(_) | Kind::Enum { .. })
    }

    /// Bytes that the layout takes.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }
}
