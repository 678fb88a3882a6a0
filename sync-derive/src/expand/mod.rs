//! The third phase: writing. Nothing is judged here, so there is nothing that could fail.

mod apart;
mod cells;
mod demand;
mod destructor;
mod enumeration;
mod field;
mod fieldless;
mod former;
mod size;
mod structure;
mod view;
mod whole;

use crate::valid::{Checked, Model, Shape};
pub(crate) use demand::demands;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// The derived code.
pub(crate) fn expand(checked: &Checked<'_>) -> TokenStream {
    let model = checked.model();
    let import = import(model);
    let impls = match &model.shape {
        Shape::Struct { fields, named } => structure::expand(model, fields, *named),
        Shape::Enum { repr, variants } if variants.iter().all(|variant| variant.fields.is_empty()) => {
            fieldless::expand(model, repr, variants)
        }
        Shape::Enum { repr, variants } => enumeration::expand(model, repr, variants),
    };
    let quiet = quiet(model);
    quote! {
        #quiet
        const _: () = {
            #import
            #impls
        };
    }
}

/// Brings the runtime's hidden module into the expansion's scope.
pub(crate) fn import(model: &Model<'_>) -> TokenStream {
    let sync = &model.names.sync;
    let krate = model.options.krate.as_ref().map_or_else(|| quote!(::sync_runtime), ToTokens::to_token_stream);
    quote!(use #krate::__private as #sync;)
}

/// What is deprecated is named where it is defined, and not once more in what is derived.
pub(crate) fn quiet(model: &Model<'_>) -> Option<TokenStream> {
    model.names.mentioned("deprecated").then(|| quote!(#[allow(deprecated)]))
}

/// Keeps the runtime's own types out of the compiler's lists of types that have a trait. In other
/// crates it cannot be said: a module without the implicit prelude does not know the attribute.
pub(crate) fn unlisted(model: &Model<'_>) -> Option<TokenStream> {
    let own = model.options.krate.as_ref().is_some_and(|path| path.is_ident("crate"));
    own.then(|| quote!(#[diagnostic::do_not_recommend]))
}
