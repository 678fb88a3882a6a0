use facade::Decimal;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Order {
    #[shared(as = [u8; 16], into = Decimal::serialize, from = Decimal::deserialize)]
    price: Decimal,
}

fn main() {
    drop(Shared::<Order>::open("order"));
}
