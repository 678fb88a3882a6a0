//! Segments with hostile bytes: whatever is there, it is a named error or a valid value.

mod change;
mod exercise;
mod image;
mod outcome;
mod run;

pub use change::Change;
pub use exercise::{Valid, exercise, exercise_table};
pub use image::Image;
pub use outcome::{Outcome, Tally};
pub use run::{Form, Reader, Report, attack};
