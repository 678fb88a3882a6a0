#[derive(Pod)]
enum Limit {
    Off,
    PerSecond(u32),
    Window { rate: u32, every: Duration },
}
