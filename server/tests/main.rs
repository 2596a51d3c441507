//! The server's tests: one binary, a module per domain. Most stories run on both databases; see
//! `support` for the desk they are told on.

mod support;

mod cases;
mod feed;
mod imports;
