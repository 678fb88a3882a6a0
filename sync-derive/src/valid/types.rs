//! The fields' types. Which of them are `Pod` only the compiler knows; here it is decided where it
//! is asked, and what it is told to say if the answer is no.

use super::Mistakes;
use super::advice::{self, Advice};
use super::field_options::{self, FieldOptions};
use super::generics::write_out;
use super::kept::{self, Place};
use super::paths::{arguments, only_argument};
use crate::ast::{self, Item, Part};
use crate::text::tidy;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::HashSet;
use syn::{Data, DeriveInput, GenericArgument, GenericParam, Lifetime, Member, PathArguments, Type};

/// A field.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) member: Member,
    /// How many fields are before it.
    pub(crate) index: usize,
    /// What the schema and errors call it.
    pub(crate) name: String,
    /// Its type, in which `Self` is written out.
    pub(crate) ty: TokenStream,
    /// Its type, as it is shown in an error.
    pub(crate) shown: String,
    /// What it is stored as, if that is something else.
    pub(crate) stored: Option<Stored>,
    /// The function that checks it.
    pub(crate) validate: Option<TokenStream>,
    /// What it is in a segment of a former layout, which has not got it.
    pub(crate) default: Option<DefaultValue>,
    pub(crate) demand: Demand,
}

/// `default`, `default = …`
#[derive(Clone)]
pub(crate) struct DefaultValue {
    /// The option's name, to be blamed.
    pub(crate) key: Ident,
    /// The value, in which `Self` is written out; that of the type if there is none.
    pub(crate) value: Option<TokenStream>,
}

/// `as = …`
#[derive(Clone)]
pub(crate) struct Stored {
    /// The type, in which `Self` is written out.
    pub(crate) ty: TokenStream,
    pub(crate) conversion: Conversion,
}

/// How a field becomes what it is stored as, and is made from that.
#[derive(Clone)]
pub(crate) enum Conversion {
    /// By `Into` and `TryFrom`.
    Traits,
    /// By functions that were named.
    Functions { into: TokenStream, from: TokenStream },
    /// By `into_bytes` and `from_bytes`, or the traits if there are none.
    Bytes,
}

/// Where `Pod` is demanded of a field's type.
#[derive(Clone)]
pub(crate) enum Demand {
    /// Nowhere: it is a number, or an array of numbers.
    Nowhere,
    /// In the constant: these types, which make up the field's type.
    Constant(Vec<Inner>),
    /// In a function with the item's generics, because the type depends on them.
    Generic(Vec<Inner>),
}

/// A type that something is demanded of.
#[derive(Clone)]
pub(crate) struct Inner {
    pub(crate) ty: TokenStream,
    /// Whether it has arguments of its own, one of which may be to blame.
    pub(crate) composed: bool,
    /// What to say if it is not `Pod`.
    pub(crate) advice: Option<Advice>,
}

const NUMBERS: [&str; 16] = [
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64", "bool",
    "char",
];

/// Judges the fields of a struct, or of each variant; leaves out those whose type cannot even be
/// named outside.
pub(crate) fn check(item: &Item<'_>, lists: &[Vec<Part<'_>>], mistakes: &mut Mistakes) -> Vec<Vec<Field>> {
    let context = Context::new(item);
    let mut blamed = HashSet::new();
    let mut fields = Vec::new();
    for parts in lists {
        let parts = parts.iter().enumerate();
        fields.push(parts.filter_map(|(index, part)| context.field(index, part, &mut blamed, mistakes)).collect());
    }
    for lifetime in item.input.generics.lifetimes().map(|parameter| &parameter.lifetime) {
        if !blamed.contains(&lifetime.ident) {
            mistakes.blame(
                lifetime,
                format!(
                    "a shared struct outlives every process and borrows from none: remove `{lifetime}`, and hold values \
                     instead of references"
                ),
            );
        }
    }
    fields
}

struct Context<'a> {
    whole: &'a Item<'a>,
    item: &'a Ident,
    input: &'a DeriveInput,
    /// Type and const parameters.
    parameters: HashSet<String>,
    lifetimes: HashSet<Ident>,
}

