//! A version in review, line by line: what reviewers say to it, and what was seen to.

use leptos::prelude::*;
use yingda_shared::knowledge::articles::{CommentArticle, LineComment, SettleComment, Stage};

use super::page::Open;
use crate::api::call;
use crate::cases::submit;
use crate::form::use_form;
use crate::format::exact;
use crate::i18n::use_i18n;
use crate::ui::{Button, Disclosure, Kind, SectionCard, Size, TextArea, Time, Tone, use_toasts};
use crate::{key, t};

#[component]
pub fn ReviewCard(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let shown = Memo::new(move |_| {
        open.with(|detail| {
            let work = detail.work.as_ref()?;
            let reviewed = work.stage != Stage::Draft || !work.comments.is_empty();
            reviewed.then(|| (work.n, work.edition, work.stage, work.text.body.clone(), work.comments.clone()))
        })
        .flatten()
    });
    move || {
        let (.., body, comments) = shown.get()?;
        let lines: Vec<(u32, String)> = (1u32..).zip(body.lines().map(str::to_string)).collect();
        let open_ones = comments.iter().filter(|comment| !comment.settled).count().to_string();
        let of = move |n: u32| comments.iter().filter(|comment| comment.line == n).cloned().collect::<Vec<_>>();
        let line = move |(n, text): (u32, String)| {
            let comments = of(n);
            view! { <Line open n text comments /> }
        };
        let note = MaybeProp::derive(move || Some(i18n.fill(key!(knowledge.open_comments), &[("n", &open_ones)])));
        Some(view! {
            <SectionCard id="article-review" title=t!(i18n, knowledge.review)>
                <Disclosure summary=t!(i18n, knowledge.by_lines) note open=true>
                    <ol class="review-lines">{lines.into_iter().map(line).collect_view()}</ol>
                </Disclosure>
            </SectionCard>
        })
    }
}

#[component]
fn Line(open: Open, n: u32, text: String, comments: Vec<LineComment>) -> impl IntoView {
    let i18n = use_i18n();
    let writing = RwSignal::new(false);
    let may_comment = Memo::new(move |_| open.may("articles.comment"));
    let label = move || i18n.fill(key!(knowledge.comment_line), &[("n", &n.to_string())]);
    let comment = move |comment: LineComment| view! { <Said open comment /> };
    view! {
        <li class="review-line">
            <span class="review-n num" aria-hidden="true">{n}</span>
            <span class="review-text">{text}</span>
            {move || may_comment.get().then(|| view! {
                <button type="button" class="btn btn-plain btn-icon btn-sm review-add" aria-label=label title=label on:click=move |_| writing.update(|on| *on = !*on)>
                    <crate::ui::Icon name="message" />
                </button>
            })}
            {(!comments.is_empty()).then(|| view! { <ul class="review-said">{comments.into_iter().map(comment).collect_view()}</ul> })}
            {move || writing.get().then(|| view! { <Say open n writing /> })}
        </li>
    }
}

#[component]
fn Said(open: Open, comment: LineComment) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let (id, comment_id) = (open.id, comment.id);
    let by = untrack(|| open.with(|detail| detail.names.people.get(&comment.by_id.to_string()).cloned())).flatten();
    let may_settle = Memo::new(move |_| open.may("articles.settle"));
    let settle = move |()| {
        leptos::task::spawn_local(async move {
            if let Err(fault) = call(SettleComment { id, comment_id }).await {
                toasts.show(Tone::Danger, i18n.fault(&fault));
            }
            open.detail.refresh();
        });
    };
    let settled = comment.settled;
    view! {
        <li data-settled=settled.then_some("")>
            <small class="quiet">{by}" · "<Time ms=comment.at text=exact(comment.at) />{settled.then(|| view! { " · "{t!(i18n, knowledge.settled)} })}</small>
            <p>{comment.text}</p>
            {move || (!settled && may_settle.get()).then(|| view! {
                <Button size=Size::Small icon="check" label=Signal::derive(move || i18n.word("operations", "articles.settle")) on_press=settle />
            })}
        </li>
    }
}

#[component]
fn Say(open: Open, n: u32, writing: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<CommentArticle>();
    let text = RwSignal::new(String::new());
    let send = move || {
        let op = CommentArticle { id: open.id, comment_id: None, line: n, text: text.get_untracked() };
        submit(form, op, move |said| {
            if said.is_ok() {
                writing.try_set(false);
                open.detail.refresh();
            }
        });
    };
    let submit_form = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    view! {
        <form method="post" class="review-say" on:submit=submit_form novalidate>
            <TextArea name="text" id=format!("comment-{n}") label=t!(i18n, knowledge.comment) value=text rows=2 error=form.error("text") on_send=Callback::new(move |()| send()) />
            <Button kind=Kind::Primary size=Size::Small submit=true label=Signal::derive(move || i18n.word("operations", "articles.comment")) busy=form.busy />
        </form>
    }
}
