//! The `Pod` of an enum without data.

use super::demand::where_clause;
use super::{destructor, whole};
use crate::ast;
use crate::valid::{Generics, Model, Variant};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

pub(crate) fn expand(model: &Model<'_>, repr: &Ident, variants: &[Variant]) -> TokenStream {
    let sync = &model.names.sync;
    let ident = &model.input.ident;
    let Generics { parameters, arguments, bounds, .. } = &model.generics;
    let clause = where_clause(bounds);
    let names = variants.iter().map(|variant| &variant.name);
    let idents: Vec<_> = variants.iter().map(|variant| &variant.ident).collect();
    let expected = format!("a value of `{}`", ast::plain(ident));
    let whole = whole::expand(model, ident, &clause, None);
    let destructor = destructor::expand(model);
    let found = if repr == "u64" { quote!(number) } else { quote!(number as #sync::primitive::u64) };
    quote! {
        #[automatically_derived]
        unsafe impl #parameters #sync::Pod for #ident #arguments #clause {
            type Layout = #sync::LayoutOf<#repr>;
            type Damage = #sync::Possible;
            const BY: #sync::Derived = #sync::Derived;
            const SCHEMA: &'static #sync::Schema = &#sync::Derived::fieldless::<Self, #repr, #sync::LayoutOf<#repr>>(
                &[#(#sync::Derived::variant(#names, Self::#idents as #sync::primitive::i128)),*],
                &[#(Self::#idents),*],
            );
            #[inline(always)]
            fn write_cells(&self, cells: &#sync::LayoutOf<#repr>) {
                let number = match self { #(Self::#idents => Self::#idents as #repr),* };
                #sync::Derived::write(&number, cells);
            }
            #[inline(always)]
            fn read_cells(cells: &#sync::LayoutOf<#repr>) -> #sync::Result<Self, #sync::Corrupt> {
                match <#repr as #sync::Pod>::read_cells(cells)? {
                    #(number if number == Self::#idents as #repr => #sync::Ok(Self::#idents),)*
                    number => #sync::Err(#sync::Corrupt::new(#found, #expected)),
                }
            }
            #[inline(always)]
            fn accepts(cells: &mut #sync::LayoutOf<#repr>) -> #sync::primitive::bool {
                let number = #sync::Derived::number::<#repr>(cells);
                #(number == Self::#idents as #repr)||*
            }
        }
        impl #parameters #sync::CheckedNumber for #ident #arguments #clause {}
        #whole
        #destructor
    }
}
