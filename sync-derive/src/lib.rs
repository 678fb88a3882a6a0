//! The derives of `sync-runtime`. Depend on that, not on this.
use proc_macro::TokenStream;

/// placeholder
#[proc_macro_derive(Pod, attributes(shared))]
pub fn pod(_: TokenStream) -> TokenStream {
    TokenStream::new()
}

/// placeholder
#[proc_macro_derive(SharedLocked, attributes(shared))]
pub fn shared_locked(_: TokenStream) -> TokenStream {
    TokenStream::new()
}
