//! The course of a case, as its clocks see it: where it stood when, and who said something.
//!
//! Total: every log has a course, also one in which things happen that could not.

use super::policy::PendingReason;
use super::target::{Grade, Side};
use super::turns::{Binding, Signal, Turn};
use crate::kernel::time::Millis;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    Live,
    Held(Option<PendingReason>),
    Solved,
    Aside,
}

/// Where the case stood from one moment to another; None: it still does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stay {
    pub stand: Stand,
    pub from: Millis,
    /// Since when it stood there: earlier than `from` for what was set aside in between.
    pub since: Millis,
    pub to: Option<Millis>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Answered,
    Asked,
    Arrived,
    Solved,
    Reopened,
}

pub(super) struct Course<'a> {
    pub opened_at: Millis,
    pub stays: Vec<Stay>,
    pub words: Vec<(Millis, Word)>,
    grades: Vec<(Millis, Grade)>,
    bindings: Vec<(Millis, &'a Binding)>,
}

impl<'a> Course<'a> {
    /// None of an empty log. Turns may come in any order; those of one moment stay in theirs.
    pub fn of(turns: &'a [Turn]) -> Option<Course<'a>> {
        let mut sorted: Vec<&Turn> = turns.iter().collect();
        sorted.sort_by_key(|turn| turn.at);
        let opened = sorted.iter().find(|turn| turn.signal == Signal::Opened).or(sorted.first())?;
        let opened_at = opened.at;
        let stays = vec![Stay { stand: Stand::Live, from: opened_at, since: opened_at, to: None }];
        let mut course = Course { opened_at, stays, words: Vec::new(), grades: Vec::new(), bindings: Vec::new() };
        let mut before_aside = (Stand::Live, opened_at);
        for turn in sorted {
            // A device whose clock is slow does something before the case began.
            course.take(&turn.signal, turn.at.max(opened_at), &mut before_aside);
        }
        Some(course)
    }

    fn take(&mut self, signal: &'a Signal, at: Millis, before_aside: &mut (Stand, Millis)) {
        let stand = self.stand();
        match signal {
            Signal::Opened => {}
            Signal::Graded(grade) => self.grades.push((at, *grade)),
            Signal::Bound(binding) => self.bindings.push((at, binding)),
            Signal::Held(reason) => self.go(Stand::Held(*reason), at),
            Signal::Resumed if matches!(stand, Stand::Held(_)) => self.go(Stand::Live, at),
            Signal::Answered => self.words.push((at, Word::Answered)),
            Signal::Asked => self.words.push((at, Word::Asked)),
            Signal::Arrived => self.words.push((at, Word::Arrived)),
            Signal::Solved => {
                self.words.push((at, Word::Solved));
                self.go(Stand::Solved, at);
            }
            Signal::Reopened if matches!(stand, Stand::Solved | Stand::Aside) => {
                self.words.push((at, Word::Reopened));
                self.go(Stand::Live, at);
            }
            Signal::SetAside if stand != Stand::Aside => {
                *before_aside = (stand, self.since());
                self.go(Stand::Aside, at);
            }
            Signal::Restored if stand == Stand::Aside => {
                let (stand, since) = *before_aside;
                self.stays.last_mut().into_iter().for_each(|aside| aside.to = Some(at));
                self.stays.push(Stay { stand, from: at, since, to: None });
            }
            Signal::Resumed | Signal::Reopened | Signal::SetAside | Signal::Restored => {}
        }
    }

    fn go(&mut self, stand: Stand, at: Millis) {
        let Some(last) = self.stays.last_mut().filter(|last| last.stand != stand) else { return };
        last.to = Some(at);
        self.stays.push(Stay { stand, from: at, since: at, to: None });
    }

    /// Where it stands at last.
    pub fn stand(&self) -> Stand {
        self.stays.last().map_or(Stand::Live, |stay| stay.stand)
    }

    /// Since when it stands there.
    pub fn since(&self) -> Millis {
        self.stays.last().map_or(self.opened_at, |stay| stay.since)
    }

    /// Where it stood at a moment, after all that happened then.
    pub fn stood(&self, at: Millis) -> Stand {
        self.stays.iter().rev().find(|stay| stay.from <= at).map_or(Stand::Live, |stay| stay.stand)
    }

    /// None before anything is known. What happened at the moment itself counts.
    pub fn grade(&self, at: Millis) -> Option<&Grade> {
        self.grades.iter().rev().find(|(since, _)| *since <= at).map(|(_, grade)| grade)
    }

    pub fn binding(&self, side: Side, at: Millis) -> Option<&'a Binding> {
        let held = |(since, binding): &&(Millis, &'a Binding)| *since <= at && binding.side == side;
        self.bindings.iter().rev().find(held).map(|(_, binding)| *binding)
    }

    pub fn bindings(&self) -> impl Iterator<Item = &'a Binding> {
        self.bindings.iter().map(|(_, binding)| *binding)
    }
}
