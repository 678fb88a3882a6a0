//! Names for what an expansion defines. They share a scope with the field types that the user
//! wrote, so they avoid every identifier that occurs in the item.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::HashSet;
use syn::DeriveInput;

/// The names that an expansion may define.
pub(crate) struct Names {
    /// The runtime's hidden module.
    pub(crate) sync: Ident,
    /// The layout struct.
    pub(crate) layout: Ident,
    /// The constant that demands `Pod` of the fields' types. The compiler names it: it calls the
    /// trait inside `sync_runtime::Pod`, as the user knows it.
    pub(crate) checked: Ident,
    /// The layout's size.
    pub(crate) size: Ident,
    taken: HashSet<String>,
}

impl Names {
    pub(crate) fn new(input: &DeriveInput) -> Self {
        let mut taken = HashSet::new();
        collect(input.to_token_stream(), &mut taken);
        Self {
            sync: free("__sync", &taken),
            layout: free("__Layout", &taken),
            checked: free("sync_runtime", &taken),
            size: free("__SIZE", &taken),
            taken,
        }
    }

    /// `name`, or something like it that the item does not mention.
    pub(crate) fn free(&self, name: &str) -> Ident {
        free(name, &self.taken)
    }

    /// Whether the item mentions this word.
    pub(crate) fn mentioned(&self, word: &str) -> bool {
        self.taken.contains(word)
    }
}

fn free(name: &str, taken: &HashSet<String>) -> Ident {
    let mut name = name.to_owned();
    while taken.contains(&name) {
        name.insert(0, '_');
    }
    Ident::new(&name, Span::mixed_site())
}

fn collect(tokens: TokenStream, into: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                into.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
