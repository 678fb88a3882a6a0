//! What to say of types that people put into structs and that cannot be shared.
//!
//! A name does not tell what a type is: a user's own `Mutex` may well be `Pod`. So advice is only
//! what the compiler is told to say *if* the type turns out not to be, and what it says is true of
//! a user's own type as well.

use super::counterpart::{
    counterpart, in_backticks, innermost, is_text, is_unit, list, needs_feature, number_of_atomic, shown,
};
use super::paths::{arguments, is_std};
use proc_macro2::Ident;
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

/// A list of names, and what to say of types called so.
struct Family {
    names: &'static [&'static str],
    wrong: &'static str,
    fix: Fix,
}

/// What to do about a type.
enum Fix {
    /// Use what corresponds to it in a shared struct.
    Counterpart,
    /// The same, followed by this.
    And(&'static str),
    /// These words.
    Words(&'static str),
}

use Fix::{And, Counterpart, Words};

/// In the texts, `{}` is the type.
const FAMILIES: &[Family] = &[
    Family {
        names: &[
            "String",
            "str",
            "OsString",
            "OsStr",
            "PathBuf",
            "Path",
            "CString",
            "CStr",
            "Vec",
            "VecDeque",
            "LinkedList",
            "BinaryHeap",
            "HashSet",
            "BTreeSet",
            "HashMap",
            "BTreeMap",
            "Box",
            "Cow",
        ],
        wrong: POINTS,
        fix: Counterpart,
    },
    Family {
        names: &[
            "SmolStr",
            "CompactString",
            "EcoString",
            "Bytes",
            "BytesMut",
            "SmallVec",
            "TinyVec",
            "IndexMap",
            "IndexSet",
            "DashMap",
            "Url",
        ],
        wrong: "`{}` is not plain data",
        fix: Counterpart,
    },
    Family {
        names: &["ArrayString"],
        wrong: "`{}` is shared if it is that of `arrayvec` 0.7, with the feature `arrayvec` of `sync-runtime`",
        fix: Words("write `sync-runtime = { …, features = [\"arrayvec\"] }` and `arrayvec = \"0.7\"` in Cargo.toml"),
    },
    Family {
        names: &["Rc", "Arc", "Weak"],
        wrong: POINTS,
        fix: And("; what processes share is the whole struct, through `Shared`"),
    },
    Family { names: &["NonNull"], wrong: POINTS, fix: Words(INDEX) },
    Family {
        names: &["Mutex", "RwLock", "ReentrantLock", "LazyLock", "Cell", "RefCell", "UnsafeCell", "LazyCell"],
        wrong: "the whole struct has one lock, and `{}` is another way to change it, which other processes do not know",
        fix: And(", and change it in `with_lock`"),
    },
    Family {
        names: &["OnceLock", "OnceCell"],
        wrong: "`{}` is set past the lock of the whole struct",
        fix: And(", and set it in `with_lock`"),
    },
    Family {
        names: &["Instant"],
        wrong: "`{}` hides how it is stored, so that no other process could read it",
        fix: Words(
            "use `Duration`, as `sync_runtime::monotonic()` returns it; that clock is the same in every process, and \
             setting the time does not move it",
        ),
    },
    Family {
        names: &["Condvar", "Barrier", "Notify", "Waker"],
        wrong: "`{}` works within one process",
        fix: Words("remove the field; every shared struct can be waited for, with `wait` and `notify_one`"),
    },
    Family {
        names: &["Sender", "SyncSender", "Receiver", "UnboundedSender", "UnboundedReceiver"],
        wrong: "`{}` works within one process",
        fix: And(" as a queue, with `wait` and `notify_one`"),
    },
    Family {
        names: &["TcpStream", "TcpListener", "UdpSocket"],
        wrong: "`{}` is open in one process, and closed in the others",
        fix: Words("let every process open its own; the struct can hold the address, a `SocketAddr`"),
    },
    Family {
        names: &[
            "File",
            "UnixStream",
            "UnixListener",
            "UnixDatagram",
            "OwnedFd",
            "BorrowedFd",
            "Stdin",
            "Stdout",
            "DirEntry",
        ],
        wrong: "`{}` is open in one process, and closed in the others",
        fix: Words(
            "let every process open its own; the struct can hold the path, an `ArrayString<N>` (feature `arrayvec`)",
        ),
    },
    Family {
        names: &["Child"],
        wrong: "`{}` belongs to the process that started it",
        fix: Words("use `sync_runtime::ProcessId`, which every process can ask whether it lives"),
    },
    Family {
        names: &["JoinHandle", "Thread", "ThreadId"],
        wrong: "`{}` means something in one process only",
        fix: Words("use a `u64`, a number that your program gives each thread"),
    },
    Family {
        names: &["Shared", "SharedReader", "InPlaceReader", "Table", "TableReader", "Locked", "LockedInPlace"],
        wrong: "`{}` is one process's way to a shared value, and not the value",
        fix: Words("hold the value itself, or share it under a name of its own and remove the field"),
    },
    Family {
        names: &["Result"],
        wrong: "`{}` has no fixed form in shared memory",
        fix: And(", and a number for the error beside it"),
    },
    Family {
        names: &["Error", "SyncError", "ExitStatus"],
        wrong: "`{}` has no fixed form in shared memory",
        fix: Words("use an `i32` for its number"),
    },
    Family {
        names: &["MaybeUninit", "ManuallyDrop", "CachePadded", "Pin"],
        wrong: "`{}` has no fixed form in shared memory",
        fix: Counterpart,
    },
    Family {
        names: &["Zoned"],
        wrong: "`{}` points to its time zone",
        fix: Words("use `jiff::Timestamp` with `#[shared(as = std::time::SystemTime)]`"),
    },
    Family {
        names: &["StdRng", "SmallRng", "ThreadRng", "ChaCha8Rng", "ChaCha20Rng"],
        wrong: "`{}` hides how it is stored",
        fix: Words("use a `u64` for its seed"),
    },
];

const LOCKS: [&str; 3] = ["Mutex", "RwLock", "ReentrantLock"];
const POINTS: &str = "a shared struct holds no pointers, and `{}` is one";
const TEXT: &str = "for text use `ArrayString<N>` (feature `arrayvec`), or `[u8; N]` and a `usize` for its length";
const INDEX: &str = "use an index into an array, such as a `usize`";

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
    if let Some(element) = list(inside) {
        return format!(
            "use `ArrayVec<{element}, N>` (feature `arrayvec`), or `[{element}; N]` and a `usize` for how many are used"
        );
    }
    let plain = counterpart(ty);
    let itself = if plain == shown(inside) { " itself" } else { "" };
    let feature = if needs_feature(&plain) { " (feature `arrayvec`)" } else { "" };
    format!("use {}{itself}{feature}", in_backticks(&plain))
}

fn atomic(name: &str, ident: &Ident) -> Option<Advice> {
    let number = number_of_atomic(ident)?;
    Some(Advice::new(
        format!("a change to a shared struct is whole already, and `{name}` would be changed past its lock"),
        format!("use `{number}`, and change it in `with_lock`; `load` reads it without waiting"),
    ))
}
