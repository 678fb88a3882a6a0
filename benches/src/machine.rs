//! The machine that the numbers are from.

use crate::processes;
use serde::Serialize;
use std::fmt;
use std::fs;
use std::process::Command;

#[derive(Debug, Serialize)]
pub struct Machine {
    processor: String,
    processors: usize,
    kernel: String,
    c_library: String,
    compiler: String,
    /// The load average of the last minute: what else ran here.
    load: String,
}

impl Machine {
    pub fn this() -> Self {
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        Self {
            processor: model.map_or_else(|| "unknown".into(), |(_, name)| name.trim().into()),
            processors: processes::processors(),
            kernel: kernel.trim().into(),
            c_library: first_line("getconf", "GNU_LIBC_VERSION"),
            compiler: first_line("rustc", "--version"),
            load: load.split(' ').next().unwrap_or_default().into(),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { processor, processors, kernel, c_library, compiler, load } = self;
        write!(f, "{processor}, {processors} processors, Linux {kernel}, {c_library}, {compiler}; load before: {load}")
    }
}

fn first_line(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("unknown").to_owned()
}
