//! What to say of types of other crates, which a struct can keep: what each is stored as, and by
//! which functions. A test of the workspace compiles what is said of those that it depends on.

use super::advice::{Advice, own};
use super::counterpart::shown;
use super::known::{How, known};
use syn::{Type, TypePath};

/// Where a type stands.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// It is the type of a struct's field.
    Field,
    /// It is a part of a field's type, or in a variant, where no option can stand.
    Inside,
    /// It is what a field is to be stored as.
    Stored,
}

/// What to say if `ty`, which stands at `place`, is not `Pod`. Nothing if it is not known.
pub(super) fn on(ty: &Type, place: Place) -> Option<Advice> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let name = shown(ty);
    let (stored, how) = known(path, last)?;
    let (functions, more) = match how {
        How::Itself => (String::new(), String::new()),
        How::By(into, from, kept) => {
            let bare = bare(path);
            let [into, from] = [into, from].map(|function| function.replace("{}", &bare));
            (format!(", into = {into}, from = {from}"), (*kept).to_owned())
        }
        How::Own => (
            ", into = f, from = g".to_owned(),
            format!(", and functions `fn f(value: &{name}) -> {stored}`, `fn g(stored: {stored}) -> Option<{name}>`"),
        ),
    };
    let option = format!("#[shared(as = {stored}{functions})]");
    let fix = match place {
        Place::Field => format!("keep it, with `{option}` above the field{more}"),
        Place::Inside => format!(
            "an option stands above a whole field of a struct: use a struct `#[derive(sync_runtime::Pod)] struct \
             Part({option} {name});` here{more}"
        ),
        Place::Stored => format!("store the field as `{stored}`"),
    };
    let wrong = format!("`{name}` comes from another crate, which does not say how it is shared");
    Some(Advice { note: own(path), ..Advice::new(wrong, fix) })
}

/// The path of a type without its arguments, to which a function's name can be added.
fn bare(path: &TypePath) -> String {
    let names: Vec<_> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let root = if path.path.leading_colon.is_some() { "::" } else { "" };
    format!("{root}{}", names.join("::"))
}
