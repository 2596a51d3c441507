//! How an article is used, and what one says of it oneself.

use leptos::prelude::*;
use yingda_shared::knowledge::articles::{FlagArticle, GetUses, SawArticle, UseKind, VoteArticle};

use super::page::Open;
use crate::api::call;
use crate::boot::may;
use crate::cases::submit;
use crate::data::fetch;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::ui::{Button, DescriptionList, Disclosure, Fact, SectionCard, Select, Size, TextArea, Tone, use_toasts};
use crate::{key, t};

#[component]
pub fn UsesCard(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let id = open.id;
    let read = Memo::new(move |_| open.with(|detail| detail.article.state.is_read()).unwrap_or_default());
    let uses = fetch(move || (read.get() && may("articles.uses")).then_some(GetUses { id }));
    // Looking at it counts once.
    Effect::new(move |before: Option<bool>| {
        let counts = read.get() && may("articles.saw");
        if counts && before != Some(true) {
            leptos::task::spawn_local(async move {
                let _ = call(SawArticle { id }).await;
            });
        }
        counts || before == Some(true)
    });
    let facts = move || {
        let counts = uses.data.get()?;
        let number = [
            (UseKind::Read, counts.read),
            (UseKind::Linked, counts.linked),
            (UseKind::Inserted, counts.inserted),
            (UseKind::Solved, counts.solved),
        ];
        let fact = move |(kind, n): (UseKind, i64)| {
            view! { <Fact name=Signal::derive(move || i18n.word("words.article_use", kind.as_str()))><span class="num">{n}</span></Fact> }
        };
        let stars = (counts.stars > 0).then(|| {
            let stars = format!("{}.{}", counts.stars / 10, counts.stars % 10);
            view! { <Fact name=t!(i18n, knowledge.stars)><span class="num">{stars}</span></Fact> }
        });
        Some(view! {
            <DescriptionList>
                {number.into_iter().map(fact).collect_view()}
                <Fact name=t!(i18n, knowledge.helpful)><span class="num">{counts.helped}</span></Fact>
                <Fact name=t!(i18n, knowledge.not_helpful)><span class="num">{counts.not_helped}</span></Fact>
                {stars}
            </DescriptionList>
        })
    };
    move || {
        read.get().then(|| {
            view! {
                <SectionCard id="article-uses" title=t!(i18n, knowledge.uses)>
                    {facts}
                    {may("articles.vote").then(|| view! { <Vote open refresh=Callback::new(move |()| uses.refresh()) /> })}
                </SectionCard>
            }
        })
    }
}

#[component]
fn Vote(open: Open, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let id = open.id;
    let form = use_form::<VoteArticle>();
    let (reason, stars) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let vote = move |helped: bool| {
        let op = VoteArticle {
            id,
            helped,
            stars: stars.with_untracked(|stars| stars.parse().ok()),
            reason: reason.get_untracked(),
        };
        submit(form, op, move |voted| {
            if voted.is_ok() {
                toasts.show(Tone::Ok, i18n.say(key!(knowledge.thanks)));
                reason.try_set(String::new());
                refresh.try_run(());
            }
        });
    };
    view! {
        <div class="article-vote">
            <p>{t!(i18n, knowledge.was_helpful)}</p>
            <Select name="stars" label=t!(i18n, help.stars) choices=crate::portal::stars() value=stars blank=MaybeProp::derive(move || Some(i18n.say(key!(help.no_stars)))) />
            <TextArea name="reason" label=t!(i18n, knowledge.why_not) value=reason rows=2 error=form.error("reason") />
            <div class="row">
                <Button size=Size::Small icon="smile" label=t!(i18n, knowledge.yes) busy=form.busy on_press=move |()| vote(true) />
                <Button size=Size::Small icon="x-circle" label=t!(i18n, knowledge.no) busy=form.busy on_press=move |()| vote(false) />
            </div>
            {may("articles.flag").then(|| view! { <Flag open /> })}
        </div>
    }
}

#[component]
fn Flag(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<FlagArticle>();
    let text = RwSignal::new(String::new());
    let id = open.id;
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submit(form, FlagArticle { id, text: text.get_untracked() }, move |told| {
            if told.is_ok() {
                toasts.show(Tone::Ok, i18n.say(key!(knowledge.flagged)));
                text.try_set(String::new());
            }
        });
    };
    view! {
        <Disclosure summary=Signal::derive(move || i18n.word("operations", "articles.flag"))>
            <form method="post" class="form" on:submit=send novalidate>
                <TextArea name="text" id="flag-text" label=t!(i18n, knowledge.wrong_text) value=text rows=2 error=form.error("text") />
                <Button size=Size::Small icon="flag" submit=true label=Signal::derive(move || i18n.word("operations", "articles.flag")) busy=form.busy />
            </form>
        </Disclosure>
    }
}
