use sync_runtime::Shared;

struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap(); //~ Shared::<Stats> => add `#[derive(SharedLocked)]`
    println!("{}", stats.load().unwrap().requests);
}
