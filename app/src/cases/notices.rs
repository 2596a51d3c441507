//! `/notices` in the console: what happened that this person should know of.

use leptos::prelude::*;
use leptos_meta::Title;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::NoticeId;
use yingda_shared::notices::{ListNotices, Notice, NoticeKind, ReadNotices};

use super::escalation::panel;
use crate::api::call;
use crate::boot::use_boot;
use crate::console::{ConsoleFrame, use_notices};
use crate::data::Fetch;
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::pwa::DeviceTold;
use crate::t;
use crate::ui::{Button, EmptyState, Icon, Skeleton, Time};
use crate::unloaded::Unloaded;

/// The page of notices, for staff and partners; customers have their own in the portal.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Title text=t!(i18n, cases.notices.title) />
        <ConsoleFrame section="notices"><InConsole /></ConsoleFrame>
    }
}

/// Inside the console the bell and the page read the same answer.
#[component]
fn InConsole() -> impl IntoView {
    let partner = use_boot().with_value(|boot| boot.me.kind == ActorKind::Partner);
    let base = if partner { "/partner" } else { "/cases" };
    view! { <div class="page notices-page"><NoticeList notices=use_notices() base /></div> }
}

fn sign(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Assigned => "inbox",
        NoticeKind::Forwarded => "arrow-right",
        NoticeKind::Mentioned => "user",
        NoticeKind::Replied => "message",
        NoticeKind::Attached => "paperclip",
        NoticeKind::Urged => "bolt",
        NoticeKind::StateChanged => "progress",
        NoticeKind::Rated => "star",
        NoticeKind::Changed => "eye",
        NoticeKind::Merged => "merge",
        NoticeKind::Complained | NoticeKind::HolidaysMissing => "alert",
        NoticeKind::ContractUsed => "progress",
        NoticeKind::Escalated | NoticeKind::AccountEscalated => "alert",
        NoticeKind::Rule => "bell",
        NoticeKind::TaskGiven | NoticeKind::TaskDue => "check-circle",
        NoticeKind::LeaveAsked | NoticeKind::LeaveDecided | NoticeKind::LeaveWithdrawn => "calendar",
        NoticeKind::ArticleReview
        | NoticeKind::ArticleMoved
        | NoticeKind::ArticleReviewDue
        | NoticeKind::ArticleUnverified
        | NoticeKind::ArticleFeedback
        | NoticeKind::ArticleGiven
        | NoticeKind::ArticlesLeft => "book",
    }
}

/// The newest first; unread ones are marked by a dot and weight.
#[component]
fn NoticeList(notices: Fetch<ListNotices>, base: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let read = move |id: Option<NoticeId>| {
        leptos::task::spawn_local(async move {
            let _ = call(ReadNotices { id }).await;
            notices.refresh();
        });
    };
    let unread = move || notices.data.with(|data| data.as_ref().is_some_and(|data| data.unread > 0));
    let row = move |notice: Notice| {
        let (id, at, seen) = (notice.id, notice.at, notice.read);
        let (kind, state) = (notice.kind, notice.state);
        let what = move || {
            let word = i18n.word("words.notice", kind.as_str());
            match kind {
                NoticeKind::StateChanged if !state.is_empty() => {
                    format!("{word} · {}", i18n.word("words.state", &state))
                }
                NoticeKind::ArticleMoved => format!("{word} · {}", i18n.word("words.article_state", &state)),
                NoticeKind::LeaveDecided => format!("{word} · {}", i18n.word("words.leave_state", &state)),
                NoticeKind::AccountEscalated => format!("{word} · {}", i18n.word("escalation.state", &state)),
                _ => word,
            }
        };
        let mark = (!seen).then(|| {
            view! { <button type="button" class="btn btn-plain btn-icon btn-sm" aria-label=t!(i18n, cases.notices.mark) title=t!(i18n, cases.notices.mark) on:click=move |_| read(Some(id))><Icon name="check" /></button> }
        });
        let href = match (notice.case_id, notice.task_id) {
            (_, Some(task)) => format!("/tasks?task={task}"),
            // What is known of an escalation is shown to staff alone, beside the case.
            (Some(_), None) if kind == NoticeKind::Escalated && base == "/cases" => panel(base, &notice.number),
            (Some(_), None) => format!("{base}/{}", notice.number),
            (None, None) if kind == NoticeKind::HolidaysMissing => "/admin/calendars".to_string(),
            (None, None) if kind == NoticeKind::AccountEscalated => {
                let company = notice.company_id.map(|id| id.to_string()).unwrap_or_default();
                format!("/admin/companies?id={company}")
            }
            (None, None) if matches!(kind, NoticeKind::ArticleGiven | NoticeKind::ArticlesLeft) => {
                "/knowledge".to_string()
            }
            (None, None) => match notice.article_id {
                Some(article) => format!("/knowledge/{article}"),
                None => "/leave".to_string(),
            },
        };
        view! {
            <li class="notice" data-unread=(!seen).then_some("")>
                <Icon name=sign(notice.kind) />
                <a href=href on:click=move |_| if !seen { read(Some(id)) }>
                    <span class="notice-what">{what}{(!seen).then(|| view! { <span class="vh">{t!(i18n, cases.notices.unread)}</span> })}</span>
                    <span class="notice-title">{notice.subject}</span>
                    {(!notice.text.is_empty()).then(|| view! { <span class="notice-text">{notice.text}</span> })}
                    <span class="notice-facts"><span class="mono">{notice.number}</span><span>{notice.by}</span><Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) /></span>
                </a>
                {mark}
            </li>
        }
    };
    let body = move || {
        match (notices.data.get(), notices.fault.get()) {
        (Some(data), _) if data.rows.is_empty() => {
            view! { <EmptyState icon="bell" title=t!(i18n, cases.notices.none_title) text=Signal::derive(t!(i18n, cases.notices.none_text)) /> }.into_any()
        }
        (Some(data), _) => view! { <ul class="notices">{data.rows.into_iter().map(row).collect_view()}</ul> }.into_any(),
        (None, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| notices.refresh()) /> }.into_any()
        }
        _ => view! { <Skeleton label=t!(i18n, common.loading) rows=6 height="72px" /> }.into_any(),
    }
    };
    view! {
        <div class="row spread notices-head">
            <h1>{t!(i18n, cases.notices.title)}</h1>
            {move || unread().then(|| view! { <Button label=t!(i18n, cases.notices.mark_all) icon="check" on_press=move |()| read(None) /> })}
        </div>
        <DeviceTold />
        {body}
    }
}
