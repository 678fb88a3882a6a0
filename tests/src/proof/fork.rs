//! Child processes that begin where their parent stands: thousands of them, each prepared by what
//! the parent did.

use crate::ptrace::{Request, Stop, marker};
use std::io;
use std::marker::PhantomData;
use std::panic::{self, AssertUnwindSafe};
use std::ptr;

/// A forked child. It is killed when this is dropped, or when its parent dies.
#[derive(Debug)]
pub struct Fork {
    pid: libc::pid_t,
    ended: bool,
    /// Not `Send`: only the thread that forked it may trace it.
    thread: PhantomData<*mut ()>,
}

impl Fork {
    /// Forks a child that runs `body`. The parent has to have one thread only.
    #[must_use]
    pub fn free(body: impl FnOnce()) -> Self {
        Self::new(|| {
            // SAFETY: takes no pointer.
            unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
            body();
        })
    }

    /// Forks a traced child that stands at a marker right before `body`, and will come to another
    /// one right behind it.
    #[must_use]
    pub fn traced(body: impl FnOnce()) -> Self {
        Self::traced_after(|| (), body)
    }

    /// [`traced`](Self::traced), with something that the child does before it comes to the first
    /// marker.
    #[must_use]
    pub fn traced_after(prepare: impl FnOnce(), body: impl FnOnce()) -> Self {
        let mut child = Self::new(|| {
            prepare();
            let nothing = ptr::null_mut::<libc::c_void>();
            // SAFETY: no argument is used.
            assert_eq!(unsafe { libc::ptrace(libc::PTRACE_TRACEME, 0, nothing, nothing) }, 0, "tracing is allowed");
            marker();
            body();
            marker();
        });
        assert_eq!(child.wait(), Stop::Marker);
        child.request(libc::PTRACE_SETOPTIONS, libc::PTRACE_O_EXITKILL | libc::PTRACE_O_TRACESYSGOOD);
        child
    }

    fn new(body: impl FnOnce()) -> Self {
        // SAFETY: the process has one thread, by the contract of the callers, so the child may do
        // anything.
        match unsafe { libc::fork() } {
            -1 => panic!("fork: {}", io::Error::last_os_error()),
            0 => {
                let done = panic::catch_unwind(AssertUnwindSafe(body));
                // What the parent has on its stack is not the child's to drop.
                // SAFETY: takes no pointer.
                unsafe { libc::_exit(if done.is_ok() { 0 } else { 101 }) }
            }
            pid => Self { pid, ended: false, thread: PhantomData },
        }
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid.cast_unsigned()
    }

    /// Lets it execute one instruction.
    pub fn step(&mut self) -> Stop {
        self.request(libc::PTRACE_SINGLESTEP, 0);
        self.wait()
    }

    /// Lets it run to its next marker, or to its end.
    pub fn run(&mut self) -> Stop {
        self.request(libc::PTRACE_CONT, 0);
        self.wait()
    }

    /// Waits until an untraced one has stopped, such as at a marker.
    pub fn wait_until_stopped(&mut self) {
        let mut status = 0;
        // SAFETY: `status` is an integer to be written.
        let found = unsafe { libc::waitpid(self.pid, &raw mut status, libc::WUNTRACED) };
        assert_eq!(found, self.pid);
        assert_eq!(self.judge(status), Stop::Marker);
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: i32) {
        // SAFETY: takes no pointer; the child was not waited for, so the id is still its own.
        assert_eq!(unsafe { libc::kill(self.pid, signal) }, 0);
    }

    /// Kills it where it stands, with SIGKILL, and waits until it is gone.
    pub fn kill(mut self) {
        self.end();
    }

    /// Waits until it ends, and returns how.
    #[must_use]
    pub fn join(mut self) -> Stop {
        let stop = self.wait();
        assert!(self.ended, "expected an end, found {stop:?}");
        stop
    }

    /// Whether it has ended without being killed here.
    pub fn has_ended(&mut self) -> Option<Stop> {
        let mut status = 0;
        // SAFETY: `status` is an integer to be written.
        let found = unsafe { libc::waitpid(self.pid, &raw mut status, libc::WNOHANG) };
        (found == self.pid).then(|| self.judge(status))
    }

    fn end(&mut self) {
        if !self.ended {
            self.signal(libc::SIGKILL);
            while !self.ended {
                self.wait();
            }
        }
    }

    fn request(&self, request: Request, data: i32) {
        let (address, data) = (ptr::null_mut::<libc::c_void>(), data as isize as *mut libc::c_void);
        // SAFETY: none of the requests above takes the address of anything.
        let outcome = unsafe { libc::ptrace(request, self.pid, address, data) };
        assert_eq!(outcome, 0, "ptrace request {request}: {}", io::Error::last_os_error());
    }

    fn wait(&mut self) -> Stop {
        let mut status = 0;
        // SAFETY: `status` is an integer to be written.
        while unsafe { libc::waitpid(self.pid, &raw mut status, libc::__WALL) } != self.pid {
            let error = io::Error::last_os_error();
            assert_eq!(error.kind(), io::ErrorKind::Interrupted, "{error}");
        }
        self.judge(status)
    }

    fn judge(&mut self, status: i32) -> Stop {
        self.ended = libc::WIFEXITED(status) || libc::WIFSIGNALED(status);
        match () {
            () if libc::WIFEXITED(status) => Stop::Exited(libc::WEXITSTATUS(status)),
            () if libc::WIFSIGNALED(status) => Stop::Killed(libc::WTERMSIG(status)),
            () if libc::WSTOPSIG(status) == libc::SIGSTOP => Stop::Marker,
            () if libc::WSTOPSIG(status) == libc::SIGTRAP => Stop::Instruction,
            () => Stop::Signal(libc::WSTOPSIG(status)),
        }
    }
}

impl Drop for Fork {
    fn drop(&mut self) {
        self.end();
    }
}
