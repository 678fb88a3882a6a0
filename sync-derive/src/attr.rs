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
    let mut parts = vec![Vec::new()];
    let (mut depth, mut before) = (0_usize, ' ');
    for token in tokens.into_iter().flat_map(visible) {
        let punct = if let TokenTree::Punct(punct) = &token { punct.as_char() } else { ' ' };
        match punct {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = punct;
        match token {
            TokenTree::Punct(_) if punct == ',' && depth == 0 => parts.push(Vec::new()),
            token => {
                if let Some(part) = parts.last_mut() {
                    part.push(token);
                }
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
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
