//! Work without a network: the replica of what a person may see, the outbox of what they did, and the
//! exchange that brings both into line with the server.
//!
//! Everything here is pure. The store (IndexedDB in the browser) and the transport stand behind
//! traits, the moment and random numbers come in as arguments, so that one simulation can break every
//! promise of the network and the machine and look whether the rules still hold
//! (`shared/tests/sync`).
//!
//! - `body`: what a row holds, read where it is looked at.
//! - `wire`: what client and server say to each other.
//! - `admit`, `delivery`, `check`: what the server decides for each mutation and each row.
//! - `store`, `transport`, `plan`, `engine`: what the client does with an answer.
//! - `pages`: which rows lie together on a device.
//! - `leader`, `retry`: which tab speaks, and when it tries again.
//! - `lease`, `pin`: how long a device opens without the server, and for whom.
//! - `conflict`: what a refused mutation means to a person.
//! - `uploads`: files that follow what names them.

pub mod admit;
pub mod body;
pub mod check;
pub mod conflict;
pub mod delivery;
pub mod engine;
pub mod leader;
pub mod lease;
pub mod memory;
pub mod operations;
pub mod overlay;
pub mod pages;
pub mod pin;
pub mod plan;
pub mod retry;
pub mod store;
pub mod transport;
pub mod uploads;
pub mod wire;

pub use body::Body;
pub use engine::{Engine, Person, Round};
pub use plan::Rules;
pub use store::{Meta, Store, StoreFault};
pub use transport::{NetFault, Transport};
pub use wire::{Key, Mutation, Outcome, Row, SyncReply, SyncRequest, Verdict};
