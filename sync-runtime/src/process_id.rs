//! A process as the owner of something that is shared.

use crate::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use crate::error::SyncError;
use crate::pod::damage::Possible;
use crate::pod::{Cells, Corrupt, Pod};
use crate::schema::{Field, Schema};
use crate::shared_locked::{Exclusive, SharedLocked, Whole};
use crate::sys::identity::{self, Incarnation, Namespaces, Stat};
use core::fmt;
use core::mem::offset_of;
use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering::AcqRel, Ordering::Acquire};

/// A process, told from every other one that has or had the same id: the owner of a job, a slot or
/// a device.
///
/// The kernel gives the id of a process that ended to a new one. So beside the id this holds the
/// time at which the process was started, and the namespaces in which both numbers mean something.
/// It is
/// [`Pod`]: a shared struct can hold it, or an [`Option`] of it.
///
/// # Examples
///
/// A job whose owner is dead is claimed again:
///
/// ```
/// use sync_runtime::{ProcessId, Shared, SharedLocked, SyncError};
///
/// #[derive(SharedLocked)]
/// struct Job { owner: Option<ProcessId>, attempts: u32 }
///
/// /// Whether the calling process owns the job now.
/// fn claim(job: &Shared<Job>) -> Result<bool, SyncError> {
///     let myself = ProcessId::current()?;
///     job.with_lock(|job| {
///         if let Some(owner) = job.owner && owner.is_alive()? {
///             return Ok(owner == myself);
///         }
///         job.owner = Some(myself);
///         job.attempts += 1;
///         Ok(true)
///     })?
/// }
///
/// let job = Shared::anonymous(Job { owner: None, attempts: 0 })?;
/// assert!(claim(&job)?);
/// assert_eq!(job.load()?.owner.map(|owner| owner.pid()), Some(std::process::id()));
/// # Ok::<(), SyncError>(())
/// ```
///
/// # References
///
/// [`proc_pid_stat(5)`](https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html),
/// [`pid_namespaces(7)`](https://man7.org/linux/man-pages/man7/pid_namespaces.7.html),
/// [`kill(2)`](https://man7.org/linux/man-pages/man2/kill.2.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProcessId {
    pid: u32,
    namespaces: (u32, u32),
    started: u64,
}

impl ProcessId {
    /// The calling process.
    ///
    /// It is looked up once in each process, and again in a child after `fork`.
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System) if `/proc` is not mounted;
    /// [`UnknownProcess`](SyncError::UnknownProcess) if it belongs to another PID namespace.
    pub fn current() -> Result<Self, SyncError> {
        // No lock, which a forked child could inherit from a thread that it does not have.
        static KNOWN: AtomicPtr<(Incarnation, ProcessId)> = AtomicPtr::new(ptr::null_mut());
        let namespaces = Namespaces::own().map_err(|error| SyncError::system("stat of /proc/self/ns", error))?;
        let now = Incarnation::current(namespaces);
        let known = KNOWN.load(Acquire);
        // SAFETY: null, or what was leaked below.
        if let Some((then, process)) = unsafe { known.as_ref() }
            && *then == now
        {
            return Ok(*process);
        }
        let stat = Stat::own().map_err(|error| SyncError::system("reading /proc/self/stat", error))?;
        let pid = std::process::id();
        if stat.pid != pid {
            return Err(SyncError::UnknownProcess {
                pid,
                reason: "/proc is that of another PID namespace; mount it anew",
            });
        }
        let process = Self { pid, namespaces: (namespaces.pid, namespaces.time), started: stat.started };
        // What an ancestor knew is not freed: another thread may be reading it.
        let new = Box::into_raw(Box::new((now, process)));
        if KNOWN.compare_exchange(known, new, AcqRel, Acquire).is_err() {
            // SAFETY: made above, and no other thread has seen it.
            drop(unsafe { Box::from_raw(new) });
        }
        Ok(process)
    }

    /// Its id, by which `kill(2)` and `ps` know it while it is alive.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether the process runs.
    ///
    /// `false` is for ever: it has ended, killed or not. A process that has ended and was not
    /// waited for by its parent yet (a zombie) is dead, too, and so is one whose id another process
    /// has now. `true` can be out of date as soon as it is returned. A stopped process is alive.
    ///
    /// # Errors
    ///
    /// [`UnknownProcess`](SyncError::UnknownProcess) if that cannot be told: the process is in
    /// another PID namespace (another container), where its id means something else; or in another
    /// time namespace; or `/proc` hides it (the mount option `hidepid`). Of a process that wrote
    /// itself down in a segment, [`Shared::is_alive`](crate::Shared::is_alive) can tell more.
    /// [`System`](SyncError::System) if `/proc` is not mounted.
    pub fn is_alive(&self) -> Result<bool, SyncError> {
        let own = Self::current()?;
        if *self == own {
            return Ok(true);
        }
        let unknown = |reason| SyncError::UnknownProcess { pid: self.pid, reason };
        if self.namespaces.0 != own.namespaces.0 {
            return Err(unknown(
                "it is in another PID namespace; share one (containers: `--pid=host` or `--pid=container:…`)",
            ));
        }
        if self.namespaces.1 != own.namespaces.1 {
            return Err(unknown("it is in another time namespace, whose clocks start elsewhere; share one"));
        }
        // Twice: between the two looks, a process may end and another one may get its id.
        for _ in 0..2 {
            if !identity::exists(self.pid) {
                return Ok(false);
            }
            if let Some(stat) =
                Stat::of(self.pid).map_err(|error| SyncError::system("reading /proc/<pid>/stat", error))?
            {
                return Ok(stat.started == self.started && !stat.ended);
            }
        }
        Err(unknown("/proc hides it; mount it without `hidepid`, or run both as one user"))
    }
}

