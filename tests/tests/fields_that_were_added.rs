//! A struct that only gained fields with `#[shared(default)]` opens the segments that have not got
//! them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use arrayvec::ArrayString;
use sync_runtime::{Pod, Shared, SharedLocked, SharedReader, SyncError, View, Writing};
use tests::values::{FormerCount, GrownCount};
use tests::{Actor, Name, program};

mod v1 {
    #[derive(sync_runtime::SharedLocked)]
    pub(super) struct Config {
        pub(super) workers: u16,
        pub(super) name: super::ArrayString<8>,
    }
}

mod v2 {
    #[derive(sync_runtime::SharedLocked)]
    pub(super) struct Config {
        pub(super) workers: u16,
        pub(super) name: super::ArrayString<8>,
        #[shared(default = 3)]
        pub(super) retries: u32,
    }
}

#[derive(SharedLocked, Debug, PartialEq)]
struct Config {
    workers: u16,
    name: ArrayString<8>,
    #[shared(default = 3)]
    retries: u32,
    #[shared(default)]
    verbose: bool,
    #[shared(default = Some(Self::LIMIT))]
    limit: Option<u64>,
}

impl Config {
    const LIMIT: u64 = 1 << 40;

    fn of(workers: u16, retries: u32) -> Self {
        Self { workers, name: text(), retries, verbose: false, limit: Some(Self::LIMIT) }
    }
}

fn text() -> ArrayString<8> {
    ArrayString::from("web").unwrap()
}

#[test]
fn every_former_layout_is_opened() {
    let name = Name::new("first");
    let former = Shared::create(name.as_str(), v1::Config { workers: 4, name: text() }).unwrap();
    let reader = SharedReader::<Config>::open(name.as_str()).map(drop);
    assert!(matches!(reader, Err(SyncError::LayoutMismatch(_))), "a reader upgrades nothing: {reader:?}");
    let now = Shared::<Config>::open(name.as_str()).unwrap();
    assert_eq!(now.load().unwrap(), Config::of(4, 3));
    assert!(matches!(former.with_lock(|config| config.workers += 1), Err(SyncError::Superseded)));
    assert_eq!(former.load().unwrap().workers, 4);

    let name = Name::new("second");
    let second = v2::Config { workers: 5, name: text(), retries: 9 };
    drop(Shared::create(name.as_str(), second).unwrap());
    assert_eq!(Shared::<Config>::open(name.as_str()).unwrap().load().unwrap(), Config::of(5, 9));

    // Step by step, by programs of three versions.
    let name = Name::new("steps");
    drop(Shared::create(name.as_str(), v1::Config { workers: 6, name: text() }).unwrap());
    let second = Shared::<v2::Config>::open(name.as_str()).unwrap();
    second.with_lock(|config| config.retries += 1).unwrap();
    assert_eq!(Shared::<Config>::open(name.as_str()).unwrap().load().unwrap(), Config::of(6, 4));
    assert!(matches!(second.get_lock().map(drop), Err(SyncError::Superseded)));
    assert!(matches!(Shared::<v1::Config>::open(name.as_str()).map(drop), Err(SyncError::LayoutMismatch(_))));
}

#[test]
fn open_or_create_opens_it_as_well() {
    let name = Name::new("either");
    drop(Shared::create(name.as_str(), v1::Config { workers: 4, name: text() }).unwrap());
    let opened = Shared::open_or_create(name.as_str(), Config::of(1, 1)).unwrap();
    assert_eq!(opened.load().unwrap(), Config::of(4, 3));
    drop(opened);
    Shared::<Config>::unlink(name.as_str()).unwrap();
    assert_eq!(Shared::open_or_create(name.as_str(), Config::of(1, 1)).unwrap().load().unwrap(), Config::of(1, 1));
}

