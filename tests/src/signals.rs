//! A signal handler for trials that send signals.

/// That it runs is what ends a wait.
extern "C" fn handler(_: libc::c_int) {}

/// Installs a handler for `SIGINT` that does nothing, perhaps with `SA_RESTART`.
pub fn handle_interrupts(restart: bool) {
    // SAFETY: plain numbers, of which zeroes are a value.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler as *const () as usize;
    action.sa_flags = if restart { libc::SA_RESTART } else { 0 };
    // SAFETY: an action whose handler does nothing, and no former one to be written.
    assert_eq!(unsafe { libc::sigaction(libc::SIGINT, &raw const action, std::ptr::null_mut()) }, 0);
}
