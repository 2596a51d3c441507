//! What every domain stands on: ids, time, texts and their limits, pages of results.

pub mod braces;
pub mod check;
pub mod day;
pub mod erased;
pub mod hex;
pub mod id;
pub mod instead;
pub mod limits;
pub mod page;
pub mod span;
pub mod text;
pub mod time;
