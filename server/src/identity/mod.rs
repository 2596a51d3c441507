//! Who acts: users and roles as records, sessions, tokens and invitations as secrets.

pub mod actors;
pub mod cache;
pub mod claim;
pub mod devices;
pub mod invitations;
pub mod limits;
pub mod password;
pub mod secrets;
pub mod sessions;
pub mod store;
pub mod tokens;
pub mod users;

use crate::dispatch::Registry;

pub fn register(registry: &mut Registry) {
    users::register(registry);
    sessions::register(registry);
    invitations::register(registry);
    tokens::register(registry);
    devices::register(registry);
    claim::register(registry);
}
