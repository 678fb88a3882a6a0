use sync_runtime::{Pod, Shared};

#[derive(Pod)]
struct Endpoint {
    port: u16,
}

fn main() {
    let endpoint = Shared::<Endpoint>::open("endpoint").unwrap(); //~ Shared::<Endpoint> => add `#[derive(SharedLocked)]`
    println!("{}", endpoint.load().unwrap().port);
}
