//! `/knowledge/health`: published articles that need somebody to look after them, and what people look for in vain.

use leptos::prelude::*;
use yingda_shared::knowledge::articles::{AilingArticle, Ailment, GetHealth, GiveArticle};

use super::Frame;
use super::page::Missing;
use super::seeks::SeeksCard;
use crate::api::call;
use crate::boot::may;
use crate::data::{Fetch, fetch};
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

#[component]
pub fn HealthPage() -> impl IntoView {
    view! {
        <Frame>
            {match may("articles.health") {
                true => view! { <Findings /> }.into_any(),
                false => view! { <Missing /> }.into_any(),
            }}
        </Frame>
    }
}

fn icon(ailment: Ailment) -> &'static str {
    match ailment {
        Ailment::Orphan => "user",
        Ailment::Unverified => "clock",
        Ailment::Unused => "eye",
        Ailment::Unhelpful => "alert",
        Ailment::BrokenLinks => "link",
        Ailment::Behind => "globe",
    }
}

#[component]
fn Findings() -> impl IntoView {
    let i18n = use_i18n();
    let told = fetch(|| Some(GetHealth {}));
    let health = Memo::new(move |_| told.data.get());
    let body = move || match (health.get(), told.fault.get()) {
        (Some(health), _) if health.rows.is_empty() => {
            view! { <ui::EmptyState icon="check-circle" title=t!(i18n, knowledge.healthy) /> }.into_any()
        }
        (Some(health), _) => {
            let more = health.more.then(|| view! { <p class="quiet small">{t!(i18n, knowledge.health_more)}</p> });
            let group = move |ailment: &Ailment| {
                let rows: Vec<AilingArticle> =
                    health.rows.iter().filter(|row| row.ailment == *ailment).cloned().collect();
                (!rows.is_empty()).then(|| view! { <Group ailment=*ailment rows told /> })
            };
            view! { {Ailment::ALL.iter().map(group).collect_view()}{more} }.into_any()
        }
        (None, Some(fault)) => view! {
            <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| told.refresh()) />
        }
        .into_any(),
        (None, None) => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=6 /> }.into_any(),
    };
    view! {
        <ui::PageHeader title=t!(i18n, knowledge.health) lead=MaybeProp::derive(move || Some(i18n.say(key!(knowledge.health_lead)))) />
        <div class="health-groups">{body}<SeeksCard /></div>
    }
}

#[component]
fn Group(ailment: Ailment, rows: Vec<AilingArticle>, told: Fetch<GetHealth>) -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || i18n.word("words.article_ailment", ailment.as_str()));
    view! {
        <ui::SectionCard id=format!("health-{}", ailment.as_str()) title>
            <ul class="own-list">{rows.into_iter().map(|row| view! { <Row row told /> }).collect_view()}</ul>
        </ui::SectionCard>
    }
}

#[component]
fn Row(row: AilingArticle, told: Fetch<GetHealth>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = ui::use_toasts();
    let AilingArticle { ailment, row, proposed } = row;
    let id = row.id;
    // One press does what is proposed.
    let instead = proposed.filter(|_| may("articles.give")).map(|owner| {
        let (owner_id, name) = (owner.id, owner.name);
        let label = Signal::derive(move || i18n.fill(key!(knowledge.propose_owner), &[("name", &name)]));
        let give = move |()| {
            leptos::task::spawn_local(async move {
                if let Err(fault) = call(GiveArticle { id, owner_id }).await {
                    toasts.show(ui::Tone::Danger, i18n.fault(&fault));
                }
                told.refresh();
            });
        };
        view! { <ui::Button size=ui::Size::Small icon="swap" label on_press=give /> }
    });
    view! {
        <li class="leave-row">
            <ui::Icon name=icon(ailment) />
            <span class="own-text"><a href=format!("/knowledge/{id}")>{row.title}</a><small class="quiet">{row.owner}</small></span>
            {instead}
        </li>
    }
}
