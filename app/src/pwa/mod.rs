//! The installed app: the service worker, how a new version comes in, the way onto the home screen.
//!
//! Others tell it when a change of version would lose something (`keep_safe`), what to do when the
//! network is back (`on_push`), whether the exchange with the server fails (`tell_failing`), and that
//! the server speaks a newer language (`outdated`).

mod install;
mod notices;
mod telling;

pub use notices::AppNotices;
pub use telling::DeviceTold;

#[cfg(not(feature = "ssr"))]
mod drafts;
#[cfg(not(feature = "ssr"))]
mod push;
#[cfg(not(feature = "ssr"))]
mod worker;

#[cfg(not(feature = "ssr"))]
pub use worker::{controller, keep_safe, on_push, outdated, reload, safe_to_reload, tell_failing};

/// Whoever was signed in is forgotten: the next start without a network is a stranger's.
pub fn forget() {
    #[cfg(feature = "hydrate")]
    crate::start::forget();
}

/// How far a new version is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Update {
    #[default]
    None,
    /// There, and not asked for yet.
    Ready,
    /// Asked for; it comes when nothing can be lost.
    Wanted,
}
