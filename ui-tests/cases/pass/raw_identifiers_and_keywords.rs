//! Fields and types called like keywords; the schema and errors show them without `r#`.

use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(SharedLocked)]
#[allow(non_camel_case_types)]
struct r#struct {
    r#type: u8,
    r#match: r#enum,
    r#fn: [u16; 2],
}

#[derive(Pod, Debug, PartialEq)]
#[repr(u8)]
#[allow(non_camel_case_types)]
enum r#enum {
    r#in,
    r#static,
}

fn main() {
    let shared = Shared::anonymous(r#struct { r#type: 1, r#match: r#enum::r#static, r#fn: [2, 3] }).unwrap();
    shared.with_lock(|value| value.r#type += 1).unwrap();
    let value = shared.load().unwrap();
    assert_eq!((value.r#type, value.r#match, value.r#fn), (2, r#enum::r#static, [2, 3]));
    assert_eq!(r#enum::r#in as u8, 0);
}
