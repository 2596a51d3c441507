//! Taking a command back a moment after it was done: what it changed goes back to what it found, unless
//! somebody went on from there. What cannot be unsaid is not.

use crate::cases::events::{CaseEvent, Change};
use crate::cases::model::{Case, CaseState, PendingReason};
use crate::cases::policy;
use crate::cases::refusal::Refusal;
use crate::kernel::id::{TeamId, UserId};
use crate::kernel::time::Millis;

data! {
/// What a command found and left, as far as taking it back needs to know.
pub struct Found {
    pub command: String,
    /// The version it left behind.
    pub rv: i64,
    /// The state it left behind.
    pub left: CaseState,
    pub team_id: Option<TeamId>,
    pub assignee_id: Option<UserId>,
    pub pending_reason: Option<PendingReason>,
    #[serde(default)]
    pub pending_note: String,
    /// Fields it changed.
    #[serde(default)]
    pub changes: Vec<Change>,
}
}

impl Found {
    pub fn between(command: &str, before: &Case, after: &Case) -> Found {
        let pairs = fields(before).into_iter().zip(fields(after));
        let changes = pairs.filter(|((_, old), (_, new))| old != new).map(|((field, old), (_, new))| Change {
            field: field.into(),
            old,
            new,
        });
        Found {
            command: command.into(),
            rv: after.rv,
            left: after.state,
            team_id: before.team_id,
            assignee_id: before.assignee_id,
            pending_reason: before.pending_reason,
            pending_note: before.pending_note.clone(),
            changes: changes.collect(),
        }
    }
}

/// What an edit may change, as its events write it. What is promised follows from the rest.
fn fields(case: &Case) -> Vec<(&'static str, String)> {
    fn text<T: ToString>(id: Option<T>) -> String {
        id.map(|id| id.to_string()).unwrap_or_default()
    }
    vec![
        ("subject", case.subject.clone()),
        ("description", case.description.clone()),
        ("contact_name", case.contact_name.clone()),
        ("contact_phone", case.contact_phone.clone()),
        ("category_id", text(case.category_id)),
        ("product_id", text(case.product_id)),
        ("asset_id", text(case.asset_id)),
        ("company_id", text(case.company_id)),
        ("contact_id", text(case.contact_id)),
        ("impact", case.impact.to_string()),
        ("urgency", case.urgency.to_string()),
        ("priority", case.priority.to_string()),
    ]
}

