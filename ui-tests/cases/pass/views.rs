//! Views of values without a lock: odd names, visibility, generics, no prelude, strict lints.

#![no_implicit_prelude]
#![deny(warnings)]

mod inner {
    /// A public struct with fields that are not.
    #[derive(::sync_runtime::SharedLocked)]
    #[shared(lock = none)]
    pub struct Stats {
        private: Hidden,
        pub(super) r#type: u64,
        /// Of everybody.
        pub open: Pair<f32, 3>,
        pub get: u8,
        pub deref: bool,
        pub part: [(u8, ::core::primitive::bool); 2],
    }

    #[derive(::sync_runtime::Pod)]
    struct Hidden {
        value: u16,
    }

    /// A tuple struct with parameters.
    #[derive(::sync_runtime::Pod)]
    pub struct Pair<__A: ::sync_runtime::Pod, const N: usize>(pub [__A; N], pub __View);

    /// Called as what the derive writes.
    #[allow(dead_code)]
    #[derive(::sync_runtime::Pod)]
    pub enum __View {
        /// One.
        Idle,
        /// Another.
        Busy,
    }

    impl Stats {
        /// The first value.
        #[must_use]
        pub fn new() -> Self {
            let part = [(0, false); 2];
            Self { private: Hidden { value: 1 }, r#type: 2, open: Pair([0.5; 3], __View::Idle), get: 3, deref: true, part }
        }

        /// Uses what is private.
        pub fn touch(stats: ::sync_runtime::View<'_, Self>) -> u16 {
            stats.private().value().fetch_add(1)
        }
    }
}

fn main() {
    use ::core::assert;
    use ::core::result::Result::Ok;
    let stats = ::sync_runtime::Shared::anonymous(inner::Stats::new()).unwrap();
    let cells = stats.cells();
    assert!(inner::Stats::touch(cells) == 1);
    cells.r#type().fetch_max(7);
    cells.open().f0().at(2).unwrap().fetch_add(1.0);
    cells.open().f1().set(inner::__View::Busy);
    cells.get().set(cells.get().get() + 1);
    assert!(cells.deref().get().unwrap());
    cells.part().at(1).unwrap().f1().set(true);
    let now = stats.load().unwrap();
    assert!(now.r#type == 7 && now.get == 4 && now.part[1].1 && now.open.0[2] > 1.4);
    assert!(matches(cells.open().f1().get()));

    fn matches<E>(mode: ::core::result::Result<inner::__View, E>) -> bool {
        ::core::matches!(mode, Ok(inner::__View::Busy))
    }
}
