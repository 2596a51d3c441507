//! What the events of a case are to rules, and the past as they would have seen it.

use yingda_shared::calendar::DeskClock;
use yingda_shared::cases::apply::{Mark, apply};
use yingda_shared::cases::events::{CaseEvent, Change, Entry};
use yingda_shared::cases::open::{Draft, OpenFacts, open};
use yingda_shared::cases::{Case, CaseState, Channel};
use yingda_shared::catalog::priority::{Priority, PriorityMatrix};
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::{EntryId, TeamId};
use yingda_shared::rules::{Around, Field, HappeningKind, happenings, past};

use crate::{user, uuid};

/// A case, and everything that was told of it.
struct Story {
    opened: Case,
    case: Case,
    entries: Vec<Entry>,
}

impl Story {
    fn begin() -> Story {
        let (matrix, head_office) = (PriorityMatrix::default(), uuid(400).into());
        let clock = DeskClock::default();
        let facts = OpenFacts { matrix, clock, category: None, asset: None, contact: None, company: None, head_office };
        let draft = Draft { subject: "Printer".into(), ..Draft::default() };
        let opened = open(uuid(9).into(), Channel::Phone, draft, &facts, &Actor::bare(ActorKind::Staff, "agent"), 1);
        Story { case: opened.clone(), opened, entries: Vec::new() }
    }

    /// Something happens; answers what it is to rules.
    fn then(&mut self, by_kind: ActorKind, event: CaseEvent) -> Vec<(HappeningKind, Vec<Field>)> {
        let pos = self.entries.len() as i64 + 1;
        let id = EntryId(uuid(pos as u128));
        let entry =
            Entry { id, pos, at: pos * 1000, by_id: None, by: "x".into(), by_kind, of: None, noted: None, event };
        let before = self.case.clone();
        let mark = Mark { rv: pos, at: entry.at, counts_at: entry.at, by: "x".into(), by_kind, client: None };
        apply(&mut self.case, &entry.event, &mark);
        let heard = happenings(&before, &self.case, std::slice::from_ref(&entry), 3);
        assert!(heard.iter().all(|one| (one.id, one.at, one.depth) == (id, entry.at, 3)));
        self.entries.push(entry);
        heard.into_iter().map(|one| (one.kind, one.changed)).collect()
    }
}

fn written(internal: bool) -> CaseEvent {
    CaseEvent::Commented { internal, text: "x".into(), mentions: Vec::new(), files: Vec::new() }
}

fn renamed(old: &str, new: &str) -> CaseEvent {
    CaseEvent::Edited { changes: vec![Change { field: "subject".into(), old: old.into(), new: new.into() }] }
}

fn given(team: Option<u128>, to: Option<u128>) -> CaseEvent {
    let team_id = team.map(|team| TeamId(uuid(team)));
    CaseEvent::Assigned { team_id, assignee_id: to.map(user), note: String::new() }
}

#[test]
fn each_event_is_what_it_is_to_rules() {
    use ActorKind::{Customer, Guest, Staff};
    use HappeningKind::*;
    let mut story = Story::begin();
    let opened = CaseEvent::Opened { channel: Channel::Phone, files: Vec::new(), follow_up_of: None };
    assert_eq!(story.then(Staff, opened), [(Opened, vec![])]);
    for (by, event, heard) in [
        (Customer, written(false), vec![(CustomerWrote, vec![])]),
        (Guest, written(false), vec![(CustomerWrote, vec![])]),
        (Staff, written(true), vec![]),
        (Staff, written(false), vec![(Answered, vec![])]),
        (Customer, CaseEvent::Urged { note: String::new() }, vec![(Urged, vec![]), (Changed, vec![Field::Urged])]),
        (Staff, renamed("Printer", "Loom"), vec![(Changed, vec![Field::Subject])]),
        (Staff, given(Some(5), Some(7)), vec![(Changed, vec![Field::State, Field::Team, Field::Assignee])]),
        (Staff, CaseEvent::LevelRaised { level: 2 }, vec![(Changed, vec![Field::Level])]),
        (Staff, CaseEvent::Escalated { level: 1, policy: "x".into() }, vec![]),
        (Staff, CaseEvent::EscalationAcknowledged { until: None }, vec![]),
    ] {
        assert_eq!(story.then(by, event.clone()), heard, "{event:?}");
    }
    let asked = |state: &str| CaseEvent::EscalationRequested {
        request_id: uuid(1).into(),
        state: state.into(),
        reason: "x".into(),
    };
    assert_eq!(story.then(Staff, asked("requested")), [(EscalationRequested, vec![])]);
    assert_eq!(story.then(Staff, asked("accepted")), [], "only that somebody asks begins a level");
    let solved = CaseEvent::Resolved { code: yingda_shared::cases::ResolutionCode::Fixed, text: "x".into() };
    assert_eq!(story.then(Staff, solved), [(Changed, vec![Field::State])]);
    let back = story.then(Customer, CaseEvent::Rejected { reason: "x".into() });
    assert_eq!(
        back,
        [(Rejected, vec![]), (Reopened, vec![]), (Changed, vec![Field::State, Field::Reopened])],
        "what is sent back is back"
    );
}

/// Edits and hand-overs that are only known by the later ones.
#[test]
fn the_past_is_what_it_was_then() {
    let mut story = Story::begin();
    let opened = CaseEvent::Opened { channel: Channel::Phone, files: Vec::new(), follow_up_of: None };
    story.then(ActorKind::Staff, opened);
    story.then(ActorKind::Staff, renamed("Printer", "Loom"));
    let graded = Change { field: "priority".into(), old: "p3".into(), new: "p1".into() };
    story.then(ActorKind::Staff, CaseEvent::Edited { changes: vec![graded] });
    story.then(ActorKind::Staff, given(Some(5), Some(7)));
    story.then(
        ActorKind::Staff,
        CaseEvent::Held { reason: yingda_shared::cases::PendingReason::Customer, note: String::new() },
    );
    let seen = past(&story.case, &story.entries, &Around::default());
    let at = |n: i64| {
        let found = seen.iter().find(|(happening, _)| happening.at == n * 1000);
        &found.expect("something that happened").1
    };
    let first = at(1);
    assert_eq!((first.subject.as_str(), first.priority, first.state), ("Printer", Priority::P3, CaseState::New));
    assert_eq!((first.team_id, first.assignee_id), (story.opened.team_id, None));
    assert_eq!((at(2).subject.as_str(), at(2).priority), ("Loom", Priority::P3));
    assert_eq!((at(3).priority, at(3).assignee_id), (Priority::P1, None));
    assert_eq!((at(4).assignee_id, at(4).state), (Some(user(7)), CaseState::Assigned));
    assert_eq!(at(5).state, CaseState::Pending);
    let now = yingda_shared::rules::CaseFacts::of(&story.case, Around::default());
    assert_eq!(at(5), &now, "at last it is what it is");
}
