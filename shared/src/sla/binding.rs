//! When a case is bound anew.

use super::choosing::Choice;
use super::target::Side;
use super::turns::{Binding, CalendarVersion};
use crate::kernel::id::CalendarId;

/// What is said anew about the promises of a case, when it opens and whenever its priority, customer, product,
/// category or kind changes: the choices of that moment, with the versions of that moment. Nothing where they are the
/// same. A new version of a policy or of a calendar alone binds no case anew.
pub fn rebound(
    bound: &[Binding],
    choices: &[Choice],
    calendar: impl Fn(Option<CalendarId>) -> CalendarVersion,
) -> Vec<Binding> {
    let of_side = |side: &Side| {
        let before = bound.iter().rfind(|binding| binding.side == *side);
        let now = match choices.iter().find(|choice| choice.side == *side) {
            Some(choice) => {
                let calendar = calendar(choice.calendar_id);
                Binding { side: *side, policy: Some(choice.policy), calendar }
            }
            // A side that never had a promise is not told that it has none.
            None => Binding { policy: None, ..before?.clone() },
        };
        (before != Some(&now)).then_some(now)
    };
    Side::ALL.iter().filter_map(of_side).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::{SlaPolicyId, Uuid};
    use crate::sla::PolicyVersion;

    fn choice(side: Side, n: u128, version: i64) -> Choice {
        let policy = PolicyVersion { id: SlaPolicyId(Uuid::from_u128(n)), version };
        Choice { side, policy, calendar_id: None, grounds: Vec::new(), outranked: Vec::new() }
    }

    fn calendar(version: i64) -> impl Fn(Option<CalendarId>) -> CalendarVersion {
        move |id| CalendarVersion { id, version }
    }

    #[test]
    fn a_case_is_bound_to_what_holds_when_something_is_said() {
        use Side::{External, Internal};
        let first = rebound(&[], &[choice(External, 1, 5)], calendar(3));
        assert_eq!(first.len(), 1, "nothing is said of the other side");
        assert_eq!((first[0].policy.map(|policy| policy.version), first[0].calendar.version), (Some(5), 3));
        assert_eq!(rebound(&first, &[choice(External, 1, 5)], calendar(3)), []);
        for (version, hours) in [(6, 3), (5, 4)] {
            let again = rebound(&first, &[choice(External, 1, version)], calendar(hours));
            assert_eq!((again.len(), again[0].calendar.version), (1, hours), "another version");
        }
        let both = [choice(External, 1, 5), choice(Internal, 2, 1)];
        let added = rebound(&first, &both, calendar(3));
        assert_eq!((added.len(), added[0].side), (1, Internal));
        let all: Vec<Binding> = first.into_iter().chain(added).collect();
        let gone = rebound(&all, &both[..1], calendar(3));
        assert_eq!((gone.len(), gone[0].side, gone[0].policy), (1, Internal, None));
        let all: Vec<Binding> = all.into_iter().chain(gone).collect();
        assert_eq!(rebound(&all, &both[..1], calendar(3)), [], "the last word of a side counts");
    }
}
