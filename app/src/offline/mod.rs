//! Work without a network: what this device keeps, and who answers when the server does not.
//!
//! Pages know nothing of it. `api::call` asks the server; where it does not answer, the replica does,
//! and what a person writes waits in the outbox until the leading tab has sent it. The rules stand in
//! `yingda_shared::sync` and `yingda_shared::offline`; here are the store, the line and the clockwork.

pub mod notice;
pub mod status;
pub mod tray;

#[cfg(feature = "hydrate")]
mod archive;
#[cfg(feature = "hydrate")]
mod badge;
#[cfg(feature = "hydrate")]
mod crypto;
#[cfg(feature = "hydrate")]
mod database;
#[cfg(feature = "hydrate")]
pub mod desk;
#[cfg(feature = "hydrate")]
mod leading;
#[cfg(feature = "hydrate")]
mod line;
#[cfg(feature = "hydrate")]
mod opened;
#[cfg(feature = "hydrate")]
mod session;
#[cfg(feature = "hydrate")]
mod store;
#[cfg(feature = "hydrate")]
mod tabs;

pub use notice::OfflineNotice;
pub use status::{Status, provide_status, use_status};
pub use tray::TrayPage;
