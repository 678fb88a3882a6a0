//! Types that people put into structs and that cannot be shared, by their names.

/// A list of names, and what to say of types called so.
pub(super) struct Family {
    pub(super) names: &'static [&'static str],
    pub(super) wrong: &'static str,
    pub(super) fix: Fix,
}

/// What to do about a type.
pub(super) enum Fix {
    /// Use what corresponds to it in a shared struct.
    Counterpart,
    /// The same, followed by this.
    And(&'static str),
    /// These words.
    Words(&'static str),
}

use Fix::{And, Counterpart, Words};

/// In the texts, `{}` is the type.
pub(super) const FAMILIES: &[Family] = &[
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

pub(super) const POINTS: &str = "a shared struct holds no pointers, and `{}` is one";
pub(super) const INDEX: &str = "use an index into an array, such as a `usize`";
