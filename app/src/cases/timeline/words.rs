//! Events in words.

use yingda_shared::cases::events::{CaseEvent, Change, Entry};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::knowledge::articles::UseKind;

use crate::cases::pane::OpenCase;
use crate::format::exact;
use crate::i18n::{I18n, Key};
use crate::key;

/// Longer values of a change are cut here: the case itself shows them whole.
const CUT: usize = 40;

/// A value of a field as people read it. Ids without a name stay out of sight.
pub fn shown_value(i18n: I18n, field: &str, value: &str) -> String {
    let words = |namespace: &str| i18n.word(namespace, value);
    match field {
        _ if value.is_empty() => i18n.say(key!(common.none)),
        "state" => words("words.state"),
        "priority" => words("words.priority"),
        "impact" => words("words.impact"),
        "urgency" => words("words.urgency"),
        "respond_by" | "resolve_by" => value.parse().map(exact).unwrap_or_default(),
        _ if value.parse::<Uuid>().is_ok() => "…".to_string(),
        _ if value.chars().count() > CUT => value.chars().take(CUT).chain(['…']).collect(),
        _ => value.to_string(),
    }
}

fn change(i18n: I18n, change: &Change, case: OpenCase) -> String {
    let say = |value: &str| {
        let name = value.parse().ok().map(|id| case.name_now(id)).filter(|name| !name.is_empty());
        name.unwrap_or_else(|| shown_value(i18n, &change.field, value))
    };
    let field = i18n.word("fields", &change.field);
    i18n.fill(key!(cases.event.change), &[("field", &field), ("old", &say(&change.old)), ("new", &say(&change.new))])
}

/// A part in the brackets or after the colon of a sentence, where there is one.
fn tail(i18n: I18n, text: &str) -> String {
    if text.trim().is_empty() { String::new() } else { i18n.fill(key!(cases.event.tail), &[("text", text.trim())]) }
}

