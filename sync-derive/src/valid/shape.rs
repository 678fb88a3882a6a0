//! What a derive is put on: a struct with fields, or an enum.

use super::types::{self, Field};
use super::{Mistakes, Shape, Variant};
use crate::ast::{self, Item};
use crate::text::{alternatives, tidy};
use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DataEnum, Expr, Ident, Meta, Token};

/// A shared tuple has twelve parts at most, and the tag is one of them.
const MOST_FIELDS: usize = 11;

const REPRS: [&str; 8] = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"];

/// Judges everything but the options.
pub(crate) fn check(item: &Item<'_>, mistakes: &mut Mistakes) -> Shape {
    match &item.input.data {
        Data::Struct(data) => {
            refuse_packed(&item.input.attrs, mistakes);
            if data.fields.is_empty() {
                mistakes.blame(
                    &item.input.ident,
                    "there is nothing to share in a struct without fields: give it one, such as `count: u64`",
                );
            }
            let named = matches!(data.fields, syn::Fields::Named(_));
            let fields = types::check(item, &[ast::parts(&data.fields)], mistakes);
            Shape::Struct { fields: fields.into_iter().flatten().collect(), named }
        }
        Data::Enum(data) => enumeration(item, data, mistakes),
        Data::Union(data) => {
            mistakes.blame(
                data.union_token,
                "a union does not tell which of its fields is alive: use a struct, or an enum",
            );
            Shape::Struct { fields: Vec::<Field>::new(), named: true }
        }
    }
}

fn enumeration(item: &Item<'_>, data: &DataEnum, mistakes: &mut Mistakes) -> Shape {
    let ident = &item.input.ident;
    for variant in data.variants.iter().filter(|variant| variant.fields.len() > MOST_FIELDS) {
        mistakes.blame(
            &variant.fields,
            format!(
                "a shared variant has at most {MOST_FIELDS} fields, and this one has {}: put them into a struct with \
                 `#[derive(sync_runtime::Pod)]`, and that into the variant",
                variant.fields.len()
            ),
        );
    }
    let numbered = data.variants.iter().any(|variant| variant.discriminant.is_some());
    let repr = repr(&item.input.attrs, mistakes);
    if data.variants.is_empty() {
        mistakes.blame(ident, "an enum without variants has no value to share: give it one, such as `Idle = 0`");
    } else if matches!(repr, Repr::None) && numbered {
        mistakes.blame(
            ident,
            format!(
                "the numbers that stand for the variants of `{}` need a fixed size: add `#[repr(u8)]`",
                ast::plain(ident)
            ),
        );
    }
    let smallest = if data.variants.len() <= 256 { "u8" } else { "u16" };
    let repr = match repr {
        Repr::Of(repr) => repr,
        Repr::None | Repr::Wrong => Ident::new(smallest, Span::mixed_site()),
    };
    let parts: Vec<_> = data.variants.iter().map(|variant| ast::parts(&variant.fields)).collect();
    let fields = types::check(item, &parts, mistakes);
    let variants = data.variants.iter().zip(numbers(data)).zip(fields);
    let variants = variants.map(|((variant, number), fields)| Variant {
        ident: variant.ident.clone(),
        name: ast::plain(&variant.ident),
        number,
        fields,
    });
    Shape::Enum { repr, variants: variants.collect() }
}

/// The number of each variant: as it was written, or one more than that of the variant before.
fn numbers(data: &DataEnum) -> Vec<TokenStream> {
    let (mut base, mut after) = (None, 0_u16);
    let mut numbers = Vec::new();
    for variant in &data.variants {
        if let Some((_, written)) = &variant.discriminant {
            (base, after) = (Some(written), 0);
        }
        let further = Literal::u16_unsuffixed(after);
        numbers.push(match base {
            None => quote!(#further),
            Some(Expr::Lit(base)) if after == 0 => quote!(#base),
            Some(base) if after == 0 => quote!((#base)),
            Some(base) => quote!(((#base) + #further)),
        });
        after = after.wrapping_add(1);
    }
    numbers
}

enum Repr {
    Of(Ident),
    /// Something else was blamed already.
    Wrong,
    None,
}

fn repr(attributes: &[Attribute], mistakes: &mut Mistakes) -> Repr {
    let words = representations(attributes);
    let integer = words.iter().filter_map(Meta::as_ident).find(|word| REPRS.iter().any(|repr| *word == repr));
    if let Some(integer) = integer {
        return Repr::Of(integer.clone());
    }
    match words.iter().find(|word| !word.path().is_ident("align")) {
        None => Repr::None,
        Some(word) => {
            mistakes.blame(word, format!("{}: use {}", what_is_wrong(word), alternatives(&REPRS)));
            Repr::Wrong
        }
    }
}

/// Why an enum cannot be shared as the number that `word` says.
fn what_is_wrong(word: &Meta) -> String {
    let reason = match &*tidy(word) {
        "u128" | "i128" => "makes a number of 128 bits, and the number of a shared enum has at most 64",
        _ => "does not fix the size of the number on every platform",
    };
    format!("`repr({})` {reason}", tidy(word))
}

/// References to the fields of a packed struct are not allowed, and it would gain nothing.
fn refuse_packed(attributes: &[Attribute], mistakes: &mut Mistakes) {
    for word in representations(attributes).iter().filter(|word| word.path().is_ident("packed")) {
        mistakes.blame(word, "the fields of a packed struct cannot be borrowed: remove `packed`; the shared layout is made by the derive and does not depend on it");
    }
}

fn representations(attributes: &[Attribute]) -> Vec<Meta> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("repr"))
        .filter_map(|attribute| attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok())
        .flatten()
        .collect()
}

/// Meta items that are one word.
trait AsIdent {
    fn as_ident(&self) -> Option<&Ident>;
}

impl AsIdent for Meta {
    fn as_ident(&self) -> Option<&Ident> {
        match self {
            Meta::Path(path) => path.get_ident(),
            Meta::List(_) | Meta::NameValue(_) => None,
        }
    }
}
