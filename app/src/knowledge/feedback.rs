//! `/knowledge/feedback`: what readers found, until somebody saw to it.

use leptos::prelude::*;
use yingda_shared::knowledge::articles::{FeedbackRow, ListFeedback, SettleFeedback};

use super::Frame;
use super::page::Missing;
use crate::boot::may;
use crate::cases::submit;
use crate::data::{Fetch, fetch};
use crate::form::use_form;
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

#[component]
pub fn FeedbackPage() -> impl IntoView {
    view! {
        <Frame>
            {match may("articles.feedback") {
                true => view! { <Work /> }.into_any(),
                false => view! { <Missing /> }.into_any(),
            }}
        </Frame>
    }
}

#[component]
fn Work() -> impl IntoView {
    let i18n = use_i18n();
    let mine = RwSignal::new(false);
    let rows = fetch(move || Some(ListFeedback { mine: mine.get(), ..ListFeedback::default() }));
    let all = Memo::new(move |_| rows.data.with(|page| page.as_ref().map(|page| page.rows.clone())));
    let body = move || match (all.get(), rows.fault.get()) {
        (Some(all), _) if all.is_empty() => {
            view! { <ui::EmptyState icon="check-circle" title=t!(i18n, knowledge.no_feedback) /> }.into_any()
        }
        (Some(all), _) => {
            let row = move |row: FeedbackRow| view! { <Row row rows /> };
            view! { <ul class="feedback-list">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
        }
        (None, Some(fault)) => view! {
            <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| rows.refresh()) />
        }
        .into_any(),
        (None, None) => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=4 height="96px" /> }.into_any(),
    };
    view! {
        <ui::PageHeader title=t!(i18n, knowledge.feedback) lead=MaybeProp::derive(move || Some(i18n.say(key!(knowledge.feedback_lead))))>
            <ui::Switch name="mine" label=t!(i18n, knowledge.mine) checked=mine />
        </ui::PageHeader>
        {body}
    }
}

#[component]
fn Row(row: FeedbackRow, rows: Fetch<ListFeedback>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let FeedbackRow { feedback, title, owner, late, may_settle } = row;
    let settling = RwSignal::new(false);
    let form = use_form::<SettleFeedback>();
    let answer = RwSignal::new(String::new());
    let id = feedback.id;
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let op = SettleFeedback { feedback_id: id, answer: answer.get_untracked() };
        submit(form, op, move |done| {
            if done.is_ok() {
                rows.refresh();
            }
        });
    };
    let kind = feedback.kind;
    let (at, due) = (feedback.at, feedback.due_at);
    let by = feedback.by.clone();
    let who = move || if by.is_empty() { i18n.say(key!(knowledge.visitor)) } else { by.clone() };
    let term = move || match late {
        true => i18n.say(key!(knowledge.late)),
        false => i18n.fill(key!(knowledge.due), &[("time", &exact(due))]),
    };
    let tone = if late { ui::Tone::Danger } else { ui::Tone::Neutral };
    let settle = may_settle.then(|| {
        view! {
            {move || match settling.get() {
                true => view! {
                    <form method="post" class="form" on:submit=send novalidate>
                        <ui::ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
                        <ui::TextArea name="answer" id=format!("answer-{id}") label=t!(i18n, knowledge.answer) value=answer rows=2 error=form.error("answer") />
                        <div class="form-actions"><ui::Button kind=ui::Kind::Primary size=ui::Size::Small submit=true label=t!(i18n, knowledge.settle) busy=form.busy /></div>
                    </form>
                }.into_any(),
                false => view! { <ui::Button size=ui::Size::Small icon="check" label=t!(i18n, knowledge.settle) on_press=move |()| settling.set(true) /> }.into_any(),
            }}
        }
    });
    view! {
        <li class="card"><div class="card-body">
            <p class="article-chips">
                <ui::Chip icon="flag" text=Signal::derive(move || i18n.word("words.article_feedback", kind.as_str())) />
                <ui::Chip tone icon="clock" text=Signal::derive(term) />
            </p>
            <a href=format!("/knowledge/{}", feedback.article_id)><b>{title}</b></a>
            <p class="feedback-text">{feedback.text}</p>
            <p class="quiet small"><span>{who}</span>" · "<ui::Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) />" · "<span>{owner}</span></p>
            {settle}
        </div></li>
    }
}
