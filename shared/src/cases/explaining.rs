//! Why a case is promised what it is: each clock with every stretch of its time, as far as a side of the desk may know.

use crate::cases::model::Case;
use crate::cases::terms::Terms;
use crate::identity::actor::Actor;
use crate::kernel::id::CaseId;
use crate::kernel::time::Millis;
use crate::sla::{CalendarVersion, Clock, Earlier, Explanation, Ground, PolicyVersion, STANDARD, Side, Timetable};

data! {
pub struct CaseClocks {
    pub id: CaseId,
}

/// The last round of a clock.
pub struct ToldClock {
    /// Of the policy; empty for what the priority matrix promises, and outside the organisation.
    #[serde(default)]
    pub policy: String,
    /// What the policy was chosen for, while it is still the one that holds; staff only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<Ground>,
    #[serde(flatten)]
    pub explanation: Explanation,
}

pub struct ToldClocks {
    /// What the customer is promised, then what those who work on it promise each other.
    pub clocks: Vec<ToldClock>,
    /// Rounds that are told no more one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
}
}

operation!(CaseClocks => ToldClocks, "cases.clocks", Get "/cases/{id}/clocks", Server, "What a case is promised, when that is due and why: every stretch of its clocks.");

impl ToldClocks {
    /// `timetable`: the days of a version of a calendar, with its holidays.
    pub fn of(
        case: &Case,
        terms: &Terms,
        timetable: impl Fn(&CalendarVersion) -> Option<Timetable>,
        actor: &Actor,
        now: Millis,
    ) -> ToldClocks {
        let staff = actor.is_staff();
        let sees = |side: Side| staff || side == Side::External;
        let replay = terms.clocks(case);
        let choices = terms.choices(case);
        let grounds = |policy: &PolicyVersion| {
            let chosen = choices.iter().find(|choice| choice.policy.id == policy.id);
            chosen.filter(|_| staff).map(|choice| choice.grounds.clone()).unwrap_or_default()
        };
        let told = |clock: &Clock| {
            let policy = terms.book().policy(&clock.policy).filter(|policy| staff && policy.id != STANDARD);
            Some(ToldClock {
                policy: policy.map(|policy| policy.name.clone()).unwrap_or_default(),
                grounds: grounds(&clock.policy),
                explanation: shown(clock.explain(&timetable(&clock.calendar)?, now), staff),
            })
        };
        let seen: Vec<Clock> = replay.clocks.into_iter().filter(|clock| sees(clock.side)).collect();
        let last =
            seen.chunk_by(|one, next| (one.side, one.kind) == (next.side, next.kind)).filter_map(<[Clock]>::last);
        let earlier = replay.earlier.into_iter().filter(|earlier| sees(earlier.side)).collect();
        ToldClocks { clocks: last.filter_map(told).collect(), earlier }
    }
}

/// What the desk asks of itself is told to nobody else.
fn shown(mut explanation: Explanation, staff: bool) -> Explanation {
    if !staff {
        explanation.clock.inner_due_at = None;
        explanation.clock.target.inner = None;
    }
    explanation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Channel;
    use crate::cases::open::{Draft, OpenFacts, open};
    use crate::catalog::priority::PriorityMatrix;
    use crate::identity::ActorKind;
    use crate::kernel::id::{UnitId, Uuid};
    use crate::kernel::time::HOUR;
    use crate::sla::{ClockKind, GroundKind, SlaPolicy, Status};
    use serde_json::{Value, json};

    fn policy(n: u128, side: &str, target: Value) -> SlaPolicy {
        let json = json!({"id": Uuid::from_u128(n), "rv": 1, "active": true, "name": format!("P{n}"), "side": side,
            "targets": [target]});
        serde_json::from_value(json).expect("a policy")
    }

    #[test]
    fn outsiders_hear_of_their_own_promise_alone() {
        let terms = Terms::new(&PriorityMatrix::default(), Timetable::of_wall().clone()).with_policies(vec![
            policy(
                1,
                "external",
                json!({"kind": "resolution", "amount": 240, "inner": 120, "unit": "calendar_minutes"}),
            ),
            policy(2, "internal", json!({"kind": "resolution", "amount": 60, "unit": "calendar_minutes"})),
        ]);
        let facts = OpenFacts {
            matrix: PriorityMatrix::default(),
            clock: Default::default(),
            category: None,
            asset: None,
            contact: None,
            company: None,
            head_office: UnitId(Uuid::from_u128(1)),
        };
        let customer = Actor::bare(ActorKind::Customer, "test");
        let mut case = open(CaseId(Uuid::from_u128(9)), Channel::Portal, Draft::default(), &facts, &customer, 0);
        terms.begin(&mut case);
        assert_eq!((case.resolve_by, case.owing_inside.next.map(|next| next.due_at)), (4 * HOUR, Some(HOUR)));
        let told = |actor: &Actor| {
            ToldClocks::of(&case, &terms, |version| terms.book().timetable(version).cloned(), actor, 2 * HOUR).clocks
        };
        let staff = told(&Actor::bare(ActorKind::Staff, "test"));
        let facts = |told: &ToldClock| {
            let clock = &told.explanation.clock;
            (clock.side, clock.kind, told.policy.clone(), clock.inner_due_at, told.explanation.reading.status)
        };
        let resolution = ClockKind::Resolution;
        assert_eq!(
            staff.iter().map(facts).collect::<Vec<_>>(),
            [
                (Side::External, resolution, "P1".into(), Some(2 * HOUR), Status::Running),
                (Side::Internal, resolution, "P2".into(), None, Status::Missed),
            ]
        );
        assert_eq!(staff[0].grounds[0].kind, GroundKind::Any);
        let outside = told(&customer);
        assert_eq!(outside.len(), 1);
        assert_eq!(facts(&outside[0]), (Side::External, resolution, String::new(), None, Status::Running));
        assert!(outside[0].grounds.is_empty() && outside[0].explanation.clock.target.inner.is_none());
    }
}
