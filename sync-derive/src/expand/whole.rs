//! The `SharedLocked`: what the options say.

use crate::ast::Derive;
use crate::valid::{Generics, Lock, Model, Wait};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The impl for `ident`, under the bounds that `Pod` needs. `former` is the method that tells of former
/// layouts.
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
    if model.options.in_place {
        return Some(quote! {
            #[automatically_derived]
            #unlisted
            impl #parameters #sync::SharedInPlace for #ident #arguments #clause {
                #timeout
                #inherit
            }
            #[automatically_derived]
            #unlisted
            impl #parameters #sync::Kept for #ident #arguments #clause {
                type How = #sync::InPlace;
            }
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
        #[automatically_derived]
        #unlisted
        impl #parameters #sync::Whole for #ident #arguments #clause {
            type Made = Self;
            #[inline(always)]
            fn made(self) -> Self {
                self
            }
        }
    })
}
