// known: a module that lies is an attack and no mistake; that it is refused is what counts
#![forbid(unsafe_code)]

// A module that says of other types that they were layouts, and of any bytes that they were a value.
mod evil {
    pub mod __private {
        pub use sync_runtime::__private::*;
        pub type LayoutOf<T> = <T as Evil>::Layout;
        pub trait Evil {
            type Layout;
        }
        impl Evil for u64 {
            type Layout = Option<Box<u64>>;
        }
    }
}

//~ sync_runtime::Pod =! type mismatch
//~ sync_runtime::Pod =! type mismatch
#[derive(sync_runtime::Pod)] //~ sync_runtime::Pod =! mismatched types
#[shared(crate = evil)]
struct Stats {
    requests: u64,
}

fn main() {}
