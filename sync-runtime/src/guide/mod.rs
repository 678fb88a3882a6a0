//! Pages for users: what the items of this crate do not say one by one.
//!
//! | page | answers |
//! |---|---|
//! | [`fork_threads_async`] | Which thread owns a lock? What may a forked child do? Which calls block? |
//! | [`containers_and_restarts`] | What does a program find after a crash, an update, in another container? |
//! | [`upgrading`] | How does a struct get other fields while programs use it? |
//! | [`operating`] | How are segments listed, cleaned, upgraded? Which limits are there? What is to be done at each error? |
//! | [`format`](mod@format) | What does each byte of a segment mean? |
//!
//! Every block of Rust code in these pages is compiled and run by `cargo test`.

#[doc = include_str!("fork_threads_async.md")]
pub mod fork_threads_async {}

#[doc = include_str!("containers_and_restarts.md")]
pub mod containers_and_restarts {}

#[doc = include_str!("upgrading.md")]
pub mod upgrading {}

#[doc = include_str!("operating.md")]
pub mod operating {}

#[doc = include_str!("format.md")]
#[doc = "\n```python"]
#[doc = include_str!("read.py")]
#[doc = "```"]
pub mod format {}
