#[derive(Pod)]
struct Ring<T: Pod, const N: usize> {
    items: [T; N],
    used: u16,
}
