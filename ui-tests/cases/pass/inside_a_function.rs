//! Types that only a function knows.

use sync_runtime::{Pod, Shared, SharedLocked};

fn sum() -> u64 {
    const N: usize = 3;

    #[derive(Pod)]
    struct Part([u8; N]);

    #[derive(SharedLocked)]
    struct Whole {
        part: Part,
        total: u64,
    }

    let whole = Shared::anonymous(Whole { part: Part([1; N]), total: 4 }).unwrap().load().unwrap();
    u64::from(whole.part.0.iter().sum::<u8>()) + whole.total
}

fn main() {
    let closure = || {
        #[derive(SharedLocked)]
        struct Inner(u8);
        Shared::anonymous(Inner(1)).unwrap().load().unwrap().0
    };
    assert_eq!(sum() + u64::from(closure()), 8);
}
