//! A case without one of the people it was about. What happened, when, how long it took and how it was
//! rated stay: the statistics are the same. Cases of several people may have become one (decision 16):
//! of those that came to it, or that it came to, only what is the person's own goes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::events::{CaseEvent, Entry};
use super::model::{Case, Channel};
use super::ties::Joined;
use crate::identity::actor::ActorKind;
use crate::kernel::erased::{ERASED, Traces, mark};
use crate::kernel::id::{ContactId, UserId};

/// Fields of a case that hold what a customer told.
const TOLD: [&str; 4] = ["subject", "description", "contact_name", "contact_phone"];
/// Members of events that hold what somebody wrote.
const WRITTEN: [&str; 4] = ["text", "note", "reason", "comment"];

/// Who is taken out of a case: as a record, as accounts, and in words.
pub struct Leaver<'a> {
    pub contact: ContactId,
    pub accounts: &'a [UserId],
    pub traces: &'a Traces,
}

impl Leaver<'_> {
    /// Whether the case was reported by or for them.
    pub fn owns(&self, case: &Case) -> bool {
        case.contact_id == Some(self.contact)
    }

    /// Whether a case that came to another one was.
    pub fn brought(&self, joined: &Joined) -> bool {
        joined.contact_id == Some(self.contact)
    }

    /// Whether their side wrote subject and description; agents write theirs themselves.
    pub fn told(&self, case: &Case) -> bool {
        let opened = case.opened_by.is_some_and(|user| self.accounts.contains(&user));
        opened || (self.owns(case) && is_told(case.channel))
    }

    /// The case without them; None where nothing of it can be read as a case.
    pub fn erase_case(&self, case: &Case) -> Option<Case> {
        let mut left = self.cleaned(case)?;
        left.number.clone_from(&case.number);
        if self.told(case) {
            left.subject = ERASED.into();
            left.description = mark(&case.description);
        }
        if self.owns(case) {
            left.contact_name = mark(&case.contact_name);
            left.contact_phone = String::new();
            if let Some(rating) = &mut left.rating {
                rating.comment = mark(&rating.comment);
            }
            if let Some(complaint) = &mut left.complaint {
                complaint.expectation = mark(&complaint.expectation);
            }
        } else {
            // Another's, who may be called alike or share the telephone.
            left.contact_name.clone_from(&case.contact_name);
            left.contact_phone.clone_from(&case.contact_phone);
        }
        self.erase_joined(&case.ties.joined, &mut left.ties.joined);
        Some(left)
    }

    /// An entry of a case's timeline, likewise.
    pub fn erase_entry(&self, case: &Case, entry: &Entry) -> Option<Entry> {
        let theirs = self.wrote(case, entry);
        let mut event = self.cleaned(&entry.event)?;
        if let (CaseEvent::Absorbed { joined: before, .. }, CaseEvent::Absorbed { joined, .. }) =
            (&entry.event, &mut event)
        {
            self.erase_joined(before, joined);
        }
        let mut event = serde_json::to_value(&event).ok()?;
        if theirs {
            // What a case on hold waits for is a word of ours.
            let written =
                WRITTEN.iter().filter(|name| !(**name == "reason" && matches!(entry.event, CaseEvent::Held { .. })));
            for name in written {
                blank(event.get_mut(*name));
            }
        }
        let changes = event.get_mut("changes").filter(|_| self.owns(case) || theirs);
        for change in changes.and_then(Value::as_array_mut).into_iter().flatten() {
            if change["field"].as_str().is_some_and(|field| TOLD.contains(&field)) {
                blank(change.get_mut("old"));
                blank(change.get_mut("new"));
            }
        }
        let by = if theirs { mark(&entry.by) } else { self.traces.clean(&entry.by) };
        Some(Entry { by, event: serde_json::from_value(event).ok()?, ..entry.clone() })
    }

    /// Whether they wrote an entry. Who wrote by a tracking link has a name and no account: on a case of
    /// theirs that is they, unless it is the name of somebody who came along.
    fn wrote(&self, case: &Case, entry: &Entry) -> bool {
        match entry.by_id {
            Some(user) => self.accounts.contains(&user),
            None if !matches!(entry.by_kind, ActorKind::Customer | ActorKind::Guest) => false,
            None if self.traces.are_in(&entry.by) => true,
            None => {
                let others = case.ties.joined.iter().filter(|joined| !self.brought(joined));
                self.owns(case) && !others.map(|joined| &joined.contact_name).any(|name| *name == entry.by)
            }
        }
    }

    fn erase_joined(&self, before: &[Joined], left: &mut [Joined]) {
        for (was, is) in before.iter().zip(left) {
            is.number.clone_from(&was.number);
            if !self.brought(was) {
                is.contact_name.clone_from(&was.contact_name);
                is.contact_phone.clone_from(&was.contact_phone);
                continue;
            }
            is.contact_name = mark(&was.contact_name);
            is.contact_phone = String::new();
            if is_told(was.channel) {
                is.subject = ERASED.into();
                is.description = mark(&was.description);
            }
        }
    }

    /// The same thing with the person out of its texts. Where somebody is called like a word of the
    /// language (a state, a channel), that word stays and it still reads.
    fn cleaned<T: Serialize + DeserializeOwned>(&self, thing: &T) -> Option<T> {
        let value = serde_json::to_value(thing).ok()?;
        let reads = |value: &Value| serde_json::from_value::<T>(value.clone()).is_ok();
        serde_json::from_value(self.traces.clean_where(value, reads)).ok()
    }
}

