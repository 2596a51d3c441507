//! The frame that staff and partners work in: rail, bottom navigation, bell, account menu, keys.

mod account;
mod frame;
mod keys;
mod keys_sheet;
mod nav;

pub use frame::{ConsoleFrame, QuickOpen, provide_quick_open, use_notices, use_quick_open};
pub use keys::{Keyboard, use_key, use_keyboard};