impl ProcessId {
    /// [`is_alive`](Self::is_alive), of a process that wrote itself down in a segment that
    /// processes of the PID namespace `namespace` may lock.
    pub(crate) fn is_alive_in(&self, namespace: u64) -> Result<bool, SyncError> {
        let own = Self::current()?;
        if u64::from(own.namespaces.0) != namespace {
            let own = own.namespaces.0.into();
            return Err(SyncError::PidNamespace { segment: None, expected: own, found: namespace });
        }
        if self.namespaces.0 == own.namespaces.0 { self.is_alive() } else { Ok(false) }
    }

    /// Whether the process is, or was, in another PID namespace than the calling one.
    pub(crate) fn is_in_another_pid_namespace(&self) -> bool {
        Self::current().is_ok_and(|own| self.namespaces.0 != own.namespaces.0)
    }
}

/// `process 4711`.
impl fmt::Display for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {}", self.pid)
    }
}

/// The shared form of a [`ProcessId`].
#[doc(hidden)]
#[derive(Debug)]
#[repr(C)]
pub struct ProcessCells {
    started: AtomicU64,
    pid: AtomicU32,
    pid_namespace: AtomicU32,
    time_namespace: AtomicU32,
}

// SAFETY: `#[repr(C)]`, and every field is `Cells`.
unsafe impl Cells for ProcessCells {}

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl Pod for ProcessId {
    type Layout = ProcessCells;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::structure::<Self, ProcessCells>(&[
        Field::hidden("started", offset_of!(ProcessCells, started), u64::SCHEMA),
        Field::hidden("pid", offset_of!(ProcessCells, pid), u32::SCHEMA),
        Field::hidden("pid_namespace", offset_of!(ProcessCells, pid_namespace), u32::SCHEMA),
        Field::hidden("time_namespace", offset_of!(ProcessCells, time_namespace), u32::SCHEMA),
    ])
    .joint();

    #[inline]
    fn write_cells(&self, cells: &Self::Layout) {
        cells.started.store(self.started, Relaxed);
        cells.pid.store(self.pid, Relaxed);
        cells.pid_namespace.store(self.namespaces.0, Relaxed);
        cells.time_namespace.store(self.namespaces.1, Relaxed);
    }

    #[inline]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        let pid = cells.pid.load(Relaxed);
        // `kill(2)` takes 0 and negative numbers for groups of processes.
        if pid.cast_signed() <= 0 {
            return Err(Corrupt::new(pid.into(), "a process id, from 1 to 2147483647").within("pid"));
        }
        let namespaces = (cells.pid_namespace.load(Relaxed), cells.time_namespace.load(Relaxed));
        Ok(Self { pid, namespaces, started: cells.started.load(Relaxed) })
    }
}

#[diagnostic::do_not_recommend]
impl SharedLocked for ProcessId {
    type Lock = Exclusive;
}

#[diagnostic::do_not_recommend]
impl Whole for ProcessId {
    type Made = Self;

    #[inline(always)]
    fn made(self) -> Self {
        self
    }
}