impl<'a> Context<'a> {
    fn new(item: &'a Item<'a>) -> Self {
        let generics = &item.input.generics;
        let parameters = generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
            GenericParam::Const(parameter) => Some(parameter.ident.to_string()),
            GenericParam::Lifetime(_) => None,
        });
        Self {
            whole: item,
            item: &item.input.ident,
            input: item.input,
            parameters: parameters.collect(),
            lifetimes: generics.lifetimes().map(|parameter| parameter.lifetime.ident.clone()).collect(),
        }
    }

    fn field(
        &self,
        index: usize,
        part: &Part<'_>,
        blamed: &mut HashSet<Ident>,
        mistakes: &mut Mistakes,
    ) -> Option<Field> {
        let mut borrowed = Vec::new();
        find_borrows(part.ty, &mut borrowed);
        let mut named_elsewhere = true;
        for (ty, lifetime) in borrowed {
            let parameter = lifetime.filter(|lifetime| self.lifetimes.contains(&lifetime.ident));
            if lifetime.is_none() || parameter.is_some() {
                blamed.extend(parameter.map(|lifetime| lifetime.ident.clone()));
                mistakes.blame(ty, advice::on(ty, self.item).map_or_else(String::new, |advice| advice.sentence()));
                named_elsewhere = false;
            }
        }
        if !named_elsewhere || mentions_lifetime(part.ty.to_token_stream(), &self.lifetimes) {
            return None;
        }
        let FieldOptions { stored, functions, validate, default } = field_options::check(self.whole, part, mistakes)?;
        let cells = stored.as_ref().unwrap_or(part.ty);
        let mut leaves = Vec::new();
        find_leaves(cells, &mut leaves);
        for leaf in &leaves {
            if is_named(leaf, self.item) {
                mistakes.blame(leaf, advice::contains_itself(self.item).sentence());
                return None;
            }
            if let Type::Reference(_) = leaf {
                // No reference is `Pod`, and asked for the trait the compiler would advise one more
                // `&`.
                mistakes.blame(leaf, advice::on(leaf, self.item).map_or_else(String::new, |advice| advice.sentence()));
                return None;
            }
            if let Type::Tuple(tuple) = leaf {
                mistakes.blame(tuple, advice::on_tuple(tuple).sentence());
                return None;
            }
        }
        let depends = |ty: &Type| mentions(ty.to_token_stream(), &self.parameters);
        let dependent = depends(part.ty) || depends(cells);
        let place = match (&stored, &self.input.data) {
            (Some(_), _) => Place::Stored,
            (None, Data::Struct(_)) if leaves.iter().any(|leaf| core::ptr::eq(*leaf, bare(part.ty))) => Place::Field,
            _ => Place::Inside,
        };
        let inner = || leaves.iter().map(|leaf| self.inner(leaf, place)).collect();
        let demand = match () {
            () if dependent => Demand::Generic(inner()),
            () if stored.is_none() && leaves.iter().all(|leaf| is_number(leaf)) => Demand::Nowhere,
            () => Demand::Constant(inner()),
        };
        let (member, name) = match &part.member {
            Member::Named(ident) => (part.member.clone(), ast::plain(ident)),
            Member::Unnamed(index) => (part.member.clone(), index.index.to_string()),
        };
        let written = |tokens: TokenStream| write_out(self.input, tokens);
        let stored = stored.as_ref().map(|ty| Stored {
            ty: written(bare(ty).to_token_stream()),
            conversion: match functions {
                Some((into, from)) => Conversion::Functions { into: written(into), from: written(from) },
                None if is_bytes(ty) && !dependent => Conversion::Bytes,
                None => Conversion::Traits,
            },
        });
        Some(Field {
            member,
            index,
            name,
            ty: written(bare(part.ty).to_token_stream()),
            shown: tidy(part.ty),
            stored,
            validate: validate.map(written),
            default: default.map(|(key, value)| DefaultValue { key, value: value.map(written) }),
            demand,
        })
    }

    fn inner(&self, leaf: &Type, place: Place) -> Inner {
        let composed = match leaf {
            Type::Path(path) => path.path.segments.last().is_some_and(|last| !arguments(last).is_empty()),
            _ => false,
        };
        let composed = composed || mentions(leaf.to_token_stream(), &self.parameters);
        let advice = kept::on(leaf, place).or_else(|| advice::on(leaf, self.item));
        Inner { ty: write_out(self.input, leaf.to_token_stream()), composed, advice }
    }
}