#[test]
fn beside_closures_for_other_layouts() {
    let open = |name: &Name| {
        let options = Shared::<Config>::options().upgrade_from(|workers: u16| Config::of(workers, 0));
        options.open(name.as_str()).unwrap().load().unwrap()
    };
    let name = Name::new("closure");
    drop(Shared::create(name.as_str(), 7_u16).unwrap());
    assert_eq!(open(&name), Config::of(7, 0));
    let name = Name::new("closure");
    drop(Shared::create(name.as_str(), v1::Config { workers: 8, name: text() }).unwrap());
    assert_eq!(open(&name), Config::of(8, 3));
}

#[test]
fn a_closure_goes_before_the_defaults_of_its_layout() {
    let options = || {
        let new = |former: v1::Config, retries| Ok::<_, SyncError>(Config::of(former.workers, retries));
        let options = Shared::<Config>::options().try_upgrade_from(move |former: v1::Config| new(former, 70));
        options.try_upgrade_from(move |former: v1::Config| new(former, 71))
    };
    let name = Name::new("before");
    drop(Shared::create(name.as_str(), v1::Config { workers: 8, name: text() }).unwrap());
    assert_eq!(options().open(name.as_str()).unwrap().load().unwrap(), Config::of(8, 70));
    Shared::<Config>::unlink(name.as_str()).unwrap();
    drop(Shared::create(name.as_str(), v1::Config { workers: 9, name: text() }).unwrap());
    let opened = options().open_or_create(name.as_str(), Config::of(1, 1)).unwrap();
    assert_eq!(opened.load().unwrap(), Config::of(9, 70));
}

#[test]
fn what_is_no_former_layout_is_refused_and_stays() {
    #[derive(SharedLocked)]
    struct Renamed {
        #[allow(dead_code, reason = "only its layout matters")]
        people: u16,
    }
    let name = Name::new("renamed");
    let other = Shared::create(name.as_str(), Renamed { people: 4 }).unwrap();
    let error = Shared::<Config>::open(name.as_str()).map(drop).unwrap_err();
    let SyncError::LayoutMismatch(mismatch) = &error else { panic!("{error}") };
    assert_eq!(mismatch.field, "workers");
    assert_eq!(
        mismatch.former,
        ["Config without limit", "Config without verbose, limit", "Config without retries, verbose, limit"]
    );
    assert!(error.to_string().contains("that this program upgrades, `Config without limit`, `Config without verbose"));
    other.with_lock(|other| other.people += 1).unwrap();
}

/// Of another crate, which knows nothing of this one.
#[derive(Clone, Debug, PartialEq)]
struct Id(u64);

