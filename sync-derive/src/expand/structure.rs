//! The `Pod` of a struct.

use super::demand::{Demands, demands, where_clause};
use super::{destructor, whole};
use crate::ast::Derive;
use crate::valid::{Demand, Field, Generics, Model};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Data, Member, Type};

/// The layout and the impls, and the demand that they are not too large.
pub(crate) fn expand(model: &Model<'_>, fields: &[Field], named: bool) -> TokenStream {
    let (sync, layout, checked) = (&model.names.sync, &model.names.layout, &model.names.checked);
    let ident = &model.input.ident;
    let Demands { items, constant, bounds } = demands(model, fields);
    let Generics { parameters, arguments, .. } = &model.generics;
    let silent = constant.then(|| quote!(#sync::Checked<{ #checked }>: #sync::Sized));
    let clause = where_clause(&bounds);
    let pod_clause = where_clause(&bounds.iter().chain(&silent).collect::<Vec<_>>());
    let whole = whole::expand(model, &pod_clause);
    let layout_struct = layout_struct(model, fields, named, &clause);
    let offset = model.names.free("__offset");
    let schemas = fields.iter().map(|Field { member, name, ty, .. }| {
        quote! {
            #sync::Derived::field::<#ty>(#name, #offset!(#layout #arguments, #member), #offset!(Self, #member))
        }
    });
    let members: Vec<_> = fields.iter().map(|field| &field.member).collect();
    let called = fields.iter().map(|field| &field.name);
    let destructor = destructor::expand(model);
    let size = size(model);
    quote! {
        use ::core::mem::offset_of as #offset;
        #items
        #layout_struct
        unsafe impl #parameters #sync::Cells for #layout #arguments #clause {
            const BY: #sync::Derived = #sync::Derived;
        }
        #[automatically_derived]
        unsafe impl #parameters #sync::Pod for #ident #arguments #pod_clause {
            type Layout = #layout #arguments;
            const BY: #sync::Derived = #sync::Derived;
            const SCHEMA: &'static #sync::Schema =
                &#sync::Derived::structure::<Self, #layout #arguments>(&[#(#schemas),*]);
            #[inline(always)]
            fn write_cells(&self, cells: &#layout #arguments) {
                #(#sync::Derived::write(&self.#members, &cells.#members);)*
            }
            #[inline(always)]
            fn read_cells(cells: &#layout #arguments) -> #sync::Result<Self, #sync::Corrupt> {
                #sync::Derived::read_out(cells)
            }
            #[inline(always)]
            fn read_into(
                cells: &#layout #arguments,
                out: &mut #sync::MaybeUninit<Self>,
            ) -> #sync::Result<(), #sync::Corrupt> {
                let out = #sync::MaybeUninit::as_mut_ptr(out);
                unsafe { #(#sync::Derived::read(&cells.#members, &raw mut (*out).#members, #called)?;)* }
                #sync::Ok(())
            }
        }
        #whole
        #destructor
        #size
    }
}

fn layout_struct(model: &Model<'_>, fields: &[Field], named: bool, clause: &TokenStream) -> TokenStream {
    let (sync, layout, checked) = (&model.names.sync, &model.names.layout, &model.names.checked);
    let parameters = &model.generics.parameters;
    let layouts = fields.iter().map(|Field { ty, demand, .. }| match demand {
        Demand::Constant(_) => quote!(#sync::LayoutOf<#ty, { #checked }>),
        Demand::Nowhere | Demand::Generic(_) => quote!(#sync::LayoutOf<#ty>),
    });
    let body = if named {
        let members = fields.iter().map(|field| quiet(&field.member));
        quote!(#clause { #(#members: #layouts),* })
    } else {
        quote!((#(#layouts),*) #clause;)
    };
    quote! {
        #[repr(C)]
        pub struct #layout #parameters #body
    }
}

/// The same name, of which lints say nothing a second time. It is parsed in the derive's edition, in which words are
/// reserved that may be free in the user's.
fn quiet(member: &Member) -> Member {
    let mut member = member.clone();
    if let Member::Named(ident) = &mut member {
        let span = ident.span().resolved_at(Span::mixed_site());
        if RESERVED_SINCE_2015.iter().any(|word| ident == word) {
            *ident = Ident::new_raw(&ident.to_string(), span);
        }
        ident.set_span(span);
    }
    member
}

const RESERVED_SINCE_2015: [&str; 5] = ["async", "await", "dyn", "try", "gen"];

/// Whether the whole fits can be asked here unless it depends on arguments; then it is asked where it is shared.
fn size(model: &Model<'_>) -> Option<TokenStream> {
    if model.derive == Derive::Pod || !model.input.generics.params.is_empty() {
        return None;
    }
    let (sync, layout, size) = (&model.names.sync, &model.names.layout, &model.names.size);
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
