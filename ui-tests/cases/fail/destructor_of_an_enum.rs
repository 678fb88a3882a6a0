// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::Pod;

#[derive(Pod)]
enum Job { //~ Job => remove `impl Drop`
    Idle,
    Running(u32),
}

impl Drop for Job {
    fn drop(&mut self) {}
}

fn main() {}
