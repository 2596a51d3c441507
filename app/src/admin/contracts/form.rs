//! The editor of one contract, and the form of a new one.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use yingda_shared::contracts::{Contract, ContractState};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CompanyId, ContractId, Uuid};
use yingda_shared::record::Save;

use super::edit::{Edit, blank};
use super::fields::{Basics, Covered, Drawn, Limited, Money};
use super::wrong::{Wrong, placed};
use crate::admin::conflict::WholeConflict;
use crate::admin::records::names::Names;
use crate::api::call;
use crate::boot::may;
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// `/admin/contracts/new`; `?company=` is the customer it begins with.
#[component]
pub fn NewContract() -> impl IntoView {
    let i18n = use_i18n();
    let company = use_query_map().with_untracked(|query| query.get("company")).and_then(|id| id.parse().ok());
    let id = ContractId(Uuid::now_v7());
    let contract = blank(id, company.unwrap_or(CompanyId(Uuid::nil())), use_now().get_untracked());
    match may("contracts.save") {
        true => view! { <ContractForm contract saved=Callback::new(|()| ()) /> }.into_any(),
        false => view! {
            <ui::PageHeader title=move || i18n.word("words.records", "contracts") />
            <ui::EmptyState icon="search" title=t!(i18n, common.not_found_title) />
        }
        .into_any(),
    }
}

/// Fields in the order in which a contract is read; `saved` hears of it.
#[component]
pub fn ContractForm(contract: Contract, saved: Callback<()>) -> impl IntoView {
    let (i18n, toasts, navigate) = (use_i18n(), use_toasts(), use_navigate());
    let (is_new, begun) = (contract.rv == 0, contract.state != ContractState::Draft);
    let page = format!("/admin/contracts/{}", contract.id);
    let back = if is_new { "/admin/contracts".to_string() } else { page.clone() };
    let edit = Edit::of(&contract);
    let names = Names::new();
    called(edit, names);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let wrong = Wrong(fault);
    let save = StoredValue::new(move || {
        let (contract, fields) = untrack(|| edit.read());
        if !fields.is_empty() {
            return fault.set(Some(placed(Fault::Invalid { fields }, &contract)));
        }
        busy.set(true);
        let (navigate, page) = (navigate.clone(), page.clone());
        leptos::task::spawn_local(async move {
            match call(Save(contract.clone())).await {
                Ok(_) => {
                    toasts.show(Tone::Ok, untrack(|| i18n.say(key!(common.saved))));
                    saved.try_run(());
                    // Who has gone elsewhere in the meantime stays there.
                    if !busy.is_disposed() {
                        navigate(&page, NavigateOptions { replace: true, ..NavigateOptions::default() });
                    }
                }
                Err(told) => drop(fault.try_set(Some(placed(told, &contract)))),
            }
            busy.try_set(false);
        });
    });
    let go = Callback::new(move |()| {
        if !busy.get_untracked() {
            save.with_value(|save| save());
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        go.run(());
    };
    let errors = Signal::derive(move || wrong.all(i18n));
    let title = move || match is_new {
        true => i18n.say(key!(contracts.new)),
        false => edit.kept.with(|kept| kept.name.clone()),
    };
    let lead = MaybeProp::derive(move || {
        let key = if begun { key!(contracts.edit_begun) } else { key!(contracts.edit_draft) };
        Some(i18n.say(key))
    });
    let changed = Memo::new(move |_| edit.read().0 != edit.kept.get());
    let said = move || match changed.get() || is_new {
        true => i18n.say(key!(calendars.unsaved)),
        false => i18n.say(key!(admin.nothing_changed)),
    };
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title lead />
        <form class="contract-form" on:submit=submit novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            <WholeConflict kept=edit.kept fault load=move |theirs: Contract| edit.load(&theirs) again=go />
            <Basics edit wrong begun />
            <Limited edit wrong />
            <Covered edit wrong names />
            <Drawn edit wrong />
            <Money edit wrong />
            <div class="save-bar">
                <span role="status">{said}</span>
                <ui::LinkButton label=t!(i18n, common.cancel) href=back />
                <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy />
            </div>
        </form>
    }
}

/// What is picked is called by its name as soon as that is known.
fn called(edit: Edit, names: Names) {
    let picks = [
        ("companies", edit.company),
        ("service_products", edit.service),
        ("units", edit.unit),
        ("firms", edit.firm),
        ("contracts", edit.next),
    ];
    for (kind, pick) in picks {
        names.call(kind, pick.id, pick.text);
    }
}
