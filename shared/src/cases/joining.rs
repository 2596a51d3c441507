//! The rules of two cases at once: what happens to the one a command names, and to the other.

use crate::cases::commands::Command;
use crate::cases::events::{CaseEvent, Entry};
use crate::cases::model::{Case, CaseState};
use crate::cases::refusal::Refusal;
use crate::cases::relations::{LinkCase, SplitCase};
use crate::cases::ties::{LinkKind, Ties};
use crate::identity::actor::Actor;
use crate::kernel::id::{CaseId, EntryId};
use crate::kernel::limits::{LINKS_MAX, MERGED_MAX};
use crate::kernel::time::Millis;
use crate::sla::{Signal, Turn};

/// What is written to a case that was merged is meant for the one that stays, and goes there.
const GOES_ALONG: &[&str] = &["cases.comment", "cases.attach", "cases.urge"];

pub fn goes_along(command: &Command) -> bool {
    GOES_ALONG.contains(&command.name())
}

/// The field that names the other case, and which it is.
pub fn other(command: &Command, case: &Case) -> Option<(&'static str, CaseId)> {
    match command {
        Command::Link(op) => Some(("/to", op.to)),
        Command::Unlink(op) => Some(("/to", op.to)),
        Command::Merge(op) => Some(("/into", op.into)),
        Command::MarkDuplicate(op) => Some(("/of", op.of)),
        Command::UndoMerge(_) | Command::UnmarkDuplicate(_) => case.ties.ended_in.map(|id| ("/id", id)),
        Command::UndoSplit(_) => case.ties.split_from.as_ref().map(|origin| ("/id", origin.case_id)),
        _ => None,
    }
}

/// What happens to the case that the command names.
pub fn decide(case: &Case, command: &Command, other: Option<&Case>) -> Result<Vec<CaseEvent>, Refusal> {
    // Undoing asks first whether there is anything to undo: then there is another case as well.
    match command {
        Command::UndoMerge(_) if case.merged_into().is_none() => return Err(Refusal::NotMerged),
        Command::UnmarkDuplicate(_) if case.ties.ended_in.is_none() => return Err(Refusal::NotDuplicate),
        _ => {}
    }
    let other = other.ok_or(Refusal::OtherNotHere)?;
    if other.id == case.id {
        return Err(Refusal::SameCase);
    }
    let (case_id, number) = (other.id, other.number.clone());
    let event = match command {
        Command::Link(op) => link(case, op, other)?,
        Command::Unlink(op) => {
            let link = case.ties.links.iter().find(|link| link.case_id == op.to).ok_or(Refusal::NotLinked)?;
            if !LinkKind::CHOSEN.contains(&link.kind) {
                return Err(Refusal::NotUnlinkable);
            }
            CaseEvent::Unlinked { kind: link.kind, case_id, number }
        }
        Command::Merge(_) => {
            alike(case, other)?;
            stays(other)?;
            if case.state.is_open() && !other.state.is_open() {
                return Err(Refusal::OtherEnded);
            }
            room(case, other)?;
            CaseEvent::Merged { case_id, number }
        }
        Command::UndoMerge(_) => {
            if other.state == CaseState::Merged {
                return Err(Refusal::UndoOuterFirst);
            }
            CaseEvent::MergeUndone { case_id, number }
        }
        Command::MarkDuplicate(_) => {
            alike(case, other)?;
            stays(other)?;
            if other.ties.links.len() >= LINKS_MAX {
                return Err(Refusal::TooManyLinks);
            }
            CaseEvent::MarkedDuplicate { case_id, number }
        }
        Command::UnmarkDuplicate(_) => CaseEvent::UnmarkedDuplicate { case_id, number },
        Command::UndoSplit(_) => {
            stays(other)?;
            room(case, other)?;
            CaseEvent::Merged { case_id, number }
        }
        _ => return Err(Refusal::NothingChanged),
    };
    Ok(vec![event])
}

/// What the same command does to the other case. `case` is the first as it was before.
pub fn echo(case: &Case, command: &Command, other: &Case) -> Vec<CaseEvent> {
    let (case_id, number) = (case.id, case.number.clone());
    let came = || {
        let own = case.to_join(other.id);
        std::iter::once(own).chain(case.ties.joined.iter().cloned()).collect()
    };
    match command {
        Command::Link(op) => vec![CaseEvent::Linked { kind: op.kind.mirrored(), case_id, number }],
        Command::Unlink(_) => {
            let link = other.ties.links.iter().find(|link| link.case_id == case.id);
            link.map(|link| CaseEvent::Unlinked { kind: link.kind, case_id, number }).into_iter().collect()
        }
        Command::Merge(_) | Command::UndoSplit(_) => vec![CaseEvent::Absorbed { case_id, number, joined: came() }],
        Command::UndoMerge(_) => vec![CaseEvent::Parted { case_id, number }],
        Command::MarkDuplicate(_) => vec![CaseEvent::Linked { kind: LinkKind::Duplicate, case_id, number }],
        Command::UnmarkDuplicate(_) => vec![CaseEvent::Unlinked { kind: LinkKind::Duplicate, case_id, number }],
        _ => Vec::new(),
    }
}

