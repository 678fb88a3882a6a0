//! The layouts that a struct had before it got the fields with `default`, and how a value of each
//! becomes one of it.

use super::cells::{Cells, Clauses, cells, quiet};
use super::demand::ends;
use super::{field, whole};
use crate::ast;
use crate::valid::{DefaultValue, Field, Generics, Model};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Index, Member};

/// What is written for former layouts; nothing if no field has a `default`.
#[derive(Default)]
pub(super) struct Former {
    /// The structs, and the values of the fields that they have not got.
    pub(super) items: TokenStream,
    /// The method of the whole that tells of them.
    pub(super) method: Option<TokenStream>,
}

/// The struct without the last of these fields, without the last two, and so on. They were added in
/// the order in which they stand.
pub(super) fn expand(model: &Model<'_>, fields: &[Field], clauses: &Clauses) -> Former {
    let added: Vec<_> = fields.iter().filter_map(|field| Some((field, field.default.as_ref()?))).collect();
    // A struct without fields was never shared.
    let most = added.len().min(fields.len().saturating_sub(1));
    if most == 0 {
        return Former::default();
    }
    let (sync, names, Generics { arguments, .. }) = (&model.names.sync, &model.names, &model.generics);
    let (formers, argument, type_parameter) = (names.free("__formers"), names.free("__former"), names.free("__F"));
    let defaults = added.iter().map(|(field, default)| value(model, field, default, clauses));
    let trait_of_defaults = trait_of_defaults(model);
    let mut items = quote! {
        trait #trait_of_defaults<const FIELD: #sync::primitive::usize> {
            type Value;
            fn value() -> Self::Value;
        }
    };
    items.extend(defaults);
    let steps = (1..=most).map(|missing| {
        let rest: Vec<_> = added[..added.len() - missing].iter().map(|(field, _)| field.index).collect();
        let has = |field: &Field| field.default.is_none() || rest.contains(&field.index);
        let former = names.free(&format!("__Former{missing}"));
        items.extend(structure(model, &former, fields.iter().filter(|field| has(field)), clauses));
        let without: Vec<_> = added[added.len() - missing..].iter().map(|(field, _)| field.name.as_str()).collect();
        let name = format!("{} without {}", ast::plain(&model.input.ident), without.join(", "));
        if model.options.in_place {
            items.extend(in_place(model, &former, &name, fields, has, clauses));
            return quote!(let #formers = #formers.former_in_place::<#former #arguments>(););
        }
        let values = fields.iter().map(|field| {
            let member = &field.member;
            if has(field) {
                let there = named(model, field);
                quote!(#member: #argument.#there)
            } else {
                let of_field = of_field(model, field);
                quote!(#member: <Self as #of_field>::value())
            }
        });
        quote! {
            let #formers = #formers.former(#name, |#argument: #former #arguments| Self { #(#values),* });
        }
    });
    let steps: TokenStream = steps.collect();
    let quiet = super::quiet(model);
    let method = quote! {
        #quiet
        fn former_layouts<#type_parameter: #sync::Formers<Self>>(#formers: #type_parameter) -> #type_parameter {
            #steps
            #formers
        }
    };
    Former { items, method: Some(method) }
}

/// The value of a field, as a trait's function: a mistake in it is one error however many layouts
/// have not got the field, and no lint judges the function.
fn value(model: &Model<'_>, field: &Field, default: &DefaultValue, clauses: &Clauses) -> TokenStream {
    let (sync, ident, ty) = (&model.names.sync, &model.input.ident, &field.ty);
    let Generics { parameters, arguments, .. } = &model.generics;
    let (of_field, clause) = (of_field(model, field), &clauses.pod);
    let value = default.value.clone().unwrap_or_else(|| {
        let (first, last) = ends(ty);
        let open = quote_spanned!(first=> <);
        let value = quote_spanned!(last=> >::value());
        quote!(#open #ty as #sync::HasDefault #value)
    });
    quote! {
        #[automatically_derived]
        impl #parameters #of_field for #ident #arguments #clause {
            type Value = #ty;
            fn value() -> #ty {
                #value
            }
        }
    }
}

