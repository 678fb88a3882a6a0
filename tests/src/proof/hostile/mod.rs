//! Segments with hostile bytes: whatever is there, it is a named error or a valid value.

mod change;
mod exercise;
mod image;
mod outcome;
mod run;

pub use change::Change;
pub use exercise::{Valid, exercise};
pub use image::Image;
pub use outcome::{Outcome, Tally};
pub use run::{Reader, Report, attack};
