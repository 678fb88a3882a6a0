//! Private and half-private fields of private types, in public structs.

#![deny(warnings)]

mod inner {
    use sync_runtime::{Pod, SharedLocked};

    #[derive(SharedLocked)]
    pub struct Stats {
        private: Hidden,
        pub(crate) crate_wide: Hidden2,
        pub(in crate::inner) here: u8,
        pub open: u64,
        list: [Option<Hidden>; 2],
    }

    #[derive(Pod, Clone, Copy)]
    struct Hidden(u8);

    #[derive(Pod)]
    pub(crate) struct Hidden2(pub(crate) u8, u8);

    #[derive(SharedLocked)]
    pub struct Holder<T: Pod> {
        private: Wrapper<T>,
        pub open: u64,
    }

    #[derive(Pod)]
    struct Wrapper<T: Pod>(T);

    impl Stats {
        pub fn new() -> Self {
            Self { private: Hidden(1), crate_wide: Hidden2(2, 3), here: 4, open: 5, list: [None, Some(Hidden(6))] }
        }

        pub fn sum(&self) -> u64 {
            let list: u8 = self.list.iter().flatten().map(|hidden| hidden.0).sum();
            u64::from(self.private.0 + self.crate_wide.0 + self.crate_wide.1 + self.here + list) + self.open
        }
    }

    impl<T: Pod> Holder<T> {
        pub fn new(value: T) -> Self {
            Self { private: Wrapper(value), open: 1 }
        }

        pub fn value(&self) -> &T {
            &self.private.0
        }
    }
}

fn main() {
    let stats = sync_runtime::Shared::anonymous(inner::Stats::new()).unwrap();
    assert_eq!(stats.load().unwrap().sum(), 21);
    let holder = sync_runtime::Shared::anonymous(inner::Holder::new(7u16)).unwrap();
    assert_eq!(*holder.load().unwrap().value(), 7);
    holder.with_lock(|holder| holder.open += 1).unwrap();
}
