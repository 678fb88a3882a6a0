//! What to say of types that people put into structs and that cannot be shared.
//!
//! A name does not tell what a type is: a user's own `Mutex` may well be `Pod`. So advice is only what the compiler is
//! told to say *if* the type turns out not to be.

use crate::text::tidy;
use proc_macro2::Ident;
use syn::{GenericArgument, PathArguments, PathSegment, Type, TypeTuple};

/// What is wrong, and the shortest fix that works.
pub(crate) struct Advice {
    pub(crate) wrong: String,
    pub(crate) fix: String,
}

impl Advice {
    fn new(wrong: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { wrong: wrong.into(), fix: fix.into() }
    }

    /// Both in one.
    pub(crate) fn sentence(&self) -> String {
        format!("{}: {}", self.wrong, self.fix)
    }
}

/// A list of names, and what to say of types called so.
struct Family {
    names: &'static [&'static str],
    wrong: &'static str,
    fix: &'static str,
}

/// In the texts, `{}` is the type and `{T}` its innermost argument.
const FAMILIES: &[Family] = &[
    Family { names: &["String", "str", "OsString", "OsStr", "PathBuf", "CString", "CStr"], wrong: POINTS, fix: TEXT },
    Family {
        names: &["Vec", "VecDeque", "LinkedList", "BinaryHeap", "HashSet", "BTreeSet"],
        wrong: POINTS,
        fix: "use `ArrayVec<{T}, N>` (feature `arrayvec`), or `[{T}; N]` and a `usize` for how many are used",
    },
    Family {
        names: &["HashMap", "BTreeMap"],
        wrong: POINTS,
        fix: "use a list of its entries, `ArrayVec<({T}), N>` (feature `arrayvec`), or `[({T}); N]` and a `usize` for how many are used",
    },
    Family { names: &["Box"], wrong: POINTS, fix: "use `{T}` itself" },
    Family {
        names: &["Rc", "Arc", "Weak"],
        wrong: POINTS,
        fix: "use `{T}` itself; what processes share is the whole struct, through `Shared`",
    },
    Family { names: &["Cow", "NonNull"], wrong: POINTS, fix: "use `{T}` itself" },
    Family {
        names: &["Mutex", "RwLock", "ReentrantLock", "OnceLock", "LazyLock"],
        wrong: "the whole struct has one lock, and `{}` is another, which other processes do not know",
        fix: "use `{T}` itself, and change it in `with_lock`",
    },
    Family {
        names: &["Cell", "RefCell", "UnsafeCell", "OnceCell", "LazyCell"],
        wrong: "a shared struct is changed through its lock, and `{}` is changed without one",
        fix: "use `{T}` itself, and change it in `with_lock`",
    },
    Family {
        names: &["Instant"],
        wrong: "`{}` hides how it is stored, so that no other process could read it",
        fix: "use `Duration`, as `sync_runtime::monotonic()` returns it; that clock is the same in every process, and setting the time does not move it",
    },
    Family {
        names: &["Condvar"],
        wrong: "`{}` works within one process",
        fix: "remove it; every shared struct can be waited for, with `wait` and `notify_one`",
    },
    Family {
        names: &["Sender", "SyncSender", "Receiver"],
        wrong: "`{}` works within one process",
        fix: "use `[{T}; N]` as a queue, with `wait` and `notify_one`",
    },
    Family {
        names: &["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixListener", "OwnedFd"],
        wrong: "`{}` is open in one process, and closed in the others",
        fix: "let every process open its own; the struct can hold the address, a `SocketAddr`",
    },
    Family {
        names: &["JoinHandle", "ThreadId", "Thread", "Child"],
        wrong: "`{}` means something in one process only",
        fix: "use `sync_runtime::ProcessId`, or the number of the thread, a `u32`",
    },
    Family {
        names: &["Result"],
        wrong: "`{}` has no fixed form in shared memory",
        fix: "use `Option<{T}>`, and a number for the error beside it",
    },
];

const POINTS: &str = "a shared struct holds no pointers, and `{}` is one";
const TEXT: &str = "for text use `ArrayString<N>` (feature `arrayvec`), or `[u8; N]` and a `usize` for its length";

