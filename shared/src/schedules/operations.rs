//! What can be asked and done about people's time.

use super::duty::Standing;
use super::leave::{Leave, LeaveKind};
use super::model::Schedule;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::day::Day;
use crate::kernel::id::{CalendarId, LeaveId, UserId, Uuid};
use crate::kernel::limits::{NOTE_MAX, SEARCH_MAX};
use crate::kernel::span::Span;
use crate::kernel::time::Millis;
use crate::record::Saved;

data! {
/// The schedule of one person of the staff.
#[derive(Copy)]
pub struct GetSchedule {
    pub id: Uuid,
}

pub struct PersonSchedule {
    pub schedule: Schedule,
    pub name: String,
    pub now: Standing,
    /// Whether whoever asks sets it.
    pub may_save: bool,
    /// Calendars that are worked by, and the one that the person has.
    pub calendars: Vec<CalendarName>,
    /// Leave that is approved and not over yet, the next first.
    pub leave: Vec<Span>,
}

pub struct CalendarName {
    pub id: CalendarId,
    pub name: String,
    pub default: bool,
}

/// Sets the schedule of one person.
#[serde(transparent)]
pub struct SaveSchedule(pub Schedule);

/// Colleagues by name, those who can work now first.
#[derive(Default)]
pub struct ListColleagues {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
}

pub struct Colleagues {
    pub rows: Vec<Colleague>,
    /// There are others, whom their name finds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

pub struct Colleague {
    pub id: UserId,
    pub name: String,
    pub login: String,
    /// When a leave ends is told of people of one's own teams and of those that one leads.
    pub now: Standing,
}

/// Asks for leave of one's own.
pub struct AskLeave {
    /// Whoever sends it may say its id, so that it is asked for once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave_id: Option<LeaveId>,
    pub kind: LeaveKind,
    pub from: Millis,
    pub to: Millis,
    #[serde(default)]
    pub note: String,
}

/// Leave of one's own, the latest first.
#[derive(Copy)]
pub struct ListLeaves {}

pub struct OwnLeaves {
    pub rows: Vec<Leave>,
}

/// What waits for a decision of whoever asks, the oldest first.
#[derive(Copy)]
pub struct ListLeavesToDecide {}

pub struct LeavesToDecide {
    pub rows: Vec<WaitingLeave>,
    /// More wait than are shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

pub struct WaitingLeave {
    pub leave: Leave,
    pub name: String,
    /// Days of it on which an exception of the person's schedule says that they work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub worked: Vec<Day>,
}

/// Approves or declines a leave of somebody else.
pub struct DecideLeave {
    pub id: LeaveId,
    pub approve: bool,
    /// Whoever is declined is told why.
    #[serde(default)]
    pub reason: String,
}

/// Takes a leave of one's own back; of one that has begun the rest.
#[derive(Copy)]
pub struct WithdrawLeave {
    pub id: LeaveId,
}

/// Who is away in a month, of those in one's teams and those one leads.
pub struct ListAway {
    /// `2026-10`.
    pub month: String,
}

pub struct AwayMonth {
    /// The month that was asked about.
    #[serde(default)]
    pub month: String,
    /// All of them by name, those who are never away too.
    pub rows: Vec<AwayPerson>,
}

/// Why somebody is away is theirs to say.
pub struct AwayPerson {
    pub id: UserId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Whoever asks decides on their leave, and sets their schedule.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decides: bool,
}
}

operation!(GetSchedule => PersonSchedule, "schedules.get", Get "/schedules/{id}", Server, "The schedule of one of the staff: calendar, shifts, exceptions, approved leave to come, and whether they can work now.");
operation!(SaveSchedule => Saved, "schedules.save", Put "/schedules/{id}", Online, "Sets the schedule of one of the staff: for whoever leads a team of theirs, stands above them, or keeps people.", |op| op.0.check());
operation!(ListColleagues => Colleagues, "schedules.colleagues", Get "/colleagues", Server, "Active staff by name, those who can work now first; of the others when they can again.", |op| {
    Checks::new().optional("/q", op.q.as_deref().unwrap_or_default(), SEARCH_MAX).done()
});
operation!(AskLeave => Leave, "leaves.ask", Post "/leaves", Online, "Asks for leave of one's own; whoever decides is told.", |op| {
    Leave::check(Span { from: op.from, to: op.to }, &op.note)
});
operation!(ListLeaves => OwnLeaves, "leaves.list", Get "/leaves", Server, "Leave of one's own, the latest first.");
operation!(ListLeavesToDecide => LeavesToDecide, "leaves.waiting", Get "/leaves/waiting", Server, "Leave that waits for a decision of the caller: of people whose team they lead, who stand right below them, or whom they keep.");
operation!(DecideLeave => Leave, "leaves.decide", Post "/leaves/{id}/decide", Online, "Approves or declines a leave of somebody else; whoever asked is told.", |op| op.faults());
operation!(WithdrawLeave => Leave, "leaves.withdraw", Post "/leaves/{id}/withdraw", Online, "Takes back a leave of one's own that waits or is approved; of one that has begun the rest.");
operation!(ListAway => AwayMonth, "leaves.away", Get "/leaves/away", Server, "Who of the caller's teams, and of those whom they lead, is away in a month.", |op| {
    Checks::new().when(op.days().is_none(), "/month", "malformed").done()
});

impl DecideLeave {
    fn faults(&self) -> Vec<FieldFault> {
        match self.approve {
            true => Checks::new().optional("/reason", &self.reason, NOTE_MAX).done(),
            false => Checks::new().text("/reason", &self.reason, NOTE_MAX).done(),
        }
    }
}

impl ListAway {
    /// First day of the month, and of the next one.
    pub fn days(&self) -> Option<(Day, Day)> {
        if self.month.len() != 7 {
            return None;
        }
        let (year, month) = self.month.split_once('-')?;
        let (year, month): (i16, i8) = (year.parse().ok()?, month.parse().ok()?);
        let next = if month == 12 { Day::first_of(year.checked_add(1)?, 1) } else { Day::first_of(year, month + 1) };
        Some((Day::first_of(year, month)?, next?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_as_forms_write_it() {
        let days = |month: &str| {
            let days = ListAway { month: month.to_string() }.days();
            days.map(|(from, to)| (from.to_string(), to.to_string()))
        };
        assert_eq!(days("2026-12"), Some(("2026-12-01".into(), "2027-01-01".into())));
        assert_eq!(days("2024-02"), Some(("2024-02-01".into(), "2024-03-01".into())));
        for odd in ["", "2026", "2026-13", "2026-00", "2026-1", "26-00012", "2026-12-01"] {
            assert_eq!(days(odd), None, "{odd}");
        }
    }

    #[test]
    fn whoever_declines_says_why() {
        let decide = |approve, reason: &str| {
            DecideLeave { id: LeaveId(Uuid::nil()), approve, reason: reason.into() }.faults().len()
        };
        assert_eq!([decide(true, ""), decide(false, " "), decide(false, "no cover")], [0, 1, 0]);
    }
}
