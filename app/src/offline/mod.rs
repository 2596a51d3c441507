//! Work without a network: what this device keeps, and who answers when the server does not.
//!
//! Pages know nothing of it. `api::call` asks the server; where it does not answer, the replica does,
//! and what a person writes waits in the outbox until the leading tab has sent it. The rules stand in
//! `yingda_shared::sync` and `yingda_shared::offline`; here are the store, the line and the clockwork.

mod hint;
pub mod holding;
mod leave_dialog;
pub mod lock;
pub mod notice;
pub mod pin_card;
pub mod status;
pub mod tray;
pub mod waiting_files;

#[cfg(feature = "hydrate")]
mod archive;
#[cfg(feature = "hydrate")]
mod badge;
#[cfg(feature = "hydrate")]
mod blobs;
#[cfg(feature = "hydrate")]
mod crypto;
#[cfg(feature = "hydrate")]
mod database;
#[cfg(feature = "hydrate")]
pub mod desk;
#[cfg(feature = "hydrate")]
mod envelope;
#[cfg(feature = "hydrate")]
mod file;
#[cfg(feature = "hydrate")]
pub mod guest;
#[cfg(feature = "hydrate")]
mod handover;
#[cfg(feature = "hydrate")]
mod leading;
#[cfg(feature = "hydrate")]
pub mod leaving;
#[cfg(feature = "hydrate")]
mod library;
#[cfg(feature = "hydrate")]
mod line;
#[cfg(feature = "hydrate")]
mod locking;
#[cfg(feature = "hydrate")]
mod opened;
#[cfg(feature = "hydrate")]
mod opening;
#[cfg(feature = "hydrate")]
mod outbox;
#[cfg(feature = "hydrate")]
mod row_pages;
#[cfg(feature = "hydrate")]
mod segments;
#[cfg(feature = "hydrate")]
mod session;
#[cfg(feature = "hydrate")]
mod standing;
#[cfg(feature = "hydrate")]
mod store;
#[cfg(feature = "hydrate")]
mod tabs;
#[cfg(feature = "hydrate")]
mod unlocking;
#[cfg(feature = "hydrate")]
mod upload_line;
#[cfg(feature = "hydrate")]
mod uploads;
#[cfg(feature = "hydrate")]
mod vault;

pub use holding::HoldingCard;
pub use leave_dialog::LeaveDialog;
pub use lock::LockScreen;
pub use notice::OfflineNotice;
pub use pin_card::PinCard;
pub use status::{Status, provide_status, use_status};
pub use tray::TrayPage;
pub use waiting_files::WaitingFiles;
