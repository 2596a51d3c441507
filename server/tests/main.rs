//! The server's tests: one binary, a module per domain. Most stories run on both databases; see
//! `support` for the desk they are told on.

mod support;

mod architecture;
mod audit;
mod bad_input;
mod binary;
mod calendar;
mod cases;
mod clocks;
mod cluster;
mod contract;
mod contracts;
mod escalation;
mod feed;
mod fuzz;
mod identity;
mod imports;
mod jobs;
mod knowledge;
mod ledger;
mod metrics;
mod monitor;
mod outgoing;
mod pairs;
mod personal;
mod plans;
mod push;
mod reference;
mod retention;
mod retrieval;
mod rewards;
mod rules;
mod safety;
mod schedules;
mod search;
mod seed;
mod spans;
mod sync;
mod tasks;
mod uploads;
mod views;
mod visibility;
mod workplace;
