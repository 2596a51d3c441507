//! The link by which a person sets a password: made on a press, copied, sent by whatever way is at hand.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::{Invitation, InviteUser};
use yingda_shared::kernel::id::UserId;

use crate::api::call;
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{format, key, t, ui};

/// The part of a user's page that makes a link.
#[component]
pub fn InviteBox(id: UserId) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let made = RwSignal::new(None::<Invitation>);
    let fault = RwSignal::new(None::<Fault>);
    let base = use_boot().with_value(|boot| boot.public_url.clone());
    let link = Signal::derive(move || {
        made.with(|made| made.as_ref().map(|made| format!("{base}{}", made.path)).unwrap_or_default())
    });
    let invite = move || {
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(InviteUser { id }).await {
                Ok(invitation) => {
                    fault.try_set(None);
                    made.try_set(Some(invitation));
                }
                Err(wrong) => drop(fault.try_set(Some(wrong))),
            }
            busy.try_set(false);
        });
    };
    let copy = move || {
        let _ = window().navigator().clipboard().write_text(&link.get_untracked());
        toasts.show(Tone::Ok, i18n.say(key!(common.copied)));
    };
    let result = move || {
        made.get().map(|invitation| {
            let until = format::exact(invitation.expires_at);
            view! {
                <div class="invite-link">
                    <ui::TextInput name="invite-link" label=t!(i18n, admin.invite_link) value=RwSignal::new(link.get_untracked()) readonly=true
                        help=MaybeProp::derive(move || Some(i18n.fill(key!(admin.invite_until), &[("time", &until)]))) class="field-wide" />
                    <ui::Button label=t!(i18n, common.copy) icon="copy" on_press=copy />
                </div>
            }
        })
    };
    view! {
        <section class="record-extra" aria-labelledby="invite-title">
            <h3 id="invite-title">{t!(i18n, admin.invite_title)}</h3>
            <p class="quiet">{t!(i18n, admin.invite_text)}</p>
            <div role="status">{result}</div>
            {move || fault.get().map(|fault| view! { <p class="field-error" role="alert"><ui::Icon name="alert" />{i18n.fault(&fault)}</p> })}
            <ui::Button label=t!(i18n, admin.invite) icon="link" busy on_press=invite />
        </section>
    }
}
