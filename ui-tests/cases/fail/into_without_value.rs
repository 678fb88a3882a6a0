use facade::Decimal;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Order {
    #[shared(as = [u8; 16], into, from = Decimal::deserialize)] //~ into => `into` needs a value: write `into = Decimal::serialize`
    price: Decimal,
}

fn main() {
    drop(Shared::<Order>::open("order"));
}
