//! Where a process is killed.

use crate::ptrace::{Stop, Traced};

/// Where a victim is killed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cut {
    /// At its so many-th stop at a system call.
    Stops(usize),
    /// After so many instructions.
    Instructions(usize),
    /// After so many instructions behind such a stop, or right before the next system call.
    Behind { stop: usize, instructions: usize },
}

/// How far a victim came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// To where it is to be killed.
    There,
    /// To the next system call.
    ToSystemCall,
    /// Through.
    Through,
}

impl Cut {
    /// Lets the victim go to where it is to be killed.
    pub(super) fn reach(self, victim: &mut Traced) -> Came {
        let mut go = |count, step: fn(&mut Traced) -> Stop, may_go: fn(&Traced) -> bool| {
            for _ in 0..count {
                if !may_go(victim) {
                    return Came::ToSystemCall;
                }
                match step(victim) {
                    Stop::Syscall | Stop::Instruction | Stop::Signal(_) => {}
                    Stop::Marker => return Came::Through,
                    stop => panic!("{self:?}: {stop:?}"),
                }
            }
            Came::There
        };
        match self {
            Self::Stops(count) => go(count, Traced::step_syscall, |_| true),
            Self::Instructions(count) => go(count, Traced::step_instruction, |_| true),
            Self::Behind { stop, instructions } => match go(stop, Traced::step_syscall, |_| true) {
                Came::There => go(instructions, Traced::step_instruction, |victim| !victim.is_at_system_call()),
                came => came,
            },
        }
    }
}
