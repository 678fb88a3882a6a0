use sync_runtime::Pod;

#[derive(Pod)]
union Bits { //~ union => use a struct
    number: u64,
    float: f64,
}

fn main() {}
