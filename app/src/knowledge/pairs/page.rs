//! `/pairs`: what is often reported, with the answer to it; `?view=` is `article` or `problem` for what is put forward.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use yingda_shared::identity::ActorKind;
use yingda_shared::knowledge::pairs::Candidate;

use super::candidates::Candidates;
use super::often::OftenList;
use crate::boot::{may, use_boot};
use crate::console::ConsoleFrame;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

#[component]
pub fn PairsPage() -> impl IntoView {
    let i18n = use_i18n();
    let staff = use_boot().with_value(|boot| boot.me.kind == ActorKind::Staff);
    view! {
        <Title text=t!(i18n, pairs.often) />
        {match staff && may("pairs.often") {
            true => view! { <ConsoleFrame section="pairs"><Views /></ConsoleFrame> }.into_any(),
            false => view! { <crate::portal::NotFoundPage /> }.into_any(),
        }}
    }
}

#[component]
fn Views() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let proposes = may("pairs.candidates");
    let view = Memo::new(move |_| {
        let word = query.with(|query| query.get("view").unwrap_or_default());
        Candidate::parse(&word).filter(|_| proposes)
    });
    let link = move |to: Option<Candidate>| {
        let address = to.map_or("/pairs".to_string(), |to| format!("/pairs?view={to}"));
        let name = move || match to {
            None => i18n.say(key!(pairs.often)),
            Some(Candidate::Article) => i18n.say(key!(pairs.for_articles)),
            Some(Candidate::Problem) => i18n.say(key!(pairs.for_problems)),
        };
        view! { <a href=address aria-current=move || (view.get() == to).then_some("page")>{name}</a> }
    };
    let links = proposes.then(|| {
        let all = std::iter::once(None).chain(Candidate::ALL.iter().copied().map(Some));
        view! { <nav class="pair-views" aria-label=t!(i18n, pairs.views)>{all.map(link).collect_view()}</nav> }
    });
    let keeps = may("pairs.save").then(|| {
        view! { <ui::LinkButton label=t!(i18n, pairs.keep) icon="book" href="/admin/pairs" /> }
    });
    let body = move || match view.get() {
        None => view! { <OftenList /> }.into_any(),
        Some(candidate) => view! { <Candidates candidate /> }.into_any(),
    };
    view! {
        <div class="page pairs-page">
            <ui::PageHeader title=t!(i18n, pairs.often) lead=MaybeProp::derive(move || Some(i18n.say(key!(pairs.often_lead))))>{keeps}</ui::PageHeader>
            {links}
            {body}
        </div>
    }
}
