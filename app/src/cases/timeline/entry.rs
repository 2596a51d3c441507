//! Cards and quiet lines of a timeline.

use leptos::prelude::*;
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::view::CaseDetail;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::{CaseId, FileId};

use super::files::Attachments;
use super::lines::kind;
use super::words::sentence;
use crate::cases::pane::OpenCase;
use crate::format::{ago, exact, use_now};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Avatar, Chip, Icon, Time, Tone};
use crate::{key, t};

fn moment(i18n: I18n, at: i64) -> impl IntoView {
    let now = use_now();
    view! { <Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) /> }
}

/// When an entry arrived; of what was done on a device without the server also when it was done there. One whose clock
/// says what cannot be is pointed out, with the moment that counts.
fn when(i18n: I18n, entry: &Entry) -> impl IntoView + use<> {
    let noted = entry.noted.map(|noted| {
        let moments = [("time", noted.said_at), ("arrived", entry.at), ("counts", noted.counts_at)];
        let times = moments.map(|(name, at)| (name, exact(at)));
        let times = times.each_ref().map(|(name, time)| (*name, time.as_str()));
        let (key, tone, icon) = match noted.is_skewed() {
            true => (key!(cases.timeline.on_device_skewed), Tone::Warn, "alert"),
            false => (key!(cases.timeline.on_device), Tone::Neutral, "clock"),
        };
        let text = i18n.fill(key, &times);
        let skewed = noted.is_skewed().then_some("");
        view! { <span class="entry-noted status" data-tone=tone.name() data-skewed=skewed><Icon name=icon /><span>{text}</span></span> }
    });
    view! { {moment(i18n, entry.at)}{noted} }
}

/// Icon and word that say who a card is from, or that it stays inside.
fn sign(i18n: I18n, kind: &str) -> impl IntoView {
    let (icon, name) = match kind {
        "internal" => ("lock", key!(cases.timeline.internal)),
        "customer" => ("message", key!(cases.timeline.customer)),
        "partner" => ("wrench", key!(cases.timeline.partner)),
        _ => ("message", key!(cases.timeline.public)),
    };
    view! { <span class="entry-kind"><Icon name=icon />{i18n.t(name)}</span> }
}

