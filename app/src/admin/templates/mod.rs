//! What letters say, topic by topic.

mod form;
mod preview;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::escalation::{ListTemplates, Template};

use self::form::TemplateForm;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// `/admin/templates`; `?topic=` is the chosen one, else the first.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let i18n = use_i18n();
    let templates = fetch_once(|| Some(ListTemplates {}));
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| query.get("topic").unwrap_or_default()));
    let chosen = Memo::new(move |_| {
        let topic = wanted.get();
        templates.data.with(|all| {
            let rows = &all.as_ref()?.rows;
            rows.iter().find(|row| row.topic.as_str() == topic).or(rows.first()).cloned()
        })
    });
    let row = move |template: Template| {
        let topic = template.topic;
        let current =
            move || chosen.with(|chosen| chosen.as_ref().is_some_and(|one| one.topic == topic)).then_some("page");
        let says = match template.own.is_some() {
            true => key!(templates.own),
            false => key!(templates.by_default),
        };
        view! {
            <a href=format!("/admin/templates?topic={topic}") aria-current=current>
                <span class="grow">{move || i18n.word("rule_words.letter", topic.as_str())}<small class="role-facts">{i18n.t(says)}</small></span>
            </a>
        }
    };
    let list = move || match (templates.data.get(), templates.fault.get()) {
        (Some(all), _) => {
            let rows = all.rows.into_iter().map(row).collect_view();
            view! { <nav class="side-nav role-list" aria-label=t!(i18n, templates.title)>{rows}</nav> }.into_any()
        }
        (None, Some(fault)) => {
            let again = Callback::new(move |()| templates.refresh());
            view! { <Unloaded fault=Signal::stored(Some(fault)) again /> }.into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    };
    let changed = Callback::new(move |()| templates.refresh());
    let form = move |template: Template| view! { <TemplateForm template changed /> };
    view! {
        <leptos_meta::Title text=t!(i18n, templates.title) />
        <ui::PageHeader title=t!(i18n, templates.title) lead=MaybeProp::derive(move || Some(i18n.say(key!(templates.lead)))) />
        <div class="editor">
            <div class="editor-tree">{list}</div>
            // Keyed: another letter gets controls of its own.
            <div><For each=move || chosen.get() key=|template| template.topic children=form /></div>
        </div>
    }
}
