//! Asked of whoever signs out while something of theirs has not been sent.

use leptos::prelude::*;

use super::status::use_status;
use super::waiting_files::send_all_anyway;
use crate::i18n::use_i18n;
use crate::ui::{Button, Dialog, Kind};
use crate::{key, t};

/// Send first, keep a copy, or let it go. Closing it stays.
#[component]
pub fn LeaveDialog() -> impl IntoView {
    let i18n = use_i18n();
    let status = use_status();
    let (open, sending) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move |_| {
        if status.leaving.with(Option::is_some) {
            sending.set(false);
            open.set(true);
        }
    });
    let decide = move |leave: bool| {
        answer(leave);
        status.leaving.set(None);
        open.set(false);
    };
    // Closed without a choice, by the cross or by Esc.
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now && status.leaving.with_untracked(Option::is_some) {
            decide(false);
        }
        now
    });
    Effect::new(move |_| {
        // Photos follow what names them: it is not sent before they are.
        if sending.get() && status.going() == 0 {
            match untrack(|| status.unsent() + status.tray.get()) {
                0 => decide(true),
                // What was not accepted is for the person to decide about.
                left => {
                    sending.set(false);
                    status.leaving.set(Some(left));
                }
            }
        }
    });
    let n = move || status.leaving.get().unwrap_or_default().to_string();
    let locked = move || status.lock.with(Option::is_some);
    let sendable = move || !locked() && !status.away.get() && !status.signed_out.get() && status.going() > 0;
    let send_first = move |()| {
        sending.set(true);
        // Whoever wants to be gone waits for no other line.
        send_all_anyway(status);
        send();
    };
    view! {
        <Dialog id="leave" title=t!(i18n, lock.leave_title) close_label=t!(i18n, common.close) open>
            <p>{move || i18n.fill(key!(lock.leave_text), &[("n", &n())])}</p>
            {move || status.away.get().then(|| view! { <p class="quiet">{t!(i18n, lock.leave_away)}</p> })}
            <div class="dialog-foot">
                {move || sendable().then(|| view! { <Button kind=Kind::Primary label=t!(i18n, lock.leave_send) busy=sending on_press=send_first /> })}
                {move || (!locked()).then(|| view! { <Button icon="download" label=t!(i18n, lock.leave_export) on_press=move |()| export() /> })}
                <Button kind=Kind::Danger label=t!(i18n, lock.leave_discard) on_press=move |()| decide(true) />
            </div>
        </Dialog>
    }
}

#[cfg(not(feature = "hydrate"))]
mod deciding {
    pub fn answer(_: bool) {}
    pub fn send() {}
    pub fn export() {}
}

#[cfg(feature = "hydrate")]
mod deciding {
    use crate::offline::opening::opened;

    pub use crate::offline::file::save_unsent as export;
    pub use crate::offline::leaving::answer;

    pub fn send() {
        if let Some(session) = opened() {
            session.kick();
        }
    }
}

use deciding::{answer, export, send};
