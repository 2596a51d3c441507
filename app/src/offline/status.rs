//! How this device stands to the server, for pages to show. Everything begins as if all were well:
//! the first render is the server's.

use leptos::prelude::*;
use yingda_shared::kernel::time::Millis;

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
    };
    provide_context(status);
    #[cfg(feature = "hydrate")]
    {
        let live = crate::live::use_live();
        let (user, build) = crate::boot::use_boot().with_value(|boot| (boot.me.user_id, boot.build.clone()));
        let lang = crate::i18n::use_i18n();
        Effect::new(move |_| {
            if let Some(user) = user {
                super::session::start(user, build.clone(), status, live.version, lang);
            }
        });
    }
}

pub fn use_status() -> Status {
    expect_context::<Status>()
}
