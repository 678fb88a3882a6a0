use sync_runtime::Pod;

#[derive(Pod)]
struct Bits {
    number: u64,
    float: f64,
}

fn main() {}
