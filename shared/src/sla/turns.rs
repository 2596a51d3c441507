//! What clocks hear of a case: its events, as far as they start, stop or hold one.
//!
//! Cases stand above promises, so the events themselves are not known here; `cases::clocks` translates them.

use super::policy::PendingReason;
use super::target::{Grade, Side};
use crate::kernel::id::{CalendarId, SlaPolicyId};
use crate::kernel::time::Millis;

data! {
/// Which version of which policy holds for a case on one side, counted by which version of which calendar.
/// A case keeps the versions it began with until something is said anew.
#[derive(Eq, PartialOrd, Ord)]
pub struct Binding {
    pub side: Side,
    /// None: nothing is promised on that side any more.
    pub policy: Option<PolicyVersion>,
    pub calendar: CalendarVersion,
}

#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct PolicyVersion {
    pub id: SlaPolicyId,
    pub version: i64,
}

#[derive(Copy, Default, Eq, PartialOrd, Ord)]
pub struct CalendarVersion {
    /// None: the default of the desk.
    pub id: Option<CalendarId>,
    pub version: i64,
}
}

data! {
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// The case began, or counts from then.
    Opened,
    Graded(Grade),
    Bound(Binding),
    /// None: another system did not say what for.
    Held(Option<PendingReason>),
    Resumed,
    /// The desk said something that the customer reads.
    Answered,
    /// The customer wrote.
    Asked,
    /// Somebody stands at the customer's.
    Arrived,
    Solved,
    Reopened,
    /// Cancelled, merged, or a duplicate: nothing is promised while it is.
    SetAside,
    /// What was merged or a duplicate is a case of its own again, as it was.
    Restored,
}

/// A signal and when it happened: not when it arrived. Of one moment, in the order in which they happened.
pub struct Turn {
    pub at: Millis,
    pub signal: Signal,
}
}

impl Turn {
    pub fn new(at: Millis, signal: Signal) -> Turn {
        Turn { at, signal }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::priority::{Impact, Priority, Urgency};
    use crate::kernel::id::Uuid;

    /// A case may keep its log: what is written down is read again.
    #[test]
    fn turns_are_written_and_read() {
        let grade = Grade { impact: Impact::Group, urgency: Urgency::Low, priority: Priority::P4 };
        let policy = Some(PolicyVersion { id: SlaPolicyId(Uuid::nil()), version: 2 });
        let binding = Binding { side: Side::Internal, policy, calendar: CalendarVersion::default() };
        for (signal, json) in [
            (Signal::Opened, r#"{"at":5,"signal":"opened"}"#),
            (Signal::Held(Some(PendingReason::Customer)), r#"{"at":5,"signal":{"held":"customer"}}"#),
            (Signal::Held(None), r#"{"at":5,"signal":{"held":null}}"#),
            (
                Signal::Graded(grade),
                r#"{"at":5,"signal":{"graded":{"impact":"group","urgency":"low","priority":"p4"}}}"#,
            ),
            (
                Signal::Bound(binding),
                r#"{"at":5,"signal":{"bound":{"side":"internal","policy":{"id":"00000000-0000-0000-0000-000000000000","version":2},"calendar":{"id":null,"version":0}}}}"#,
            ),
        ] {
            let turn = Turn::new(5, signal);
            assert_eq!(serde_json::to_string(&turn).expect("JSON"), json);
            assert_eq!(serde_json::from_str::<Turn>(json).expect("a turn"), turn);
        }
    }
}
