//! A child process that stops where it is told to: at its markers, after each instruction, around
//! each system call. See `ptrace(2)`.

use std::io;
use std::marker::PhantomData;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command};
use std::ptr;

/// The type of a request, which C libraries do not agree on.
#[cfg(target_env = "gnu")]
pub(crate) type Request = libc::c_uint;
/// The type of a request, which C libraries do not agree on.
#[cfg(not(target_env = "gnu"))]
pub(crate) type Request = libc::c_int;

/// What `PTRACE_O_TRACESYSGOOD` adds to the signal of a stop at a system call.
const SYSCALL: i32 = 0x80;

/// A traced child. It is killed when this is dropped, or when the tracer dies.
///
/// The child calls [`marker`] where the interesting part begins and where it ends:
///
/// ```no_run
/// # use tests::{Stop, Traced};
/// let mut traced = Traced::spawn(std::process::Command::new("actor"));
/// assert_eq!(traced.run_to_marker(), Stop::Marker);
/// while traced.step_syscall() != Stop::Marker {
///     // It stands at the entry to or the exit from a system call: look, or `kill` it.
/// }
/// traced.kill();
/// ```
#[derive(Debug)]
pub struct Traced {
    child: Child,
    ended: bool,
    /// Not `Send`: only the thread that started it may trace it.
    thread: PhantomData<*mut ()>,
}

/// Where a traced child stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// In [`marker`].
    Marker,
    /// After one instruction.
    Instruction,
    /// At the entry to or the exit from a system call.
    Syscall,
    /// Before this signal is delivered, which going on does.
    Signal(i32),
    /// It has exited with this code.
    Exited(i32),
    /// It was killed by this signal.
    Killed(i32),
}

/// Stops this process for its tracer. Nothing happens without one, except that the process stops.
pub fn marker() {
    // SAFETY: takes nothing.
    let this = unsafe { libc::getpid() };
    // SAFETY: takes no pointer. With one thread the signal is delivered before the call returns.
    assert_eq!(unsafe { libc::kill(this, libc::SIGSTOP) }, 0);
}

impl Traced {
    /// Starts a program under trace, and stops it before its first instruction.
    #[must_use]
    pub fn spawn(mut command: Command) -> Self {
        let trace_me = || {
            let nothing = ptr::null_mut::<libc::c_void>();
            // SAFETY: no argument is used.
            if unsafe { libc::ptrace(libc::PTRACE_TRACEME, 0, nothing, nothing) } < 0 {
                return Err(io::Error::last_os_error());
            }
            Ok(())
        };
        // SAFETY: the closure makes one system call, which is allowed between `fork` and `exec`.
        unsafe { command.pre_exec(trace_me) };
        let child = command.spawn().expect("tracing is allowed");
        let mut traced = Self { child, ended: false, thread: PhantomData };
        assert_eq!(traced.wait(), Stop::Instruction, "the stop after `exec`");
        traced.request(libc::PTRACE_SETOPTIONS, libc::PTRACE_O_EXITKILL | libc::PTRACE_O_TRACESYSGOOD);
        traced
    }

    /// The process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The process, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Lets it run to its next [`marker`], or to its end.
    pub fn run_to_marker(&mut self) -> Stop {
        let mut signal = 0;
        loop {
            match self.go_on(libc::PTRACE_CONT, signal) {
                Stop::Signal(next) => signal = next,
                stop => return stop,
            }
        }
    }

    /// Lets it execute one instruction. A system call counts as one.
    pub fn step_instruction(&mut self) -> Stop {
        self.go_on(libc::PTRACE_SINGLESTEP, 0)
    }

    /// Lets it run to the next entry to or exit from a system call.
    pub fn step_syscall(&mut self) -> Stop {
        self.go_on(libc::PTRACE_SYSCALL, 0)
    }

    /// Whether the next instruction is a system call. It is not known but on `x86_64`.
    #[must_use]
    pub fn is_at_system_call(&self) -> bool {
        #[cfg(target_arch = "x86_64")]
        {
            const SYSCALL: i64 = 0x050f;
            let mut registers = std::mem::MaybeUninit::<libc::user_regs_struct>::uninit();
            let (pid, nothing) = (self.child.id().cast_signed(), ptr::null_mut::<libc::c_void>());
            // SAFETY: all registers are written to where there is room for them.
            let outcome = unsafe { libc::ptrace(libc::PTRACE_GETREGS, pid, nothing, registers.as_mut_ptr()) };
            assert_eq!(outcome, 0, "PTRACE_GETREGS: {}", io::Error::last_os_error());
            #[allow(clippy::cast_possible_truncation, reason = "an address of this architecture")]
            // SAFETY: they were written.
            let at = unsafe { registers.assume_init() }.rip as usize;
            let at = ptr::without_provenance_mut::<libc::c_void>(at);
            // SAFETY: reads the child's memory; where there is none it fails.
            let word = unsafe { libc::ptrace(libc::PTRACE_PEEKTEXT, pid, at, nothing) };
            word & 0xffff == SYSCALL
        }
        #[cfg(not(target_arch = "x86_64"))]
        false
    }

    /// Lets it run untraced.
    pub fn detach(&mut self) {
        self.request(libc::PTRACE_DETACH, 0);
    }

    /// Kills it where it stands, with SIGKILL, and waits until it is gone.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if !self.ended {
            // SAFETY: takes no pointer; the child was not waited for, so the id is still its own.
            unsafe { libc::kill(self.child.id().cast_signed(), libc::SIGKILL) };
            while !self.ended {
                self.wait();
            }
        }
    }

    fn go_on(&mut self, request: Request, signal: i32) -> Stop {
        self.request(request, signal);
        self.wait()
    }

    fn request(&self, request: Request, data: i32) {
        let (address, data) = (ptr::null_mut::<libc::c_void>(), data as isize as *mut libc::c_void);
        // SAFETY: none of the requests above takes the address of anything.
        let outcome = unsafe { libc::ptrace(request, self.child.id().cast_signed(), address, data) };
        assert_eq!(outcome, 0, "ptrace request {request}: {}", io::Error::last_os_error());
    }

    fn wait(&mut self) -> Stop {
        let mut status = 0;
        loop {
            // SAFETY: `status` is an integer to be written.
            let found = unsafe { libc::waitpid(self.child.id().cast_signed(), &raw mut status, libc::__WALL) };
            if found == self.child.id().cast_signed() {
                break;
            }
            let error = io::Error::last_os_error();
            assert_eq!(error.kind(), io::ErrorKind::Interrupted, "{error}");
        }
        if libc::WIFEXITED(status) {
            self.ended = true;
            return Stop::Exited(libc::WEXITSTATUS(status));
        }
        if libc::WIFSIGNALED(status) {
            self.ended = true;
            return Stop::Killed(libc::WTERMSIG(status));
        }
        match libc::WSTOPSIG(status) {
            libc::SIGSTOP => Stop::Marker,
            libc::SIGTRAP => Stop::Instruction,
            signal if signal == libc::SIGTRAP | SYSCALL => Stop::Syscall,
            signal => Stop::Signal(signal),
        }
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        self.end();
    }
}
