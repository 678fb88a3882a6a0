//! The demand that the whole is not too large.

use crate::ast::Derive;
use crate::valid::Model;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Data, Type};

/// Whether the whole fits can be asked here unless it depends on arguments; then it is asked where
/// it is shared.
pub(crate) fn expand(model: &Model<'_>, layout: &TokenStream) -> Option<TokenStream> {
    if model.derive == Derive::Pod || model.options.in_place || !model.input.generics.params.is_empty() {
        return None;
    }
    let (sync, size) = (&model.names.sync, &model.names.size);
    let mut blamed = model.input.ident.clone();
    blamed.set_span(culprit(model));
    Some(quote! {
        const #size: #sync::primitive::usize = #sync::size_of::<#layout>();
        const _: #sync::primitive::bool =
             <#blamed as #sync::FitsOnStack<#size, { #size <= #sync::MAX_SIZE }>>::HERE;
    })
}

/// What to blame for the size: the only field that can be large, if there is only one.
fn culprit(model: &Model<'_>) -> Span {
    let can_be_large = |ty: &Type| match ty {
        Type::Path(path) => !path.path.get_ident().is_some_and(|name| SMALL.iter().any(|small| name == small)),
        _ => true,
    };
    let large: Vec<_> = match &model.input.data {
        Data::Struct(data) => data.fields.iter().filter(|field| can_be_large(&field.ty)).collect(),
        _ => Vec::new(),
    };
    match &*large {
        [only] => only.ty.span(),
        _ => model.input.ident.span(),
    }
}

const SMALL: [&str; 17] = [
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64", "bool",
    "char", "Duration",
];
