//! Leave: asked for by whoever takes it, decided on by somebody else.

use crate::fault::{Fault, FieldFault};
use crate::kernel::check::Checks;
use crate::kernel::id::{LeaveId, UserId};
use crate::kernel::limits::{LEAVE_DAYS_MAX, NOTE_MAX};
use crate::kernel::span::Span;
use crate::kernel::time::{DAY, Millis};

words! {
LeaveKind {
    Annual = "annual",
    Personal = "personal",
    Sick = "sick",
    /// Hours worked before, taken off now (调休).
    TimeOff = "time_off",
    Training = "training",
    Other = "other",
}
}

words! {
LeaveState {
    /// Somebody has to decide.
    Asked = "asked",
    Approved = "approved",
    Declined = "declined",
    /// Taken back by whoever asked.
    Withdrawn = "withdrawn",
}
}

data! {
pub struct Leave {
    pub id: LeaveId,
    #[serde(default)]
    pub rv: i64,
    pub user_id: UserId,
    pub kind: LeaveKind,
    pub span: Span,
    #[serde(default)]
    pub note: String,
    pub state: LeaveState,
    pub asked_at: Millis,
    #[serde(default)]
    pub decided_by: Option<UserId>,
    #[serde(default)]
    pub decided_at: Option<Millis>,
    /// Why it was approved or declined.
    #[serde(default)]
    pub reason: String,
}
}

/// The end of the year 2999, as far as calendars go.
const LATEST: Millis = 32_503_680_000_000;

impl LeaveState {
    /// Whether it takes the time it is for: another leave may not lie over it.
    pub fn holds(self) -> bool {
        matches!(self, LeaveState::Asked | LeaveState::Approved)
    }
}

impl Leave {
    /// What is wrong with a leave by itself.
    pub fn check(span: Span, note: &str) -> Vec<FieldFault> {
        let long = span.to.saturating_sub(span.from) > LEAVE_DAYS_MAX * DAY;
        let ever = span.from < 0 || span.to > LATEST;
        Checks::new()
            .when(ever, "/from", "day_range")
            .when(span.to <= span.from, "/to", "before_from")
            .when(span.to > span.from && long, "/to", "leave_too_long")
            .optional("/note", note, NOTE_MAX)
            .done()
    }

    /// Whether it may be asked for beside those that the person has: no two over each other.
    pub fn may_be_asked(&self, others: &[Leave]) -> Result<(), Fault> {
        let over = |other: &&Leave| {
            let meets = other.span.from < self.span.to && self.span.from < other.span.to;
            other.user_id == self.user_id && other.id != self.id && other.state.holds() && meets
        };
        match others.iter().any(|other| over(&other)) {
            true => Err(Fault::invalid("/from", "leave_overlaps")),
            false => Ok(()),
        }
    }

    /// The leave after somebody decided, who is one of those who do.
    pub fn decided(&self, approve: bool, reason: &str, by: UserId, at: Millis) -> Result<Leave, Fault> {
        if by == self.user_id {
            return Err(Fault::refused("leaves.own_request"));
        }
        if self.state != LeaveState::Asked {
            return Err(Fault::refused("leaves.not_waiting"));
        }
        let state = if approve { LeaveState::Approved } else { LeaveState::Declined };
        let (decided_by, decided_at, reason) = (Some(by), Some(at), reason.trim().to_string());
        Ok(Leave { state, decided_by, decided_at, reason, ..self.clone() })
    }

    /// Whether whoever asked may take it back: while it waits, and until an approved one is over.
    pub fn may_be_withdrawn(&self, at: Millis) -> Result<(), Fault> {
        match self.state {
            LeaveState::Asked => Ok(()),
            LeaveState::Approved if at < self.span.to => Ok(()),
            _ => Err(Fault::refused("leaves.ended")),
        }
    }

