//! The contract that follows one: a draft or agreed at once, with what is new in it.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::contracts::{Amount, Contract, RenewContract, renewal_of};
use yingda_shared::kernel::id::{ContractId, Uuid};

use super::edit::DayField;
use super::page::{Asked, Open};
use crate::cases::{ActForm, submit_picked};
use crate::form::use_form;
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::ui::{Checkbox, Sheet, TextInput, Tone, use_toasts};
use crate::{key, t};

#[component]
pub fn RenewSheet(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(false);
    Effect::new(move |_| shown.set(open.asked.get() == Some(Asked::Renew)));
    Effect::new(move |was: Option<bool>| {
        let now = shown.get();
        if was == Some(true) && !now {
            open.asked.set(None);
        }
        now
    });
    view! {
        <Sheet id="contract-renew" title=t!(i18n, contracts.renew) close_label=t!(i18n, common.close) open=shown>
            {move || open.contract.get_untracked().map(|old| view! { <RenewForm open old /> })}
        </Sheet>
    }
}

#[component]
fn RenewForm(open: Open, old: Contract) -> impl IntoView {
    let (i18n, toasts, navigate) = (use_i18n(), use_toasts(), use_navigate());
    let form = use_form::<RenewContract>();
    let nothing = |id: ContractId| RenewContract {
        id,
        new_id: None,
        name: None,
        code: None,
        starts_at: None,
        ends_at: None,
        price: None,
        activate: false,
    };
    let new_id = ContractId(Uuid::now_v7());
    let usual = renewal_of(&old, &nothing(old.id), new_id, use_now().get_untracked());
    let name = RwSignal::new(usual.name);
    let code = RwSignal::new(String::new());
    let price = RwSignal::new(usual.price.text().to_string());
    let (starts, ends) = (DayField::first(Some(usual.starts_at)), DayField::last(usual.ends_at));
    let activate = RwSignal::new(false);
    let id = old.id;
    let send = move |()| {
        let (from, until) = untrack(|| (starts.read("/starts_at"), ends.read("/ends_at")));
        let wrong = [from.clone().err(), until.clone().err()];
        let text = |text: RwSignal<String>| text.get_untracked().trim().to_string();
        let op = RenewContract {
            new_id: Some(new_id),
            name: Some(text(name)),
            code: Some(text(code)),
            starts_at: from.ok().flatten(),
            ends_at: until.ok().flatten(),
            price: Some(Amount::new(text(price))),
            activate: activate.get_untracked(),
            ..nothing(id)
        };
        let navigate = navigate.clone();
        submit_picked(form, wrong, op, move |answer| match answer {
            Ok(saved) => {
                toasts.show(Tone::Ok, untrack(|| i18n.say(key!(contracts.renewed))));
                open.asked.try_set(None);
                navigate(&format!("/admin/contracts/{}", saved.id), NavigateOptions::default());
            }
            Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
        });
    };
    let help = move |key| MaybeProp::derive(move || Some(i18n.say(key)));
    view! {
        <p class="quiet">{t!(i18n, contracts.renew_text)}</p>
        <ActForm form verb=t!(i18n, contracts.renew) on_submit=send on_cancel=move |()| open.asked.set(None)>
            <TextInput name="name" label=t!(i18n, admin.field.name) value=name required=true error=form.error("name") />
            <TextInput name="code" label=t!(i18n, contracts.code) value=code error=form.error("code") />
            <div class="form-pair">
                <TextInput name="starts_at" kind="date" label=t!(i18n, contracts.starts) value=starts.text error=form.error("starts_at") />
                <TextInput name="ends_at" kind="date" label=t!(i18n, contracts.ends) value=ends.text error=form.error("ends_at") />
            </div>
            <TextInput name="price" label=t!(i18n, contracts.price) value=price inputmode="decimal" error=form.error("price") />
            <Checkbox name="activate" label=t!(i18n, contracts.activate_now) checked=activate help=help(key!(contracts.activate_now_help)) />
        </ActForm>
    }
}
