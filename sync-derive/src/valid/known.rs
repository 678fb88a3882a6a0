//! Types of other crates, and what each is stored as.

use super::paths::arguments;
use crate::text::tidy;
use syn::{PathSegment, Type, TypePath};

/// How a type becomes what it is stored as, and is made from that.
pub(super) enum How {
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

/// What a type is stored as, and how.
pub(super) fn known(path: &TypePath, last: &PathSegment) -> Option<(String, &'static How)> {
    let arguments = arguments(last);
    if last.ident == "DateTime" && arguments.first().is_some_and(|zone| is_utc(zone)) {
        let how = &By("{}::timestamp_micros", "{}::from_timestamp_micros", ", which keeps its microseconds");
        return Some(("i64".to_owned(), how));
    }
    // `chrono` has its `TimeDelta` under the name of std's type.
    let from_chrono = path.path.segments.first().is_some_and(|first| first.ident == "chrono");
    let name = if from_chrono && last.ident == "Duration" { "TimeDelta".to_owned() } else { last.ident.to_string() };
    let (_, stored, how) = KNOWN.iter().find(|(names, ..)| names.contains(&&*name))?;
    let argument = arguments.first().map_or_else(|| "f64".to_owned(), tidy);
    Some((stored.replace("{}", &argument), how))
}

fn is_utc(zone: &Type) -> bool {
    matches!(zone, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Utc"))
}

/// Names that a type of one's own may well have.
const COMMON: [&str; 3] = ["Timestamp", "Weekday", "Month"];

/// What a type is stored as where it is in another, and no option can stand.
pub(super) fn stored(path: &TypePath) -> Option<String> {
    let last = path.path.segments.last()?;
    let is_own = path.path.segments.len() == 1 && COMMON.iter().any(|name| last.ident == name);
    if is_own { None } else { known(path, last).map(|(stored, _)| stored) }
}