/// What happens to the case as it is now.
pub fn take_back(found: &Found, case: &Case, now: Millis) -> Result<Vec<CaseEvent>, Refusal> {
    let untouched = |field: &str| case.stamps.get(field).is_none_or(|stamp| stamp.rv <= found.rv);
    let still = |name: &str| match case.state == found.left {
        true => policy::right_state(name, case, now),
        false => Err(Refusal::ChangedSince),
    };
    let event = match found.command.as_str() {
        "cases.edit" => {
            policy::right_state("cases.edit", case, now)?;
            if !found.changes.iter().all(|change| untouched(&change.field)) {
                return Err(Refusal::ChangedSince);
            }
            let back = |change: &Change| Change {
                field: change.field.clone(),
                old: change.new.clone(),
                new: change.old.clone(),
            };
            CaseEvent::Edited { changes: found.changes.iter().map(back).collect() }
        }
        "cases.assign" | "cases.take" => {
            policy::right_state("cases.assign", case, now)?;
            if !untouched("assignee_id") {
                return Err(Refusal::ChangedSince);
            }
            CaseEvent::Assigned { team_id: found.team_id, assignee_id: found.assignee_id, note: String::new() }
        }
        "cases.hold" => {
            still("cases.resume")?;
            CaseEvent::Resumed { by_reply: false }
        }
        "cases.resume" => {
            still("cases.hold")?;
            let reason = found.pending_reason.ok_or(Refusal::NotUndoable)?;
            CaseEvent::Held { reason, note: found.pending_note.clone() }
        }
        // Whoever was told that it is solved is told that it goes on.
        "cases.resolve" | "cases.cancel" => {
            still("cases.reopen")?;
            CaseEvent::Reopened { reason: String::new() }
        }
        _ => return Err(Refusal::NotUndoable),
    };
    Ok(vec![event])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Channel;
    use crate::cases::ResolutionCode;
    use crate::cases::apply::{Mark, apply};
    use crate::cases::open::{Draft, OpenFacts, open};
    use crate::catalog::priority::PriorityMatrix;
    use crate::identity::{Actor, ActorKind};
    use crate::kernel::id::{CaseId, UnitId, Uuid};

    fn a_case() -> Case {
        let (matrix, head_office) = (PriorityMatrix::default(), UnitId(Uuid::from_u128(1)));
        let clock = Default::default();
        let facts = OpenFacts { matrix, clock, category: None, asset: None, contact: None, company: None, head_office };
        let draft = Draft { subject: "打印机".into(), ..Draft::default() };
        let customer = Actor::bare(ActorKind::Customer, "test");
        open(CaseId(Uuid::from_u128(9)), Channel::Portal, draft, &facts, &customer, 0)
    }

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn happen(case: &mut Case, event: CaseEvent) {
        let mark = Mark {
            rv: case.rv + 1,
            at: 1_000,
            counts_at: 1_000,
            by: "李静".into(),
            by_kind: ActorKind::Staff,
            client: None,
        };
        apply(case, &event, &mark);
    }

    fn assigned(to: Option<UserId>) -> CaseEvent {
        CaseEvent::Assigned { team_id: None, assignee_id: to, note: String::new() }
    }

    fn held() -> CaseEvent {
        CaseEvent::Held { reason: PendingReason::ThirdParty, note: "等备件".into() }
    }

    fn resolved() -> CaseEvent {
        CaseEvent::Resolved { code: ResolutionCode::Fixed, text: "好了".into() }
    }

    /// The case before, after a command's event, and after it was taken back.
    fn there_and_back(command: &str, before: &[CaseEvent], event: CaseEvent) -> (Case, Case) {
        let mut case = a_case();
        before.iter().for_each(|event| happen(&mut case, event.clone()));
        let start = case.clone();
        happen(&mut case, event);
        let found = Found::between(command, &start, &case);
        for event in take_back(&found, &case, 2_000).unwrap_or_else(|why| panic!("{command}: {why:?}")) {
            happen(&mut case, event);
        }
        (start, case)
    }

    #[test]
    fn what_can_go_back_goes_back() {
        let edited = CaseEvent::Edited {
            changes: vec![
                Change { field: "impact".into(), old: "person".into(), new: "department".into() },
                Change { field: "category_id".into(), old: String::new(), new: user(5).to_string() },
            ],
        };
        let own = [assigned(Some(user(1)))];
        let table: [(&str, &[CaseEvent], CaseEvent); 6] = [
            ("cases.assign", &[], assigned(Some(user(2)))),
            ("cases.assign", &own, assigned(Some(user(2)))),
            ("cases.take", &own, CaseEvent::Taken { user_id: Some(user(2)), for_firm: false }),
            ("cases.edit", &[], edited),
            ("cases.hold", &own, held()),
            ("cases.resume", &[assigned(Some(user(1))), held()], CaseEvent::Resumed { by_reply: false }),
        ];
        for (command, before, event) in table {
            let (start, end) = there_and_back(command, before, event);
            let shown = |case: &Case| {
                (
                    case.state,
                    case.assignee_id,
                    case.team_id,
                    case.pending_reason,
                    case.pending_note.clone(),
                    fields(case),
                )
            };
            assert_eq!(shown(&end), shown(&start), "{command}");
        }
    }

    #[test]
    fn a_solution_taken_back_is_a_case_that_goes_on() {
        let own = [assigned(Some(user(1))), CaseEvent::Started];
        let (start, end) = there_and_back("cases.resolve", &own, resolved());
        assert_eq!((end.state, end.resolution.is_some()), (start.state, false));
        let (_, end) = there_and_back("cases.cancel", &own, CaseEvent::Cancelled { reason: "重复".into() });
        assert_eq!(end.state, CaseState::InProgress);
    }

    #[test]
    fn nobodys_later_work_is_undone() {
        let mut case = a_case();
        let before = case.clone();
        happen(&mut case, assigned(Some(user(1))));
        let found = Found::between("cases.assign", &before, &case);
        happen(&mut case, CaseEvent::Commented { internal: false, text: "x".into(), mentions: vec![], files: vec![] });
        assert!(take_back(&found, &case, 2_000).is_ok(), "words in between do not matter");
        happen(&mut case, assigned(Some(user(2))));
        assert_eq!(take_back(&found, &case, 2_000), Err(Refusal::ChangedSince));
        let mut closed = a_case();
        let before = closed.clone();
        happen(&mut closed, held());
        let found = Found::between("cases.hold", &before, &closed);
        happen(&mut closed, resolved());
        assert_eq!(take_back(&found, &closed, 2_000), Err(Refusal::ChangedSince));
    }

    #[test]
    fn what_was_said_stays_said() {
        let case = a_case();
        for command in ["cases.comment", "cases.forward", "cases.close", "cases.start", "cases.reopen"] {
            let found = Found::between(command, &case, &case);
            assert_eq!(take_back(&found, &case, 2_000), Err(Refusal::NotUndoable), "{command}");
        }
    }
}
