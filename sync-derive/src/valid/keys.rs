//! The names of all options.

use proc_macro2::{Ident, TokenStream, TokenTree};

/// The options of a whole.
pub(super) const KEYS: [&str; 7] =
    ["lock", "in_place", "timeout_ms", "timeout", "priority_inherit", "validate", "crate"];
/// The options of a field.
pub(super) const FIELD_KEYS: [&str; 5] = ["as", "into", "from", "validate", "default"];

/// The name of an option inside another's value: a comma is missing before it. Behind `::` or `.`
/// it is the name of something else, as in `Self::validate`, and a keyword is one only before `=`.
pub(super) fn next_key(value: &TokenStream, keys: &[&str]) -> Option<Ident> {
    let mut tokens = value.clone().into_iter().peekable();
    let mut before = tokens.next()?;
    while let Some(token) = tokens.next() {
        if let TokenTree::Ident(ident) = &token
            && keys.iter().any(|key| ident == key)
            && !is_punct(&before, &[':', '.'])
            && (!["as", "crate"].iter().any(|keyword| ident == keyword)
                || tokens.peek().is_some_and(|next| is_punct(next, &['='])))
        {
            return Some(ident.clone());
        }
        before = token;
    }
    None
}

fn is_punct(token: &TokenTree, any: &[char]) -> bool {
    matches!(token, TokenTree::Punct(punct) if any.contains(&punct.as_char()))
}

/// What to say of an option that [`next_key`] found.
pub(super) fn comma_before(next: &Ident) -> String {
    format!("a comma is missing before `{next}`: write `, {next}`")
}
