//! Service level policies: what customers are promised, and what those who work for them promise each other.

mod applies;
mod edit;
mod form;
pub(super) mod picks;
mod targets;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::kernel::id::{SlaPolicyId, Uuid};
use yingda_shared::record::List;
use yingda_shared::sla::SlaPolicy;

use crate::boot::may;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

const ALL: u32 = 200;

/// `/admin/sla-policies`; `?id=` is the chosen policy, `?new` a new one.
#[component]
pub fn SlaPoliciesPage() -> impl IntoView {
    let i18n = use_i18n();
    let policies = fetch(|| Some(List::<SlaPolicy> { all: true, limit: Some(ALL), ..List::default() }));
    let query = use_query_map();
    // A new policy is made once for each visit of `?new`.
    let wanted =
        Memo::new(move |_| query.with(|query| (query.get("id").unwrap_or_default(), query.get("new").is_some())));
    let fresh = Memo::new(move |_| wanted.with(|(_, new)| *new).then(|| edit::blank(SlaPolicyId(Uuid::now_v7()))));
    let chosen = Memo::new(move |_| {
        let (id, _) = wanted.get();
        policies.data.with(|page| {
            let rows = &page.as_ref()?.rows;
            let policy = rows.iter().find(|policy| policy.id.to_string() == id).or(rows.first()).cloned();
            fresh.get().or(policy)
        })
    });
    let row = move |policy: SlaPolicy| {
        let (id, active, side) = (policy.id, policy.active, policy.side);
        let current =
            move || chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.id == id)).then_some("page");
        view! {
            <a href=format!("/admin/sla-policies?id={id}") aria-current=current>
                <span class="grow">{policy.name}<small class="role-facts">{move || i18n.word("words.side", side.as_str())}</small></span>
                {(!active).then(|| view! { <small class="faint">{t!(i18n, admin.inactive)}</small> })}
            </a>
        }
    };
    let title = move || i18n.word("words.records", "sla_policies");
    let list = move || {
        match (policies.data.get(), policies.fault.get()) {
        (Some(page), _) if page.rows.is_empty() => view! { <p class="quiet">{t!(i18n, sla.none)}</p> }.into_any(),
        (Some(page), _) => {
            view! { <nav class="side-nav role-list" aria-label=title>{page.rows.into_iter().map(row).collect_view()}</nav> }.into_any()
        }
        (None, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| policies.refresh()) /> }.into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    }
    };
    let form = move |policy: SlaPolicy| view! { <form::PolicyForm policy policies /> };
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title lead=MaybeProp::derive(move || Some(i18n.say(key!(sla.lead))))>
            {may("sla_policies.save").then(|| view! { <ui::LinkButton label=t!(i18n, admin.add) icon="plus" href="/admin/sla-policies?new" /> })}
        </ui::PageHeader>
        <div class="editor">
            <div class="editor-tree">{list}</div>
            // Keyed: another policy gets controls of its own, and a later version does not undo typing.
            <div><For each=move || chosen.get() key=|policy| (policy.id, policy.rv == 0) children=form /></div>
        </div>
    }
}
