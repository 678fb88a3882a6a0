//! The demand that there is no destructor: each copy of a shared value would be dropped.

use super::demand::where_clause;
use crate::valid::{Generics, Model};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// A function that does not compile if the item has an `impl Drop`. Its fields are asked where they are declared.
pub(crate) fn expand(model: &Model<'_>) -> TokenStream {
    let sync = &model.names.sync;
    let name = model.names.free("__no_destructor");
    let ident = &model.input.ident;
    let Generics { parameters, arguments, bounds, .. } = &model.generics;
    let clause = where_clause(bounds);
    let asked = quote_spanned!(ident.span()=> #sync::Destructor::<#ident #arguments>);
    quote! {
        fn #name #parameters () #clause {
            use #sync::NoDestructor as _;
            #asked::refused();
        }
    }
}