/// What a card says beside its files.
fn text(i18n: I18n, event: &CaseEvent) -> String {
    match event {
        CaseEvent::Commented { text, .. } => text.clone(),
        CaseEvent::Resolved { text, .. } => text.clone(),
        CaseEvent::Rejected { reason } | CaseEvent::RemedyDisputed { reason } => reason.clone(),
        CaseEvent::Acknowledged { text, .. }
        | CaseEvent::RemedyProposed { text, .. }
        | CaseEvent::Concluded { text, .. } => text.clone(),
        CaseEvent::Urged { note } => note.clone(),
        CaseEvent::Rated { reasons, comment, .. } => {
            let words: Vec<String> = reasons.iter().map(|reason| i18n.word("words.rating", reason.as_str())).collect();
            [words.join(" · "), comment.clone()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        }
        _ => String::new(),
    }
}

/// Number, and the words of the report, of a case that came along.
fn came(case: OpenCase, of: CaseId) -> (String, String) {
    let of = |detail: &CaseDetail| {
        let came = detail.case.came.iter().find(|came| came.id == of)?;
        let report = [came.subject.as_str(), came.description.trim()];
        let report: Vec<&str> = report.into_iter().filter(|part| !part.is_empty()).collect();
        Some((came.number.clone(), report.join("\n")))
    };
    case.follow(of).flatten().unwrap_or_default()
}

/// One contribution: who, to whom, what, with which files.
#[component]
pub fn Card(case: OpenCase, entry: Entry) -> impl IntoView {
    let i18n = use_i18n();
    let kind = kind(&entry);
    let files: Vec<FileId> = entry.event.files().to_vec();
    let act = match entry.event {
        CaseEvent::Commented { .. } | CaseEvent::Attached { .. } | CaseEvent::Opened { .. } => None,
        _ => {
            let entry = entry.clone();
            Some(view! { <p class="entry-act">{move || sentence(i18n, &entry, case)}</p> })
        }
    };
    let (by, id, when) = (entry.by.clone(), entry.id, when(i18n, &entry));
    let waits = case.with(|detail| detail.pending.contains(&id)).unwrap_or_default();
    let waits = waits.then(|| view! { <Chip text=Signal::derive(t!(i18n, offline.pending)) icon="clock" /> });
    let (event, of) = (entry.event, entry.of);
    let number = of.map(|of| {
        let words = move || i18n.fill(key!(cases.ties.of_case), &[("number", &came(case, of).0)]);
        view! { <span class="entry-of"><Icon name="merge" />{words}</span> }
    });
    let body = move || {
        let said = match (&event, of) {
            (CaseEvent::Opened { .. }, Some(of)) => came(case, of).1,
            _ => text(i18n, &event),
        };
        Some(said).filter(|text| !text.is_empty()).map(|text| view! { <div class="entry-body plain-text">{text}</div> })
    };
    view! {
        <li class="entry" data-kind=kind id=format!("e-{id}")>
            <Avatar name=by.clone() />
            <article class="entry-card">
                <header class="entry-head"><b>{by}</b>{sign(i18n, kind)}{number}{waits}{when}</header>
                {act}
                {body}
                <Attachments case files />
            </article>
        </li>
    }
}

/// The report as the customer gave it.
#[component]
pub fn Opening(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let opened = Memo::new(move |_| {
        case.follow(|detail| {
            let own = detail.timeline.iter().filter(|entry| entry.of.is_none());
            let first = own.into_iter().find_map(|entry| match &entry.event {
                CaseEvent::Opened { files, .. } => Some((entry.by.clone(), entry.by_kind, files.clone())),
                _ => None,
            });
            let case = &detail.case;
            (case.description.clone(), case.contact_name.clone(), case.created_at, case.channel, first)
        })
    });
    move || {
        let (description, contact, at, channel, first) = opened.get()?;
        let (by, by_kind, files) = first.unwrap_or((contact.clone(), ActorKind::Customer, Vec::new()));
        let by = if by.is_empty() { contact } else { by };
        let from_us = matches!(by_kind, ActorKind::Staff | ActorKind::System);
        let words =
            if description.trim().is_empty() { i18n.say(key!(cases.timeline.no_description)) } else { description };
        let via = move || i18n.word("words.channel", channel.as_str());
        let (icon, name) = if from_us {
            ("phone", key!(cases.timeline.taken_down))
        } else {
            ("message", key!(cases.timeline.customer))
        };
        Some(view! {
            <li class="entry" data-kind="customer" id="e-opening">
                <Avatar name=by.clone() />
                <article class="entry-card">
                    <header class="entry-head">
                        {(!by.is_empty()).then(|| view! { <b>{by}</b> })}
                        <span class="entry-kind"><Icon name=icon />{i18n.t(name)}</span>
                        <span class="entry-via">{via}</span>
                        {moment(i18n, at)}
                    </header>
                    <div class="entry-body plain-text">{words}</div>
                    <Attachments case files />
                </article>
            </li>
        })
    }
}

/// Quiet lines; more than two in a row fold.
#[component]
pub fn SystemLines(case: OpenCase, entries: Vec<Entry>) -> impl IntoView {
    let i18n = use_i18n();
    let line = move |entry: Entry| {
        let when = when(i18n, &entry);
        view! { <span>{move || sentence(i18n, &entry, case)}" "{when}</span> }
    };
    if entries.len() <= 2 {
        let each = move |entry| view! { <li class="entry-system"><Icon name="info" />{line(entry)}</li> };
        return entries.into_iter().map(each).collect_view().into_any();
    }
    let count = entries.len().to_string();
    let summary = move || i18n.fill(key!(cases.timeline.folded), &[("n", &count)]);
    let items = entries.into_iter().map(|entry| view! { <li>{line(entry)}</li> }).collect_view();
    view! { <li class="entry-system"><Icon name="info" /><details><summary>{summary}</summary><ul>{items}</ul></details></li> }.into_any()
}
