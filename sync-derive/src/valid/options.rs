//! The options in `#[shared(…)]`.

use super::{Mistakes, field_options};
use crate::ast::{Derive, Item};
use crate::attr::{Entry, Missing};
use crate::text::{alternatives, nearest, tidy};
use proc_macro2::{Ident, TokenStream};
use syn::parse::Parser;
use syn::{LitInt, Path};

/// The options of a whole.
pub(super) const KEYS: [&str; 6] = ["lock", "timeout_ms", "timeout", "priority_inherit", "validate", "crate"];
/// The options of a field.
pub(super) const FIELD_KEYS: [&str; 5] = ["as", "into", "from", "validate", "default"];
const LOCKS: [&str; 3] = ["mutex", "recursive", "none"];
const USAGE: &str =
    "write `#[shared(lock = mutex)]`, with `lock`, `timeout_ms`, `timeout`, `priority_inherit`, `validate` or `crate`";

/// What the options say; the defaults where they say nothing or something wrong.
pub(crate) struct Options {
    pub(crate) krate: Option<Path>,
    pub(crate) lock: Lock,
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
    for unread in &item.unread {
        let message = match unread.missing {
            Missing::List => format!("the options stand in parentheses: {USAGE}"),
            Missing::Key => format!("an option begins with its name: {USAGE}"),
            Missing::Equals => format!("expected `=` or `,` after the option's name: {USAGE}"),
        };
        mistakes.blame(&unread.tokens, message);
    }
    for attribute in &item.misplaced {
        let what = if matches!(item.input.data, syn::Data::Enum(_)) { "enum" } else { "struct" };
        mistakes.blame(
            attribute,
            format!(
                "the options of sharing are those of the whole {what}: move this to above `{what} {}`",
                item.input.ident
            ),
        );
    }
    let mut reader = Reader {
        options: Options {
            krate: None,
            lock: Lock::Mutex,
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
        let Some(known) = KEYS.into_iter().find(|known| *known == name) else {
            if FIELD_KEYS.contains(&&*name) {
                return self.mistakes.blame(key, format!("`{name}` is about a field: move this to above that field"));
            }
            let hint = nearest(&name, &KEYS).map_or_else(
                || format!("the options are {}", alternatives(&KEYS)),
                |near| format!("did you mean `{near}`?"),
            );
            return self.mistakes.blame(key, format!("there is no option `{name}`: {hint}"));
        };
        if derive == Derive::Pod && !["crate", "validate"].contains(&known) {
            return self.mistakes.blame(
                key,
                format!(
                    "`{name}` says how a whole is locked, and `#[derive(Pod)]` makes a part of one, without a lock: \
                     move this to the struct with `#[derive(SharedLocked)]`"
                ),
            );
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
        match (known, value) {
            ("priority_inherit", None) => self.options.priority_inherit = true,
            ("priority_inherit", Some(value)) => {
                self.mistakes.blame_pair(key, value, "`priority_inherit` takes no value: write `priority_inherit`");
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
                let hint = if word != bare && LOCKS.contains(&bare) {
                    format!("write `lock = {bare}`, without quotes")
                } else if let Some(near) = nearest(bare, &LOCKS) {
                    format!("did you mean `{near}`?")
                } else {
                    format!("use {}", alternatives(&LOCKS))
                };
                let shown = if word.is_empty() { "an empty value".to_owned() } else { format!("`{}`", tidy(value)) };
                return self.mistakes.blame_pair(key, value, format!("{shown} is no kind of lock: {hint}"));
            }
        };
    }

    fn timeout_ms(&mut self, key: &Ident, value: &TokenStream) {
        let number = syn::parse2::<LitInt>(value.clone()).ok();
        let message = match number.as_ref().map(LitInt::base10_parse::<u64>) {
            Some(Ok(0)) => {
                "a timeout of 0 would never wait for the lock: use 1 or more, `timeout = never` to wait for ever, or \
                 `try_get_lock` where it must not wait"
            }
            Some(Ok(_)) => {
                self.options.wait = number.map_or(Wait::Default, Wait::Milliseconds);
                return;
            }
            Some(Err(_)) if !value.to_string().starts_with('-') => {
                "this is more milliseconds than can be counted: use `timeout = never` to wait for ever"
            }
            _ if value.to_string() == "never" => "write `timeout = never` to wait for ever",
            _ => "`timeout_ms` is a positive whole number of milliseconds: write `timeout_ms = 250`",
        };
        self.mistakes.blame_pair(key, value, message);
    }

    fn timeout(&mut self, key: &Ident, value: &TokenStream) {
        let word = value.to_string();
        if word == "never" {
            self.options.wait = Wait::Never;
            return;
        }
        let message = if syn::parse2::<LitInt>(value.clone()).is_ok() {
            format!("`timeout` is `never`, a number needs its unit: write `timeout_ms = {word}`")
        } else if word == "\"never\"" {
            "write `timeout = never`, without quotes".to_owned()
        } else {
            "`timeout` can only be `never`: write `timeout = never`, or `timeout_ms = 250`".to_owned()
        };
        self.mistakes.blame_pair(key, value, message);
    }

    fn krate(&mut self, key: &Ident, value: &TokenStream) {
        match Path::parse_mod_style.parse2(value.clone()) {
            Ok(path) => self.options.krate = Some(path),
            Err(_) => self.mistakes.blame_pair(
                key,
                value,
                "`crate` is the path where sync-runtime is found, without quotes: write `crate = renamed`",
            ),
        }
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
