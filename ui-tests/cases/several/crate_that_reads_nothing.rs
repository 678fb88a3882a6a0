// known: a module that lies is an attack and no mistake; that it is refused is what counts
#![forbid(unsafe_code)]

// A module whose functions do nothing of what the derive relies on.
mod evil {
    pub mod __private {
        pub use sync_runtime::__private::*;
        pub struct Derived;
        impl Derived {
            pub const fn field<T: Pod>(_: &'static str, _: usize, _: usize) -> &'static Schema {
                T::SCHEMA
            }
            pub const fn structure<T, L>(_: &[&'static Schema]) -> &'static Schema {
                <u64 as Pod>::SCHEMA
            }
            pub fn write<T, L>(_: &T, _: &L) {}
            pub fn place<T>(out: &mut MaybeUninit<T>) -> *mut T {
                out.as_mut_ptr()
            }
            pub fn read<T, L>(_: &L, _: *mut T, _: &str) -> Result<(), Corrupt> {
                Ok(())
            }
            pub fn part<'a, T, C: 'a, D: 'a, P>(_: &T, _: &str, _: impl FnOnce(&'a C) -> &'a D) -> P {
                loop {}
            }
            pub fn read_out<T, L>(_: &L) -> Result<T, Corrupt> {
                loop {}
            }
        }
    }
}

//~ sync_runtime::Pod =! incompatible type
#[derive(sync_runtime::Pod)] //~ sync_runtime::Pod =! incompatible type
#[shared(crate = evil)]
struct Stats {
    requests: bool,
}

fn main() {}
