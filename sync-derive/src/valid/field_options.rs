//! The options in `#[shared(…)]` on a field.

use super::Mistakes;
use super::keys::{FIELD_KEYS, KEYS, comma_before, next_key};
use super::numbers::loose_value;
use super::options::{is_of_a_whole, loose_key, of_a_whole};
use crate::ast::{self, Derive, Item, Part};
use crate::attr::{Entry, Missing};
use crate::text::{alternatives, nearest, tidy};
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens as _;
use syn::{Expr, ExprPath, Type};

const USAGE: &str = "write `#[shared(as = [u8; 16])]`, with `as`, `into`, `from`, `validate` or `default`";

/// What the options of a field say.
#[derive(Default)]
pub(super) struct FieldOptions {
    /// `as = …`
    pub(super) stored: Option<Type>,
    /// `into = …` and `from = …`
    pub(super) functions: Option<(TokenStream, TokenStream)>,
    /// `validate = …`
    pub(super) validate: Option<TokenStream>,
    /// `default`, `default = …`
    pub(super) default: Option<(Ident, Option<TokenStream>)>,
}

/// Reads the options of a field; nothing if one of them is wrong, so that no second error follows
/// from the first.
pub(super) fn check(item: &Item<'_>, part: &Part<'_>, mistakes: &mut Mistakes) -> Option<FieldOptions> {
    let before = mistakes.0.len();
    if let (syn::Data::Enum(_), Some(Entry { key, .. })) = (&item.input.data, part.options.first())
        && FIELD_KEYS.iter().any(|known| key == known)
    {
        mistakes.blame(key, of_a_field(key));
        return None;
    }
    for unread in &part.unread {
        let message = match unread.missing {
            Missing::List => format!("the options stand in parentheses: {USAGE}"),
            Missing::Key => format!("an option begins with its name: {USAGE}"),
            Missing::Equals => match hint_for(&unread.tokens) {
                Some(hint) => format!("a value stands after `=`: {hint}"),
                None => format!("expected `=` or `,` after the option's name: {USAGE}"),
            },
        };
        mistakes.blame(&unread.tokens, message);
    }
    let mut reader =
        Reader { options: FieldOptions::default(), seen: Vec::new(), into: None, from: None, misread: false, mistakes };
    for entry in &part.options {
        reader.entry(item, entry);
    }
    let options = reader.finish();
    (mistakes.0.len() == before).then_some(options)
}

/// What to write for `key(value)`, `key: value` or `key value`, if that can be told.
fn hint_for(tokens: &TokenStream) -> Option<String> {
    let (key, value) = (loose_key(tokens), loose_value(tokens.clone()));
    let known = FIELD_KEYS.contains(&&*key);
    match (&*key, value.is_empty()) {
        ("default", true) => Some("write `default`, or `default = 5`".to_owned()),
        (_, false) if known => Some(format!("write `{key} = {}`", tidy(value))),
        _ => None,
    }
}

/// What to say of an option of a field where there is none, in an enum.
pub(super) fn of_a_field(key: &Ident) -> String {
    // A part has none either.
    if key == "default" {
        return "`default` is an option of the fields of a whole struct, and an enum has none: remove it, and name the \
                former enum in `options().upgrade_from(…)`"
            .to_owned();
    }
    format!(
        "`{key}` is an option of the fields of a struct: put the variant's data into a struct with \
         `#[derive(sync_runtime::Pod)]`, and that into the variant"
    )
}

