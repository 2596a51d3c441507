//! One entry of the conversation, in the customer's words.

use leptos::prelude::*;
use yingda_shared::cases::PendingReason;
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::view::CaseDetail;
use yingda_shared::files::FileInfo;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::FileId;

use super::attachments::Attachments;
use super::detail::Shown;
use crate::boot::use_boot;
use crate::format::{ago, exact, use_now};
use crate::i18n::{I18n, Key, use_i18n};
use crate::key;
use crate::offline::WaitingFiles;
use crate::ui::{Icon, Time};

/// Words somebody wrote: a card. Everything else: a line.
#[component]
pub fn EntryItem(entry: Entry, shown: Shown) -> impl IntoView {
    match said(&entry, shown) {
        Some((label, text)) => view! { <Said entry label text shown /> }.into_any(),
        None => view! { <Happened entry shown /> }.into_any(),
    }
}

/// What was written, and what kind of word it is.
fn said(entry: &Entry, shown: Shown) -> Option<(Option<Key>, String)> {
    match &entry.event {
        CaseEvent::Opened { files, .. } => {
            let report = |detail: &CaseDetail| match entry.of {
                None => detail.case.description.clone(),
                Some(of) => {
                    let came = detail.case.came.iter().find(|came| came.id == of);
                    came.map(|came| came.description.clone()).unwrap_or_default()
                }
            };
            let text = shown.detail.with_untracked(report);
            (!text.is_empty() || !files.is_empty()).then_some((Some(key!(portal.entry.opened)), text))
        }
        CaseEvent::Commented { text, .. } => Some((None, text.clone())),
        CaseEvent::Attached { .. } => Some((Some(key!(portal.entry.attached)), String::new())),
        CaseEvent::Resolved { text, .. } => Some((Some(key!(portal.entry.resolved)), text.clone())),
        CaseEvent::Acknowledged { text, .. } => Some((None, text.clone())),
        CaseEvent::RemedyProposed { text, .. } => Some((Some(key!(complaints.portal.proposed_title)), text.clone())),
        CaseEvent::RemedyDisputed { reason } => Some((Some(key!(complaints.portal.dispute_title)), reason.clone())),
        CaseEvent::Concluded { text, .. } => Some((Some(key!(portal.entry.resolved)), text.clone())),
        CaseEvent::Rejected { reason } => Some((Some(key!(portal.entry.rejected)), reason.clone())),
        CaseEvent::Reopened { reason } if !reason.is_empty() => {
            Some((Some(key!(portal.entry.reopened)), reason.clone()))
        }
        CaseEvent::Cancelled { reason } if !reason.is_empty() => {
            Some((Some(key!(portal.entry.cancelled)), reason.clone()))
        }
        _ => None,
    }
}

fn kind(by: ActorKind) -> (&'static str, &'static str) {
    match by {
        ActorKind::Customer | ActorKind::Guest => ("customer", "user"),
        ActorKind::Partner => ("partner", "wrench"),
        _ => ("public", "message"),
    }
}

/// When it was done, where that counts and was before it arrived.
fn noted(i18n: I18n, entry: &Entry) -> Option<impl IntoView + use<>> {
    let at = entry.noted.map(|noted| noted.counts_at).filter(|at| *at < entry.at)?;
    let text = i18n.fill(key!(portal.done_offline), &[("time", &exact(at))]);
    Some(view! { <span class="entry-noted">{text}</span> })
}

/// A card with who, when, words and files.
#[component]
fn Said(entry: Entry, label: Option<Key>, text: String, shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let (word, icon) = kind(entry.by_kind);
    let (at, done) = (entry.at, noted(i18n, &entry));
    let ids: Vec<FileId> = entry.event.files().to_vec();
    let named = ids.clone();
    // A file may come after the words it was sent with.
    let files: Memo<Vec<FileInfo>> = Memo::new(move |_| {
        let of = |detail: &yingda_shared::cases::view::CaseDetail| {
            detail.files.iter().filter(|file| named.contains(&file.id)).cloned().collect()
        };
        shown.detail.with(of)
    });
    let there = Signal::derive(move || files.with(|files| files.iter().map(|file| file.id).collect::<Vec<_>>()));
    let me = use_boot().with_value(|boot| boot.me.user_id);
    // Who holds a guest's link is that guest.
    let own = entry.by_id == me && (me.is_some() || entry.by_kind == ActorKind::Guest);
    let side = match entry.by_kind {
        _ if own => key!(portal.side.you),
        ActorKind::Customer | ActorKind::Guest => key!(portal.side.customer),
        ActorKind::Partner => key!(portal.side.partner),
        _ => key!(portal.side.desk),
    };
    view! {
        <li class="entry" data-kind=word id=format!("e-{}", entry.id)>
            <article class="entry-card">
                <header class="entry-head">
                    {(!entry.by.is_empty()).then(|| view! { <b>{entry.by}</b> })}
                    <span class="entry-kind"><Icon name=icon />{move || i18n.say(label.unwrap_or(side))}</span>
                    {done}
                    <Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) />
                </header>
                {(!text.is_empty()).then(|| view! { <p class="entry-body plain-text">{text}</p> })}
                {move || view! { <Attachments files=files.get() track=shown.track.get_value() /> }}
                <WaitingFiles ids there />
            </article>
        </li>
    }
}

