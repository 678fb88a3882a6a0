//! What stands in a shared struct for a type that cannot: `ArrayVec<(ArrayString<N>, u64), N>` for
//! `HashMap<String, u64>`. Following one advice is not to lead to the next, so all of a type is
//! translated.

use super::known;
use super::paths::{arguments, only_argument};
use crate::text::tidy;
use proc_macro2::Ident;
use syn::{Type, TypePath};

const TEXTS: [&str; 12] = [
    "String",
    "str",
    "OsString",
    "OsStr",
    "PathBuf",
    "Path",
    "CString",
    "CStr",
    "SmolStr",
    "CompactString",
    "EcoString",
    "Url",
];

const LISTS: [&str; 14] = [
    "Vec",
    "VecDeque",
    "LinkedList",
    "BinaryHeap",
    "HashSet",
    "BTreeSet",
    "SmallVec",
    "TinyVec",
    "IndexSet",
    "Sender",
    "SyncSender",
    "Receiver",
    "UnboundedSender",
    "UnboundedReceiver",
];

const MAPS: [&str; 4] = ["HashMap", "BTreeMap", "IndexMap", "DashMap"];

/// Owners, locks and cells, which are left out: what is in them is what is shared.
const AROUND: [&str; 20] = [
    "Box",
    "Rc",
    "Arc",
    "Weak",
    "Cow",
    "Pin",
    "Mutex",
    "RwLock",
    "ReentrantLock",
    "LazyLock",
    "Cell",
    "RefCell",
    "UnsafeCell",
    "LazyCell",
    "MaybeUninit",
    "ManuallyDrop",
    "OrderedFloat",
    "NotNan",
    "CachePadded",
    "Wrapping",
];

/// Those of which there may be nothing inside.
const PERHAPS: [&str; 3] = ["OnceLock", "OnceCell", "Result"];

const ATOMICS: [(&str, &str); 12] = [
    ("AtomicU8", "u8"),
    ("AtomicU16", "u16"),
    ("AtomicU32", "u32"),
    ("AtomicU64", "u64"),
    ("AtomicUsize", "usize"),
    ("AtomicI8", "i8"),
    ("AtomicI16", "i16"),
    ("AtomicI32", "i32"),
    ("AtomicI64", "i64"),
    ("AtomicIsize", "isize"),
    ("AtomicBool", "bool"),
    ("AtomicPtr", "usize"),
];

/// What stands for `ty` in a shared struct; `ty` itself if nothing is known against it.
pub(super) fn counterpart(ty: &Type) -> String {
    if is_text(ty) {
        return "ArrayString<N>".to_owned();
    }
    if let Some(element) = list(ty) {
        return format!("ArrayVec<{element}, N>");
    }
    match ty {
        Type::Paren(paren) => counterpart(&paren.elem),
        Type::Group(group) => counterpart(&group.elem),
        Type::Reference(reference) => counterpart(&reference.elem),
        Type::Ptr(_) => "usize".to_owned(),
        // An enum that says which one is meant.
        Type::TraitObject(_) | Type::FnPtr(_) => "Kind".to_owned(),
        Type::Array(array) => format!("[{}; {}]", counterpart(&array.elem), tidy(&array.len)),
        Type::Tuple(_) if is_unit(ty) => "bool".to_owned(),
        Type::Tuple(tuple) => {
            let parts: Vec<_> = tuple.elems.iter().map(counterpart).collect();
            if let [only] = &*parts { format!("({only},)") } else { format!("({})", parts.join(", ")) }
        }
        Type::Path(path) => of_path(ty, path),
        _ => shown(ty),
    }
}

fn of_path(ty: &Type, path: &TypePath) -> String {
    let Some(last) = path.path.segments.last() else { return shown(ty) };
    if let Some(number) = number_of_atomic(&last.ident) {
        return number.to_owned();
    }
    let arguments = arguments(last);
    let first = arguments.first().map(|first| counterpart(first));
    let of_nothing = arguments.first().is_some_and(|first| is_unit(first));
    match (&*last.ident.to_string(), first) {
        ("NonNull", _) => "usize".to_owned(),
        ("Instant", None) => "Duration".to_owned(),
        ("OrderedFloat" | "NotNan", None) => "f64".to_owned(),
        ("Complex", Some(part)) => format!("[{part}; 2]"),
        (name, Some(_)) if of_nothing && (name == "Option" || PERHAPS.contains(&name)) => "bool".to_owned(),
        ("Option", Some(part)) => format!("Option<{part}>"),
        (name, Some(part)) if PERHAPS.contains(&name) => format!("Option<{part}>"),
        (name, Some(part)) if AROUND.contains(&name) => part,
        _ => known::stored(path).unwrap_or_else(|| shown(ty)),
    }
}

/// The element of a type that is a list of any length, translated.
pub(super) fn list(ty: &Type) -> Option<String> {
    match ty {
        Type::Slice(slice) => Some(counterpart(&slice.elem)),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let arguments = arguments(last);
            let called = |names: &[&str]| names.iter().any(|name| last.ident == name);
            match &*arguments {
                [] if called(&["Bytes", "BytesMut"]) => Some("u8".to_owned()),
                // `SmallVec<[T; 8]>`
                [Type::Array(array), ..] if called(&["SmallVec", "TinyVec"]) => Some(counterpart(&array.elem)),
                [key, value, ..] if called(&MAPS) => Some(format!("({}, {})", counterpart(key), counterpart(value))),
                [element, ..] if called(&LISTS) => Some(counterpart(element)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a type is one of text.
pub(super) fn is_text(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path
        .segments
        .last()
        .is_some_and(|last| last.arguments.is_none() && TEXTS.iter().any(|name| last.ident == name))
}

/// Whether a type is `()`.
pub(super) fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// The number in an atomic type.
pub(super) fn number_of_atomic(ident: &Ident) -> Option<&'static str> {
    ATOMICS.iter().find(|(atomic, _)| ident == atomic).map(|(_, number)| *number)
}

/// What is left of a type when all references, owners, locks and cells around it are taken off.
pub(super) fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::Paren(paren) => innermost(&paren.elem),
        Type::Group(group) => innermost(&group.elem),
        Type::Reference(reference) => innermost(&reference.elem),
        _ => only_argument(ty, &AROUND).map_or(ty, innermost),
    }
}

/// Whether a translated type is from the crate `arrayvec`.
pub(super) fn needs_feature(plain: &str) -> bool {
    plain.contains("ArrayVec<") || plain.contains("ArrayString<")
}

pub(super) fn in_backticks(text: &str) -> String {
    format!("`{text}`")
}

/// How a type is shown in an error.
pub(crate) fn shown(ty: &Type) -> String {
    tidy(ty)
}
