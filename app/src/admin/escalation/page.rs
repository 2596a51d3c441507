//! One policy.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use yingda_shared::escalation::EscalationPolicy;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{EscalationPolicyId, Uuid};
use yingda_shared::record::Get as GetRecord;

use super::edit::blank;
use super::form::PolicyForm;
use crate::admin::rules::fresh::Fresh;
use crate::boot::may;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{t, ui};

/// `/admin/escalation-policies/{id}`; `new` is one to be made.
#[component]
pub fn EscalationPolicyPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    move || match (id.get().as_str(), id.with(|id| id.parse::<EscalationPolicyId>())) {
        ("new", _) if may("escalation_policies.save") => view! {
            <Head title=t!(i18n, escalation_admin.new) />
            <Fresh><PolicyForm named=RwSignal::default() policy=blank(EscalationPolicyId(Uuid::now_v7())) /></Fresh>
        }
        .into_any(),
        (_, Ok(id)) => view! { <One id /> }.into_any(),
        _ => view! { <Unloaded fault=Signal::stored(Some(Fault::NotFound)) /> }.into_any(),
    }
}

#[component]
fn One(id: EscalationPolicyId) -> impl IntoView {
    let i18n = use_i18n();
    let record = fetch_once(move || Some(GetRecord::<EscalationPolicy>::new(id.0)));
    // As it was loaded, then as it was saved.
    let named = RwSignal::new("…".to_string());
    Effect::new(move |_| {
        if let Some(name) = record.data.with(|policy| policy.as_ref().map(|policy| policy.name.clone())) {
            named.set(name);
        }
    });
    let body = move || match (record.data.get(), record.fault.get()) {
        (Some(policy), _) => view! { <PolicyForm policy named /> }.into_any(),
        (None, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| record.refresh()) /> }
                .into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    };
    view! { <Head title=named />{body} }
}

/// The head of a policy, with the way back to all of them.
#[component]
fn Head(#[prop(into)] title: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let over = MaybeProp::derive(move || Some(i18n.word("words.records", "escalation_policies")));
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title over>
            <ui::LinkButton label=t!(i18n, escalation_admin.all) icon="chevron-left" kind=ui::Kind::Plain href="/admin/escalation-policies" />
        </ui::PageHeader>
    }
}
