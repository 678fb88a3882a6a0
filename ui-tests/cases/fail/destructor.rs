use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats { //~ Stats => remove `impl Drop`
    requests: u64,
}

impl Drop for Stats {
    fn drop(&mut self) {}
}

fn main() {}
