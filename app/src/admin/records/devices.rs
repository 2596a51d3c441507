//! Where a person is signed in, for those who may sign them out: a lost device is told to erase what it
//! holds, and the page says what that can do and what it cannot.

use leptos::prelude::*;
use yingda_shared::identity::devices::{ListDevices, RevokeDevice};
use yingda_shared::identity::operations::SessionInfo;
use yingda_shared::kernel::id::UserId;

use crate::account::{DeviceText, Erasing};
use crate::api::call;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// The part of a user's page that lists devices.
#[component]
pub fn DevicesBox(id: UserId) -> impl IntoView {
    let i18n = use_i18n();
    let devices = fetch_once(move || Some(ListDevices { id }));
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let revoke = Callback::new(move |(session, erase): (SessionInfo, bool)| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            let said = match call(RevokeDevice { id, session: session.id, erase }).await {
                Ok(_) if erase => (Tone::Ok, i18n.say(key!(lock.erase_ordered))),
                Ok(_) => (Tone::Ok, i18n.say(key!(account.revoked))),
                Err(fault) => (Tone::Danger, i18n.fault(&fault)),
            };
            toasts.show(said.0, said.1);
            devices.refresh();
            busy.try_set(false);
        });
    });
    let rows = move || {
        let rows = devices.data.get()?.rows;
        let empty = rows.is_empty().then(|| view! { <p class="quiet">{t!(i18n, lock.no_devices)}</p> });
        let rows = rows.into_iter().map(|session| view! { <Row session revoke busy /> }).collect_view();
        Some(view! { <ul class="own-list">{rows}</ul>{empty} })
    };
    view! {
        <section class="record-extra" aria-labelledby="devices-title">
            <h3 id="devices-title">{t!(i18n, account.devices)}</h3>
            <p class="quiet">{t!(i18n, lock.erase_honest)}</p>
            {rows}
        </section>
    }
}

#[component]
fn Row(session: SessionInfo, revoke: Callback<(SessionInfo, bool)>, busy: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let kept = StoredValue::new(session.clone());
    let sure = RwSignal::new(false);
    let acts = move || {
        view! {
            <span class="row">
                <ui::Button size=ui::Size::Small label=t!(i18n, account.revoke) busy on_press=move |()| revoke.run((kept.get_value(), false)) />
                {move || match sure.get() {
                    false => view! { <ui::Button size=ui::Size::Small label=t!(i18n, lock.erase) on_press=move |()| sure.set(true) /> }.into_any(),
                    true => view! { <ui::Button size=ui::Size::Small kind=ui::Kind::Danger label=t!(i18n, lock.erase_sure) busy on_press=move |()| revoke.run((kept.get_value(), true)) /> }.into_any(),
                }}
            </span>
        }
    };
    view! {
        <li>
            <DeviceText session=session.clone() />
            {match session.erase_at {
                Some(_) => view! { <Erasing at=session.erased_at /> }.into_any(),
                None if session.current => view! { <ui::Chip text=t!(i18n, account.this_device) tone=Tone::Ok icon="check" /> }.into_any(),
                None => acts().into_any(),
            }}
        </li>
    }
}
