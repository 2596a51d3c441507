//! The product's common language: operations, records and the rules over them.
//!
//! Pure by law: no I/O, no clock, no randomness, no dependence on the target. The moment, the actor
//! and ids come in as arguments, so that the browser decides offline what the server would decide.

#[macro_use]
pub mod contract;
pub mod fault;
pub mod kernel;
#[macro_use]
pub mod record;

pub mod audit;
pub mod calendar;
pub mod cases;
pub mod catalog;
pub mod contracts;
pub mod customers;
pub mod escalation;
pub mod exports;
pub mod files;
pub mod identity;
pub mod imports;
pub mod jobs;
pub mod knowledge;
pub mod monitor;
pub mod notices;
pub mod offline;
pub mod organisation;
pub mod partners;
pub mod portal;
pub mod retention;
pub mod robots;
pub mod rules;
pub mod schedules;
pub mod sla;
pub mod sync;
pub mod views;
pub mod workplace;
