//! The derives of `sync-runtime`. Depend on that, not on this.

mod ast;
mod attr;
mod expand;
mod fallback;
mod names;
mod text;
mod valid;

use ast::Derive;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct or a fieldless enum a part of a shared struct.
#[proc_macro_derive(Pod, attributes(shared))]
pub fn pod(input: TokenStream) -> TokenStream {
    run(Derive::Pod, &parse_macro_input!(input as DeriveInput))
}

/// Makes a struct or a fieldless enum a shared state with a lock of its own.
#[proc_macro_derive(SharedLocked, attributes(shared))]
pub fn shared_locked(input: TokenStream) -> TokenStream {
    run(Derive::SharedLocked, &parse_macro_input!(input as DeriveInput))
}

fn run(derive: Derive, input: &DeriveInput) -> TokenStream {
    match valid::check(&ast::Item::new(derive, input)) {
        Ok(checked) => expand::expand(&checked),
        Err(rejected) => fallback::expand(&rejected),
    }
    .into()
}
