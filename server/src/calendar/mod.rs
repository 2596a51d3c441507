//! Working calendars on the side that has a table of time zones: compiling them, reading them and
//! their holidays from files, and `yingda clock`, which counts with them line by line.

pub mod compiled;
pub mod file;
pub mod holidays;
pub mod lines;
pub mod moments;
pub mod zone;
