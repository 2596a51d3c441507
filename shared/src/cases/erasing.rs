//! A case without the person who reported it. What happened, when, how long it took and how it was
//! rated stay: the statistics are the same.

use serde_json::Value;

use super::events::{CaseEvent, Entry};
use super::model::{Case, Channel};
use crate::identity::actor::ActorKind;
use crate::kernel::erased::{ERASED, Traces, mark};
use crate::kernel::id::UserId;

/// Fields of a case that hold what a customer told.
const TOLD: [&str; 4] = ["subject", "description", "contact_name", "contact_phone"];
/// Members of events that hold what somebody wrote.
const WRITTEN: [&str; 4] = ["text", "note", "reason", "comment"];

/// Whether the customer's side wrote subject and description; agents write theirs themselves.
fn came_from_them(case: &Case, accounts: &[UserId]) -> bool {
    let theirs = case.opened_by.is_some_and(|user| accounts.contains(&user));
    theirs || matches!(case.channel, Channel::Portal | Channel::Guest | Channel::Email)
}

/// The case with its reporter taken out; None where nothing of it can be read as a case.
pub fn erase_case(case: &Case, traces: &Traces, accounts: &[UserId]) -> Option<Case> {
    let mut left = case.clone();
    left.contact_name = mark(&case.contact_name);
    left.contact_phone = String::new();
    if came_from_them(case, accounts) {
        left.subject = ERASED.into();
        left.description = mark(&case.description);
    }
    if let Some(rating) = &mut left.rating {
        rating.comment = mark(&rating.comment);
    }
    let mut value = serde_json::to_value(&left).ok()?;
    traces.clean_all(&mut value);
    serde_json::from_value(value).ok()
}

/// An entry of its timeline, likewise.
pub fn erase_entry(entry: &Entry, traces: &Traces, accounts: &[UserId]) -> Option<Entry> {
    let theirs = match entry.by_id {
        Some(user) => accounts.contains(&user),
        None => matches!(entry.by_kind, ActorKind::Customer | ActorKind::Guest),
    };
    let mut event = serde_json::to_value(&entry.event).ok()?;
    if theirs {
        // What a case on hold waits for is a word of ours.
        let written =
            WRITTEN.iter().filter(|name| !(**name == "reason" && matches!(entry.event, CaseEvent::Held { .. })));
        for name in written {
            blank(event.get_mut(*name));
        }
    }
    for change in event.get_mut("changes").and_then(Value::as_array_mut).into_iter().flatten() {
        if change["field"].as_str().is_some_and(|field| TOLD.contains(&field)) {
            blank(change.get_mut("old"));
            blank(change.get_mut("new"));
        }
    }
    traces.clean_all(&mut event);
    let by = if theirs { mark(&entry.by) } else { traces.clean(&entry.by) };
    Some(Entry { by, event: serde_json::from_value(event).ok()?, ..entry.clone() })
}

fn blank(value: Option<&mut Value>) {
    if let Some(Value::String(text)) = value {
        *text = mark(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::events::Change;
    use crate::cases::model::{PendingReason, Rating};
    use crate::cases::open::{Draft, OpenFacts, open};
    use crate::catalog::priority::PriorityMatrix;
    use crate::identity::Actor;
    use crate::kernel::id::Uuid;

    const ANNA: UserId = UserId(Uuid::from_u128(7));

    fn case() -> Case {
        let facts = OpenFacts {
            matrix: PriorityMatrix::default(),
            category: None,
            asset: None,
            contact: None,
            company: None,
            head_office: Uuid::from_u128(1).into(),
        };
        let actor = Actor::bare(ActorKind::Customer, "test");
        open(Uuid::from_u128(9).into(), Channel::Portal, Draft::default(), &facts, &actor, 5)
    }

    fn entry(by_id: Option<UserId>, by_kind: ActorKind, event: CaseEvent) -> Entry {
        let id = Uuid::from_u128(1).into();
        Entry { id, pos: 1, at: 5, by_id, by: "安娜".into(), by_kind, event }
    }

    fn commented(text: &str) -> CaseEvent {
        CaseEvent::Commented { internal: false, text: text.into(), mentions: vec![ANNA], files: Vec::new() }
    }

    fn left(entry: &Entry) -> Entry {
        erase_entry(entry, &Traces::of(["安娜", "13800138000"]), &[ANNA]).expect("an entry")
    }

    #[test]
    fn what_they_told_goes_and_what_is_counted_stays() {
        let mut before = case();
        before.channel = Channel::Portal;
        before.subject = "安娜的打印机".into();
        before.description = "卡纸".into();
        before.contact_name = "安娜".into();
        before.contact_phone = "13800138000".into();
        before.pending_note = "等安娜回电 138 0013 8000".into();
        before.rating = Some(Rating { score: 2, reasons: Vec::new(), comment: "太慢".into(), at: 9 });
        let after = erase_case(&before, &Traces::of(["安娜", "13800138000"]), &[ANNA]).expect("a case");
        assert_eq!((after.subject.as_str(), after.description.as_str()), (ERASED, ERASED));
        assert_eq!((after.contact_name.as_str(), after.contact_phone.as_str()), (ERASED, ""));
        assert_eq!(after.pending_note, "等■■■回电 ■■■");
        let rating = after.rating.clone().expect("the rating");
        assert_eq!((rating.score, rating.at, rating.comment.as_str()), (2, 9, ERASED));
        let counted =
            |case: &Case| (case.id, case.state, case.priority, case.created_at, case.updated_at, case.contact_id);
        assert_eq!(counted(&after), counted(&before));
        // What an agent wrote down is the desk's, without the name.
        before.channel = Channel::Phone;
        before.opened_by = None;
        let after = erase_case(&before, &Traces::of(["安娜"]), &[ANNA]).expect("a case");
        assert_eq!((after.subject.as_str(), after.description.as_str()), ("■■■的打印机", "卡纸"));
    }

    #[test]
    fn their_own_words_go_whole_and_those_of_others_without_the_name() {
        let theirs = left(&entry(Some(ANNA), ActorKind::Customer, commented("打印机又坏了")));
        assert_eq!((theirs.by.as_str(), theirs.event), (ERASED, commented(ERASED)));
        let guests = left(&entry(None, ActorKind::Guest, CaseEvent::Urged { note: "快点".into() }));
        assert_eq!(guests.event, CaseEvent::Urged { note: ERASED.into() });
        let agent = Some(UserId(Uuid::from_u128(8)));
        let ours = left(&entry(agent, ActorKind::Staff, commented("已电话联系安娜")));
        assert_eq!(ours.event, commented("已电话联系■■■"));
        let held = CaseEvent::Held { reason: PendingReason::Customer, note: "等 13800138000".into() };
        let kept = CaseEvent::Held { reason: PendingReason::Customer, note: "等 ■■■".into() };
        assert_eq!(left(&entry(agent, ActorKind::Staff, held)).event, kept);
    }

    #[test]
    fn edits_of_what_they_told_say_that_something_changed() {
        let change =
            |field: &str, old: &str, new: &str| Change { field: field.into(), old: old.into(), new: new.into() };
        let changes = vec![change("contact_name", "", "安娜"), change("impact", "person", "site")];
        let after = left(&entry(None, ActorKind::Staff, CaseEvent::Edited { changes }));
        let changes = vec![change("contact_name", "", ERASED), change("impact", "person", "site")];
        assert_eq!(after.event, CaseEvent::Edited { changes });
    }
}
