//! The customer wrote while an answer was being written: it is shown before anything is sent.

use leptos::prelude::*;
use yingda_shared::fault::FieldChange;

use super::sending::Sending;
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Button, Icon, Kind, Time};

/// The newer reply, and one key to send all the same.
#[component]
pub fn Newer(sending: Sending) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let reply = move |change: FieldChange| {
        let at = change.at;
        view! {
            <p class="composer-newer-text plain-text">
                <b>{change.by}</b>" "<Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) /><br />{change.value}
            </p>
        }
    };
    move || {
        let newer = sending.newer.get();
        (!newer.is_empty()).then(|| {
            view! {
                <div class="composer-newer" role="alert">
                    <p class="strong"><Icon name="message" />{t!(i18n, cases.composer.newer)}</p>
                    {newer.into_iter().map(reply).collect_view()}
                    <div class="row">
                        <Button label=t!(i18n, cases.composer.still_send) kind=Kind::Primary on_press=move |()| sending.send_still() />
                        <Button label=t!(i18n, cases.composer.rewrite) on_press=move |()| {
                            sending.draft.seen.set(sending.newest());
                            sending.newer.set(Vec::new());
                            sending.case.reply.update(|n| *n += 1);
                        } />
                    </div>
                </div>
            }
        })
    }
}
