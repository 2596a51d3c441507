//! What a case is promised when the calendar of the desk is another.

use crate::calendar::DeskClock;
use crate::cases::events::Change;
use crate::cases::model::{Case, CaseState};
use crate::catalog::priority::{PriorityMatrix, Promise};

/// Fields that follow from all others.
pub const PROMISED: [&str; 2] = ["respond_by", "resolve_by"];

/// Of a case that keeps no clocks yet: the promise that it would have been given at its opening by this calendar, where that is another than it
/// has. None where it stays: its clock stands still (it waits, or is over), or the calendar does not know the days
/// that it is about. A first reply that was given stays promised as it was.
pub fn promised_anew(case: &Case, matrix: &PriorityMatrix, clock: &DeskClock) -> Option<Promise> {
    if !runs(case) {
        return None;
    }
    let mut promise = matrix.promise_known(case.impact, case.urgency, case.created_at, clock)?;
    if case.first_response_at.is_some() {
        promise.respond_by = case.respond_by;
    }
    let present = Promise { respond_by: case.respond_by, resolve_by: case.resolve_by };
    (promise != present).then_some(promise)
}

/// Whether somebody is to work on it now.
pub fn runs(case: &Case) -> bool {
    matches!(case.state, CaseState::New | CaseState::Assigned | CaseState::InProgress)
}

/// The same as changes of the fields of the case.
pub fn changes(case: &Case, promise: Promise) -> Vec<Change> {
    let change = |field: &str, old: i64, new: i64| {
        (old != new).then(|| Change { field: field.into(), old: old.to_string(), new: new.to_string() })
    };
    let both = [
        change("respond_by", case.respond_by, promise.respond_by),
        change("resolve_by", case.resolve_by, promise.resolve_by),
    ];
    both.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{DeskTime, PackedTime, WorkingTime};
    use crate::cases::Channel;
    use crate::cases::open::{Draft, OpenFacts, open};
    use crate::catalog::priority::{Impact, Urgency};
    use crate::identity::{Actor, ActorKind};
    use crate::kernel::day::Day;
    use crate::kernel::id::{CaseId, UnitId, Uuid};
    use crate::kernel::time::{DAY, HOUR, MINUTE, Millis};

    /// From eight to sixteen in UTC, for a hundred days.
    fn eight_hours() -> DeskClock {
        let open = (0..100).map(|day| (day * DAY + 8 * HOUR, day * DAY + 16 * HOUR));
        let time = PackedTime::of(&WorkingTime::new(0..100 * DAY, open.collect()), Day(0)..=Day(99));
        DeskClock::from(&DeskTime { rv: 1, time: Some(time) })
    }

    fn opened(at: Millis) -> Case {
        let (matrix, head_office) = (PriorityMatrix::default(), UnitId(Uuid::from_u128(1)));
        let clock = DeskClock::default();
        let facts = OpenFacts { matrix, clock, category: None, asset: None, contact: None, company: None, head_office };
        let (impact, urgency) = (Some(Impact::Department), Some(Urgency::Critical));
        let draft = Draft { subject: "打印机".into(), impact, urgency, ..Draft::default() };
        let customer = Actor::bare(ActorKind::Customer, "test");
        open(CaseId(Uuid::from_u128(9)), Channel::Portal, draft, &facts, &customer, at)
    }

    fn anew(case: &Case) -> Option<Promise> {
        promised_anew(case, &PriorityMatrix::default(), &eight_hours())
    }

    #[test]
    fn a_running_case_is_promised_what_it_would_have_been() {
        // A quarter of an hour and four hours, an hour before the end of the day.
        let case = opened(15 * HOUR);
        let promise = Promise { respond_by: 15 * HOUR + 15 * MINUTE, resolve_by: DAY + 11 * HOUR };
        assert_eq!(anew(&case), Some(promise));
        let told = changes(&case, promise);
        assert_eq!(told.len(), 1, "the first reply is due as before");
        assert_eq!((told[0].field.as_str(), told[0].new.as_str()), ("resolve_by", "126000000"));
        assert_eq!(anew(&Case { resolve_by: promise.resolve_by, ..case }), None, "nothing moves twice");
        assert_eq!(anew(&opened(9 * HOUR)), None, "the same by both");
    }

    #[test]
    fn a_reply_that_was_given_stays_promised_as_it_was() {
        let case = Case { first_response_at: Some(20 * HOUR), ..opened(20 * HOUR) };
        let promise = Promise { respond_by: case.respond_by, resolve_by: DAY + 12 * HOUR };
        assert_eq!(anew(&case), Some(promise));
    }

    #[test]
    fn clocks_that_stand_still_and_days_nobody_knows_are_left_alone() {
        for state in [CaseState::Pending, CaseState::Resolved, CaseState::Closed, CaseState::Cancelled] {
            assert_eq!(anew(&Case { state, ..opened(20 * HOUR) }), None, "{state}");
        }
        assert_eq!(anew(&opened(-HOUR)), None, "before the days that were compiled");
        assert_eq!(anew(&opened(100 * DAY - HOUR)), None, "behind them");
    }
}