/// Whether cases that come this way are told by the customer.
fn is_told(channel: Channel) -> bool {
    matches!(channel, Channel::Portal | Channel::Guest | Channel::Email)
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
    use crate::kernel::id::{CaseId, Uuid};

    const ANNA: UserId = UserId(Uuid::from_u128(7));
    const CONTACT: ContactId = ContactId(Uuid::from_u128(70));

    fn without(traces: &[&str], case: &Case) -> Case {
        let traces = Traces::of(traces.iter().copied());
        leaver(&traces).erase_case(case).expect("a case")
    }

    fn leaver(traces: &Traces) -> Leaver<'_> {
        Leaver { contact: CONTACT, accounts: &[ANNA], traces }
    }

    fn case() -> Case {
        let facts = OpenFacts {
            matrix: PriorityMatrix::default(),
            clock: Default::default(),
            category: None,
            asset: None,
            contact: None,
            company: None,
            head_office: Uuid::from_u128(1).into(),
        };
        let actor = Actor::bare(ActorKind::Customer, "test");
        let mut case = open(Uuid::from_u128(9).into(), Channel::Portal, Draft::default(), &facts, &actor, 5);
        case.contact_id = Some(CONTACT);
        case
    }

    fn entry(by_id: Option<UserId>, by_kind: ActorKind, event: CaseEvent) -> Entry {
        let id = Uuid::from_u128(1).into();
        Entry { id, pos: 1, at: 5, by_id, by: "安娜".into(), by_kind, of: None, noted: None, event }
    }

    fn commented(text: &str) -> CaseEvent {
        CaseEvent::Commented { internal: false, text: text.into(), mentions: vec![ANNA], files: Vec::new() }
    }

    fn left(entry: &Entry) -> Entry {
        leaver(&Traces::of(["安娜", "13800138000"])).erase_entry(&case(), entry).expect("an entry")
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
        let after = without(&["安娜", "13800138000"], &before);
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
        let after = without(&["安娜"], &before);
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

    /// A case of Bella's to which one of Anna's came.
    fn merged() -> (Case, Case) {
        let mut anna = case();
        anna.subject = "卡纸".into();
        anna.contact_name = "安娜".into();
        anna.contact_phone = "010-88886666".into();
        let mut bella = case();
        bella.id = CaseId(Uuid::from_u128(10));
        bella.contact_id = Some(ContactId(Uuid::from_u128(71)));
        bella.contact_name = "贝拉".into();
        bella.contact_phone = "010-88886666".into();
        bella.subject = "打印机离线".into();
        bella.ties.joined = vec![anna.to_join(bella.id)];
        (anna, bella)
    }

    #[test]
    fn of_a_case_others_came_to_only_their_own_part_goes() {
        let (anna, bella) = merged();
        let traces = ["安娜", "010-88886666"];
        let after = without(&traces, &bella);
        assert_eq!((after.subject.as_str(), after.contact_name.as_str()), ("打印机离线", "贝拉"));
        assert_eq!(after.contact_phone, "010-88886666", "the telephone is Bella's as well");
        let came = &after.ties.joined[0];
        let left = (came.subject.as_str(), came.contact_name.as_str(), came.contact_phone.as_str());
        assert_eq!(left, (ERASED, ERASED, ""));
        assert_eq!((came.id, came.contact_id), (anna.id, Some(CONTACT)), "who reads it is as it was");
        // The other way round.
        let mut into = anna.clone();
        into.ties.joined = vec![bella.to_join(anna.id)];
        let after = without(&traces, &into);
        assert_eq!((after.subject.as_str(), after.ties.joined[0].subject.as_str()), (ERASED, "打印机离线"));
        assert_eq!(after.ties.joined[0].contact_name, "贝拉");
    }

    #[test]
    fn of_a_shared_timeline_only_their_own_words_go() {
        let (anna, bella) = merged();
        let traces = Traces::of(["安娜"]);
        let by = |name: &str| Entry { by: name.into(), ..entry(None, ActorKind::Guest, commented("急")) };
        let event = |case: &Case, entry: Entry| leaver(&traces).erase_entry(case, &entry).expect("an entry").event;
        assert_eq!(event(&bella, by("贝拉")), commented("急"));
        assert_eq!(event(&bella, by("安娜")), commented(ERASED));
        let mut into = anna.clone();
        into.ties.joined = vec![bella.to_join(anna.id)];
        assert_eq!(event(&into, by("贝拉")), commented("急"));
        assert_eq!(event(&into, by("")), commented(ERASED));
        let absorbed = |joined: Joined| CaseEvent::Absorbed {
            case_id: anna.id,
            number: "CS-2026-000001".into(),
            joined: vec![joined],
        };
        let after = event(&bella, entry(None, ActorKind::Staff, absorbed(anna.to_join(bella.id))));
        let CaseEvent::Absorbed { joined, .. } = after else { panic!("{after:?}") };
        assert_eq!((joined[0].subject.as_str(), joined[0].contact_name.as_str()), (ERASED, ERASED));
    }

    #[test]
    fn who_is_called_like_a_word_of_ours_leaves_a_case_that_reads() {
        let mut before = case();
        before.pending_note = "ask Portal".into();
        let after = without(&["portal", "new"], &before);
        assert_eq!((after.channel, after.state), (before.channel, before.state));
        assert_eq!(after.pending_note, format!("ask {ERASED}"));
    }
}
