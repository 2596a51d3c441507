//! When something counts that was done on a device without the server and arrives later. Clocks go by when things
//! happened; what a device says of that is believed no further than the server can bound it.

use crate::cases::clocks::signals;
use crate::cases::events::CaseEvent;
use crate::cases::model::Case;
use crate::identity::actor::ActorKind;
use crate::kernel::time::{MINUTE, Millis};
use crate::sla::Signal;

/// What arrives sooner than this is told as done when it arrived, in milliseconds.
pub const LATE: Millis = MINUTE;
/// A device whose word had to be moved by more than this is pointed out, in milliseconds.
pub const SKEW: Millis = 10 * MINUTE;

data! {
/// What is kept of an event that was done without the server, beside the moment at which it arrived.
#[derive(Copy, Eq)]
pub struct Noted {
    /// When the device says that it was done, by its clock as the server put it right.
    pub said_at: Millis,
    /// The moment that clocks count by.
    pub counts_at: Millis,
}
}

/// Whether a moment that a device noted is another one than that at which the command arrived.
pub fn is_late(said_at: Millis, now: Millis) -> bool {
    said_at > 0 && now.saturating_sub(said_at).saturating_abs() >= LATE
}

impl Noted {
    /// The device said another moment than can be.
    pub fn is_skewed(self) -> bool {
        (self.said_at - self.counts_at).abs() > SKEW
    }
}

/// A command that arrives from a device, and what the server knows of that device.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    said_at: Millis,
    now: Millis,
    /// Nothing of the device counts before this; None: it is not known, and all counts as it arrives.
    since: Option<Millis>,
}

impl Arrival {
    /// `heard_at`: the last exchange before it in which the device had nothing to tell. `counted_at`: what the device
    /// did before this. `lease`: how long it may be used without the server, in milliseconds. None where the device
    /// notes no moment, or what it did has only just happened.
    pub fn of(
        said_at: Millis,
        now: Millis,
        heard_at: Option<Millis>,
        counted_at: Millis,
        lease: Millis,
    ) -> Option<Arrival> {
        let since = heard_at.map(|heard| heard.max(counted_at).max(now.saturating_sub(lease)));
        is_late(said_at, now).then_some(Arrival { said_at, now, since })
    }

    /// What the customer's side does counts as it arrives: nobody could answer it before, and a promise is neither
    /// broken nor won by what one side alone says.
    fn counts_at(&self, by_kind: ActorKind, floor: Millis) -> Millis {
        let works = matches!(by_kind, ActorKind::Staff | ActorKind::Partner);
        match self.since.filter(|_| works) {
            Some(since) => self.said_at.max(since).max(floor).min(self.now),
            None => self.now,
        }
    }

    /// What is kept of an event of a case as it stands by now.
    pub fn noted(&self, case: &Case, event: &CaseEvent, by_kind: ActorKind) -> Noted {
        let floor = case.follows(event, by_kind);
        Noted { said_at: self.said_at, counts_at: self.counts_at(by_kind, floor) }
    }

    /// Since when a case counts that began on the device.
    pub fn opened_at(&self, by_kind: ActorKind) -> Millis {
        self.counts_at(by_kind, Millis::MIN)
    }
}

