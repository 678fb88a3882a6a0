//! The `Pod` of an enum with data: the layouts of its variants in the same place, each of which
//! begins with the tag.

use super::demand::{Demands, demands, where_clause};
use super::{destructor, size, whole};
use crate::ast;
use crate::valid::{Demand, Field, Generics, Model, Variant};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

pub(crate) fn expand(model: &Model<'_>, repr: &Ident, variants: &[Variant]) -> TokenStream {
    let (sync, checked) = (&model.names.sync, &model.names.checked);
    let ident = &model.input.ident;
    let Demands { items, constant, bounds } = demands(model, model.shape.fields());
    let Generics { parameters, arguments, .. } = &model.generics;
    let silent = constant.then(|| quote!(#sync::Checked<{ #checked }>: #sync::Sized));
    let clause = where_clause(&bounds.iter().chain(&silent).collect::<Vec<_>>());
    let layout = layout(model, repr, variants);
    let places = places(variants);
    let schemas = variants.iter().map(|variant| schema(model, repr, variant));
    let writes = variants.iter().zip(&places).map(|(variant, place)| write(model, repr, variant, place));
    let reads = variants.iter().zip(&places).map(|(variant, place)| read(model, repr, variant, place));
    let expected = format!("a value of `{}`", ast::plain(ident));
    let whole = whole::expand(model, ident, &clause, None);
    let destructor = destructor::expand(model);
    let size = size::expand(model, &quote!(<#ident #arguments as #sync::Pod>::Layout));
    let found = if repr == "u64" { quote!(tag) } else { quote!(tag as #sync::primitive::u64) };
    let unlisted = super::unlisted(model);
    quote! {
        #items
        #[automatically_derived]
        #unlisted
        unsafe impl #parameters #sync::Pod for #ident #arguments #clause {
            type Layout = #layout;
            type Damage = #sync::Possible;
            const BY: #sync::Derived = #sync::Derived;
            const SCHEMA: &'static #sync::Schema =
                &#sync::Derived::enumeration::<#repr, Self::Layout>(&[#(#schemas),*]);
            #[inline(always)]
            fn write_cells(&self, cells: &Self::Layout) {
                match self { #(#writes)* }
            }
            #[inline(always)]
            fn read_into(
                cells: &Self::Layout,
                out: &mut #sync::MaybeUninit<Self>,
            ) -> #sync::Result<(), #sync::Corrupt> {
                match <#repr as #sync::Pod>::read_cells(cells.first())? {
                    #(#reads)*
                    tag => return #sync::Err(#sync::Corrupt::new(#found, #expected)),
                }
                #sync::Ok(())
            }
        }
        #whole
        #destructor
        #size
    }
}

/// The tag, over the data of the first variant that has some, over that of the next.
fn layout(model: &Model<'_>, repr: &Ident, variants: &[Variant]) -> TokenStream {
    let (sync, checked) = (&model.names.sync, &model.names.checked);
    let mut layouts = vec![quote!(#sync::LayoutOf<#repr>)];
    layouts.extend(variants.iter().filter(|variant| !variant.fields.is_empty()).map(|variant| {
        let parts = parts(repr, variant);
        if variant.fields.iter().any(|field| matches!(field.demand, Demand::Constant(_))) {
            quote!(#sync::LayoutOf<#parts, { #checked }>)
        } else {
            quote!(#sync::LayoutOf<#parts>)
        }
    }));
    let last = layouts.pop();
    layouts.into_iter().rfold(quote!(#last), |rest, layout| quote!(#sync::Overlay<#layout, #rest>))
}

/// How one gets from the whole layout to that of each variant.
fn places(variants: &[Variant]) -> Vec<TokenStream> {
    let last = variants.iter().filter(|variant| !variant.fields.is_empty()).count();
    let mut nth = 0;
    let place = |variant: &Variant| {
        if variant.fields.is_empty() {
            return quote!(cells.first());
        }
        nth += 1;
        let down = (0..nth).map(|_| quote!(.second()));
        let first = (nth < last).then(|| quote!(.first()));
        quote!(cells #(#down)* #first)
    };
    variants.iter().map(place).collect()
}

/// The tag and the data of a variant, as a tuple type.
fn parts(repr: &Ident, variant: &Variant) -> TokenStream {
    let types = variant.fields.iter().map(|field| &field.ty);
    quote!((#repr, #(#types),*))
}

fn schema(model: &Model<'_>, repr: &Ident, variant: &Variant) -> TokenStream {
    let sync = &model.names.sync;
    let Variant { name, number, fields, .. } = variant;
    let number = if let Some(TokenTree::Literal(_)) = number.clone().into_iter().next() {
        quote!(#number)
    } else {
        // An expression that is cast would be an `i32`, and not of the type in `repr`.
        quote!(#sync::Derived::tag::<#repr>(#number))
    };
    if fields.is_empty() {
        return quote!(#sync::Derived::variant(#name, #number as #sync::primitive::i128));
    }
    let (parts, names) = (parts(repr, variant), fields.iter().map(|field| &field.name));
    quote!(#sync::Derived::variant_with::<#parts>(#name, #number as #sync::primitive::i128, &[#(#names),*]))
}

/// A name for each field, which the item does not mention.
fn locals(model: &Model<'_>, fields: &[Field]) -> Vec<Ident> {
    (0..fields.len()).map(|index| model.names.free(&format!("__{index}"))).collect()
}

fn write(model: &Model<'_>, repr: &Ident, variant: &Variant, place: &TokenStream) -> TokenStream {
    let sync = &model.names.sync;
    let Variant { ident, number, fields, .. } = variant;
    if fields.is_empty() {
        return quote!(Self::#ident { .. } => #sync::Derived::write::<#repr>(&#number, #place),);
    }
    let locals = locals(model, fields);
    let members = fields.iter().map(|field| &field.member);
    let indices = (1..=fields.len()).map(syn::Index::from);
    quote! {
        Self::#ident { #(#members: #locals),* } => {
            let cells = #place;
            #sync::Derived::write::<#repr>(&#number, &cells.0);
            #(#sync::Derived::write(#locals, &cells.#indices);)*
        }
    }
}

fn read(model: &Model<'_>, repr: &Ident, variant: &Variant, place: &TokenStream) -> TokenStream {
    let sync = &model.names.sync;
    let Variant { ident, name, number, fields } = variant;
    if fields.is_empty() {
        return quote!(tag if tag == #number => #sync::Derived::make(out, || Self::#ident {}),);
    }
    let locals = locals(model, fields);
    let members = fields.iter().map(|field| &field.member);
    let names = fields.iter().map(|field| &field.name);
    let parts = parts(repr, variant);
    quote! {
        tag if tag == #number => {
            let make = |(_, #(#locals),*): #parts| Self::#ident { #(#members: #locals),* };
            #sync::Derived::make_of(#place, (#name, &[#(#names),*]), out, make)?;
        }
    }
}
