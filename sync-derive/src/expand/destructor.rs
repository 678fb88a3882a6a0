//! The demand that there is no destructor: each copy of a shared value would be dropped.

use super::demand::where_clause;
use crate::valid::{Generics, Model};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

/// A function that does not compile if the item has an `impl Drop`. Its fields are asked where they
/// are declared.
pub(crate) fn expand(model: &Model<'_>) -> TokenStream {
    // All of it stands where the item's name does, for that is what an error is to show.
    let span = model.input.ident.span().resolved_at(Span::mixed_site());
    let mut sync = model.names.sync.clone();
    sync.set_span(span);
    let name = model.names.free("__no_destructor");
    let ident = &model.input.ident;
    let Generics { parameters, arguments, bounds, .. } = &model.generics;
    let clause = where_clause(bounds);
    let asked = quote_spanned!(span=> #sync::Destructor::<#ident #arguments>::refused());
    quote! {
        fn #name #parameters () #clause {
            use #sync::NoDestructor as _;
            #asked;
        }
    }
}
