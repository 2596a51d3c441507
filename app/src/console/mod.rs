//! The frame that staff and partners work in: rail, bottom navigation, bell, account menu, keys.

mod account;
pub mod commands;
mod frame;
mod go;
mod keys;
mod keys_own;
mod keys_sheet;
mod nav;

pub use frame::{ConsoleFrame, QuickOpen, provide_quick_open, use_notices, use_quick_open};
pub use go::places as go_places;
pub use keys::{Keyboard, provide_keyboard, use_command, use_key, use_keyboard};
pub use keys_sheet::Caps;
pub use nav::{administers, places_of};
