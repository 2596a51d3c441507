//! Records: one way to list, read and save every kind of people, places and things.

pub mod handlers;
pub mod sound;
pub mod store;