fn link(case: &Case, op: &LinkCase, other: &Case) -> Result<CaseEvent, Refusal> {
    let chosen = |case: &Case, id: CaseId| {
        case.ties.links.iter().any(|link| link.case_id == id && LinkKind::CHOSEN.contains(&link.kind))
    };
    if chosen(case, other.id) || chosen(other, case.id) {
        return Err(Refusal::AlreadyLinked);
    }
    if case.ties.links.len() >= LINKS_MAX || other.ties.links.len() >= LINKS_MAX {
        return Err(Refusal::TooManyLinks);
    }
    Ok(CaseEvent::Linked { kind: op.kind, case_id: other.id, number: other.number.clone() })
}

/// A complaint has stages, a remedy and an answer of its own: it ends in no ordinary case, and takes none in.
fn alike(case: &Case, other: &Case) -> Result<(), Refusal> {
    if case.complaint.is_some() == other.complaint.is_some() { Ok(()) } else { Err(Refusal::ComplaintAndCase) }
}

/// A case that others can end in: not one that ended in another or was given up itself.
fn stays(other: &Case) -> Result<(), Refusal> {
    match other.state {
        CaseState::Merged => Err(other.merged_into().map_or(Refusal::OtherEnded, |into| Refusal::Merged { into })),
        CaseState::Duplicate | CaseState::Cancelled => Err(Refusal::OtherEnded),
        _ => Ok(()),
    }
}

fn room(case: &Case, other: &Case) -> Result<(), Refusal> {
    let all = 1 + case.ties.joined.len() + other.ties.joined.len();
    if all > MERGED_MAX { Err(Refusal::TooManyLinks) } else { Ok(()) }
}

/// Comments to split off: contributions to this very case. `there` are its entries with the ids asked for.
pub fn may_split(case: &Case, op: &SplitCase, there: &[Entry]) -> Result<(), Refusal> {
    let said = |entry: &Entry| {
        matches!(entry.event, CaseEvent::Commented { .. } | CaseEvent::Attached { .. })
            && entry.of.is_none_or(|of| of == case.id)
    };
    let found = |id: &EntryId| there.iter().any(|entry| entry.id == *id && said(entry));
    if !op.entries.iter().all(found) {
        return Err(Refusal::NothingToSplit);
    }
    if case.ties.links.len() >= LINKS_MAX { Err(Refusal::TooManyLinks) } else { Ok(()) }
}

/// The case that comments go to: of the same customer, about the same thing, with the same people.
pub fn split_off(old: &Case, id: CaseId, subject: &str, actor: &Actor, now: Millis) -> Case {
    Case {
        id,
        number: String::new(),
        rv: 0,
        subject: subject.trim().to_string(),
        description: String::new(),
        firm_id: None,
        firm_engineer_id: None,
        state: if old.assignee_id.is_some() { CaseState::Assigned } else { CaseState::New },
        pending_reason: None,
        pending_note: String::new(),
        held_from: None,
        resolution: None,
        created_at: now,
        updated_at: now,
        first_response_at: None,
        resolved_at: None,
        closed_at: None,
        reopen_count: 0,
        urge_count: 0,
        urged_at: None,
        customer_wrote_at: None,
        rating: None,
        follow_up_of: None,
        opened_by: actor.user_id,
        // The promise was made for what was asked then, and holds for this part of it too.
        respond_by: old.respond_by,
        resolve_by: old.resolve_by,
        stamps: Default::default(),
        ties: Ties::default(),
        turns: held_together(&old.turns, now),
        // What is told beside a complaint is handled as what it is.
        complaint: None,
        ..old.clone()
    }
}

