//! Thousands of segments without a name, in a process that may have few files open.

use sync_runtime::Shared;
use tests::Stop;
use tests::proof::fork::Fork;

/// The most descriptors that the process may have.
const LIMIT: u64 = 256;

pub(crate) fn run(count: u64) {
    let limit = libc::rlimit { rlim_cur: LIMIT, rlim_max: LIMIT };
    // SAFETY: a limit that outlives the call.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) }, 0);
    let make = |number| Shared::<u64>::options().keep_descriptor(false).anonymous(number).unwrap();
    let values: Vec<_> = (0..count).map(make).collect();
    let add = || values.iter().for_each(|value| value.with_lock(|number| *number += 1).unwrap());
    let child = Fork::free(add);
    add();
    assert_eq!(child.join(), Stop::Exited(0));
    for (value, number) in values.iter().zip(0..) {
        assert_eq!(value.load().unwrap(), number + 2);
    }
    let kept = (0..).map_while(|number| Shared::<u64>::anonymous(number).ok()).collect::<Vec<_>>();
    println!("{count} values without a descriptor, and {} with one, of {LIMIT}", kept.len());
}
