//! The second phase: every judgement, and all the words for what is wrong. What passes is a
//! [`Checked`], which cannot be had in any other way.

mod advice;
mod counterpart;
mod defaults;
mod families;
mod field_options;
mod generics;
mod kept;
mod keys;
mod known;
mod numbers;
mod options;
mod paths;
mod shape;
mod types;

pub(crate) use generics::Generics;
pub(crate) use options::{Lock, Options, Wait};
pub(crate) use types::{Conversion, DefaultValue, Demand, Field, Inner, Stored};

use crate::ast::{Derive, Item};
use crate::names::Names;
use proc_macro2::{Ident, TokenStream};
use syn::{DeriveInput, Error};

/// An item in which nothing is wrong, as far as can be told without knowing its fields' types.
pub(crate) struct Checked<'a>(Model<'a>);

impl<'a> Checked<'a> {
    pub(crate) fn model(&self) -> &Model<'a> {
        &self.0
    }
}

/// An item in which something is wrong, and all that is.
pub(crate) struct Rejected<'a> {
    /// What is known of it nevertheless.
    pub(crate) model: Model<'a>,
    pub(crate) mistakes: Vec<Error>,
}

/// What an expansion is written from.
pub(crate) struct Model<'a> {
    pub(crate) derive: Derive,
    pub(crate) input: &'a DeriveInput,
    pub(crate) names: Names,
    pub(crate) options: Options,
    pub(crate) generics: Generics,
    pub(crate) shape: Shape,
}

/// What is inside.
pub(crate) enum Shape {
    /// A struct; `named` if its fields have names.
    Struct { fields: Vec<Field>, named: bool },
    /// An enum, and the type of the number that stands for its variant.
    Enum { repr: Ident, variants: Vec<Variant> },
}

impl Shape {
    /// The fields of a struct, or of all variants.
    pub(crate) fn fields(&self) -> Vec<&Field> {
        match self {
            Self::Struct { fields, .. } => fields.iter().collect(),
            Self::Enum { variants, .. } => variants.iter().flat_map(|variant| &variant.fields).collect(),
        }
    }
}

/// A variant.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    /// The number that stands for it.
    pub(crate) number: TokenStream,
    /// Its data; none in most enums.
    pub(crate) fields: Vec<Field>,
}

/// Judges an item.
pub(crate) fn check<'a>(item: &Item<'a>) -> Result<Checked<'a>, Box<Rejected<'a>>> {
    let mut mistakes = Mistakes::default();
    let options = options::check(item, &mut mistakes);
    let shape = shape::check(item, &mut mistakes);
    if let (Lock::None, Shape::Enum { variants, .. }) = (options.lock, &shape)
        && variants.iter().any(|variant| !variant.fields.is_empty())
    {
        let message = "an enum with data would be seen half changed without a lock: remove `lock = none`, or keep the data in \
                       a struct beside an enum without";
        mistakes.blame(&item.input.ident, message);
    }
    defaults::check(item.derive, &options, &shape, &mut mistakes);
    let names = Names::new(item.input);
    let generics = Generics::new(item.input);
    let model = Model { derive: item.derive, input: item.input, names, options, generics, shape };
    if mistakes.0.is_empty() { Ok(Checked(model)) } else { Err(Box::new(Rejected { model, mistakes: mistakes.0 })) }
}

/// What has been found wrong.
#[derive(Default)]
struct Mistakes(Vec<Error>);

impl Mistakes {
    /// Blames `tokens`, all of them.
    fn blame(&mut self, tokens: impl quote::ToTokens, message: impl core::fmt::Display) {
        self.0.push(Error::new_spanned(tokens, message));
    }

    /// Blames the whole of a `key = value`.
    fn blame_pair(&mut self, key: &Ident, value: &TokenStream, message: impl core::fmt::Display) {
        if value.is_empty() {
            self.blame(key, message);
        } else {
            self.blame(value, message);
        }
    }
}
