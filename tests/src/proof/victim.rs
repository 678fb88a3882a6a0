//! What those do who are killed around a system call: real programs, between two markers.

use super::forms::RECORDS;
use super::in_place::{FormerLarge, Large};
use super::sample::{Mixed, Sample};
use super::syscalls::{Call, Former, VARIABLE};
use crate::name::Name;
use crate::ptrace::marker;
use std::env;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::Command;
use sync_runtime::{Holding, Shared, Table, View, Writing};

/// Does `call` with the segment called `name`.
pub fn run(call: Call, name: &str) {
    match call {
        Call::Create => between_markers(|| Shared::create(name, Mixed::of(1)).unwrap()),
        Call::OpenOrCreateNew | Call::OpenOrCreateOld => {
            between_markers(|| Shared::open_or_create(name, Mixed::of(1)).unwrap());
        }
        Call::Open | Call::Adopt => between_markers(|| Shared::<Mixed>::open(name).unwrap()),
        Call::Replace => between_markers(|| Shared::replace(name, Mixed::of(2)).unwrap()),
        Call::Upgrade => {
            let options = Shared::<Mixed>::options().upgrade_from::<Former>(Mixed::of);
            between_markers(|| options.open(name).unwrap());
        }
        Call::UpgradeInPlace => {
            let upgrade = |former: View<'_, _, Holding<'_>>, new: View<'_, _, Writing<'_>>| {
                FormerLarge::upgrade(former, new).map_err(Into::into)
            };
            let options = Shared::<Large>::options().upgrade_with::<FormerLarge>(upgrade);
            between_markers(|| options.open(name).unwrap());
        }
        Call::UpgradeUnmarked => {
            let former = Shared::<Former>::open(name).unwrap();
            between_markers(|| {
                let former = former.get_lock().unwrap();
                Shared::replace(name, Mixed::of(*former)).unwrap()
            });
        }
        Call::Unlink => between_markers(|| Shared::<Mixed>::unlink(name).unwrap()),
        Call::Anonymous => between_markers(|| Shared::anonymous(Mixed::of(1)).unwrap()),
        Call::PassTo => {
            let shared = Shared::<Mixed>::open(name).unwrap();
            between_markers(|| {
                let mut child = Command::new(env::current_exe().unwrap());
                shared.pass_to(child.arg("heir"), VARIABLE).unwrap();
                assert!(child.status().unwrap().success());
            });
        }
        Call::Inherit => between_markers(|| Shared::<Mixed>::inherit(VARIABLE).unwrap()),
        Call::Drop => {
            let shared = Shared::<Mixed>::open(name).unwrap();
            between_markers(|| drop(shared));
        }
        Call::CreateTable => between_markers(|| Table::create(name, RECORDS, |_| Mixed::of(1)).unwrap()),
        Call::OpenOrCreateTable => between_markers(|| Table::open_or_create(name, RECORDS, |_| Mixed::of(1)).unwrap()),
        Call::OpenTable | Call::AdoptTable => between_markers(|| Table::<Mixed>::open(name).unwrap()),
        Call::ReplaceTable => between_markers(|| Table::replace(name, RECORDS, |_| Mixed::of(2)).unwrap()),
        Call::DropTable => {
            let table = Table::<Mixed>::open(name).unwrap();
            between_markers(|| drop(table));
        }
        Call::CreateInPlace => between_markers(|| Shared::create_with(name, |view| Large::fill(view, 1)).unwrap()),
        Call::OpenOrCreateInPlaceNew | Call::OpenOrCreateInPlaceOld => {
            between_markers(|| Shared::open_or_create_with(name, |view| Large::fill(view, 1)).unwrap());
        }
        Call::OpenInPlace | Call::AdoptInPlace => between_markers(|| Shared::<Large>::open(name).unwrap()),
        Call::ReplaceInPlace => between_markers(|| Shared::replace_with(name, |view| Large::fill(view, 2)).unwrap()),
        Call::AnonymousInPlace => between_markers(|| Shared::anonymous_with(|view| Large::fill(view, 1)).unwrap()),
        Call::DropInPlace => {
            let shared = Shared::<Large>::open(name).unwrap();
            between_markers(|| drop(shared));
        }
        Call::NamedEarly => {
            // A whole segment, to be copied under the name piece by piece.
            let model = Name::new("model");
            drop(Shared::create(model.as_str(), Mixed::of(1)).unwrap());
            let bytes = std::fs::read(model.path()).unwrap();
            drop(model);
            between_markers(|| {
                let path = Path::new(crate::name::DIRECTORY).join(name);
                let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).unwrap();
                let (header, rest) = bytes.split_at(128);
                file.set_len(bytes.len() as u64).unwrap();
                file.write_all(header).unwrap();
                file.write_all(rest).unwrap();
            });
        }
    }
}

/// The child of one that passes its segment on.
pub fn heir() {
    Shared::<Mixed>::inherit(VARIABLE).unwrap().with_lock(Mixed::advance).unwrap();
}

/// Does it, and drops what comes of it only when nobody looks any more.
fn between_markers<R>(act: impl FnOnce() -> R) {
    marker();
    let made = act();
    marker();
    drop(made);
}
