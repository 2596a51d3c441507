//! From when to when each clock of a case runs, and what it stands still for. No calendar is looked at here.

use super::course::{Course, Stand, Word};
use super::policy::{Reopening, SlaPolicy};
use super::target::{ClockKind, NextMode};
use crate::kernel::time::Millis;

words! {
/// Why a clock stands still.
Standstill {
    Customer = "customer",
    ThirdParty = "third_party",
    WorkOrder = "work_order",
    Scheduled = "scheduled",
    /// On hold, and another system did not say for what.
    Unsaid = "unsaid",
    /// Solved, and reopened later.
    Solved = "solved",
    /// Cancelled, merged or a duplicate.
    SetAside = "set_aside",
}
}

data! {
/// A span in which a clock stood still; None while it does.
#[derive(Copy)]
pub struct Still {
    pub why: Standstill,
    pub from: Millis,
    pub to: Option<Millis>,
}
}

/// One run of a clock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Round {
    pub kind: ClockKind,
    /// From 1.
    pub number: u32,
    pub asked_at: Millis,
    pub stopped_at: Option<Millis>,
    /// Since when nothing is promised any more.
    pub withdrawn_at: Option<Millis>,
}

/// All rounds of the clocks that a policy may have, in the order of their kinds and then of time.
pub(super) fn rounds(course: &Course, policy: &SlaPolicy, next: NextMode) -> Vec<Round> {
    let mut rounds = Vec::new();
    for kind in ClockKind::ALL {
        let spans = match kind {
            ClockKind::FirstResponse => vec![(course.opened_at, first(course, &[Word::Answered, Word::Solved]))],
            ClockKind::NextResponse => next_responses(course, next),
            ClockKind::Resolution => solutions(course, policy.reopening),
            ClockKind::Arrival => vec![(course.opened_at, first(course, &[Word::Arrived]))],
        };
        for ((asked_at, stopped_at), number) in spans.into_iter().zip(1..) {
            // Whoever solved it without going there has nothing left to go there for.
            let over = match course.stand() {
                Stand::Aside => true,
                Stand::Solved => *kind == ClockKind::Arrival,
                _ => false,
            };
            let withdrawn_at = (over && stopped_at.is_none()).then(|| course.since().max(asked_at));
            rounds.push(Round { kind: *kind, number, asked_at, stopped_at, withdrawn_at });
        }
    }
    rounds
}

fn first(course: &Course, words: &[Word]) -> Option<Millis> {
    course.words.iter().find(|(_, word)| words.contains(word)).map(|(at, _)| *at)
}

type Span = (Millis, Option<Millis>);

/// Until the first answer, the clock of the first response alone rules.
fn next_responses(course: &Course, mode: NextMode) -> Vec<Span> {
    let (mut spans, mut open, mut answered) = (Vec::new(), None, false);
    for (at, word) in &course.words {
        match word {
            Word::Answered | Word::Solved => {
                if let Some(asked) = open.take() {
                    spans.push((asked, Some(*at)));
                }
                answered = true;
                let goes_on = *word == Word::Answered && runs(course.stood(*at));
                open = Some(*at).filter(|_| mode == NextMode::EveryInterval && goes_on);
            }
            Word::Reopened if mode == NextMode::EveryInterval => open = open.or(Some(*at).filter(|_| answered)),
            // Whoever asks twice waits since the first time.
            Word::Asked if mode == NextMode::AfterCustomer && answered && runs(course.stood(*at)) => {
                open = open.or(Some(*at));
            }
            _ => {}
        }
    }
    spans.extend(open.map(|asked| (asked, None)));
    spans
}

fn runs(stand: Stand) -> bool {
    matches!(stand, Stand::Live | Stand::Held(_))
}

fn solutions(course: &Course, reopening: Reopening) -> Vec<Span> {
    let (mut spans, mut asked) = (Vec::new(), course.opened_at);
    if reopening == Reopening::Anew {
        for pair in course.stays.windows(2) {
            if (pair[0].stand, pair[1].stand) == (Stand::Solved, Stand::Live) {
                spans.push((asked, Some(pair[0].since)));
                asked = pair[1].from;
            }
        }
    }
    spans.push((asked, (course.stand() == Stand::Solved).then(|| course.since())));
    spans
}

impl Round {
    /// When it last counted: its end, if it has one.
    pub fn end(&self) -> Option<Millis> {
        self.stopped_at.or(self.withdrawn_at)
    }

    /// What the clock stood still for, in order; none lies over another one.
    pub fn stills(&self, course: &Course, policy: &SlaPolicy) -> Vec<Still> {
        let mut stills = Vec::new();
        for stay in &course.stays {
            let why = match stay.stand {
                Stand::Live => continue,
                Stand::Held(reason) if policy.pauses(self.kind, reason) => {
                    reason.map_or(Standstill::Unsaid, Into::into)
                }
                Stand::Held(_) => continue,
                Stand::Aside if policy.reopening != Reopening::RunOn => Standstill::SetAside,
                Stand::Solved if policy.reopening == Reopening::Resume => Standstill::Solved,
                Stand::Solved | Stand::Aside => continue,
            };
            let (from, end) = (stay.from.max(self.asked_at), self.end());
            let to = match (stay.to, end) {
                (Some(to), Some(end)) => Some(to.min(end)),
                (to, end) => to.or(end),
            };
            if to.is_none_or(|to| from < to) {
                stills.push(Still { why, from, to });
            }
        }
        stills
    }
}

impl From<super::PendingReason> for Standstill {
    fn from(reason: super::PendingReason) -> Standstill {
        match reason {
            super::PendingReason::Customer => Standstill::Customer,
            super::PendingReason::ThirdParty => Standstill::ThirdParty,
            super::PendingReason::WorkOrder => Standstill::WorkOrder,
            super::PendingReason::Scheduled => Standstill::Scheduled,
        }
    }
}