/// One event as a sentence.
pub fn sentence(i18n: I18n, entry: &Entry, case: OpenCase) -> String {
    let by = entry.by.as_str();
    let name = |id: Option<Uuid>| id.map(|id| case.name_now(id)).filter(|name| !name.is_empty());
    let list = |names: Vec<Option<String>>| names.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let plain = |key: Key| i18n.fill(key, &[("by", by)]);
    let about = |key: Key, number: &str| i18n.fill(key, &[("by", by), ("number", number)]);
    let with = |key: Key, text: &str| plain(key) + &tail(i18n, text);
    match &entry.event {
        CaseEvent::Opened { channel, .. } => i18n
            .fill(key!(cases.event.opened), &[("by", by), ("channel", &i18n.word("words.channel", channel.as_str()))]),
        CaseEvent::Edited { changes } => {
            let parts: Vec<String> = changes.iter().map(|part| change(i18n, part, case)).collect();
            i18n.fill(
                key!(cases.event.edited),
                &[("by", by), ("changes", &parts.join(&i18n.say(key!(cases.event.and))))],
            )
        }
        CaseEvent::Assigned { team_id, assignee_id, note } => {
            let to = list(vec![name(team_id.map(|id| id.0)), name(assignee_id.map(|id| id.0))]);
            i18n.fill(key!(cases.event.assigned), &[("by", by), ("to", &to)]) + &tail(i18n, note)
        }
        CaseEvent::Forwarded { unit_id, team_id, firm_id, note } => {
            let to =
                list(vec![name(unit_id.map(|id| id.0)), name(team_id.map(|id| id.0)), name(firm_id.map(|id| id.0))]);
            i18n.fill(key!(cases.event.forwarded), &[("by", by), ("to", &to)]) + &tail(i18n, note)
        }
        CaseEvent::Taken { for_firm: true, .. } => plain(key!(cases.event.taken_for_firm)),
        CaseEvent::Taken { .. } => plain(key!(cases.event.taken)),
        CaseEvent::Started => plain(key!(cases.event.started)),
        CaseEvent::Held { reason, note } => {
            let reason = i18n.word("words.pending", reason.as_str());
            i18n.fill(key!(cases.event.held), &[("by", by), ("reason", &reason)]) + &tail(i18n, note)
        }
        CaseEvent::Resumed { by_reply: true } => i18n.say(key!(cases.event.resumed_by_reply)),
        CaseEvent::Resumed { .. } => plain(key!(cases.event.resumed)),
        CaseEvent::Resolved { code, .. } => i18n
            .fill(key!(cases.event.resolved), &[("by", by), ("code", &i18n.word("words.resolution", code.as_str()))]),
        CaseEvent::Accepted => plain(key!(cases.event.accepted)),
        CaseEvent::Rejected { .. } => plain(key!(cases.event.rejected)),
        CaseEvent::Closed { note } => with(key!(cases.event.closed), note),
        CaseEvent::Reopened { reason } => with(key!(cases.event.reopened), reason),
        CaseEvent::Cancelled { reason } => with(key!(cases.event.cancelled), reason),
        CaseEvent::Commented { .. } => plain(key!(cases.event.commented)),
        CaseEvent::Attached { files, .. } => {
            i18n.fill(key!(cases.event.attached), &[("by", by), ("n", &files.len().to_string())])
        }
        CaseEvent::Urged { .. } => plain(key!(cases.event.urged)),
        CaseEvent::Rated { score, .. } => {
            i18n.fill(key!(cases.event.rated), &[("by", by), ("score", &score.to_string())])
        }
        CaseEvent::FollowedUp { number, .. } => {
            i18n.fill(key!(cases.event.followed_up), &[("by", by), ("number", number)])
        }
        CaseEvent::Linked { kind, number, .. } => {
            let kind = i18n.word("words.link", kind.as_str());
            i18n.fill(key!(cases.event.linked), &[("by", by), ("number", number), ("kind", &kind)])
        }
        CaseEvent::Unlinked { number, .. } => about(key!(cases.event.unlinked), number),
        CaseEvent::Merged { number, .. } => about(key!(cases.event.merged), number),
        CaseEvent::MergeUndone { number, .. } => about(key!(cases.event.merge_undone), number),
        CaseEvent::Absorbed { number, .. } => about(key!(cases.event.absorbed), number),
        CaseEvent::Parted { number, .. } => about(key!(cases.event.parted), number),
        CaseEvent::MarkedDuplicate { number, .. } => about(key!(cases.event.marked_duplicate), number),
        CaseEvent::UnmarkedDuplicate { number, .. } => about(key!(cases.event.unmarked_duplicate), number),
        CaseEvent::SplitOff { number, entries, .. } => {
            let n = entries.len().to_string();
            i18n.fill(key!(cases.event.split_off), &[("by", by), ("number", number), ("n", &n)])
        }
        CaseEvent::SplitFrom { number, entries, .. } => {
            let n = entries.len().to_string();
            i18n.fill(key!(cases.event.split_from), &[("by", by), ("number", number), ("n", &n)])
        }
        CaseEvent::Snoozed { until } => i18n.fill(key!(cases.event.snoozed), &[("by", by), ("time", &exact(*until))]),
        CaseEvent::Woken { by_reply: true } => i18n.say(key!(cases.event.woken_by_reply)),
        CaseEvent::Woken { .. } => plain(key!(cases.event.woken)),
        CaseEvent::Escalated { level, policy } => {
            i18n.fill(key!(cases.event.escalated), &[("level", &level.to_string()), ("policy", policy)])
        }
        CaseEvent::LevelRaised { level } => {
            i18n.fill(key!(cases.event.level_raised), &[("by", by), ("level", &level.to_string())])
        }
        CaseEvent::EscalationAcknowledged { until: Some(until) } => {
            i18n.fill(key!(cases.event.escalation_acknowledged_until), &[("by", by), ("time", &exact(*until))])
        }
        CaseEvent::EscalationAcknowledged { .. } => plain(key!(cases.event.escalation_acknowledged)),
        CaseEvent::EscalationRequested { state, reason, .. } => {
            let state = i18n.word("words.escalation_request", state);
            i18n.fill(key!(cases.event.escalation_requested), &[("by", by), ("state", &state)]) + &tail(i18n, reason)
        }
        CaseEvent::ArticleUsed { title, how, .. } => {
            let words = match how {
                UseKind::Solved => key!(cases.event.article_solved),
                UseKind::Inserted => key!(cases.event.article_inserted),
                UseKind::Linked | UseKind::Read => key!(cases.event.article_linked),
            };
            i18n.fill(words, &[("by", by), ("title", title)])
        }
        // One's own affair stands in no timeline.
        CaseEvent::Followed { .. } | CaseEvent::Unfollowed { .. } => String::new(),
        CaseEvent::Classified { severity, .. } => {
            let severity = i18n.word("words.complaint_severity", severity.as_str());
            i18n.fill(key!(complaints.event.classified), &[("by", by), ("severity", &severity)])
        }
        CaseEvent::Acknowledged { answer_by, .. } => {
            i18n.fill(key!(complaints.event.acknowledged), &[("by", by), ("time", &exact(*answer_by))])
        }
        CaseEvent::InvestigationBegun => plain(key!(complaints.event.investigation_begun)),
        CaseEvent::RemedyProposed { .. } => plain(key!(complaints.event.remedy_proposed)),
        CaseEvent::RemedyAgreed => plain(key!(complaints.event.remedy_agreed)),
        CaseEvent::RemedyDisputed { .. } => plain(key!(complaints.event.remedy_disputed)),
        CaseEvent::Concluded { .. } => plain(key!(complaints.event.concluded)),
        CaseEvent::Recorded { state, word, changes } => {
            let parts: Vec<String> = changes.iter().map(|part| change(i18n, part, case)).collect();
            let state = i18n.word("words.state", state.as_str());
            i18n.fill(key!(cases.event.recorded), &[("state", &state), ("word", word)])
                + &tail(i18n, &parts.join(&i18n.say(key!(cases.event.and))))
        }
    }
}
