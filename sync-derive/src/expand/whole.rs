//! The `SharedLocked`: what the options say.

use crate::ast::Derive;
use crate::valid::{Generics, Lock, Model, Wait};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Lifetime;

/// The impl for `ident`, under the bounds that `Pod` needs. `former` is the method that tells of
/// former layouts.
pub(crate) fn expand(
    model: &Model<'_>,
    ident: &Ident,
    clause: &TokenStream,
    former: Option<&TokenStream>,
) -> Option<TokenStream> {
    if model.derive == Derive::Pod {
        return None;
    }
    let sync = &model.names.sync;
    let Generics { parameters, arguments, .. } = &model.generics;
    let lock = match model.options.lock {
        Lock::Mutex => quote!(Exclusive),
        Lock::Recursive => quote!(Recursive),
        Lock::None => quote!(Unlocked),
    };
    let timeout = match &model.options.wait {
        Wait::Default => None,
        Wait::Never => Some(quote!(#sync::Timeout::Never)),
        Wait::Milliseconds(number) => Some(quote!(#sync::Timeout::After(#sync::Duration::from_millis(#number)))),
    };
    let timeout = timeout.map(|timeout| quote!(const TIMEOUT: #sync::Timeout = #timeout;));
    let inherit = model.options.priority_inherit.then(|| {
        quote!(
            const PRIORITY_INHERIT: #sync::primitive::bool = true;
        )
    });
    let unlisted = super::unlisted(model);
    let whole = quote! {
        #[automatically_derived]
        #unlisted
        impl #parameters #sync::Whole for #ident #arguments #clause {
            type Made = Self;
            #[inline(always)]
            fn made(self) -> Self {
                self
            }
        }
    };
    if model.options.in_place {
        // A former struct is not named by users.
        let told = (ident == &model.input.ident).then(|| told(model, clause));
        return Some(quote! {
            #[automatically_derived]
            #unlisted
            impl #parameters #sync::SharedInPlace for #ident #arguments #clause {
                #timeout
                #inherit
                #former
            }
            #[automatically_derived]
            #unlisted
            impl #parameters #sync::Kept for #ident #arguments #clause {
                type How = #sync::InPlace;
            }
            #whole
            #told
        });
    }
    Some(quote! {
        #[automatically_derived]
        #unlisted
        impl #parameters #sync::SharedLocked for #ident #arguments #clause {
            type Lock = #sync::#lock;
            #timeout
            #inherit
            #former
        }
        #whole
    })
}

/// Where a `SharedLocked` is asked for, the compiler looks at this impl, whose bound is never met,
/// and tells of the bound: that the value is changed in place. Without the impl it would advise the
/// derive, which is there. The lifetime keeps the compiler from refusing the impl itself.
///
/// It shows this impl, too: at the struct's name, as if that stood there. So lints judge it.
fn told(model: &Model<'_>, clause: &TokenStream) -> TokenStream {
    let ident = &model.input.ident;
    let sync = Ident::new(&model.names.sync.to_string(), ident.span());
    let Generics { parameters, arguments, .. } = &model.generics;
    let clause = if clause.is_empty() { quote!(where) } else { quote!(#clause,) };
    let lifetime = Lifetime::new(&format!("'{}", model.names.free("a")), ident.span());
    quote_spanned! {ident.span()=>
        #[allow(unused_qualifications)]
        impl #parameters #sync::SharedLocked for #ident #arguments
        #clause
            for<#lifetime> #sync::InPlace: #sync::Copies<#lifetime, #ident #arguments>,
        {
            type Lock = #sync::Exclusive;
        }
    }
}
