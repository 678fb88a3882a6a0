//! What a derive is put on: a struct with fields, or an enum without data.

use super::types::{self, Field};
use super::{Mistakes, Shape, Variant};
use crate::ast::{self, Item};
use crate::text::{alternatives, tidy};
use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DataEnum, Ident, Meta, Token};

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
            Shape::Struct { fields: types::check(item, &ast::parts(&data.fields), mistakes), named }
        }
        Data::Enum(data) => enumeration(item, data, mistakes),
        Data::Union(data) => {
            mistakes.blame(
                data.union_token,
                "a union does not tell which of its fields is alive: use a struct, or an enum without data",
            );
            Shape::Struct { fields: Vec::<Field>::new(), named: true }
        }
    }
}

fn enumeration(item: &Item<'_>, data: &DataEnum, mistakes: &mut Mistakes) -> Shape {
    let ident = &item.input.ident;
    for variant in data.variants.iter().filter(|variant| !matches!(variant.fields, syn::Fields::Unit)) {
        mistakes.blame(
            &variant.fields,
            format!(
                "an enum with data has no layout that is whole at every moment: make it `{}` alone, and put its data \
                 beside the enum, as an `Option` in the struct",
                variant.ident
            ),
        );
    }
    let repr = repr(&item.input.attrs, mistakes);
    if data.variants.is_empty() {
        mistakes.blame(ident, "an enum without variants has no value to share: give it one, such as `Idle = 0`");
    } else if let Repr::None = repr {
        mistakes.blame(
            ident,
            format!(
                "the number that stands for each variant of `{}` needs a fixed size: add `#[repr(u8)]`",
                ast::plain(ident)
            ),
        );
    }
    let repr = match repr {
        Repr::Of(repr) => repr,
        Repr::None | Repr::Wrong => Ident::new("u8", Span::mixed_site()),
    };
    let variants =
        data.variants.iter().map(|variant| Variant { ident: variant.ident.clone(), name: ast::plain(&variant.ident) });
    Shape::Enum { repr, variants: variants.collect() }
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
            mistakes.blame(
                word,
                format!(
                    "`repr({})` does not fix the size of the number on every platform: use {}",
                    tidy(word),
                    alternatives(&REPRS)
                ),
            );
            Repr::Wrong
        }
    }
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