/// What to say if `ty`, in the struct `item`, is not `Pod`. Nothing if there is nothing special to say.
pub(crate) fn on(ty: &Type, item: &Ident) -> Option<Advice> {
    let name = tidy(ty);
    let points = POINTS.replace("{}", &name);
    let itself = |ty: &Type| Advice::new(&points, format!("use `{}` itself", tidy(innermost(ty))));
    match ty {
        Type::Reference(reference) => Some(match &*reference.elem {
            ty if is_text(ty) => Advice::new(points, TEXT),
            Type::Slice(slice) => list(points, &slice.elem),
            ty => itself(ty),
        }),
        Type::Ptr(_) => Some(Advice::new(points, "use an index into an array, such as a `usize`")),
        Type::FnPtr(_) => Some(Advice::new(
            format!("`{name}` is the address of code, which other processes have elsewhere"),
            "use an enum without data that says which function is meant",
        )),
        Type::Slice(slice) => Some(list(format!("`{name}` has no fixed size"), &slice.elem)),
        Type::TraitObject(_) => Some(Advice::new(
            format!("`{name}` has no fixed size, and behind it is the address of code"),
            "use an enum without data that says which type is meant",
        )),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            atomic(&name, &last.ident).or_else(|| family(ty, last, item))
        }
        _ => None,
    }
}

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
            "use a struct with `#[derive(Pod)]`",
        )
    }
}

/// The type argument of a type called by one of `names`, if it has exactly one.
pub(crate) fn only_argument<'a>(ty: &'a Type, names: &[&str]) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    if !names.iter().any(|name| last.ident == name) {
        return None;
    }
    match *type_arguments(last) {
        [argument] => Some(argument),
        _ => None,
    }
}

fn family(ty: &Type, last: &PathSegment, item: &Ident) -> Option<Advice> {
    let family = FAMILIES.iter().find(|family| family.names.iter().any(|name| last.ident == name))?;
    // A `Cell` without arguments is somebody's own.
    if family.fix.contains("{T}") && type_arguments(last).is_empty() {
        return None;
    }
    let name = tidy(ty);
    let wrong = family.wrong.replace("{}", &name);
    let inside = innermost(ty);
    if matches!(inside, Type::Path(path) if path.path.is_ident(item) || path.path.is_ident("Self")) {
        return Some(Advice::new(wrong, contains_itself(item).fix));
    }
    let is_owner = core::ptr::from_ref(inside) != core::ptr::from_ref(ty);
    match inside {
        inside if is_owner && is_text(inside) => return Some(Advice::new(wrong, TEXT)),
        Type::Slice(slice) => return Some(list(wrong, &slice.elem)),
        Type::TraitObject(_) => return on(inside, item).map(|advice| Advice::new(wrong, advice.fix)),
        _ => {}
    }
    let arguments: Vec<_> = type_arguments(last).into_iter().map(|ty| tidy(innermost(ty))).collect();
    let argument = match &*arguments {
        [] => "T".to_owned(),
        [key, value, ..] if last.ident.to_string().ends_with("Map") => format!("{key}, {value}"),
        [first, ..] => {
            if is_owner {
                tidy(inside)
            } else {
                first.clone()
            }
        }
    };
    Some(Advice::new(wrong, family.fix.replace("{T}", &argument)))
}

fn atomic(name: &str, ident: &Ident) -> Option<Advice> {
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
    let (_, number) = ATOMICS.iter().find(|(atomic, _)| ident == atomic)?;
    Some(Advice::new(
        format!("a change to a shared struct is whole already, and `{name}` would be changed past its lock"),
        format!("use `{number}`, and change it in `with_lock`; `load` reads it without waiting"),
    ))
}

fn list(wrong: String, element: &Type) -> Advice {
    let element = tidy(innermost(element));
    Advice::new(
        wrong,
        format!(
            "use `ArrayVec<{element}, N>` (feature `arrayvec`), or `[{element}; N]` and a `usize` for how many are used"
        ),
    )
}

fn is_text(ty: &Type) -> bool {
    let text = FAMILIES.first().map_or(&[][..], |family| family.names);
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| text.iter().any(|name| last.ident == name)))
}

/// What is left of a type when all owners, locks and cells around it are taken off, so that following one advice does
/// not lead to the next.
fn innermost(ty: &Type) -> &Type {
    const AROUND: [&str; 15] = [
        "Box",
        "Rc",
        "Arc",
        "Weak",
        "Cow",
        "NonNull",
        "Mutex",
        "RwLock",
        "ReentrantLock",
        "OnceLock",
        "LazyLock",
        "Cell",
        "RefCell",
        "UnsafeCell",
        "OnceCell",
    ];
    match only_argument(ty, &AROUND) {
        Some(inside) => innermost(inside),
        None => ty,
    }
}

fn type_arguments(segment: &PathSegment) -> Vec<&Type> {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}
