//! The first phase: what was written, with the tokens that an error may have to point at. Nothing
//! is judged here.

use crate::attr::{self, Entry, Unread};
use syn::{Attribute, Data, DeriveInput, Field, Ident, Member, Type};

/// Which derive was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derive {
    /// A part of a shared struct.
    Pod,
    /// The whole of a shared state.
    SharedLocked,
}

/// What a derive is put on.
pub(crate) struct Item<'a> {
    pub(crate) derive: Derive,
    pub(crate) input: &'a DeriveInput,
    /// What stands in `#[shared(…)]` on the item.
    pub(crate) options: Vec<Entry>,
    /// `#[shared…]` attributes without a list of options.
    pub(crate) unread: Vec<Unread>,
    /// `#[shared…]` attributes where there are no options: on variants.
    pub(crate) misplaced: Vec<&'a Attribute>,
}

impl<'a> Item<'a> {
    pub(crate) fn new(derive: Derive, input: &'a DeriveInput) -> Self {
        let (options, unread) = attr::read(&input.attrs);
        Self { derive, input, options, unread, misplaced: misplaced(&input.data) }
    }
}

/// A field, as it can be named in an expression.
pub(crate) struct Part<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    /// What stands in `#[shared(…)]` on the field.
    pub(crate) options: Vec<Entry>,
    /// `#[shared…]` attributes without a list of options.
    pub(crate) unread: Vec<Unread>,
}

/// The fields of a struct, in order.
pub(crate) fn parts(fields: &syn::Fields) -> Vec<Part<'_>> {
    let read = fields.members().zip(fields).map(|(member, Field { ty, attrs, .. })| {
        let (options, unread) = attr::read(attrs);
        Part { member, ty, options, unread }
    });
    read.collect()
}

/// The type's name in an error or a schema, without `r#`.
pub(crate) fn plain(name: &Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

fn misplaced(data: &Data) -> Vec<&Attribute> {
    let lists: Vec<&[Attribute]> = match data {
        // A union is refused, whatever its options.
        Data::Struct(_) | Data::Union(_) => Vec::new(),
        Data::Enum(data) => data.variants.iter().map(|variant| variant.attrs.as_slice()).collect(),
    };
    lists.into_iter().flatten().filter(|attribute| attr::is_shared(attribute)).collect()
}