/// The log of a case that is split off: it counts from where the old one does and stood still when that did, so that
/// its promise is the same; what was said on the old one was no answer to this one.
fn held_together(turns: &[Turn], now: Millis) -> Vec<Turn> {
    let kept = turns.iter().filter_map(|turn| match turn.signal {
        Signal::Answered | Signal::Asked | Signal::Arrived => None,
        // Nobody has solved this one.
        Signal::Solved => Some(Turn::new(turn.at, Signal::SetAside)),
        _ => Some(turn.clone()),
    });
    let mut kept: Vec<Turn> = kept.collect();
    if !kept.is_empty() {
        kept.extend([Signal::Resumed, Signal::Reopened].map(|signal| Turn::new(now, signal)));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::apply::{Mark, apply};
    use crate::cases::complaint::{Complaint, Topic};
    use crate::cases::faces::Part;
    use crate::cases::model::Channel;
    use crate::cases::open::{Draft, OpenFacts, open};
    use crate::cases::relations::*;
    use crate::catalog::priority::PriorityMatrix;
    use crate::identity::actor::{ActorKind, scope};
    use crate::kernel::id::{ContactId, Uuid};

    fn id<I: From<Uuid>>(n: u128) -> I {
        I::from(Uuid::from_u128(n))
    }

    fn case(n: u128, contact: u128) -> Case {
        let facts = OpenFacts {
            matrix: PriorityMatrix::default(),
            clock: Default::default(),
            category: None,
            asset: None,
            contact: None,
            company: None,
            head_office: id(1),
        };
        let draft = Draft { subject: format!("第{n}件"), ..Draft::default() };
        let mut case = open(id(n), Channel::Portal, draft, &facts, &Actor::system(), 0);
        case.number = format!("CS-{n}");
        case.contact_id = Some(id(contact));
        case
    }

    fn customer(contact: u128) -> Actor {
        let mut actor = Actor::bare(ActorKind::Customer, "customer");
        actor.grants.insert(scope::contact(id::<ContactId>(contact)));
        actor
    }

    fn mark(rv: i64) -> Mark {
        Mark { rv, at: rv, counts_at: rv, by: "甲".into(), by_kind: ActorKind::Staff, client: None }
    }

    /// Runs a command on both cases at a place of the feed.
    fn run(case: &mut Case, other: &mut Case, command: Command, rv: i64) -> Result<(), Refusal> {
        let events = decide(case, &command, Some(other))?;
        let echo = echo(case, &command, other);
        events.iter().for_each(|event| apply(case, event, &mark(rv)));
        echo.iter().for_each(|event| apply(other, event, &mark(rv + 1)));
        Ok(())
    }

    fn merge(case: &mut Case, other: &mut Case, rv: i64) -> Result<(), Refusal> {
        let command = Command::Merge(MergeCase { id: case.id, into: other.id });
        run(case, other, command, rv)
    }

    fn undo(case: &mut Case, other: &mut Case, rv: i64) -> Result<(), Refusal> {
        let command = Command::UndoMerge(UndoMergeCase { id: case.id });
        run(case, other, command, rv)
    }

    #[test]
    fn a_merge_and_its_undoing_leave_both_cases_as_they_were() {
        let (mut a, mut b) = (case(10, 1), case(20, 2));
        a.state = CaseState::Pending;
        a.pending_reason = Some(crate::cases::PendingReason::Customer);
        (a.pending_note, a.held_from) = ("等".into(), Some(CaseState::InProgress));
        let before = (a.clone(), b.clone());
        merge(&mut a, &mut b, 5).expect("a merge");
        assert_eq!((a.state, a.merged_into(), b.ties.joined.len()), (CaseState::Merged, Some(b.id), 1));
        assert!(customer(1).sees(&b.scopes()) && !customer(3).sees(&b.scopes()));
        undo(&mut a, &mut b, 9).expect("and back");
        let settled = |case: &Case| Case { rv: 0, updated_at: 0, ..case.clone() };
        assert_eq!((settled(&a), settled(&b)), (settled(&before.0), settled(&before.1)));
    }

    #[test]
    fn each_customer_reads_what_was_said_to_them_and_what_is_said_since() {
        let (mut a, mut b, mut c) = (case(10, 1), case(20, 2), case(30, 3));
        merge(&mut a, &mut b, 5).expect("a into b");
        merge(&mut b, &mut c, 15).expect("b into c");
        let of = |contact| {
            let mut parts: Vec<(u128, i64)> =
                c.parts(&customer(contact)).iter().map(|part: &Part| (part.case.0.as_u128(), part.after)).collect();
            parts.sort();
            parts
        };
        assert_eq!(of(1), [(10, 0), (20, 6), (30, 16)]);
        assert_eq!(of(2), [(20, 0), (30, 16)]);
        assert_eq!(of(3), [(30, 0)]);
        assert_eq!(of(4), []);
        assert_eq!(c.parts(&Actor::system()).len(), 3);
        let seen = c.facing(&customer(1));
        assert_eq!((seen.subject.as_str(), seen.contact_id, seen.ties.joined.len()), ("第10件", Some(id(1)), 1));
        assert_eq!(c.facing(&customer(3)).subject, "第30件");
        assert_eq!(c.facing(&customer(3)).ties.joined.len(), 0);
    }

    #[test]
    fn a_chain_is_undone_from_its_end() {
        let (mut a, mut b, mut c) = (case(10, 1), case(20, 2), case(30, 3));
        merge(&mut a, &mut b, 5).expect("a into b");
        merge(&mut b, &mut c, 15).expect("b into c");
        assert_eq!(c.ties.joined.len(), 2);
        assert_eq!(undo(&mut a, &mut b, 20), Err(Refusal::UndoOuterFirst));
        undo(&mut b, &mut c, 25).expect("the outer one");
        assert_eq!((c.ties.joined.len(), b.ties.joined.len(), b.state), (0, 1, CaseState::New));
        undo(&mut a, &mut b, 30).expect("then the inner one");
        assert_eq!((a.state, b.ties.joined.len()), (CaseState::New, 0));
    }

    #[test]
    fn nothing_is_merged_into_what_has_ended_or_into_itself() {
        let (mut a, mut b, mut c) = (case(10, 1), case(20, 2), case(30, 3));
        let itself = a.clone();
        assert_eq!(merge(&mut a, &mut itself.clone(), 1), Err(Refusal::SameCase));
        merge(&mut b, &mut c, 1).expect("b into c");
        assert_eq!(merge(&mut a, &mut b, 3), Err(Refusal::Merged { into: c.id }));
        c.state = CaseState::Closed;
        assert_eq!(merge(&mut a, &mut c, 5), Err(Refusal::OtherEnded));
        a.state = CaseState::Closed;
        merge(&mut a, &mut c, 7).expect("both have ended");
        let merge = Command::Merge(MergeCase { id: a.id, into: id(99) });
        assert_eq!(decide(&b, &merge, None), Err(Refusal::OtherNotHere));
    }

    #[test]
    fn a_complaint_joins_complaints_alone_and_what_is_split_off_it_is_none() {
        let (mut a, mut b, mut c) = (case(10, 1), case(20, 1), case(30, 1));
        a.complaint = Some(Complaint::new(Topic::Attitude, "", None));
        assert_eq!(merge(&mut a, &mut b, 1), Err(Refusal::ComplaintAndCase));
        assert_eq!(merge(&mut b, &mut a, 1), Err(Refusal::ComplaintAndCase));
        let twice = Command::MarkDuplicate(MarkDuplicateCase { id: id(10), of: id(20) });
        assert_eq!(run(&mut a, &mut b, twice, 1), Err(Refusal::ComplaintAndCase));
        c.complaint = Some(Complaint::new(Topic::Attitude, "", None));
        merge(&mut a, &mut c, 3).expect("two complaints");
        assert!(split_off(&c, id(40), "另一件事", &Actor::system(), 5).complaint.is_none());
    }

    #[test]
    fn links_are_mirrored_and_those_of_other_acts_stay() {
        let (mut a, mut b) = (case(10, 1), case(20, 2));
        let link = |kind| Command::Link(LinkCase { id: id(10), to: id(20), kind });
        run(&mut a, &mut b, link(LinkKind::Cause), 1).expect("a link");
        assert_eq!((a.ties.links[0].kind, b.ties.links[0].kind), (LinkKind::Cause, LinkKind::Effect));
        assert_eq!(run(&mut a, &mut b, link(LinkKind::Parent), 3), Err(Refusal::AlreadyLinked));
        run(&mut b, &mut a, Command::Unlink(UnlinkCase { id: id(20), to: id(10) }), 5).expect("away");
        assert!(a.ties.is_empty() && b.ties.is_empty());
        run(&mut a, &mut b, Command::MarkDuplicate(MarkDuplicateCase { id: id(10), of: id(20) }), 7).expect("twice");
        assert_eq!((a.state, b.ties.links[0].kind), (CaseState::Duplicate, LinkKind::Duplicate));
        let unlink = Command::Unlink(UnlinkCase { id: id(20), to: id(10) });
        assert_eq!(run(&mut b, &mut a, unlink, 9), Err(Refusal::NotUnlinkable));
        run(&mut a, &mut b, Command::UnmarkDuplicate(UnmarkDuplicateCase { id: id(10) }), 11).expect("not twice");
        assert!(a.state == CaseState::New && a.ties.is_empty() && b.ties.is_empty());
    }
}
