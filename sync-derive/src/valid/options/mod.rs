//! The options in `#[shared(…)]`.

mod contradictions;
mod values;

use super::keys::{FIELD_KEYS, KEYS, comma_before, next_key};
use super::numbers::{loose_value, milliseconds, unit};
use super::{Mistakes, field_options};
use crate::ast::{self, Derive, Item};
use crate::attr::{self, Entry, Missing, Unread};
use crate::text::{alternatives, nearest, tidy};
use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, LitInt, Path};

const LOCKS: [&str; 3] = ["mutex", "recursive", "none"];
const USAGE: &str = "write `#[shared(lock = mutex)]`, with `lock`, `in_place`, `timeout_ms`, `timeout`, `priority_inherit`, `validate` or `crate`";

/// What the options say; the defaults where they say nothing or something wrong.
pub(crate) struct Options {
    pub(crate) krate: Option<Path>,
    pub(crate) lock: Lock,
    /// Whether it is changed where it is.
    pub(crate) in_place: bool,
    pub(crate) wait: Wait,
    pub(crate) priority_inherit: bool,
    /// The function that checks the whole.
    pub(crate) validate: Option<TokenStream>,
}

/// How it is locked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    Mutex,
    Recursive,
    None,
}

/// How long a lock is waited for.
pub(crate) enum Wait {
    Default,
    Never,
    Milliseconds(LitInt),
}

/// Reads the options of `item`.
pub(crate) fn check(item: &Item<'_>, mistakes: &mut Mistakes) -> Options {
    for Unread { tokens, missing } in &item.unread {
        let message = match missing {
            Missing::List => format!("the options stand in parentheses: {USAGE}"),
            Missing::Key => format!("an option begins with its name: {USAGE}"),
            Missing::Equals => match hint_for(&loose_key(tokens), &loose_value(tokens.clone())) {
                Some(hint) => format!("a value stands after `=`: {hint}"),
                None => format!("expected `=` or `,` after the option's name: {USAGE}"),
            },
        };
        mistakes.blame(tokens, message);
    }
    for attribute in &item.misplaced {
        misplaced(item, attribute, mistakes);
    }
    let mut reader = Reader {
        options: Options {
            krate: None,
            lock: Lock::Mutex,
            in_place: false,
            wait: Wait::Default,
            priority_inherit: false,
            validate: None,
        },
        seen: Vec::new(),
        is_enum: matches!(item.input.data, syn::Data::Enum(_)),
        mistakes,
    };
    for entry in &item.options {
        reader.entry(item.derive, entry);
    }
    reader.contradictions();
    reader.options
}

/// Blames the options of a variant, which has none.
fn misplaced(item: &Item<'_>, attribute: &Attribute, mistakes: &mut Mistakes) {
    let (entries, _) = attr::read(core::slice::from_ref(attribute));
    // Moving what the whole cannot have would lead to the next error.
    for Entry { key, value } in &entries {
        let name = key.to_string();
        let message = match KEYS.iter().any(|known| *known == name) {
            _ if FIELD_KEYS.contains(&&*name) => field_options::of_a_field(key),
            false => unknown(key, value.as_ref()),
            true if is_of_a_whole(&name) && item.derive == Derive::Pod => of_a_whole(&name),
            true => continue,
        };
        return mistakes.blame(key, message);
    }
    let name = ast::plain(&item.input.ident);
    let message = format!("the options of sharing are those of the whole enum: move this to above `enum {name}`");
    mistakes.blame(attribute, message);
}

/// Whether an option is about the lock, which a part has not got.
pub(super) fn is_of_a_whole(name: &str) -> bool {
    KEYS.contains(&name) && !["crate", "validate"].contains(&name)
}

/// What to say of an option of a whole where a part is derived.
pub(super) fn of_a_whole(name: &str) -> String {
    format!(
        "`{name}` says how a whole is locked, and `#[derive(Pod)]` makes a part of one, without a lock: move this to the \
         struct with `#[derive(SharedLocked)]`, or write `#[derive(sync_runtime::SharedLocked)]` in place of `#[derive(Pod)]`"
    )
}

