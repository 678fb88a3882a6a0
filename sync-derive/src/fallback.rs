//! What is derived when something is wrong: the errors, and impls that keep the compiler from
//! complaining that there are none. They promise nothing: they depend on a constant that has no
//! value.

use crate::ast::Derive;
use crate::expand::{demands, import, quiet};
use crate::valid::{Generics, Rejected};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Lifetime;

pub(crate) fn expand(rejected: &Rejected<'_>) -> TokenStream {
    let Rejected { model, mistakes } = rejected;
    let sync = &model.names.sync;
    let mistaken = model.names.free("__MISTAKEN");
    let access = model.names.free("__A");
    let lifetime = Lifetime::new(&format!("'{}", model.names.free("__a")), Span::mixed_site());
    let import = import(model);
    // What is wrong with the fields' types is told as well, in the same run.
    let fields = demands(model, model.shape.fields()).items;
    let errors = mistakes.iter().map(syn::Error::to_compile_error);
    let ident = &model.input.ident;
    let Generics { parameters, arguments, bounds, .. } = &model.generics;
    let clause = quote!(where #(#bounds,)* #sync::Checked<#mistaken>: #sync::Sized);
    // A part with `in_place` is meant to be a whole, and used as one.
    let whole = (model.derive == Derive::SharedLocked || model.options.in_place).then(|| {
        let lock = if model.options.in_place {
            quote! {
                impl #parameters #sync::SharedInPlace for #ident #arguments #clause {}
                impl #parameters #sync::Kept for #ident #arguments #clause {
                    type How = #sync::InPlace;
                }
            }
        } else {
            quote! {
                impl #parameters #sync::SharedLocked for #ident #arguments #clause {
                    type Lock = <#sync::primitive::u8 as #sync::If<#mistaken>>::Type;
                }
            }
        };
        quote! {
            #lock
            impl #parameters #sync::Whole for #ident #arguments #clause {
                type Made = Self;
                #[inline(always)]
                fn made(self) -> Self {
                    self
                }
            }
        }
    });
    let quiet = quiet(model);
    quote! {
        #quiet
        const _: () = {
            #import
            const #mistaken: #sync::primitive::bool = { #(#errors)* };
            #fields
            unsafe impl #parameters #sync::Pod for #ident #arguments #clause {
                type Layout = #sync::LayoutOf<#sync::primitive::u8, #mistaken>;
                type Damage = #sync::Possible;
                const SCHEMA: &'static #sync::Schema = <#sync::primitive::u8 as #sync::Pod>::SCHEMA;
                fn write_cells(&self, _: &Self::Layout) {}
                fn read_cells(_: &Self::Layout) -> #sync::Result<Self, #sync::Corrupt> {
                    loop {}
                }
            }
            #whole
            unsafe impl #parameters #sync::Fields for #ident #arguments #clause {
                type Of<#lifetime, #access: #sync::Access> = <#sync::primitive::u8 as #sync::If<#mistaken>>::Type;
            }
        };
    }
}
