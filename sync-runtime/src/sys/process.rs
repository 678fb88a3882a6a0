//! Threads and processes: which there are, and what they are called.

use crate::atomic::{AtomicU64, Ordering::Relaxed};
use core::iter;
use core::ops::Range;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, Ordering};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;

/// The process that the thread `tid` belongs to, if there is such a thread. See
/// `proc_pid_status(5)`.
pub(crate) fn of_thread(tid: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{tid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("Tgid:"))?;
    line.trim().parse().ok()
}

/// Whether the thread `tid` runs, or would if it had a processor. See `proc_pid_status(5)`.
pub(crate) fn is_runnable(tid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{tid}/status")).unwrap_or_default();
    let state = status.lines().find_map(|line| line.strip_prefix("State:"));
    state.is_some_and(|state| state.trim_start().starts_with('R'))
}

/// The name of a process's program, as `ps` shows it. See `proc_pid_comm(5)`.
pub(crate) fn command(pid: u32) -> Option<String> {
    let name = fs::read(format!("/proc/{pid}/comm")).ok()?;
    Some(String::from_utf8_lossy(&name).trim_end().to_owned())
}

/// A file that is mapped.
pub(crate) struct MappedFile {
    pub(crate) inode: u64,
    /// What the kernel calls it: of a file that was named after it was made, not its name.
    pub(crate) path: String,
}

/// The file that is mapped at an address in this process. See `proc_pid_maps(5)`.
pub(crate) fn mapped_at(address: usize) -> Option<MappedFile> {
    let maps = fs::read("/proc/self/maps").ok()?;
    String::from_utf8_lossy(&maps).lines().find_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (from, to) = range.split_once('-')?;
        let number = |text| usize::from_str_radix(text, 16).ok();
        if !(number(from)?..number(to)?).contains(&address) {
            return None;
        }
        // Behind the permissions, the offset and the device.
        let mut parts = rest.splitn(5, ' ').skip(3);
        let inode = parts.next()?.parse().ok()?;
        Some(MappedFile { inode, path: parts.next()?.trim_start().to_owned() })
    })
}

/// Whether `tid` is a thread of this process. See `tgkill(2)`: signal 0 only looks.
pub(crate) fn is_own_thread(tid: u32) -> bool {
    // SAFETY: no argument is a pointer.
    tid != 0 && unsafe { libc::syscall(libc::SYS_tgkill, std::process::id(), tid, 0) } == 0
}

/// Whether a thread of this PID namespace has the id `tid`, whatever process it belongs to. See
/// `kill(2)`.
pub(crate) fn thread_exists(tid: u32) -> bool {
    // SAFETY: takes no pointer; signal 0 only looks.
    let outcome = unsafe { libc::kill(tid.cast_signed(), 0) };
    outcome == 0 || io::Error::last_os_error().raw_os_error() != Some(libc::ESRCH)
}

/// This thread. See `gettid(2)`.
pub(crate) fn own_thread() -> u32 {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::gettid() }.cast_unsigned()
}

/// The effective user. See `geteuid(2)`.
pub(crate) fn effective_user() -> u32 {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::geteuid() }
}

/// The PID namespace that this process's threads have their ids in. See `pid_namespaces(7)`.
///
/// A process never changes its own, so it is looked up once in each. What a parent looked up is not
/// known in a child, however that was made.
pub(crate) fn pid_namespace() -> io::Result<u64> {
    let known = own_word();
    if let Some(known) = known {
        match known.load(Relaxed) {
            0 => {}
            namespace => return Ok(namespace),
        }
    }
    let namespace = fs::metadata("/proc/self/ns/pid")?.ino();
    if let Some(known) = known {
        known.store(namespace, Relaxed);
    }
    Ok(namespace)
}

