//! Types without parts.

use core::fmt;

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
