//! Laws of the pure rules, held to whatever proptest thinks up.

mod cases;
mod clocks;
mod contracts;
mod kernel;
mod offline;
mod people;
mod schedules;
mod sight;
mod tree;