/// How a value of the former struct becomes one of the whole, which begins as zeroes: part by part,
/// from where it is to where it is to be.
fn in_place(
    model: &Model<'_>,
    former: &Ident,
    name: &str,
    fields: &[Field],
    has: impl Fn(&Field) -> bool,
    clauses: &Clauses,
) -> TokenStream {
    let (sync, layout, ident) = (&model.names.sync, &model.names.layout, &model.input.ident);
    let (Generics { parameters, arguments, .. }, clause) = (&model.generics, &clauses.pod);
    let (read, write) = (model.names.free("__R"), model.names.free("__W"));
    let steps = fields.iter().map(|field| {
        let (member, there, of_field) = (&field.member, named(model, field), of_field(model, field));
        let stored = field::checked(model, field);
        let plain = quote!(part::<_, #stored, _>);
        let here = |part| quote!(#sync::Derived::#part(&new, "", |cells: &#layout #arguments| &cells.#member));
        if has(field) {
            let (to, from) = (here(plain), quote!(|cells: &<Self as #sync::Pod>::Layout| &cells.#there));
            return quote!(#to.copy_from(#sync::Derived::part::<_, #stored, _>(&former, "", #from))?;);
        }
        let marker = field::marker(model, field);
        let to = here(marker.map_or(plain, |marker| quote!(part_with_code::<_, #marker #arguments, _>)));
        quote! {
            const { #sync::Derived::check_default::<<#ident #arguments as #of_field>::Value>() };
            #to.set(<#ident #arguments as #of_field>::value());
        }
    });
    quote! {
        #[automatically_derived]
        impl #parameters #sync::FormerInPlace<#ident #arguments> for #former #arguments #clause {
            const NAME: &'static #sync::primitive::str = #name;
            fn upgrade<#read: #sync::Read, #write: #sync::Write>(
                former: #sync::View<'_, Self, #read>,
                new: #sync::View<'_, #ident #arguments, #write>,
            ) -> #sync::Result<(), #sync::SyncError> {
                #(#steps)*
                #sync::Ok(())
            }
        }
    }
}

/// The trait that has the value of a field.
fn of_field(model: &Model<'_>, field: &Field) -> TokenStream {
    let (name, index) = (trait_of_defaults(model), Literal::usize_unsuffixed(field.index));
    quote!(#name<#index>)
}

fn trait_of_defaults(model: &Model<'_>) -> Ident {
    model.names.free("__Default")
}

/// The struct that has these fields, and its impls. The fields have names, whether or not those of
/// the whole have.
fn structure<'a>(
    model: &Model<'_>,
    ident: &Ident,
    fields: impl Iterator<Item = &'a Field>,
    clauses: &Clauses,
) -> TokenStream {
    let (sync, Generics { parameters, .. }) = (&model.names.sync, &model.generics);
    let renumbered = |(number, field): (usize, &Field)| Field {
        member: named(model, field),
        name: match &field.member {
            Member::Named(_) => field.name.clone(),
            Member::Unnamed(_) => number.to_string(),
        },
        ..field.clone()
    };
    let fields: Vec<_> = fields.enumerate().map(renumbered).collect();
    let members = fields.iter().map(|field| &field.member);
    let types = fields.iter().map(|field| &field.ty);
    // A parameter may be mentioned only in a field that it has not got.
    let mut generic = model.input.generics.type_params().map(|parameter| &parameter.ident).peekable();
    let rest = generic.peek().is_some().then(|| {
        let name = model.names.free("__parameters");
        quote!(#name: #sync::PhantomData<fn(#(#generic),*)>)
    });
    let clause = &clauses.layout;
    let cells = cells(model, &Cells { ident, fields: &fields, named: true, validate: None }, clauses);
    let whole = whole::expand(model, ident, &clauses.pod, None);
    quote! {
        struct #ident #parameters #clause { #(#members: #types,)* #rest }
        const _: () = {
            #cells
            #whole
        };
    }
}

/// What a field of the whole is called in the former structs.
fn named(model: &Model<'_>, field: &Field) -> Member {
    match &field.member {
        Member::Named(_) => quiet(&field.member),
        Member::Unnamed(Index { index, .. }) => Member::Named(model.names.free(&format!("__{index}"))),
    }
}
