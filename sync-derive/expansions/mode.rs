#[derive(Pod)]
#[repr(u8)]
enum Mode {
    Idle,
    Serving,
}