    /// The leave after it was taken back. What was taken of one that has begun stays taken.
    pub fn withdrawn(&self, at: Millis) -> Result<Leave, Fault> {
        self.may_be_withdrawn(at)?;
        match self.state == LeaveState::Approved && self.span.from < at {
            true => Ok(Leave { span: Span { to: at, ..self.span }, ..self.clone() }),
            false => Ok(Leave { state: LeaveState::Withdrawn, ..self.clone() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Uuid;

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn leave(n: u128, from: Millis, to: Millis) -> Leave {
        Leave {
            id: LeaveId(Uuid::from_u128(n)),
            rv: 0,
            user_id: user(1),
            kind: LeaveKind::Annual,
            span: Span { from, to },
            note: String::new(),
            state: LeaveState::Asked,
            asked_at: 0,
            decided_by: None,
            decided_at: None,
            reason: String::new(),
        }
    }

    #[test]
    fn no_two_lie_over_each_other() {
        let asked = leave(1, 100, 200);
        for (from, to, fits) in
            [(0, 100, true), (200, 300, true), (0, 101, false), (199, 300, false), (120, 130, false)]
        {
            let told = leave(2, from, to).may_be_asked(std::slice::from_ref(&asked));
            assert_eq!(told.is_ok(), fits, "{from}..{to}");
        }
        let fault = leave(2, 0, 150).may_be_asked(std::slice::from_ref(&asked)).expect_err("refused");
        assert_eq!(fault, Fault::invalid("/from", "leave_overlaps"));
        for state in [LeaveState::Declined, LeaveState::Withdrawn] {
            assert_eq!(leave(2, 0, 150).may_be_asked(&[Leave { state, ..asked.clone() }]), Ok(()));
        }
        let other = Leave { user_id: user(2), ..asked.clone() };
        assert_eq!(leave(2, 0, 150).may_be_asked(&[other]), Ok(()), "another person's");
        assert_eq!(asked.may_be_asked(std::slice::from_ref(&asked)), Ok(()), "itself");
    }

    #[test]
    fn it_ends_after_it_starts_and_within_a_year() {
        let told = |from, to| {
            Leave::check(Span { from, to }, "").into_iter().map(|fault| (fault.pointer, fault.code)).collect::<Vec<_>>()
        };
        let is = |code: &str| vec![("/to".to_string(), code.to_string())];
        assert_eq!(told(5, 5), is("before_from"));
        assert_eq!(told(5, 4), is("before_from"));
        assert_eq!(told(0, LEAVE_DAYS_MAX * DAY), []);
        assert_eq!(told(0, LEAVE_DAYS_MAX * DAY + 1), is("leave_too_long"));
        assert_eq!(told(LATEST - 5, LATEST), []);
        for (from, to) in [(Millis::MIN, Millis::MIN + 9), (Millis::MAX - 9, Millis::MAX), (-1, 5)] {
            assert_eq!(told(from, to), [("/from".to_string(), "day_range".to_string())], "{from}");
        }
    }

    #[test]
    fn somebody_else_decides_once() {
        let asked = leave(1, 100, 200);
        assert_eq!(asked.decided(true, "", user(1), 50), Err(Fault::refused("leaves.own_request")));
        let approved = asked.decided(true, " fine ", user(2), 50).expect("approved");
        assert_eq!(
            (approved.state, approved.decided_by, approved.reason.as_str()),
            (LeaveState::Approved, Some(user(2)), "fine")
        );
        assert_eq!(approved.decided(false, "no", user(2), 60), Err(Fault::refused("leaves.not_waiting")));
    }

    #[test]
    fn what_was_taken_of_a_leave_stays_taken() {
        let asked = leave(1, 100, 200);
        assert_eq!(asked.withdrawn(500).map(|leave| leave.state), Ok(LeaveState::Withdrawn));
        let approved = Leave { state: LeaveState::Approved, ..asked };
        assert_eq!(approved.withdrawn(100).map(|leave| leave.state), Ok(LeaveState::Withdrawn));
        let cut = approved.withdrawn(150).expect("back from leave");
        assert_eq!((cut.state, cut.span), (LeaveState::Approved, Span { from: 100, to: 150 }));
        assert_eq!(approved.withdrawn(200), Err(Fault::refused("leaves.ended")));
    }
}
