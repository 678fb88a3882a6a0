//! Compiles the rivals that are written in C and, if its headers are there, the one in C++.

use std::env;
use std::process::{Command, Stdio};

fn main() {
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rustc-check-cfg=cfg(has_boost)");
    cc::Build::new().file("c/pthread.c").file("c/condition.c").opt_level(2).warnings(true).compile("pthread_rival");
    if has_boost() {
        println!("cargo::rustc-cfg=has_boost");
        cc::Build::new().cpp(true).file("c/boost.cpp").opt_level(2).warnings(false).compile("boost_rival");
    }
}

/// Whether the C++ compiler finds Boost.Interprocess. Asked of the preprocessor, so that a machine
/// without it sees no error.
fn has_boost() -> bool {
    let compiler = cc::Build::new().cpp(true).get_compiler();
    let target_is_host = env::var("TARGET") == env::var("HOST");
    target_is_host
        && Command::new(compiler.path())
            .args(["-E", "-x", "c++", "-include", "boost/interprocess/sync/interprocess_mutex.hpp", "/dev/null"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
}
