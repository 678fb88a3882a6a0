#[derive(Pod)]
struct Endpoint {
    address: [u8; 4],
    port: u16,
}
