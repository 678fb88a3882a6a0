//! Views of tuples: of their parts.

use super::{Access, View};
use crate::pod::Pod;

macro_rules! tuple {
    ($([$($part:ident)*]: $($name:ident $index:tt $ty:ident)*;)*) => {$(
        impl<'a, $($part: Pod,)* Z: Access> View<'a, ($($part,)*), Z> {
            $(
                /// The part with this index.
                #[inline(always)]
                #[must_use]
                pub fn $name(&self) -> View<'a, $ty, Z> {
                    self.part(stringify!($index), |cells| &cells.$index)
                }
            )*
        }
    )*};
}

tuple! {
    [A]: f0 0 A;
    [A B]: f0 0 A f1 1 B;
    [A B C]: f0 0 A f1 1 B f2 2 C;
    [A B C D]: f0 0 A f1 1 B f2 2 C f3 3 D;
    [A B C D E]: f0 0 A f1 1 B f2 2 C f3 3 D f4 4 E;
    [A B C D E F]: f0 0 A f1 1 B f2 2 C f3 3 D f4 4 E f5 5 F;
    [A B C D E F G]: f0 0 A f1 1 B f2 2 C f3 3 D f4 4 E f5 5 F f6 6 G;
    [A B C D E F G H]: f0 0 A f1 1 B f2 2 C f3 3 D f4 4 E f5 5 F f6 6 G f7 7 H;
    [A B C D E F G H I]: f0 0 A f1 1 B f2 2 C f3 3 D f4 4 E f5 5 F f6 6 G f7 7 H f8 8 I;
    [A B C D E F G H I J]: f0 0 A f1 1 B f2 2 C f3 3 D f4 4 E f5 5 F f6 6 G f7 7 H f8 8 I f9 9 J;
    [A B C D E F G H I J K]: f0 0 A f1 1 B f2 2 C f3 3 D f4 4 E f5 5 F f6 6 G f7 7 H f8 8 I f9 9 J f10 10 K;
    [A B C D E F G H I J K L]: f0 0 A f1 1 B f2 2 C f3 3 D f4 4 E f5 5 F f6 6 G f7 7 H f8 8 I f9 9 J f10 10 K f11 11 L;
}
