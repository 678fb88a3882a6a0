//! Structs and text, as `_TestSharedCTypes` has them: with a lock and without.

use super::joined;
use sync_runtime::{Pod, Shared, SharedLocked};
use tests::proof::fork::Fork;

/// What Python has in six shared objects.
#[derive(Pod, Debug, Clone, Copy, PartialEq)]
struct Objects {
    x: i32,
    y: f64,
    z: i64,
    foo: Foo,
    array: [f64; 10],
    /// As Python's `Array('c', 20)`: up to the first 0.
    string: [u8; 20],
}

#[derive(Pod, Debug, Clone, Copy, PartialEq)]
struct Foo {
    x: i32,
    y: f64,
    z: i64,
}

impl Objects {
    const FIRST: Self = Self {
        x: 7,
        y: 1.0 / 3.0,
        z: 1 << 33,
        foo: Foo { x: 3, y: 2.0, z: 0 },
        array: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
        string: *b"hello\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    };

    const DOUBLED: Self = Self {
        x: 14,
        y: 2.0 / 3.0,
        z: 1 << 34,
        foo: Foo { x: 6, y: 4.0, z: 0 },
        array: [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0],
        string: *b"hellohello\0\0\0\0\0\0\0\0\0\0",
    };

    fn double(&mut self) {
        self.x *= 2;
        self.y *= 2.0;
        self.z *= 2;
        self.foo.x *= 2;
        self.foo.y *= 2.0;
        self.array = self.array.map(|element| element * 2.0);
        let len = self.string.iter().position(|&byte| byte == 0).expect("it ends");
        self.string.copy_within(..len, len);
    }
}

#[derive(SharedLocked)]
struct Synchronized {
    objects: Objects,
}

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Raw {
    objects: Objects,
}

pub(super) fn run() {
    let synchronized = Shared::anonymous(Synchronized { objects: Objects::FIRST }).unwrap();
    let raw = Shared::anonymous(Raw { objects: Objects::FIRST }).unwrap();
    joined(vec![Fork::free(|| {
        synchronized.with_lock(|shared| shared.objects.double()).unwrap();
        let mut objects = raw.load().unwrap().objects;
        objects.double();
        raw.store(Raw { objects }).unwrap();
    })]);
    assert_eq!(synchronized.load().unwrap().objects, Objects::DOUBLED);
    assert_eq!(raw.load().unwrap().objects, Objects::DOUBLED);

    // A copy is a copy.
    let copy = synchronized.load().unwrap();
    synchronized.with_lock(|shared| shared.objects.foo = Foo { x: 0, y: 0.0, z: 0 }).unwrap();
    assert_eq!(copy.objects, Objects::DOUBLED);
    assert_eq!(synchronized.load().unwrap().objects.foo, Foo { x: 0, y: 0.0, z: 0 });
}
