//! How this device stands to the server, for pages to show. Everything begins as if all were well:
//! the first render is the server's.

use leptos::prelude::*;
use yingda_shared::kernel::time::Millis;
use yingda_shared::sync::pin::After;

/// Why nothing of this device is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the browser alone knows"))]
pub enum Lock {
    /// A PIN is asked; `waiting` changes would be lost with the key.
    Pin { after: After, waiting: usize },
    /// The time is over for which the device may be used without the server.
    Lease { waiting: usize },
    /// Too many wrong PINs: what was kept is gone.
    Forgotten,
}

impl Lock {
    /// How many changes have not been sent.
    pub fn waiting(self) -> usize {
        match self {
            Lock::Pin { waiting, .. } | Lock::Lease { waiting } => waiting,
            Lock::Forgotten => 0,
        }
    }
}

/// Whether a PIN closes what this device keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the browser alone knows"))]
pub enum Pin {
    #[default]
    Unknown,
    None,
    Set,
    /// Nothing is kept before one is set.
    Wanted,
}

#[derive(Clone, Copy)]
pub struct Status {
    /// The last exchange failed: pages answer from this device.
    pub away: RwSignal<bool>,
    /// Nobody is signed in any more: what is done here waits.
    pub signed_out: RwSignal<bool>,
    /// Mutations on their way.
    pub waiting: RwSignal<usize>,
    /// Mutations that a person must decide about.
    pub tray: RwSignal<usize>,
    /// When the server last answered.
    pub synced_at: RwSignal<Option<Millis>>,
    /// The first snapshot has not ended: lists are not complete.
    pub partial: RwSignal<bool>,
    pub lock: RwSignal<Option<Lock>>,
    pub pin: RwSignal<Pin>,
    /// Somebody signs out while so many changes have not been sent.
    pub leaving: RwSignal<Option<usize>>,
}

/// Provides the status and, in the browser, opens this person's replica.
pub fn provide_status() {
    let status = Status {
        away: RwSignal::new(false),
        signed_out: RwSignal::new(false),
        waiting: RwSignal::new(0),
        tray: RwSignal::new(0),
        synced_at: RwSignal::new(None),
        partial: RwSignal::new(false),
        lock: RwSignal::new(None),
        pin: RwSignal::new(Pin::Unknown),
        leaving: RwSignal::new(None),
    };
    provide_context(status);
    #[cfg(feature = "hydrate")]
    {
        let live = crate::live::use_live();
        let (user, build, pin_required) =
            crate::boot::use_boot().with_value(|boot| (boot.me.user_id, boot.build.clone(), boot.me.pin_required));
        let lang = crate::i18n::use_i18n();
        Effect::new(move |_| {
            if let Some(user) = user {
                super::session::start(user, build.clone(), pin_required, status, live.version, lang);
            }
        });
    }
}

pub fn use_status() -> Status {
    expect_context::<Status>()
}
