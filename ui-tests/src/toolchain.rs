//! The toolchain whose words the goldens are.

use std::process::Command;
use std::{env, io};

/// The version of the compiler whose output is stored beside the cases.
pub const GOLDEN: &str = "1.95.0";

/// The version of the compiler that is used, such as `1.95.0`.
///
/// # Errors
///
/// Those of running `rustc --version`.
pub fn version() -> io::Result<String> {
    let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("--version").output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split_whitespace().nth(1).map(str::to_owned).ok_or_else(|| io::Error::other(text.clone()))
}
