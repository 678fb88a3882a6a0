//! `#[shared(…)]`, taken apart into keys and values. A mistake in one of them leaves the others
//! readable.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Meta};

/// One option: `key`, or `key = value`.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    /// What stands after `=`; nothing may stand there.
    pub(crate) value: Option<TokenStream>,
}

/// Something in `#[shared…]` that is no option.
pub(crate) struct Unread {
    pub(crate) tokens: TokenStream,
    pub(crate) missing: Missing,
}

/// What is missing.
#[derive(Clone, Copy)]
pub(crate) enum Missing {
    /// Parentheses.
    List,
    /// A key at the beginning.
    Key,
    /// `=` after the key.
    Equals,
}

pub(crate) fn is_shared(attribute: &Attribute) -> bool {
    attribute.path().is_ident("shared")
}

/// Reads all `#[shared(…)]` among `attributes`.
pub(crate) fn read(attributes: &[Attribute]) -> (Vec<Entry>, Vec<Unread>) {
    let (mut entries, mut unread) = (Vec::new(), Vec::new());
    for attribute in attributes.iter().filter(|attribute| is_shared(attribute)) {
        match &attribute.meta {
            Meta::List(list) => {
                for tokens in split(list.tokens.clone()) {
                    match entry(tokens) {
                        Ok(entry) => entries.push(entry),
                        Err(tokens) => unread.push(tokens),
                    }
                }
            }
            meta => unread.push(Unread { tokens: meta.to_token_stream(), missing: Missing::List }),
        }
    }
    (entries, unread)
}

/// Splits at commas. Commas in parentheses and brackets are inside one token tree; those between
/// `<` and `>` separate the arguments of a type.
fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut rest: Vec<_> = tokens.into_iter().flat_map(visible).collect();
    let mut parts = Vec::new();
    while let Some(comma) = first_comma(&rest) {
        let after = rest.split_off(comma);
        parts.push(core::mem::replace(&mut rest, after.into_iter().skip(1).collect()));
    }
    parts.push(rest);
    parts.retain(|part| !part.is_empty());
    parts
}

/// Where the first comma is that is not between `<` and `>`. If there are more `<` than `>`, these
/// are no brackets, as in `1 << 10`.
fn first_comma(tokens: &[TokenTree]) -> Option<usize> {
    let (mut depth, mut before, mut first) = (0_usize, ' ', None);
    for (index, token) in tokens.iter().enumerate() {
        let punct = if let TokenTree::Punct(punct) = token { punct.as_char() } else { ' ' };
        match punct {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return Some(index),
            ',' => first = first.or(Some(index)),
            _ => {}
        }
        before = punct;
    }
    first.filter(|_| depth != 0)
}

/// The tokens in the invisible group that a `macro_rules!` puts around what it was given.
fn visible(token: TokenTree) -> Vec<TokenTree> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().into_iter().flat_map(visible).collect()
        }
        token => vec![token],
    }
}

fn entry(tokens: Vec<TokenTree>) -> Result<Entry, Unread> {
    let all: TokenStream = tokens.iter().cloned().collect();
    let mut tokens = tokens.into_iter();
    let Some(TokenTree::Ident(key)) = tokens.next() else {
        return Err(Unread { tokens: all, missing: Missing::Key });
    };
    match tokens.next() {
        None => Ok(Entry { key, value: None }),
        Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => Ok(Entry { key, value: Some(tokens.collect()) }),
        Some(_) => Err(Unread { tokens: all, missing: Missing::Equals }),
    }
}