impl Case {
    /// The moment of what an event comes after: what was said stands beside all else, what moves the case comes after
    /// what moved it last, so that its clocks and its state never disagree.
    fn follows(&self, event: &CaseEvent, by_kind: ActorKind) -> Millis {
        let signals = signals(event, by_kind);
        let opened = self.counts_from().min(self.created_at);
        let is_word = |signal: &Signal| matches!(signal, Signal::Answered | Signal::Asked);
        if !signals.is_empty() && signals.iter().all(is_word) {
            return opened;
        }
        let regards = |signal: &Signal| match signal {
            Signal::Answered | Signal::Asked => false,
            // How it is graded, and what it is bound to, is no state: only an edit comes after it.
            Signal::Graded(_) | Signal::Bound(_) => signals.is_empty(),
            _ => true,
        };
        let moved = self.turns.iter().filter(|turn| regards(&turn.signal)).map(|turn| turn.at).max();
        moved.unwrap_or(opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Channel;
    use crate::cases::apply::{Mark, apply};
    use crate::cases::events::Change;
    use crate::cases::model::PendingReason;
    use crate::cases::open::{Draft, OpenFacts, open};
    use crate::cases::terms::Terms;
    use crate::catalog::priority::PriorityMatrix;
    use crate::identity::Actor;
    use crate::kernel::id::{CaseId, UnitId, Uuid};
    use crate::kernel::time::{DAY, HOUR};
    use crate::sla::Timetable;

    /// Heard of at 9, and then again at 18 of a day.
    const HEARD: Millis = 9 * HOUR;
    const NOW: Millis = 18 * HOUR;

    fn counts(said_at: Millis, heard: Option<Millis>, before: Millis, lease: Millis, kind: ActorKind) -> Millis {
        let arrival = Arrival::of(said_at, NOW, heard, before, lease).expect("it is late");
        assert_eq!(arrival.opened_at(kind), arrival.counts_at(kind, Millis::MIN));
        arrival.opened_at(kind)
    }

    #[test]
    fn a_device_is_believed_between_its_exchanges_and_no_further() {
        use ActorKind::*;
        for (said, heard, before, lease, kind, expected) in [
            (10 * HOUR, Some(HEARD), 0, DAY, Staff, 10 * HOUR),
            (10 * HOUR, Some(HEARD), 0, DAY, Partner, 10 * HOUR),
            (8 * HOUR, Some(HEARD), 0, DAY, Staff, HEARD),
            (10 * HOUR, Some(HEARD), 11 * HOUR, DAY, Staff, 11 * HOUR),
            (10 * HOUR, Some(HEARD), 0, 2 * HOUR, Staff, 16 * HOUR),
            (20 * HOUR, Some(HEARD), 0, DAY, Staff, NOW),
            (10 * HOUR, None, 0, DAY, Staff, NOW),
            (10 * HOUR, Some(HEARD), 0, DAY, Customer, NOW),
            (10 * HOUR, Some(HEARD), 0, DAY, Guest, NOW),
        ] {
            assert_eq!(counts(said, heard, before, lease, kind), expected, "{said} {heard:?} {before} {lease} {kind}");
        }
        assert_eq!(Arrival::of(NOW - LATE + 1, NOW, Some(HEARD), 0, DAY), None, "it has just happened");
        assert_eq!(Arrival::of(0, NOW, Some(HEARD), 0, DAY), None, "no moment was noted");
        assert!(Arrival::of(Millis::MIN, NOW, None, 0, DAY).is_none());
        let said = |said_at| Noted { said_at, counts_at: NOW };
        assert_eq!([said(NOW - SKEW).is_skewed(), said(NOW + SKEW + 1).is_skewed()], [false, true]);
    }

    #[test]
    fn what_moves_a_case_comes_after_what_moved_it_last() {
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
        let (opened, id) = (9 * HOUR + HOUR / 2, CaseId(Uuid::from_u128(9)));
        let mut case = open(id, Channel::Portal, Draft::default(), &facts, &customer, opened);
        Terms::new(&PriorityMatrix::default(), Timetable::of_wall().clone()).begin(&mut case);
        let mut happens = |at: Millis, event: CaseEvent| {
            let by_kind = ActorKind::Staff;
            let mark = Mark { rv: 2, at: NOW, counts_at: at, by: "x".into(), by_kind, client: None };
            apply(&mut case, &event, &mark);
            case.clone()
        };
        let hold = || CaseEvent::Held { reason: PendingReason::Customer, note: String::new() };
        let said = || CaseEvent::Acknowledged { text: "x".into(), answer_by: 0 };
        happens(11 * HOUR, hold());
        happens(12 * HOUR, CaseEvent::Started);
        let case = happens(16 * HOUR, said());
        let arrives = |at: Millis, event: &CaseEvent| {
            let arrival = Arrival::of(at, NOW, Some(HEARD), 0, DAY).expect("it is late");
            arrival.noted(&case, event, ActorKind::Staff).counts_at
        };
        assert_eq!(arrives(10 * HOUR, &hold()), 12 * HOUR, "work went on meanwhile");
        assert_eq!(arrives(13 * HOUR, &hold()), 13 * HOUR, "what was said since moves nothing");
        assert_eq!(arrives(10 * HOUR, &said()), 10 * HOUR);
        assert_eq!(arrives(HEARD, &said()), opened, "there was no case before");
        let change = Change { field: "urgency".into(), old: "low".into(), new: "high".into() };
        assert_eq!(arrives(10 * HOUR, &CaseEvent::Edited { changes: vec![change] }), 12 * HOUR);
    }
}
