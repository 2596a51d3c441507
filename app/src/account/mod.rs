//! Who one is here: signing in, first passwords, the first administrator, and what is one's own to set.

mod claim;
mod delivery;
mod demo;
mod devices;
mod invitation;
mod narrow;
mod page;
mod password;
mod password_field;
mod preferences;
mod sign_in;
mod tokens;

pub use claim::ClaimPage;
pub use delivery::zone;
pub use devices::{DeviceText, Erasing};
pub use invitation::InvitationPage;
pub use page::AccountPage;
pub use sign_in::SignInPage;