/// The types of which arrays, tuples and options are made. Those have `Pod` if these do.
fn find_leaves<'a>(ty: &'a Type, leaves: &mut Vec<&'a Type>) {
    match ty {
        Type::Array(array) => find_leaves(&array.elem, leaves),
        Type::Paren(paren) => find_leaves(&paren.elem, leaves),
        Type::Group(group) => find_leaves(&group.elem, leaves),
        Type::Tuple(tuple) if (1..=12).contains(&tuple.elems.len()) => {
            tuple.elems.iter().for_each(|ty| find_leaves(ty, leaves));
        }
        _ => match only_argument(ty, &["Option"]) {
            Some(argument) => find_leaves(argument, leaves),
            None => leaves.push(ty),
        },
    }
}

/// The references in a type, and the lifetimes they name. Those of functions are their own.
fn find_borrows<'a>(ty: &'a Type, borrows: &mut Vec<(&'a Type, Option<&'a Lifetime>)>) {
    match ty {
        Type::Reference(reference) => {
            let named = reference.lifetime.as_ref().filter(|lifetime| lifetime.ident != "_");
            borrows.push((ty, named));
        }
        Type::Array(array) => find_borrows(&array.elem, borrows),
        Type::Slice(slice) => find_borrows(&slice.elem, borrows),
        Type::Ptr(pointer) => find_borrows(&pointer.elem, borrows),
        Type::Paren(paren) => find_borrows(&paren.elem, borrows),
        Type::Group(group) => find_borrows(&group.elem, borrows),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| find_borrows(ty, borrows)),
        Type::Path(path) => {
            // What is behind it is not held.
            let held = path.path.segments.iter().filter(|segment| segment.ident != "PhantomData");
            for segment in held {
                let PathArguments::AngleBracketed(arguments) = &segment.arguments else { continue };
                for argument in &arguments.args {
                    match argument {
                        GenericArgument::Type(ty) => find_borrows(ty, borrows),
                        GenericArgument::Lifetime(lifetime) if lifetime.ident == "_" => borrows.push((ty, None)),
                        _ => {}
                    }
                }
            }
        }
        _ => {}
    }
}

/// The type without parentheses around it, of which the compiler has complained where they stand.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Paren(paren) => bare(&paren.elem),
        Type::Group(group) => bare(&group.elem),
        ty => ty,
    }
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.get_ident().is_some_and(|ident| NUMBERS.iter().any(|name| ident == name)))
}

/// An array of bytes, written as one.
fn is_bytes(ty: &Type) -> bool {
    matches!(ty, Type::Array(array) if matches!(&*array.elem, Type::Path(path) if path.path.is_ident("u8")))
}

fn is_named(ty: &Type, item: &Ident) -> bool {
    match ty {
        Type::Path(path) if path.qself.is_none() && path.path.segments.len() == 1 => {
            path.path.segments.iter().all(|segment| segment.ident == *item || segment.ident == "Self")
        }
        _ => false,
    }
}

fn mentions(tokens: TokenStream, names: &HashSet<String>) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&ident.to_string()),
        TokenTree::Group(group) => mentions(group.stream(), names),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn mentions_lifetime(tokens: TokenStream, lifetimes: &HashSet<Ident>) -> bool {
    let mut after_quote = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => core::mem::take(&mut after_quote) && lifetimes.contains(&ident),
        TokenTree::Group(group) => mentions_lifetime(group.stream(), lifetimes),
        TokenTree::Punct(punct) => {
            after_quote = punct.as_char() == '\'';
            false
        }
        TokenTree::Literal(_) => false,
    })
}