/// A word that is 0 in a new process, however it was made: its page is wiped. See `madvise(2)`,
/// `MADV_WIPEONFORK`. `None` where the kernel cannot do that.
fn own_word() -> Option<&'static AtomicU64> {
    // No lock, which a forked child could inherit from a thread that it does not have.
    static WORD: AtomicPtr<AtomicU64> = AtomicPtr::new(ptr::null_mut());
    let known = WORD.load(Ordering::Acquire);
    let word = if known.is_null() {
        let new = page_wiped_on_fork()?.as_ptr();
        WORD.compare_exchange(ptr::null_mut(), new, Ordering::AcqRel, Ordering::Acquire).map_or_else(
            |faster| {
                // SAFETY: the page that was just mapped, which nobody uses.
                unsafe { libc::munmap(new.cast(), size_of::<AtomicU64>()) };
                faster
            },
            |_| new,
        )
    } else {
        known
    };
    // SAFETY: a page that stays mapped, of which zeroes are an integer.
    Some(unsafe { &*word })
}

fn page_wiped_on_fork() -> Option<NonNull<AtomicU64>> {
    let (access, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    let len = size_of::<AtomicU64>();
    // SAFETY: a new mapping, wherever there is room.
    let page = unsafe { libc::mmap(ptr::null_mut(), len, access, flags, -1, 0) };
    if page == libc::MAP_FAILED {
        return None;
    }
    // SAFETY: the mapping that was just made.
    if unsafe { libc::madvise(page, len, libc::MADV_WIPEONFORK) } != 0 {
        // SAFETY: as above; nobody uses it.
        unsafe { libc::munmap(page, len) };
        return None;
    }
    NonNull::new(page.cast())
}

/// The namespace in which this process, or the first of its parents to do so, first acquired a
/// lock; 0 at first.
static FIRST_NAMESPACE: AtomicU64 = AtomicU64::new(0);

/// Memory that was attached in a namespace other than the first. Such notes are never removed.
struct Attached {
    range: Range<usize>,
    namespace: u64,
    next: *const Attached,
}

/// The newest of them. No lock, which a forked child could inherit from a thread that it does not
/// have.
static ATTACHED: AtomicPtr<Attached> = AtomicPtr::new(ptr::null_mut());

/// Whether what is at `address` was attached in `namespace`.
fn was_attached(address: usize, namespace: u64) -> bool {
    // SAFETY: null, or a note that lives for ever.
    let newest = unsafe { ATTACHED.load(Ordering::Acquire).as_ref() };
    let mut notes = iter::successors(newest, |note| {
        // SAFETY: as above.
        unsafe { note.next.as_ref() }
    });
    notes.any(|note| note.range.contains(&address) && note.namespace == namespace)
}

/// What to know of the PID namespace before a lock is acquired.
pub(crate) enum Namespace {
    /// The one in which everything was attached.
    First,
    /// Another one, in which the lock was attached, too.
    Own,
    /// Another one than that in which the lock was attached: the process was forked after
    /// `unshare(CLONE_NEWPID)` and inherited it.
    Foreign {
        /// This process's.
        own: u64,
        /// The parent's.
        inherited: u64,
    },
}

impl Namespace {
    /// Looks whether the lock at `address` was attached in this process's namespace. Where that
    /// cannot be looked up it is taken to be so.
    pub(crate) fn of_lock(address: usize) -> Self {
        let Ok(own) = pid_namespace() else { return Self::First };
        match FIRST_NAMESPACE.compare_exchange(0, own, Relaxed, Relaxed) {
            Err(inherited) if inherited != own => {
                if was_attached(address, own) {
                    Self::Own
                } else {
                    Self::Foreign { own, inherited }
                }
            }
            _ => Self::First,
        }
    }
}

/// Notes that what is in `len` bytes at `address` was attached by this process, if its namespace is
/// not the first.
pub(crate) fn note_attached(address: usize, len: usize) {
    let first = FIRST_NAMESPACE.load(Relaxed);
    if first == 0 {
        return;
    }
    let Ok(namespace) = pid_namespace() else { return };
    let end = address.saturating_add(len);
    if namespace == first || (was_attached(address, namespace) && was_attached(end - 1, namespace)) {
        return;
    }
    let note = Box::leak(Box::new(Attached { range: address..end, namespace, next: ptr::null() }));
    let mut newest = ATTACHED.load(Ordering::Relaxed);
    loop {
        note.next = newest;
        match ATTACHED.compare_exchange_weak(newest, note, Ordering::Release, Ordering::Relaxed) {
            Ok(_) => return,
            Err(newer) => newest = newer,
        }
    }
}