impl From<Id> for u64 {
    fn from(id: Id) -> Self {
        id.0
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the derive calls it so")]
fn is_even(number: &u64) -> bool {
    number.is_multiple_of(2)
}

/// The fields with defaults stand wherever they like, and are of every kind.
mod every_kind {
    use super::{Id, Pod, SharedLocked, is_even};

    #[derive(SharedLocked)]
    #[shared(lock = recursive)]
    pub(super) struct Former<T: Pod>(#[shared(as = u64)] pub(super) Id, pub(super) [T; 2]);

    #[derive(SharedLocked)]
    #[shared(lock = recursive, validate = Self::is_sound, timeout_ms = 250)]
    pub(super) struct New<T: Pod, U: Pod + Default, const N: usize>(
        #[shared(default, validate = is_even)] pub(super) u64,
        #[shared(as = u64)] pub(super) Id,
        #[shared(default)] pub(super) U,
        pub(super) [T; 2],
        #[shared(default = [N; 40])] pub(super) [usize; 40],
        #[shared(as = u64, default = Id(7))] pub(super) Id,
    );

    impl<T: Pod, U: Pod + Default, const N: usize> New<T, U, N> {
        fn is_sound(&self) -> bool {
            self.4[0] == N
        }
    }
}

#[test]
fn of_every_kind_and_at_any_place() {
    let name = Name::new("kinds");
    drop(Shared::create(name.as_str(), every_kind::Former(Id(3), [1_i32, 2])).unwrap());
    let new = Shared::<every_kind::New<i32, char, 5>>::open(name.as_str()).unwrap().load().unwrap();
    assert_eq!((new.0, new.1, new.2, new.3, new.4, new.5), (0, Id(3), '\0', [1, 2], [5; 40], Id(7)));
}

/// The same of values that are changed in place, which are copied part by part.
mod in_place {
    use super::{Id, Pod, SharedLocked, is_even};

    #[derive(SharedLocked)]
    #[shared(in_place)]
    pub(super) struct Former<T: Pod>(#[shared(as = u64)] pub(super) Id, pub(super) [T; 100_000]);

    #[derive(SharedLocked)]
    #[shared(in_place, validate = Self::is_sound, timeout_ms = 250)]
    pub(super) struct New<T: Pod, U: Pod + Default, const N: usize>(
        #[shared(default, validate = is_even)] pub(super) u64,
        #[shared(as = u64)] pub(super) Id,
        #[shared(default)] pub(super) U,
        pub(super) [T; 100_000],
        #[shared(default = [N; 40])] pub(super) [usize; 40],
        #[shared(as = u64, default = Id(7))] pub(super) Id,
    );

    impl<T: Pod, U: Pod + Default, const N: usize> New<T, U, N> {
        fn is_sound(&self) -> bool {
            self.4[0] == N
        }
    }
}

#[test]
fn of_every_kind_in_place() {
    type New = in_place::New<i32, char, 5>;
    let name = Name::new("place");
    let made = |former: View<'_, in_place::Former<i32>, Writing<'_>>| {
        former.f0().set(Id(3));
        former.f1().fill(-2);
        Ok(())
    };
    let former = Shared::create_with(name.as_str(), made).unwrap();
    let is_new = |new: &New| {
        assert_eq!((new.0, &new.1, new.2, new.4, &new.5), (0, &Id(3), '\0', [5; 40], &Id(7)));
        assert!(new.3.iter().all(|number| *number == -2));
    };
    is_new(&Shared::<New>::open(name.as_str()).unwrap().load().unwrap());
    assert!(matches!(former.with_lock(|_| Ok(())), Err(SyncError::Superseded)));
    drop(former);

    Shared::<in_place::Former<i32>>::replace_with(name.as_str(), made).unwrap();
    is_new(&Shared::<New>::open_or_create_with(name.as_str(), |_| Ok(())).unwrap().load().unwrap());

    Shared::<in_place::Former<u32>>::replace_with(name.as_str(), |_| Ok(())).unwrap();
    let Err(SyncError::LayoutMismatch(mismatch)) = Shared::<New>::open(name.as_str()).map(drop) else {
        panic!("opened")
    };
    assert_eq!(mismatch.former, ["New without 5", "New without 4, 5", "New without 2, 4, 5", "New without 0, 2, 4, 5"]);
}

#[test]
fn while_others_count() {
    const WORKERS: u64 = 4;
    const TIMES: u64 = 100;
    for _ in 0..2 {
        let name = Name::new("counted");
        drop(Shared::create(name.as_str(), FormerCount { count: 0, again: 0 }).unwrap());
        let mut old: Vec<_> = (0..WORKERS).map(|_| Actor::spawn(program!("actor", "count-former", &name))).collect();
        for worker in &mut old {
            worker.expect("open");
        }
        let new = (0..WORKERS).map(|_| Actor::spawn(program!("actor", "count-grown", &name, TIMES.to_string())));
        for worker in new.collect::<Vec<_>>() {
            worker.succeed();
        }
        let by_old: u64 = old.into_iter().map(|worker| worker.succeed().trim().parse::<u64>().unwrap()).sum();
        let last = Shared::<GrownCount>::open(name.as_str()).unwrap().load().unwrap();
        let (by_new, count) = (WORKERS * TIMES, by_old + WORKERS * TIMES);
        assert_eq!(last, GrownCount { count, again: count, by_new: by_new.try_into().unwrap() });
    }
}