/// What to say of a key that is no option.
fn unknown(key: &Ident, value: Option<&TokenStream>) -> String {
    let name = key.to_string();
    let hint = match (&*name.to_lowercase(), value) {
        (kind, None) if LOCKS.contains(&kind) => format!("write `lock = {kind}`"),
        ("reentrant", None) => "write `lock = recursive`".to_owned(),
        ("never", None) => "write `timeout = never`".to_owned(),
        _ => hint_for(&name, value.unwrap_or(&TokenStream::new())).unwrap_or_else(|| {
            nearest(&name, &KEYS).map_or_else(
                || format!("the options are {}", alternatives(&KEYS)),
                |near| format!("did you mean `{near}`?"),
            )
        }),
    };
    format!("there is no option `{name}`: {hint}")
}

/// What to write for `name` with `value`, if that can be told.
fn hint_for(name: &str, value: &TokenStream) -> Option<String> {
    let word = value.to_string();
    match name {
        "priority_inherit" | "in_place" => Some(format!("write `{name}`")),
        "lock" if LOCKS.contains(&&*word) => Some(format!("write `lock = {word}`")),
        "timeout" if word == "never" => Some("write `timeout = never`".to_owned()),
        "validate" => field_options::path(value).map(|path| format!("write `validate = {}`", tidy(path))),
        "crate" if !word.is_empty() => Some(format!("write `crate = {}`", tidy(value))),
        _ => {
            let unit = unit(name).or((name == "timeout").then_some(1.0))?;
            milliseconds(value, unit).map(|number| format!("write `timeout_ms = {number}`"))
        }
    }
}

/// The key of something that is no option for want of `=`.
pub(super) fn loose_key(tokens: &TokenStream) -> String {
    tokens.clone().into_iter().next().map(|key| key.to_string()).unwrap_or_default()
}

struct Reader<'a, 'b> {
    options: Options,
    /// The keys so far, in order.
    seen: Vec<&'a Ident>,
    is_enum: bool,
    mistakes: &'b mut Mistakes,
}

impl<'a> Reader<'a, '_> {
    fn entry(&mut self, derive: Derive, Entry { key, value }: &'a Entry) {
        let name = key.to_string();
        if let Some(next) = value.as_ref().and_then(|value| next_key(value, &KEYS)) {
            return self.mistakes.blame(&next, comma_before(&next));
        }
        let Some(known) = KEYS.into_iter().find(|known| *known == name) else {
            if FIELD_KEYS.contains(&&*name) {
                return self.mistakes.blame(key, format!("`{name}` is about a field: move this to above that field"));
            }
            return self.mistakes.blame(key, unknown(key, value.as_ref()));
        };
        if derive == Derive::Pod && is_of_a_whole(known) {
            self.options.in_place |= known == "in_place";
            return self.mistakes.blame(key, of_a_whole(&name));
        }
        if known == "validate" && self.is_enum {
            return self.mistakes.blame(
                key,
                "an enum has no fields that have to agree: put this above the struct that has it, or above a field of the struct",
            );
        }
        if self.seen.contains(&key) {
            return self.mistakes.blame(key, format!("`{name}` is given twice: keep one of them"));
        }
        self.seen.push(key);
        match (known, value.as_ref().filter(|value| !value.is_empty())) {
            ("priority_inherit", None) if value.is_none() => self.options.priority_inherit = true,
            ("in_place", None) if value.is_none() => self.options.in_place = true,
            ("priority_inherit" | "in_place", value) => {
                let off = value.is_some_and(|value| value.to_string() == "false");
                let fix = if off { "remove it".to_owned() } else { format!("write `{name}`") };
                let none = TokenStream::new();
                let message = format!("`{name}` takes no value: {fix}");
                self.mistakes.blame_pair(key, value.unwrap_or(&none), message);
            }
            ("lock", Some(value)) => self.lock(key, value),
            ("timeout_ms", Some(value)) => self.timeout_ms(key, value),
            ("timeout", Some(value)) => self.timeout(key, value),
            ("crate", Some(value)) => self.krate(key, value),
            ("validate", Some(value)) => match field_options::path(value) {
                Some(path) => self.options.validate = Some(path),
                None => self.mistakes.blame_pair(
                    key,
                    value,
                    "`validate` is the path of a function, without quotes and arguments: write `validate = Self::is_sound`",
                ),
            },
            (_, _) => {
                let example = match known {
                    "lock" => "lock = mutex",
                    "timeout_ms" => "timeout_ms = 250",
                    "timeout" => "timeout = never",
                    "validate" => "validate = Self::is_sound",
                    _ => "crate = path::to::sync_runtime",
                };
                self.mistakes.blame(key, format!("`{name}` needs a value: write `{example}`"));
            }
        }
    }
}
