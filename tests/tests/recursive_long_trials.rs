//! Nests whose owners are killed: a short version of `condition nest`.

use tests::program;

#[test]
fn never_two_inside_and_never_half_a_nest() {
    let status = program!("condition", "nest", "--kills", "300").status();
    assert!(status.is_ok_and(|status| status.success()));
}
