//! What to say of types that people put into structs and that cannot be shared.
//!
//! A name does not tell what a type is: a user's own `Mutex` may well be `Pod`. So advice is only
//! what the compiler is told to say *if* the type turns out not to be, and what it says is true of
//! a user's own type as well.

use super::counterpart::{
    counterpart, in_backticks, innermost, is_text, is_unit, list, needs_feature, number_of_atomic, shown,
};
use super::families::Fix::{And, Counterpart, Words};
use super::families::{FAMILIES, INDEX, POINTS};
use super::paths::{arguments, is_std};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{PathSegment, Type, TypePath, TypeTuple};

/// What is wrong, and the shortest fix that works.
#[derive(Clone)]
pub(crate) struct Advice {
    pub(crate) wrong: String,
    pub(crate) fix: String,
    /// What else it could be.
    pub(crate) note: Option<String>,
}

impl Advice {
    pub(super) fn new(wrong: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { wrong: wrong.into(), fix: fix.into(), note: None }
    }

    /// Both in one.
    pub(crate) fn sentence(&self) -> String {
        format!("{}: {}", self.wrong, self.fix)
    }
}

const LOCKS: [&str; 3] = ["Mutex", "RwLock", "ReentrantLock"];
const TEXT: &str = "for text use `ArrayString<N>` (feature `arrayvec`), or `[u8; N]` and a `usize` for its length";

/// What to say if `ty`, in the struct `item`, is not `Pod`. Nothing if there is nothing special to
/// say.
pub(crate) fn on(ty: &Type, item: &Ident) -> Option<Advice> {
    let name = shown(ty);
    let points = POINTS.replace("{}", &name);
    match ty {
        Type::Reference(reference) => Some(Advice::new(points, instead(&reference.elem, item))),
        Type::Ptr(_) => Some(Advice::new(points, INDEX)),
        Type::FnPtr(_) => Some(Advice::new(
            format!("`{name}` is the address of code, which other processes have elsewhere"),
            "use an enum with `#[derive(sync_runtime::Pod)]` that says which function is meant",
        )),
        Type::Slice(_) => Some(Advice::new(format!("`{name}` has no fixed size"), instead(ty, item))),
        Type::TraitObject(_) => {
            Some(Advice::new(format!("`{name}` has no fixed size, and behind it is the address of code"), WHICH))
        }
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            atomic(&name, &last.ident).or_else(|| family(ty, path, last, item))
        }
        _ => None,
    }
}

const OF_A_KIND: &str = ", where `Kind` is an enum with `#[derive(sync_runtime::Pod)]` that says which one is meant";
const WHICH: &str = "use an enum with `#[derive(sync_runtime::Pod)]` that says which type is meant";

/// What to say of a struct that contains itself.
pub(crate) fn contains_itself(item: &Ident) -> Advice {
    Advice::new(
        format!("`{item}` would contain itself, and so be of endless size"),
        format!("keep many `{item}` in an array, and here an index into that, such as `Option<u32>`"),
    )
}

/// What to say of a tuple that is empty or too long.
pub(crate) fn on_tuple(tuple: &TypeTuple) -> Advice {
    if tuple.elems.is_empty() {
        Advice::new("there is nothing to share in `()`", "remove the field, or use `bool`")
    } else {
        Advice::new(
            format!("a shared tuple has at most 12 parts, and this one has {}", tuple.elems.len()),
            "use a struct with `#[derive(sync_runtime::Pod)]`",
        )
    }
}

fn family(ty: &Type, path: &TypePath, last: &PathSegment, item: &Ident) -> Option<Advice> {
    let family = FAMILIES.iter().find(|family| family.names.iter().any(|name| last.ident == name))?;
    let unnamed = arguments(last).is_empty();
    let text = is_text(ty);
    let fix = match family.fix {
        Words(words) => words.to_owned(),
        // A lock without a value in it.
        And(_) if (unnamed || is_unit(innermost(ty))) && LOCKS.iter().any(|lock| last.ident == lock) => {
            "remove the field; `with_lock` locks the whole struct".to_owned()
        }
        // A `Cell` without arguments is a user's own.
        Counterpart | And(_) if unnamed && !text => return None,
        Counterpart => instead(ty, item),
        And(more) => {
            let fix = instead(ty, item);
            // "use `T` itself, and …", but a longer advice stands for itself.
            if fix.contains(" or ") || fix.contains("which") { fix } else { format!("{fix}{more}") }
        }
    };
    let name = shown(ty);
    let short = path.path.segments.len() == 1;
    let wrong = match family.wrong {
        POINTS if !is_std(path) => format!("`{name}` is not plain data"),
        POINTS if short => format!("a shared struct holds no pointers, and std's `{name}` is one"),
        wrong => wrong.replace("{}", &name),
    };
    Some(Advice { note: own(path), ..Advice::new(wrong, fix) })
}

/// What else a type may be whose path is one name.
pub(super) fn own(path: &TypePath) -> Option<String> {
    let only = path.path.segments.first().filter(|_| path.path.segments.len() == 1)?;
    let ident = &only.ident;
    Some(format!("if `{ident}` is a type of your own, add `#[derive(sync_runtime::Pod)]` to it"))
}

/// What to use in place of `ty`: one sentence, such that following it does not lead to the next
/// advice.
fn instead(ty: &Type, item: &Ident) -> String {
    let inside = innermost(ty);
    if matches!(inside, Type::Path(path) if path.path.is_ident(item) || path.path.is_ident("Self")) {
        return contains_itself(item).fix;
    }
    if is_text(inside) {
        return TEXT.to_owned();
    }
    if let Type::TraitObject(_) = inside {
        return WHICH.to_owned();
    }
    let kind = if names_code(inside) { OF_A_KIND } else { "" };
    if let Some(element) = list(inside) {
        return format!(
            "use `ArrayVec<{element}, N>` (feature `arrayvec`), or `[{element}; N]` and a `usize` for how many are \
             used{kind}"
        );
    }
    let plain = counterpart(ty);
    let itself = if plain == shown(inside) { " itself" } else { "" };
    let feature = if needs_feature(&plain) { " (feature `arrayvec`)" } else { "" };
    format!("use {}{itself}{feature}{kind}", in_backticks(&plain))
}

/// Whether a trait or a function is a part of a type.
fn names_code(ty: &Type) -> bool {
    fn is_in(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "dyn" || ident == "fn",
            TokenTree::Group(group) => is_in(group.stream()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    is_in(ty.to_token_stream())
}

fn atomic(name: &str, ident: &Ident) -> Option<Advice> {
    let number = number_of_atomic(ident)?;
    Some(Advice::new(
        format!("a change to a shared struct is whole already, and `{name}` would be changed past its lock"),
        format!("use `{number}`, and change it in `with_lock`; `load` reads it without waiting"),
    ))
}
