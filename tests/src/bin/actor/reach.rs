//! Creating and opening segments, as another user or from another place.

use clap::Args;
use std::env;
use std::io;
use std::process::Command;
use sync_runtime::Shared;
use tests::told;
use tests::values::Particular;

#[derive(Args)]
pub(crate) struct Open {
    name: String,
    /// Become this user first.
    #[arg(long)]
    user: Option<u32>,
    /// The mode that is acceptable.
    #[arg(long, default_value_t = 0o600)]
    mode: u32,
}

impl Open {
    /// Says the value, or the error as it is.
    pub(crate) fn run(self) {
        if let Some(user) = self.user {
            // SAFETY: takes no pointer.
            let outcome = unsafe { libc::setresuid(user, user, user) };
            assert_eq!(outcome, 0, "{}", io::Error::last_os_error());
        }
        match Shared::<u64>::options().mode(self.mode).open(&self.name) {
            Ok(shared) => println!("{}", shared.load().unwrap()),
            Err(error) => println!("{}", told(&error)),
        }
    }
}

#[derive(Args)]
pub(crate) struct OpenInNewPidNamespace {
    name: String,
}

impl OpenInNewPidNamespace {
    pub(crate) fn run(self) {
        // SAFETY: takes no pointer; it is about the children that are started from now on.
        if unsafe { libc::unshare(libc::CLONE_NEWPID) } < 0 {
            println!("not permitted: {}", io::Error::last_os_error());
            return;
        }
        let program = env::current_exe().unwrap();
        let status = Command::new(program).arg("open").arg(&self.name).status().unwrap();
        assert!(status.success(), "{status}");
    }
}

#[derive(Args)]
pub(crate) struct CreateUnderUmask {
    name: String,
    mode: u32,
    umask: u32,
}

impl CreateUnderUmask {
    pub(crate) fn run(self) {
        // SAFETY: takes no pointer.
        unsafe { libc::umask(self.umask) };
        Shared::<u64>::options().mode(self.mode).create(&self.name, 0).unwrap();
    }
}

#[derive(Args)]
pub(crate) struct Echo {
    name: String,
}

impl Echo {
    pub(crate) fn run(self) {
        let shared = Shared::<Particular>::open(&self.name).unwrap();
        assert_eq!(shared.load().unwrap(), Particular::sample());
        shared.with_lock(|value| (value.maybe, value.letter) = (None, '\u{10ffff}')).unwrap();
    }
}
