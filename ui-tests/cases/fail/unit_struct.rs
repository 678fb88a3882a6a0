use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Marker; //~ Marker => give it one, such as `count: u64`

fn main() {}
