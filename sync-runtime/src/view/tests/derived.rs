//! Views of structs and enums that derive them.

use super::{Memory, blames};
use crate::error::SyncError;
use crate::{Pod, SharedLocked};
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::ops::Range;
use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
#[shared(crate = crate)]
enum State {
    Ready,
    Claimed { by: u32, since: Duration },
    Done(bool),
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
#[shared(crate = crate)]
struct Job {
    state: State,
    attempts: u32,
    last: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
struct Id(u64);

impl From<Id> for u64 {
    fn from(Id(number): Id) -> Self {
        assert!(number != 13, "a conversion that panics");
        number
    }
}

impl TryFrom<u64> for Id {
    type Error = ();

    fn try_from(number: u64) -> Result<Self, ()> {
        if number < 1000 { Ok(Self(number)) } else { Err(()) }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the derive's signature")]
fn is_percentage(done: &u8) -> bool {
    *done <= 100
}

#[derive(Pod, Debug, Clone, PartialEq)]
#[shared(crate = crate)]
struct Owner {
    #[shared(as = u64)]
    id: Id,
    #[shared(validate = is_percentage)]
    done: u8,
}

#[derive(SharedLocked)]
#[shared(in_place, crate = crate)]
#[allow(clippy::struct_field_names, reason = "what people call them")]
struct Jobs {
    next: u64,
    address: SocketAddr,
    ips: (IpAddr, Range<u16>, SystemTime),
    owners: [Owner; 4],
    // These are methods of every view, and come before the field's.
    get: u8,
    jobs: [Job; 10_000],
}

/// Addresses of version 4, for zeroes are none.
fn jobs() -> Box<Memory<Jobs>> {
    let memory = Memory::<Jobs>::zeroed();
    let value = memory.writing();
    value.address().set(([127, 0, 0, 1], 80).into());
    value.ips().f0().set(Ipv4Addr::LOCALHOST.into());
    memory
}

#[test]
fn each_field_has_a_view() -> Result<(), SyncError> {
    let memory = jobs();
    let value = memory.writing();
    value.next().set(17);
    let job = value.jobs().at(usize::try_from(value.next().get()).unwrap_or_default())?;
    let claimed = State::Claimed { by: 3, since: Duration::from_secs(5) };
    job.state().set(claimed);
    job.attempts().add(1)?;
    job.update(|job| job.last = Some(Duration::from_millis(7)))?;
    value.ips().f1().set(3..9);
    value.ips().f2().set(UNIX_EPOCH);
    (*value).get().set(4);
    let read = memory.reading();
    let expected = Job { state: claimed, attempts: 1, last: Some(Duration::from_millis(7)) };
    assert_eq!(read.jobs().at(17)?.get()?, expected);
    assert_eq!(read.jobs().at(18)?.get()?, Job { state: State::Ready, attempts: 0, last: None });
    assert_eq!(read.address().get()?, ([127, 0, 0, 1], 80).into());
    assert_eq!(read.ips().get()?, (Ipv4Addr::LOCALHOST.into(), 3..9, UNIX_EPOCH));
    let whole = read.to_box()?;
    assert_eq!((whole.next, whole.get, whole.jobs[17]), (17, 4, expected));
    assert!(matches!(read.jobs().at(10_000), Err(SyncError::OutOfRange { index: 10_000, len: 10_000 })));
    Ok(())
}

#[test]
fn a_job_notes_its_own_bytes() {
    let memory = jobs();
    let jobs = core::mem::offset_of!(<Jobs as Pod>::Layout, jobs);
    let job = size_of::<<Job as Pod>::Layout>();
    let at = jobs + 17 * job;
    let value = Job { state: State::Done(true), attempts: 0, last: None };
    let set = memory.changes(|jobs| assert!(jobs.jobs().at(17).map(|job| job.set(value)).is_ok()));
    assert_eq!(set, [(at, job)]);
    let counted = memory.changes(|jobs| assert!(jobs.jobs().at(17).and_then(|job| job.attempts().add(1)).is_ok()));
    assert_eq!(counted, [(at + core::mem::offset_of!(<Job as Pod>::Layout, attempts), 4)]);
}

#[test]
fn damage_names_the_field_of_the_job() -> Result<(), SyncError> {
    let mut memory = jobs();
    let at = core::mem::offset_of!(<Jobs as Pod>::Layout, jobs) + 17 * size_of::<<Job as Pod>::Layout>();
    memory.damage(at, &[9]);
    let value = memory.writing();
    blames(value.jobs().at(17)?.state().get(), "jobs[17].state");
    blames(value.jobs().at(17)?.get(), "jobs[17].state");
    blames(value.jobs().range(10..20)?.at(7)?.update(|_| ()), "jobs[17].state");
    blames(memory.reading().to_box(), "jobs[17].state");
    memory.damage(at, &[2, 7]);
    blames(memory.writing().jobs().at(17)?.state().get(), "jobs[17].state.Done.0");
    Ok(())
}

#[test]
fn fields_are_converted_and_checked() -> Result<(), SyncError> {
    let mut memory = jobs();
    let value = memory.writing();
    let owner = value.owners().at(2)?;
    owner.id().set(Id(5));
    owner.id().update(|Id(number)| *number += 1)?;
    assert_eq!((owner.id().get()?, owner.id().stored().get()), (Id(6), 6));
    owner.done().set(101);
    blames(owner.done().get(), "owners[2].done");
    assert_eq!(owner.done().stored().get(), 101);
    owner.done().stored().set(100);
    assert_eq!(owner.get()?, Owner { id: Id(6), done: 100 });
    let owners = core::mem::offset_of!(<Jobs as Pod>::Layout, owners);
    let size = size_of::<<Owner as Pod>::Layout>();
    assert_eq!(
        memory.changes(|value| drop(value.owners().at(2).map(|owner| owner.id().set(Id(7))))),
        [(owners + 2 * size, 8)]
    );
    memory.damage(owners + size, &2000_u64.to_ne_bytes());
    blames(memory.reading().owners().at(1)?.id().get(), "owners[1].id");
    blames(memory.reading().owners().get(), "owners[1].id");
    memory.torn.set(true);
    let torn = memory.reading().owners().at(1)?.id().get();
    assert!(matches!(torn, Err(SyncError::RolledBack)), "what was torn is not handed to the program");
    Ok(())
}

#[test]
fn a_panic_in_a_conversion_notes_and_changes_nothing() -> Result<(), SyncError> {
    let memory = jobs();
    let owners = [1, 2, 13, 4].map(|id| Owner { id: Id(id), done: 9 });
    let quietly = |change: &dyn Fn()| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| ()));
        let panicked = std::panic::catch_unwind(core::panic::AssertUnwindSafe(change)).is_err();
        std::panic::set_hook(hook);
        panicked
    };
    let noted = memory.changes(|value| {
        let changes: [&dyn Fn(); 6] = [
            &|| value.owners().set(owners.clone()),
            &|| drop(value.owners().copy_from_slice(&owners)),
            &|| value.owners().fill(owners[2].clone()),
            &|| drop(value.owners().at(2).map(|owner| owner.set(owners[2].clone()))),
            &|| drop(value.owners().at(2).map(|owner| owner.id().set(Id(13)))),
            &|| drop(value.owners().at(2).map(|owner| owner.update(|owner| owner.id = Id(13)))),
        ];
        assert!(changes.into_iter().all(quietly));
    });
    assert_eq!(noted, []);
    let value = memory.writing();
    value.owners().fill(owners[1].clone());
    value.owners().range(..2)?.copy_from_slice(&[owners[0].clone(), owners[3].clone()])?;
    assert_eq!(value.owners().get()?.map(|owner| owner.id.0), [1, 4, 2, 2]);
    Ok(())
}

/// Half a megabyte, in a thread with an eighth of that.
#[test]
fn nothing_large_is_on_the_stack() {
    const STACK: usize = 64 * 1024;
    assert!(size_of::<Jobs>() > 6 * STACK && size_of::<<Jobs as Pod>::Layout>() > 6 * STACK);
    let work = || -> Result<(), SyncError> {
        let memory = jobs();
        let value = memory.writing();
        let job = Job { state: State::Done(true), attempts: 1, last: None };
        value.jobs().fill(job);
        let whole = value.to_box()?;
        assert_eq!(whole.jobs[9_999], job);
        let all = memory.reading().jobs().to_box()?;
        value.jobs().fill(Job { attempts: 2, ..job });
        value.jobs().set_from(&all);
        value.jobs().copy_from_slice(&*all)?;
        value.set_from(&whole);
        assert_eq!(memory.reading().jobs().at(9_999)?.get()?, job);
        Ok(())
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || work().is_ok());
    assert!(thread.is_ok_and(|thread| thread.join().is_ok_and(|done| done)));
}
