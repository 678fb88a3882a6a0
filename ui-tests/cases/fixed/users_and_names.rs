// A program: users with names.
use sync_runtime::{Shared, SharedLocked, SyncError};
use arrayvec::ArrayString;

#[derive(SharedLocked, Clone, Debug)]
struct User {
    id: u32,
    name: ArrayString<32>,
}

fn main() -> Result<(), SyncError> {
    let user = Shared::anonymous(User { id: 1, name: ArrayString::from("ada").unwrap() })?;
    println!("{:?}", user.load()?);
    Ok(())
}
