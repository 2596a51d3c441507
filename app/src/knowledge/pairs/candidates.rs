//! Pairs that were put forward, the newest first.

use leptos::prelude::*;
use yingda_shared::knowledge::pairs::{Candidate, ListCandidates, ProposePair, Proposed};

use super::writing::WriteButton;
use crate::api::call;
use crate::boot::may;
use crate::data::fetch;
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

#[component]
pub fn Candidates(candidate: Candidate) -> impl IntoView {
    let i18n = use_i18n();
    let found = fetch(move || Some(ListCandidates { candidate }));
    let gone = Callback::new(move |()| found.refresh());
    let body = move || {
        match (found.data.get(), found.fault.get()) {
        (Some(page), _) if page.rows.is_empty() => view! {
            <ui::EmptyState icon="bulb" title=t!(i18n, pairs.candidates_none) text=MaybeProp::derive(move || Some(i18n.say(key!(pairs.candidates_none_text)))) />
        }
        .into_any(),
        (Some(page), _) => {
            let rows = page.rows.into_iter().map(|row| view! { <Row row gone /> }).collect_view();
            view! { <ol class="pair-list">{rows}</ol> }.into_any()
        }
        (None, Some(fault)) => {
            let again = Callback::new(move |()| found.refresh());
            view! { <Unloaded fault=Signal::stored(Some(fault)) again /> }.into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=4 height="56px" /> }.into_any(),
    }
    };
    view! { {body} }
}

#[component]
fn Row(row: Proposed, gone: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (toasts, now) = (use_toasts(), use_now());
    let Proposed { pair, candidate, by, at, counts, .. } = row;
    let (id, name) = (pair.id, pair.name.clone());
    let total: u32 = counts.iter().sum();
    let facts = move || {
        let who = if by.is_empty() { i18n.say(key!(pairs.somebody)) } else { by.clone() };
        i18n.fill(key!(pairs.put_forward), &[("name", &who), ("time", &ago(i18n, at, now.get()))])
    };
    let uses = move || i18n.fill(key!(pairs.uses), &[("n", &total.to_string())]);
    let withdraw = move |()| {
        leptos::task::spawn_local(async move {
            match call(ProposePair { id, candidate, withdraw: true }).await {
                Ok(_) => drop(gone.try_run(())),
                Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
            }
        });
    };
    let write = (candidate == Candidate::Article && may("articles.write") && may("pairs.propose"))
        .then(|| view! { <WriteButton pair=pair.clone() /> });
    let back = may("pairs.propose").then(|| {
        view! { <ui::Button label=t!(i18n, pairs.withdraw) size=ui::Size::Small kind=ui::Kind::Plain on_press=withdraw /> }
    });
    view! {
        <li class="pair-row">
            <div class="pair-what">
                <b><a href=format!("/admin/pairs?id={id}")>{name}</a></b>
                <span class="quiet small" title=exact(at)>{facts}</span>
            </div>
            <span class="quiet small">{uses}</span>
            {write}
            {back}
        </li>
    }
}
