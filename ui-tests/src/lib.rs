//! What the compiler says to every mistake that people make with `sync-runtime`, and what it must not mind.
//!
//! A case is a file under `cases/`: in `fail/` it has one mistake, in `several/` two or more, in `pass/` none. Each
//! mistake is marked where it is, with the culprit and a part of the text that names the fix:
//!
//! ```text
//! name: String, //~ String => for text use `ArrayString<N>` (feature `arrayvec`)
//! ```
//!
//! With `=!` in place of `=>` the words are those of the compiler itself: nobody else's can stand there, as where a
//! borrow is checked. In `known/` are the mistakes of which the compiler says something of its own as well.

mod case;
mod compile;
mod judge;
mod table;
mod toolchain;

pub use case::{Case, Mark, cases, cases_in};
pub use compile::{Diagnostic, Scratch, Tool, scratch_directory};
pub use judge::{Verdict, judge};
pub use table::table;
pub use toolchain::{GOLDEN, version};
