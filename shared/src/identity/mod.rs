//! Who acts: users, roles, sessions, tokens, and the actor they make.

pub mod actor;
pub mod devices;
pub mod model;
pub mod operations;
pub mod policy;
pub mod roles;
pub mod standing;

pub use actor::{Actor, ActorKind};
pub use model::{Reach, Role, User};
