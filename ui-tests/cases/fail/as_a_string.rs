use sync_runtime::{Shared, SharedLocked};

#[derive(Clone, Copy)]
struct Name(u64);

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0.to_string()
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self(text.parse().unwrap())
    }
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = String)] //~ String => for text use `ArrayString<N>` (feature `arrayvec`)
    name: Name,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
