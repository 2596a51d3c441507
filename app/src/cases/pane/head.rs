//! The head of a case: what it is, how it stands, what to do next.

use leptos::prelude::*;
use yingda_shared::cases::view::CaseDetail;

use super::acting::DeskActs;
use super::copy::CopyMenu;
use super::open::{OpenCase, name};
use crate::cases::beside::Beside;
use crate::cases::escalation::PANEL;
use crate::cases::signs::{InsidePromise, LevelStatus, Owed, PriorityMark, Promise, SnoozeStatus, Status};
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Icon, IconButton, Time};
use crate::{key, t};

pub fn owed(detail: &CaseDetail) -> Owed {
    let case = &detail.case;
    Owed {
        state: case.state,
        created_at: case.created_at,
        respond_by: case.respond_by,
        resolve_by: case.resolve_by,
        first_response_at: case.first_response_at,
        resolved_at: case.resolved_at,
        updated_at: case.updated_at,
        owing: case.owing,
    }
}

/// The same by what is promised among those who work on it; None where that is nothing.
fn inside(detail: &CaseDetail) -> Option<Owed> {
    let owing = detail.case.owing_inside;
    (!owing.is_nothing()).then(|| Owed { owing, ..owed(detail) })
}

/// Number, title, state, promise, acts.
#[component]
pub fn Head(case: OpenCase, back: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let text = move |of: fn(&CaseDetail) -> String| move || case.follow(of).unwrap_or_default();
    let owed = Signal::derive(move || case.follow(owed)).get_untracked().map(|first| {
        let owed = Signal::derive(move || case.follow(self::owed).unwrap_or(first));
        view! { <Promise owed ground=true /> }
    });
    let inner = Signal::derive(move || case.follow(inside).flatten());
    let status = move || {
        case.follow(|detail| (detail.case.state, detail.case.pending_reason))
            .map(|(state, reason)| view! { <Status state reason /> })
    };
    let mark = move || view! { <PriorityMark priority=case.follow(|detail| detail.case.priority).flatten() /> };
    let fact = move |icon: &'static str, label: crate::i18n::Key, of: fn(&CaseDetail) -> String| {
        move || {
            case.follow(of).filter(|text| !text.is_empty()).map(|text| {
                view! { <span class="head-fact" title=i18n.t(label)><Icon name=icon /><span class="vh">{i18n.t(label)}</span>{text}</span> }
            })
        }
    };
    let urged = move || {
        let (count, at) =
            case.follow(|detail| (detail.case.urge_count, detail.case.urged_at)).filter(|(count, _)| *count > 0)?;
        let title = at.map(exact).unwrap_or_default();
        Some(
            view! { <span class="status" data-tone="danger" title=title><Icon name="bolt" />{move || i18n.fill(key!(cases.list.urged), &[("n", &count.to_string())])}</span> },
        )
    };
    let snoozed = move || {
        case.follow(|detail| detail.case.snooze.clone()).flatten().map(|snooze| view! { <SnoozeStatus snooze /> })
    };
    let opened = move || {
        case.follow(|detail| (detail.case.created_at, detail.case.channel)).map(|(at, channel)| {
            let words =
                move || format!("{} · {}", i18n.word("words.channel", channel.as_str()), ago(i18n, at, now.get()));
            view! { <Time ms=at text=words exact=exact(at) /> }
        })
    };
    let toggle = move || {
        let wide = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(0.0) >= 1240.0;
        let shown = match case.desk.context.get_untracked() {
            "auto" => wide,
            word => word == "open",
        };
        case.desk.context.set(if shown { "closed" } else { "open" });
    };
    let context = Signal::derive(move || {
        let address = back.get();
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        let number = case.follow(|detail| detail.case.number.clone()).unwrap_or_default();
        let rest = if query.is_empty() { String::new() } else { format!("&{query}") };
        format!("{path}/{number}?context=1{rest}")
    });
    let level = move || {
        let level = case.follow(|detail| detail.case.level)?;
        Some(view! { <LevelStatus level href=format!("{}#{PANEL}", context.get()) /> })
    };
    view! {
        <header class="case-head">
            <div class="case-head-top">
                <IconButton label=t!(i18n, common.back) icon="chevron-left" href=back class="only-phone" />
                {mark}
                <span class="mono">{text(|detail| detail.case.number.clone())}</span>
                <CopyMenu case />
                <Beside case />
                <span class="push">
                    <IconButton label=t!(i18n, cases.context.title) icon="user" href=context class="only-phone" />
                    <IconButton label=t!(i18n, cases.context.toggle) icon="info" class="only-desktop" on_press=toggle />
                </span>
            </div>
            <h1>{text(|detail| detail.case.subject.clone())}</h1>
            <div class="case-head-facts">
                {status}
                {owed}
                <InsidePromise owed=inner />
                {level}
                {urged}
                {snoozed}
                {fact("user", key!(fields.assignee_id), assignee)}
                {fact("users", key!(fields.team_id), |detail| name(detail, detail.case.team_id.map(|id| id.0)))}
                {fact("wrench", key!(fields.firm_id), |detail| name(detail, detail.case.firm_id.map(|id| id.0)))}
                {fact("tag", key!(fields.category_id), |detail| name(detail, detail.case.category_id.map(|id| id.0)))}
                <span class="faint">{opened}</span>
            </div>
            <DeskActs case />
        </header>
    }
}

/// Staff see their colleague, a partner the engineer of the firm.
fn assignee(detail: &CaseDetail) -> String {
    let id = detail.case.assignee_id.or(detail.case.firm_engineer_id);
    name(detail, id.map(|id| id.0))
}
