// A program: a worker takes jobs.
// known: the compiler shows the function that is called, with its place
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let jobs = Shared::anonymous(Channel::<u64, 16>::new())?;
    jobs.close()?;
    println!("{:?}", jobs.recv()?); //~ recv =! this method takes 1 argument but 0 arguments were supplied
    Ok(())
}
