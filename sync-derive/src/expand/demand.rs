//! Where `Pod` is demanded of the fields' types: in one place, so that each type that lacks it is
//! one error.

use super::field;
use crate::valid::{Conversion, Demand, Field, Inner, Model, Stored};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashSet;

/// What is demanded, and what the rest of the expansion takes from it.
pub(crate) struct Demands {
    /// The constant and the function in which it is demanded.
    pub(crate) items: TokenStream,
    /// Whether the constant is there.
    pub(crate) constant: bool,
    /// The bounds under which all is written: the item's own, and that its fields have `Pod`.
    pub(crate) bounds: Vec<TokenStream>,
}

/// Demands `Pod` of all `fields`.
pub(crate) fn demands<'a>(model: &Model<'_>, fields: impl IntoIterator<Item = &'a Field>) -> Demands {
    let (sync, checked) = (&model.names.sync, &model.names.checked);
    let (mut plain, mut generic, mut demanded) = (Vec::new(), Vec::new(), HashSet::new());
    let lasting = model.generics.unbounded.iter().map(|parameter| quote!(#parameter: 'static));
    let outset = where_clause(&model.generics.bounds);
    let mut bounds: Vec<_> = model.generics.bounds.iter().cloned().chain(lasting).collect();
    for field in fields {
        match &field.demand {
            Demand::Nowhere => {}
            Demand::Constant(inner) => {
                // A type without the derive lacks it once, however many fields have it.
                let new = inner.iter().filter(|inner| inner.advice.is_some() || demanded.insert(inner.ty.to_string()));
                plain.extend(new.map(|inner| demand(model, inner)));
                plain.extend(converted(model, field));
            }
            Demand::Generic(inner) => {
                // A parameter lacks its bound once, however many fields have its type.
                let new = inner.iter().filter(|inner| demanded.insert(inner.ty.to_string()));
                generic.extend(new.map(|inner| demand(model, inner)));
                let (ty, stored) = (&field.ty, field::stored(field));
                let mut wanted = vec![quote!(#stored: #sync::Pod)];
                if let Some(Stored { conversion, .. }) = &field.stored {
                    generic.extend(converted(model, field));
                    let by_traits =
                        matches!(conversion, Conversion::Traits).then(|| quote!(#sync::StoredAs<#stored> +));
                    wanted.push(quote!(#ty: #by_traits #sync::Send + 'static));
                }
                for bound in wanted {
                    if bounds.iter().all(|other: &TokenStream| other.to_string() != bound.to_string()) {
                        bounds.push(bound);
                    }
                }
            }
        }
    }
    let constant = !plain.is_empty();
    let mut items = TokenStream::new();
    if constant {
        items.extend(quote!(const #checked: #sync::primitive::bool = #(#plain)&*;));
    }
    if !generic.is_empty() {
        let name = model.names.free("__parts");
        let parameters = &model.generics.parameters;
        items.extend(quote! {
            const fn #name #parameters () -> #sync::primitive::bool #outset {
                true #(& #generic)*
            }
        });
    }
    Demands { items, constant, bounds }
}

/// The demand that a field can be converted to what it is stored as and back, and thrown away.
fn converted(model: &Model<'_>, field: &Field) -> Vec<TokenStream> {
    let (sync, ty) = (&model.names.sync, &field.ty);
    let Some(Stored { ty: target, conversion }) = &field.stored else { return Vec::new() };
    let converts = match conversion {
        Conversion::Traits => Some(here(ty, &quote!(#sync::StoredAs<#target>))),
        Conversion::Functions { .. } => None,
        Conversion::Bytes => {
            let (first, last) = ends(ty);
            // The call and its path begin and end at the type.
            let sync = there(sync, first);
            let path = quote_spanned!(first=> #sync::by_bytes::<#ty, #target, _, _>);
            let arguments = quote_spanned!(last=> (<#ty>::into_bytes, <#ty>::from_bytes));
            Some(quote!({ use #sync::{FromBytes as _, IntoBytes as _}; #path #arguments }))
        }
    };
    // How a generic type is dropped is known where it is used.
    let plain = matches!(field.demand, Demand::Constant(_));
    let dropped = plain.then(|| here(ty, &quote!(#sync::NeverDropped<{ #sync::needs_drop::<#ty>() }>)));
    converts.into_iter().chain(dropped).collect()
}

/// The demand on one type, with words of its own if there are any.
fn demand(model: &Model<'_>, inner: &Inner) -> TokenStream {
    let sync = &model.names.sync;
    let Inner { ty, composed, advice } = inner;
    let Some(advice) = advice else {
        return if *composed {
            // One of the arguments may be to blame.
            let schema = constant(ty, &quote!(#sync::Pod), "SCHEMA");
            quote!(#sync::described(#schema))
        } else {
            here(ty, &quote!(#sync::Shareable))
        };
    };
    let (wrong, fix) = (escape(&advice.wrong), escape(&advice.fix));
    let note = advice.note.as_deref().map(escape).map(|note| quote!(, note = #note));
    // The compiler names it.
    let name = model.names.free("Pod");
    let here = here(ty, &quote!(#name));
    quote! {
        {
            #[diagnostic::on_unimplemented(message = #wrong, label = #fix #note)]
            trait #name {
                const HERE: #sync::primitive::bool = true;
            }
            #[diagnostic::do_not_recommend]
            impl<T: #sync::Pod> #name for T {}
            #here
        }
    }
}

/// The constant that a type has if it has the trait.
fn here(ty: &TokenStream, of: &TokenStream) -> TokenStream {
    constant(ty, of, "HERE")
}

/// A trait's constant, of a type that may lack the trait. The error is at all of the type, with
/// every version of the compiler: the path begins and ends there.
fn constant(ty: &TokenStream, of: &TokenStream, name: &str) -> TokenStream {
    let (first, last) = ends(ty);
    let (open, name) = (quote_spanned!(first=> <), Ident::new(name, last));
    let close = quote_spanned!(last=> >::#name);
    quote!(#open #ty as #of #close)
}

/// The runtime's hidden module, named where a user wrote something, so that an error is there.
pub(super) fn there(sync: &Ident, span: Span) -> Ident {
    Ident::new(&sync.to_string(), span)
}

pub(crate) fn where_clause(bounds: &[impl ToTokens]) -> TokenStream {
    if bounds.is_empty() { TokenStream::new() } else { quote!(where #(#bounds),*) }
}

/// Where a type begins and ends: an error between these spans is one at the type.
pub(super) fn ends(ty: &TokenStream) -> (Span, Span) {
    let spans = || ty.clone().into_iter().map(|token| token.span());
    (spans().next().unwrap_or_else(Span::mixed_site), spans().last().unwrap_or_else(Span::mixed_site))
}

/// Braces mean arguments in a diagnostic's text.
fn escape(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
