use arrayvec::ArrayString;
use sync_runtime::{Shared, SharedLocked};

#[derive(Clone, Copy)]
struct Name(u64);

impl From<Name> for ArrayString<64> {
    fn from(name: Name) -> Self {
        ArrayString::from(&name.0.to_string()).unwrap()
    }
}

impl From<ArrayString<64>> for Name {
    fn from(text: ArrayString<64>) -> Self {
        Self(text.parse().unwrap())
    }
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = ArrayString<64>)]
    name: Name,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