/// A line: what happened, by whom, when.
#[component]
fn Happened(entry: Entry, shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let (at, done) = (entry.at, noted(i18n, &entry));
    let icon = match entry.event {
        CaseEvent::Urged { .. } => "bolt",
        CaseEvent::Rated { .. } => "star",
        CaseEvent::Accepted | CaseEvent::Closed { .. } => "check",
        _ => "info",
    };
    let link = match &entry.event {
        CaseEvent::FollowedUp { number, .. } => Some(number.clone()),
        // Who holds the link of one case is led on by it, and opens no other.
        CaseEvent::SplitOff { number, .. } if shown.track.with_value(Option::is_none) => Some(number.clone()),
        _ => None,
    };
    view! {
        <li class="entry-system">
            <Icon name=icon />
            <span>
                {move || sentence(i18n, &entry)}
                {link.map(|number| view! { " " <a class="mono" rel="external" href=format!("/my/{number}")>{number.clone()}</a> })}
                {done}
                <Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) />
            </span>
        </li>
    }
}

fn sentence(i18n: I18n, entry: &Entry) -> String {
    let by = [("by", entry.by.as_str())];
    match &entry.event {
        CaseEvent::Taken { .. } => i18n.fill(key!(portal.event.taken), &by),
        CaseEvent::Started => i18n.fill(key!(portal.event.started), &by),
        CaseEvent::Held { reason, .. } => i18n.say(match reason {
            PendingReason::Customer => key!(portal.held.customer),
            PendingReason::ThirdParty => key!(portal.held.third_party),
            PendingReason::WorkOrder => key!(portal.held.work_order),
            PendingReason::Scheduled => key!(portal.held.scheduled),
        }),
        CaseEvent::Resumed { .. } => i18n.say(key!(portal.event.resumed)),
        CaseEvent::Accepted => i18n.fill(key!(portal.event.accepted), &by),
        CaseEvent::Closed { .. } => i18n.say(key!(portal.event.closed)),
        CaseEvent::Reopened { .. } => i18n.fill(key!(portal.event.reopened), &by),
        CaseEvent::Cancelled { .. } => i18n.fill(key!(portal.event.cancelled), &by),
        CaseEvent::Urged { .. } => i18n.fill(key!(portal.event.urged), &by),
        CaseEvent::Rated { score, comment, .. } => {
            let said = i18n.fill(key!(portal.event.rated), &[("by", &entry.by), ("score", &score.to_string())]);
            if comment.is_empty() { said } else { format!("{said} {comment}") }
        }
        CaseEvent::FollowedUp { .. } => i18n.say(key!(portal.event.followed_up)),
        CaseEvent::InvestigationBegun => i18n.fill(key!(complaints.event.investigation_begun), &by),
        CaseEvent::RemedyAgreed => i18n.fill(key!(complaints.event.remedy_agreed), &by),
        CaseEvent::Opened { .. } => i18n.fill(key!(portal.event.opened), &by),
        CaseEvent::Merged { number, .. } => i18n.fill(key!(portal.event.merged), &[("number", number)]),
        CaseEvent::MergeUndone { .. } => i18n.say(key!(portal.event.merge_undone)),
        CaseEvent::MarkedDuplicate { .. } => i18n.say(key!(portal.event.marked_duplicate)),
        CaseEvent::UnmarkedDuplicate { .. } => i18n.say(key!(portal.event.unmarked_duplicate)),
        CaseEvent::SplitOff { number, .. } => i18n.fill(key!(portal.event.split_off), &[("number", number)]),
        _ => i18n.say(key!(portal.event.other)),
    }
}
