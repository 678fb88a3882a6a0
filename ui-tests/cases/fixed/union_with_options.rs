use sync_runtime::Pod;

#[derive(Pod)]
struct Bits {
    #[shared(validate = is_small)]
    number: u64,
    float: f64,
}

fn is_small(number: &u64) -> bool {
    *number < 100
}

fn main() {
    drop(is_small(&3));
}
