//! What to say of types of other crates, which a struct can keep: what each is stored as, and by
//! which functions. A test of the workspace compiles what is said of those that it depends on.

use super::advice::{Advice, own};
use super::counterpart::{arguments, shown};
use syn::{PathSegment, Type, TypePath};

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

/// How a type becomes what it is stored as, and is made from that.
enum How {
    /// By `Into`, and `From` or `TryFrom`; or by `into_bytes` and `from_bytes`.
    Itself,
    /// By these two functions, and what of it these keep. `{}` is the type's path.
    By(&'static str, &'static str, &'static str),
    /// By functions that are not there.
    Own,
}

use How::{By, Itself, Own};

/// Names of types, what these are stored as, and how. `{}` is the type's argument.
const KNOWN: &[(&[&str], &str, How)] = &[
    (&["Uuid"], "[u8; 16]", Itself),
    (&["Ulid"], "u128", Itself),
    (&["OrderedFloat", "NotNan"], "{}", Itself),
    (&["Complex"], "[{}; 2]", Own),
    (&["Decimal"], "[u8; 16]", By("{}::serialize", "{}::deserialize", "")),
    (&["TimeDelta"], "i64", By("{}::num_milliseconds", "{}::try_milliseconds", ", which keeps its milliseconds")),
    (&["NaiveDate"], "i32", By("chrono::Datelike::num_days_from_ce", "{}::from_num_days_from_ce_opt", "")),
    // Those of `std` and of `jiff` can be made from each other.
    (&["Timestamp"], "std::time::SystemTime", Itself),
    (&["DateTime", "NaiveDateTime", "PrimitiveDateTime"], "i64", Own),
    (&["OffsetDateTime"], "i128", Own),
    (&["NaiveTime"], "u64", Own),
    (&["Weekday", "Month"], "u8", Own),
];

/// What to say if `ty`, which stands at `place`, is not `Pod`. Nothing if it is not known.
pub(super) fn on(ty: &Type, place: Place) -> Option<Advice> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let name = shown(ty);
    let (stored, how) = known(path, last)?;
    let (functions, more) = match how {
        Itself => (String::new(), String::new()),
        By(into, from, kept) => {
            let bare = bare(path);
            let [into, from] = [into, from].map(|function| function.replace("{}", &bare));
            (format!(", into = {into}, from = {from}"), (*kept).to_owned())
        }
        Own => (
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

fn known(path: &TypePath, last: &PathSegment) -> Option<(String, &'static How)> {
    let arguments = arguments(last);
    if last.ident == "DateTime" && arguments.first().is_some_and(|zone| is_utc(zone)) {
        let how = &By("{}::timestamp_micros", "{}::from_timestamp_micros", ", which keeps its microseconds");
        return Some(("i64".to_owned(), how));
    }
    // `chrono` has its `TimeDelta` under the name of std's type.
    let from_chrono = path.path.segments.first().is_some_and(|first| first.ident == "chrono");
    let name = if from_chrono && last.ident == "Duration" { "TimeDelta".to_owned() } else { last.ident.to_string() };
    let (_, stored, how) = KNOWN.iter().find(|(names, ..)| names.contains(&&*name))?;
    let argument = arguments.first().map_or_else(|| "f64".to_owned(), |first| shown(first));
    Some((stored.replace("{}", &argument), how))
}

fn is_utc(zone: &Type) -> bool {
    matches!(zone, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Utc"))
}

/// The path of a type without its arguments, to which a function's name can be added.
fn bare(path: &TypePath) -> String {
    let names: Vec<_> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let root = if path.path.leading_colon.is_some() { "::" } else { "" };
    format!("{root}{}", names.join("::"))
}
