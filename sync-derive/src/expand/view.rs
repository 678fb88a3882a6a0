//! The view of a struct: a method for each field.

use super::field;
use crate::valid::{Demand, Field, Generics, Model};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Data, GenericParam, Lifetime, Member, Visibility, parse_quote};

/// The methods. A whole that is copied has them, too, for it may be a part of one that is changed
/// in place, or has no lock.
pub(crate) fn expand(model: &Model<'_>, fields: &[Field], clause: &TokenStream) -> TokenStream {
    let (sync, layout, ident) = (&model.names.sync, &model.names.layout, &model.input.ident);
    let Generics { parameters: item_parameters, arguments: item_arguments, .. } = &model.generics;
    let (view, access) = (model.names.free("__View"), model.names.free("__A"));
    let lifetime = Lifetime::new(&format!("'{}", model.names.free("__a")), Span::mixed_site());
    let mut generics = model.input.generics.clone();
    generics.params.insert(0, parse_quote!(#lifetime));
    generics.params.push(GenericParam::Type(parse_quote!(#access: #sync::Access)));
    let (_, arguments, _) = generics.split_for_impl();
    let parameters = parameters(item_parameters, &quote!(#lifetime), &quote!(#access: #sync::Access));
    let names: Vec<_> = fields.iter().map(method).collect();
    let explicit: Vec<_> = model.input.generics.params.iter().filter_map(name_of).collect();
    // The compiler would warn of methods that are not called.
    let uses = names.iter().map(|name| quote!(#view::<#(#explicit,)* #access>::#name));
    let methods =
        fields.iter().zip(&names).zip(visibilities(&model.input.data)).map(|((field, method), visibility)| {
            let (member, name) = (&field.member, &field.name);
            let of = of(model, field, &quote!(#lifetime), &access);
            let part = match field::marker(model, field) {
                None => quote!(part),
                Some(marker) => quote!(part_with_code::<_, #marker #item_arguments, _>),
            };
            quote! {
                #[inline(always)]
                #visibility fn #method(&self) -> #of {
                    #sync::Derived::#part(&self.0, #name, |cells: &#layout #item_arguments| &cells.#member)
                }
            }
        });
    // The lint judges the names of the fields themselves.
    let is_other = |name: &Ident| {
        let name = name.to_string();
        name.contains(char::is_uppercase) || name.contains("__")
    };
    let quiet = names.iter().any(is_other).then(|| quote!(#[allow(non_snake_case)]));
    quote! {
        #[repr(transparent)]
        pub struct #view #parameters (#sync::View<#lifetime, #ident #item_arguments, #access>) #clause;
        unsafe impl #item_parameters #sync::Fields for #ident #item_arguments #clause {
            type Of<#lifetime, #access: #sync::Access> = #view #arguments;
            fn is_view<#access: #sync::Access>(_: &mut #sync::View<'_, Self, #access>) {
                let _ = (#(#uses,)*);
            }
        }
        #quiet
        impl #parameters #view #arguments #clause {
            #(#methods)*
        }
    }
}

/// What the method of a field is called.
fn method(field: &Field) -> Ident {
    match &field.member {
        Member::Named(ident) => ident.clone(),
        Member::Unnamed(index) => format_ident!("f{}", index.index, span = Span::mixed_site()),
    }
}

fn name_of(parameter: &GenericParam) -> Option<&Ident> {
    match parameter {
        GenericParam::Type(parameter) => Some(&parameter.ident),
        GenericParam::Const(parameter) => Some(&parameter.ident),
        GenericParam::Lifetime(_) => None,
    }
}

/// The view of a field.
fn of(model: &Model<'_>, field: &Field, lifetime: &TokenStream, access: &impl ToTokens) -> TokenStream {
    let (sync, checked, ty) = (&model.names.sync, &model.names.checked, field::stored(field));
    if let Some(marker) = field::marker(model, field) {
        let arguments = &model.generics.arguments;
        return quote!(#sync::FieldOf<#lifetime, #marker #arguments, #access>);
    }
    match field.demand {
        Demand::Constant(_) => quote!(#sync::ViewOf<#lifetime, #ty, #access, { #checked }>),
        Demand::Nowhere | Demand::Generic(_) => quote!(#sync::ViewOf<#lifetime, #ty, #access>),
    }
}

/// The item's parameters between two others.
fn parameters(parameters: &TokenStream, first: &TokenStream, last: &TokenStream) -> TokenStream {
    let mut tokens: Vec<_> = parameters.clone().into_iter().collect();
    if tokens.is_empty() {
        return quote!(<#first, #last>);
    }
    // Without the brackets, and without a comma before the last.
    tokens.remove(0);
    tokens.pop();
    if tokens.last().is_some_and(|token| token.to_string() == ",") {
        tokens.pop();
    }
    let inside: TokenStream = tokens.into_iter().collect();
    quote!(<#first, #inside, #last>)
}

pub(super) fn visibilities(data: &Data) -> Vec<&Visibility> {
    match data {
        Data::Struct(data) => data.fields.iter().map(|field| &field.vis).collect(),
        Data::Enum(_) | Data::Union(_) => Vec::new(),
    }
}
