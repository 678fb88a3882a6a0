//! The child processes of the tests.

fn main() {}
