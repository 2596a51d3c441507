//! Working calendars on the side that has a table of time zones: compiling them, reading them and
//! their holidays from files, `yingda clock`, which counts with them line by line, and `desk`, by which
//! promises are made.

pub mod compiled;
pub mod desk;
pub mod file;
pub mod holidays;
pub mod lines;
pub mod moments;
mod store;
pub mod zone;

pub use desk::register;