struct Reader<'a, 'b> {
    options: FieldOptions,
    /// The keys so far.
    seen: Vec<&'a Ident>,
    into: Option<(&'a Ident, TokenStream)>,
    from: Option<(&'a Ident, TokenStream)>,
    /// Whether an option stands in the value of another, for want of a comma.
    misread: bool,
    mistakes: &'b mut Mistakes,
}

impl<'a> Reader<'a, '_> {
    fn entry(&mut self, item: &Item<'_>, Entry { key, value }: &'a Entry) {
        let name = key.to_string();
        let Some(known) = FIELD_KEYS.into_iter().find(|known| *known == name) else {
            return self.unknown(item, key, &name);
        };
        if self.seen.contains(&key) {
            return self.mistakes.blame(key, format!("`{name}` is given twice: keep one of them"));
        }
        self.seen.push(key);
        let is_read = |value: &TokenStream| match known {
            "default" => syn::parse2::<Expr>(value.clone()).is_ok(),
            "as" => syn::parse2::<Type>(value.clone()).is_ok(),
            _ => path(value).is_some(),
        };
        if let Some(next) =
            value.as_ref().filter(|value| !is_read(value)).and_then(|value| next_key(value, &FIELD_KEYS))
        {
            self.misread = true;
            return self.mistakes.blame(&next, comma_before(&next));
        }
        match (known, value) {
            ("default", None) => self.options.default = Some((key.clone(), None)),
            ("default", Some(value)) if syn::parse2::<Expr>(value.clone()).is_ok() => {
                self.options.default = Some((key.clone(), Some(value.clone())));
            }
            ("default", Some(value)) => {
                self.mistakes.blame_pair(key, value, "`default` is a value: write `default`, or `default = 5`");
            }
            ("as", Some(value)) => match syn::parse2::<Type>(value.clone()) {
                Ok(ty) => self.options.stored = Some(ty),
                Err(_) => self.mistakes.blame_pair(
                    key,
                    value,
                    "`as` is the type that is stored, without quotes: write `as = [u8; 16]`",
                ),
            },
            ("into", Some(value)) => self.into = self.path(key, value).map(|path| (key, path)),
            ("from", Some(value)) => self.from = self.path(key, value).map(|path| (key, path)),
            ("validate", Some(value)) => self.options.validate = self.path(key, value),
            (_, None) => {
                let example = match known {
                    "as" => "as = [u8; 16]",
                    "into" => "into = Decimal::serialize",
                    "from" => "from = Decimal::deserialize",
                    _ => "validate = is_percentage",
                };
                self.mistakes.blame(key, format!("`{name}` needs a value: write `{example}`"));
            }
            _ => {}
        }
    }

    fn path(&mut self, key: &Ident, value: &TokenStream) -> Option<TokenStream> {
        let path = path(value);
        if path.is_none() {
            self.mistakes.blame_pair(
                key,
                value,
                format!(
                    "`{key}` is the path of a function, without quotes and arguments: write `{key} = module::function`"
                ),
            );
        }
        path
    }

    fn unknown(&mut self, item: &Item<'_>, key: &Ident, name: &str) {
        let whole = if matches!(item.input.data, syn::Data::Enum(_)) { "enum" } else { "struct" };
        let message = if item.derive == Derive::Pod && is_of_a_whole(name) {
            of_a_whole(name)
        } else if KEYS.contains(&name) {
            format!(
                "`{name}` says how the whole {whole} is shared: move this to above `{whole} {}`",
                ast::plain(&item.input.ident)
            )
        } else {
            let hint = nearest(name, &FIELD_KEYS).map_or_else(
                || format!("the options of a field are {}", alternatives(&FIELD_KEYS)),
                |near| format!("did you mean `{near}`?"),
            );
            format!("there is no option `{name}` of a field: {hint}")
        };
        self.mistakes.blame(key, message);
    }

    fn finish(mut self) -> FieldOptions {
        if self.misread {
            return self.options;
        }
        match (self.into.take(), self.from.take()) {
            (Some((key, _)), _) | (_, Some((key, _))) if !self.seen.iter().any(|seen| *seen == "as") => {
                let message = format!("`{key}` converts from or to what is stored: add the type of that, `as = …`");
                self.mistakes.blame(key, message);
            }
            (Some((_, into)), Some((_, from))) => self.options.functions = Some((into, from)),
            (Some((key, _)), None) if !self.seen.iter().any(|seen| *seen == "from") => {
                self.mistakes.blame(key, "`into` is one way only: add the way back, `from = …`");
            }
            (None, Some((key, _))) if !self.seen.iter().any(|seen| *seen == "into") => {
                self.mistakes.blame(key, "`from` is one way only: add the way there, `into = …`");
            }
            _ => {}
        }
        self.options
    }
}

/// The path of a function, if `value` is one.
pub(super) fn path(value: &TokenStream) -> Option<TokenStream> {
    syn::parse2::<ExprPath>(value.clone()).ok().map(|path| path.to_token_stream())
}
