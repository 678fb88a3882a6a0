//! Parameters and bounds, in the forms that impls need.

use crate::text::tidy;
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::{DeriveInput, TypeParamBound, WherePredicate};

/// The item's parameters.
pub(crate) struct Generics {
    /// With their bounds, as after `impl`.
    pub(crate) parameters: TokenStream,
    /// Their names, as after the item's.
    pub(crate) arguments: TokenStream,
    /// What stands after `where`.
    pub(crate) bounds: Vec<TokenStream>,
    /// The type parameters that no bound of their own makes outlive everything, as what is shared
    /// has to.
    pub(crate) unbounded: Vec<Ident>,
}

impl Generics {
    pub(crate) fn new(input: &DeriveInput) -> Self {
        let (parameters, arguments, clause) = input.generics.split_for_impl();
        let bounds = clause.into_iter().flat_map(|clause| &clause.predicates);
        Self {
            parameters: write_out(input, parameters.to_token_stream()),
            arguments: arguments.to_token_stream(),
            bounds: bounds.map(|bound| write_out(input, bound.to_token_stream())).collect(),
            unbounded: unbounded(&input.generics),
        }
    }
}

/// `tokens` with the item's own name in the place of `Self`, which means something else in the
/// layout struct and nothing in a function.
pub(crate) fn write_out(input: &DeriveInput, tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(ident) if ident == "Self" => {
                let (_, arguments, _) = input.generics.split_for_impl();
                let (ident, arguments) = (&input.ident, arguments.as_turbofish());
                // In this form it is a type in expressions as well.
                quote!(#ident #arguments)
            }
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), write_out(input, group.stream()));
                inside.set_span(group.span());
                TokenTree::Group(inside).into()
            }
            token => token.into(),
        })
        .collect()
}

/// The type parameters without `Pod` or `'static` among the bounds that stand beside them.
fn unbounded(generics: &syn::Generics) -> Vec<Ident> {
    let lasts = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| last.ident == "Pod"),
        TypeParamBound::Lifetime(lifetime) => lifetime.ident == "static",
        _ => false,
    };
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let bounded: HashSet<_> = clauses
        .filter_map(|predicate| match predicate {
            WherePredicate::Type(predicate) if predicate.bounds.iter().any(lasts) => Some(tidy(&predicate.bounded_ty)),
            _ => None,
        })
        .collect();
    let parameters = generics.type_params().filter(|parameter| !parameter.bounds.iter().any(lasts));
    parameters.map(|parameter| parameter.ident.clone()).filter(|ident| !bounded.contains(&ident.to_string())).collect()
}
