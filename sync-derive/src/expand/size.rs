//! The demand that the whole is not too large.

use crate::ast::Derive;
use crate::valid::Model;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Data, Type};

/// Whether the whole fits can be asked here unless it depends on arguments; then it is asked where it is shared.
pub(crate) fn expand(model: &Model<'_>, layout: &TokenStream) -> Option<TokenStream> {
    if model.derive == Derive::Pod || !model.input.generics.params.is_empty() {
        return None;
    }
    let (sync, size) = (&model.names.sync, &model.names.size);
    let mut blamed = model.input.ident.clone();
    blamed.set_span(culprit(model));
    Some(quote! {
        const #size: usize = #sync::size_of::<#layout>();
        const _: bool = <#blamed as #sync::FitsOnStack<#size, { #size <= #sync::MAX_SIZE }>>::HERE;
    })
}

/// What to blame for the size: the only array, if there is only one.
fn culprit(model: &Model<'_>) -> Span {
    let arrays = match &model.input.data {
        Data::Struct(data) => data.fields.iter().filter(|field| matches!(field.ty, Type::Array(_))).collect(),
        _ => Vec::new(),
    };
    match &*arrays {
        [only] => only.ty.span(),
        _ => model.input.ident.span(),
    }
}
