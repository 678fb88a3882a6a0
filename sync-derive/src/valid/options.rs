//! The options in `#[shared(…)]`.

use super::numbers::{loose_value, milliseconds, unit};
use super::{Mistakes, field_options};
use crate::ast::{Derive, Item};
use crate::attr::{self, Entry, Missing, Unread};
use crate::text::{alternatives, nearest, tidy};
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{LitInt, LitStr, Path};

/// The options of a whole.
pub(super) const KEYS: [&str; 7] =
    ["lock", "in_place", "timeout_ms", "timeout", "priority_inherit", "validate", "crate"];
/// The options of a field.
pub(super) const FIELD_KEYS: [&str; 5] = ["as", "into", "from", "validate", "default"];
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
        let what = if matches!(item.input.data, syn::Data::Enum(_)) { "enum" } else { "struct" };
        let (entries, _) = attr::read(core::slice::from_ref(attribute));
        // Moving what is no option would lead to the next error.
        match entries.iter().find(|entry| !KEYS.iter().any(|key| entry.key == key)) {
            Some(Entry { key, value }) => mistakes.blame(key, unknown(key, value.as_ref())),
            None => mistakes.blame(
                attribute,
                format!(
                    "the options of sharing are those of the whole {what}: move this to above `{what} {}`",
                    item.input.ident
                ),
            ),
        }
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

/// What to say of an option of a whole where a part is derived.
pub(super) fn of_a_whole(name: &str) -> String {
    format!(
        "`{name}` says how a whole is locked, and `#[derive(Pod)]` makes a part of one, without a lock: move this to the \
         struct with `#[derive(SharedLocked)]`, or write that in place of `#[derive(Pod)]`"
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
        "crate" if !word.is_empty() => Some(format!("write `crate = {}`", tidy(value))),
        _ => {
            let unit = unit(name).or((name == "timeout").then_some(1.0))?;
            milliseconds(value, unit).map(|number| format!("write `timeout_ms = {number}`"))
        }
    }
}

/// The key of something that is no option for want of `=`.
fn loose_key(tokens: &TokenStream) -> String {
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
        if let Some(next) = value.as_ref().and_then(next_key) {
            return self.mistakes.blame(&next, format!("a comma is missing before `{next}`: write `, {next}`"));
        }
        let Some(known) = KEYS.into_iter().find(|known| *known == name) else {
            if FIELD_KEYS.contains(&&*name) {
                return self.mistakes.blame(key, format!("`{name}` is about a field: move this to above that field"));
            }
            return self.mistakes.blame(key, unknown(key, value.as_ref()));
        };
        if derive == Derive::Pod && !["crate", "validate"].contains(&known) {
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

    fn lock(&mut self, key: &Ident, value: &TokenStream) {
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

    fn timeout_ms(&mut self, key: &Ident, value: &TokenStream) {
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

    fn timeout(&mut self, key: &Ident, value: &TokenStream) {
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

    fn krate(&mut self, key: &Ident, value: &TokenStream) {
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

    /// Options of which each is right and both together are not. The later one is blamed.
    fn contradictions(&mut self) {
        let find = |name: &str| self.seen.iter().position(|key| *key == name);
        if let (Some(never), Some(milliseconds)) = (find("timeout"), find("timeout_ms")) {
            let later = self.seen[never.max(milliseconds)];
            self.mistakes.blame(later, "`timeout` and `timeout_ms` contradict each other: keep one of them");
        }
        if self.options.lock == Lock::Recursive
            && let (Some(lock), Some(inherit)) = (find("lock"), find("priority_inherit"))
        {
            self.mistakes.blame(
                self.seen[lock.max(inherit)],
                "`priority_inherit` and `lock = recursive` exclude each other: the C library aborts the process where \
                 such mutexes deadlock; keep one of them",
            );
        }
        if let (Some(lock), Some(in_place)) = (find("lock"), find("in_place")) {
            let kind = match self.options.lock {
                Lock::Mutex => None,
                Lock::Recursive => Some(("recursive", "a value that is changed in place is locked once by a thread")),
                Lock::None => Some(("none", "a value that is changed in place has a lock")),
            };
            if let Some((kind, reason)) = kind {
                let message = format!("{reason}: remove `lock = {kind}` or `in_place`");
                self.mistakes.blame(self.seen[lock.max(in_place)], message);
                return;
            }
        }
        if self.options.lock == Lock::None {
            if let Some(index) = find("validate") {
                self.mistakes.blame(
                    self.seen[index],
                    "`validate` sees all fields, and without a lock they change one by one: remove `lock = none`, or put \
                     this above a field",
                );
            }
            for name in ["timeout_ms", "timeout", "priority_inherit"] {
                if let Some(index) = find(name) {
                    self.mistakes.blame(
                        self.seen[index],
                        format!("`{name}` is about a lock, and `lock = none` leaves it out: remove one of them"),
                    );
                }
            }
        }
    }
}

/// The name of an option inside another's value: a comma is missing before it.
fn next_key(value: &TokenStream) -> Option<Ident> {
    value.clone().into_iter().skip(1).find_map(|token| match token {
        TokenTree::Ident(ident) if ident != "crate" && KEYS.iter().any(|key| ident == key) => Some(ident),
        _ => None,
    })
}

/// Without a minus in front.
fn positive(value: &TokenStream) -> TokenStream {
    value
        .clone()
        .into_iter()
        .skip_while(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '-'))
        .collect()
}
