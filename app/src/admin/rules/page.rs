//! One rule.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{RuleId, Uuid};
use yingda_shared::rules::Rule;

use super::edit::blank;
use super::form::RuleForm;
use super::fresh::Fresh;
use crate::admin::one::one;
use crate::boot::may;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{t, ui};

/// `/admin/rules/{id}`; `new` is one to be made, `?order=` its place.
#[component]
pub fn RulePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    move || match (id.get().as_str(), id.with(|id| id.parse::<RuleId>())) {
        ("new", _) if may("rules.save") => view! { <New /> }.into_any(),
        (_, Ok(id)) => one(
            id,
            |rule: &Rule| rule.name.clone(),
            move |title| view! { <Head title id=id.to_string() /> }.into_any(),
            |rule, named| view! { <RuleForm rule named /> }.into_any(),
        ),
        _ => view! { <Unloaded fault=Signal::stored(Some(Fault::NotFound)) again=Callback::new(|()| ()) /> }.into_any(),
    }
}

#[component]
fn New() -> impl IntoView {
    let i18n = use_i18n();
    let order = use_query_map().with_untracked(|query| query.get("order")).and_then(|order| order.parse().ok());
    view! {
        <Head title=t!(i18n, rules.new) />
        <Fresh><RuleForm named=RwSignal::default() rule=blank(RuleId(Uuid::now_v7()), order.unwrap_or_default()) /></Fresh>
    }
}

/// The head of a rule's pages, with the way back to all of them.
#[component]
fn Head(#[prop(into)] title: Signal<String>, #[prop(into, optional)] id: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let over = MaybeProp::derive(move || Some(i18n.word("words.records", "rules")));
    let runs = id.filter(|_| may("rules.runs")).map(|id| {
        view! { <ui::LinkButton label=t!(i18n, rules.runs) icon="list" href=format!("/admin/rules/{id}/runs") /> }
    });
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title over>
            <ui::LinkButton label=t!(i18n, rules.all) icon="chevron-left" kind=ui::Kind::Plain href="/admin/rules" />
            {runs}
        </ui::PageHeader>
    }
}
