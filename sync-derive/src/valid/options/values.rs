//! What stands behind the `=` of an option.

use super::{LOCKS, Lock, Reader, Wait};
use crate::text::{alternatives, nearest, tidy};
use crate::valid::numbers::milliseconds;
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{LitInt, LitStr, Path};

impl Reader<'_, '_> {
    pub(super) fn lock(&mut self, key: &Ident, value: &TokenStream) {
        let word = value.to_string();
        self.options.lock = match &*word {
            "mutex" => Lock::Mutex,
            "recursive" => Lock::Recursive,
            "none" => Lock::None,
            _ => {
                let bare = word.trim_matches('"');
                let last = word.rsplit(':').next().unwrap_or_default().trim().to_lowercase();
                let hint = if word != bare && LOCKS.contains(&bare) {
                    format!("write `lock = {bare}`, without quotes")
                } else if LOCKS.contains(&&*last) {
                    format!("write `lock = {last}`")
                } else if ["in_place", "inplace"].contains(&last.trim_matches('"')) {
                    "write `#[shared(in_place)]`".to_owned()
                } else if bare.eq_ignore_ascii_case("false") {
                    "write `lock = none`".to_owned()
                } else if bare.eq_ignore_ascii_case("true") {
                    "write `lock = mutex`".to_owned()
                } else if let Some(near) = nearest(bare, &LOCKS) {
                    format!("did you mean `lock = {near}`?")
                } else {
                    format!("use {}", alternatives(&LOCKS))
                };
                return self.mistakes.blame_pair(key, value, format!("`{}` is no kind of lock: {hint}", tidy(value)));
            }
        };
    }

    pub(super) fn timeout_ms(&mut self, key: &Ident, value: &TokenStream) {
        let number = syn::parse2::<LitInt>(value.clone()).ok();
        let text = value.to_string();
        let message = match number.as_ref().map(|number| (number.base10_parse::<u64>(), number.suffix())) {
            Some((Ok(0), _)) => {
                "a timeout of 0 would never wait for the lock: use 1 or more, `timeout = never` to wait for ever, or \
                 `try_get_lock` where it must not wait"
                    .to_owned()
            }
            Some((Ok(_), "")) => {
                self.options.wait = number.map_or(Wait::Default, Wait::Milliseconds);
                return;
            }
            Some((Err(_), _)) if !text.starts_with('-') => {
                "this is more milliseconds than can be counted: use `timeout = never` to wait for ever".to_owned()
            }
            _ if text.trim_matches('"') == "never" => "write `timeout = never` to wait for ever".to_owned(),
            _ if text.replace(' ', "") == "-1" => {
                "a timeout is not negative: write `timeout = never` to wait for ever".to_owned()
            }
            _ => match milliseconds(&positive(value), 1.0) {
                Some(number) => {
                    format!("`timeout_ms` is a positive whole number, written out: write `timeout_ms = {number}`")
                }
                None => {
                    "`timeout_ms` is a positive whole number of milliseconds, written out, such as `timeout_ms = 250`"
                        .to_owned()
                }
            },
        };
        self.mistakes.blame_pair(key, value, message);
    }

    pub(super) fn timeout(&mut self, key: &Ident, value: &TokenStream) {
        let word = value.to_string();
        if word == "never" {
            self.options.wait = Wait::Never;
            return;
        }
        let message = if word == "\"never\"" {
            "write `timeout = never`, without quotes".to_owned()
        } else if word.to_lowercase().ends_with("never") {
            "write `timeout = never`".to_owned()
        } else if let Some(number) = milliseconds(value, 1.0) {
            format!("`timeout` is `never`, a number needs its unit: write `timeout_ms = {number}`")
        } else {
            "`timeout` can only be `never`: write `timeout = never`, or `timeout_ms = 250`".to_owned()
        };
        self.mistakes.blame_pair(key, value, message);
    }

    pub(super) fn krate(&mut self, key: &Ident, value: &TokenStream) {
        if let Ok(path) = Path::parse_mod_style.parse2(value.clone()) {
            self.options.krate = Some(path);
            return;
        }
        let unquoted =
            syn::parse2::<LitStr>(value.clone()).ok().and_then(|text| text.parse_with(Path::parse_mod_style).ok());
        let message = match unquoted {
            Some(path) => format!("a path has no quotes: write `crate = {}`", tidy(path)),
            None => "`crate` is the path where sync-runtime is found, such as `crate = ::sync_runtime`".to_owned(),
        };
        self.mistakes.blame_pair(key, value, message);
    }
}

/// Without a minus in front.
fn positive(value: &TokenStream) -> TokenStream {
    value
        .clone()
        .into_iter()
        .skip_while(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '-'))
        .collect()
}
