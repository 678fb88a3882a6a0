//! Items of the edition of 2015, in which some words were not yet keywords.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use syn::DeriveInput;

/// Keywords since the edition of 2018.
const LATER: [&str; 4] = ["async", "await", "dyn", "try"];

/// The item that a derive is put on.
///
/// # Errors
///
/// Those of the parser.
pub(crate) fn parse(item: TokenStream) -> syn::Result<DeriveInput> {
    // The parser does not know the edition.
    syn::parse2(item.clone()).or_else(|error| syn::parse2(raw(item)).map_err(|_| error))
}

/// The same item, in which a field called `async` is called `r#async`: to the compiler that is one
/// name.
fn raw(item: TokenStream) -> TokenStream {
    let mut tokens = item.into_iter().peekable();
    let mut renamed = Vec::new();
    while let Some(token) = tokens.next() {
        let before_a_colon = matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':');
        renamed.push(match token {
            TokenTree::Ident(name) if before_a_colon && LATER.contains(&&*name.to_string()) => {
                Ident::new_raw(&name.to_string(), name.span()).into()
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), raw(group.stream()));
                inner.set_span(group.span());
                inner.into()
            }
            other => other,
        });
    }
    renamed.into_iter().collect()
}
