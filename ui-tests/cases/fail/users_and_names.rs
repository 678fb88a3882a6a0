// A program: users with names.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked, Clone, Debug)]
struct User {
    id: u32,
    name: String, //~ String => for text use `ArrayString<N>` (feature `arrayvec`)
}

fn main() -> Result<(), SyncError> {
    let user = Shared::anonymous(User { id: 1, name: "ada".to_owned() })?;
    println!("{:?}", user.load()?);
    Ok(())
}
