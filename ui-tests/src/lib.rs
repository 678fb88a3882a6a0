//! What the compiler says to every mistake that people make with `sync-runtime`, and what it must
//! not mind.
//!
//! A case is a file under `cases/`: in `fail/` it has one mistake, in `several/` two or more, in
//! `pass/` none. Each mistake is marked where it is, with the culprit and a part of the text that
//! names the fix:
//!
//! ```text
//! name: String, //~ String => for text use `ArrayString<N>`
//! ```
//!
//! With `=!` in place of `=>` the words are those of the compiler itself: no others can stand
//! there, as where a borrow is checked. A line `// known: …` says why something cannot be better.
//! In `fixed/` is the same program after the advice was followed.

mod case;
mod compile;
mod follow;
mod golden;
mod judge;
mod table;
mod toolchain;

pub use case::{Case, Mark, all_mistakes, cases, cases_in};
pub use compile::{Diagnostic, Scratch, Tool, scratch_directory};
pub use follow::{Followed, follow};
pub use golden::compare;
pub use judge::{Verdict, judge};
pub use table::table;
pub use toolchain::{GOLDEN, version};
