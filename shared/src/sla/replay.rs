//! The clocks of a case, from its log and the versions of policies and calendars that it names. Nothing else is
//! asked, so an edit, a change of contract or an event that arrives late only replays.

use super::book::{Book, Term};
use super::clock::Clock;
use super::course::Course;
use super::policy::Regrading;
use super::reading::Status;
use super::rounds::rounds;
use super::target::{ClockKind, Grade, Side};
use super::turns::{Binding, Turn};
use crate::kernel::limits::SLA_ROUNDS_MAX;
use crate::kernel::time::Millis;

/// Clocks of both sides, in the order of side, kind and round.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replay {
    pub clocks: Vec<Clock>,
    pub earlier: Vec<Earlier>,
    /// Versions that are not in the book: their sides have no clocks here, and whoever keeps what clocks came to
    /// goes on keeping it.
    pub unknown: Vec<Binding>,
}

data! {
/// Rounds of a clock before those that are told one by one.
pub struct Earlier {
    pub side: Side,
    pub kind: ClockKind,
    pub met: u32,
    pub missed: u32,
}
}

/// Turns may come in any order: they are sorted by when they happened.
pub fn replay(turns: &[Turn], book: &Book) -> Replay {
    let mut replay = Replay::default();
    let Some(course) = Course::of(turns) else { return replay };
    for side in Side::ALL {
        let mut unknown: Vec<Binding> =
            course.bindings().filter(|binding| binding.side == *side && !book.has(binding)).cloned().collect();
        if unknown.is_empty() {
            of_side(&mut replay, &course, *side, book);
        }
        unknown.dedup();
        replay.unknown.extend(unknown);
    }
    replay
}

fn of_side(replay: &mut Replay, course: &Course, side: Side, book: &Book) {
    let mine = course.bindings().filter(|binding| binding.side == side);
    // Where nothing is promised any more, what the last promise came to stays.
    let Some(leading) = mine.filter_map(|binding| book.term(binding)).last() else { return };
    let grade = course.grade(Millis::MAX);
    let next = grade.and_then(|grade| leading.policy.target(ClockKind::NextResponse, grade));
    let next = next.map(super::target::Target::mode).unwrap_or(super::NextMode::AfterCustomer);
    let first = replay.clocks.len();
    for round in rounds(course, leading.policy, next) {
        // Another policy or grade begins all over, back to the start; what has stopped keeps what it was told.
        let stopped = round.stopped_at.filter(|_| leading.policy.regrading == Regrading::Running);
        let at = stopped.unwrap_or(Millis::MAX);
        let term = course.binding(side, at).and_then(|binding| book.term(binding));
        let (Some(term), Some(grade)) = (term, course.grade(at)) else { continue };
        let Some(target) = term.policy.target(round.kind, grade) else { continue };
        let stills = round.stills(course, term.policy);
        let beyond = !reaches(term, grade, course.opened_at);
        replay.clocks.extend(Clock::lay(side, round, term, target, stills, beyond));
    }
    bound(replay, first);
}

/// Whether the calendar knows all that a policy promises a case: one promise by the wall beside another by the
/// calendar could make the first answer due after the solution.
fn reaches(term: Term, grade: &Grade, opened_at: Millis) -> bool {
    ClockKind::ALL.iter().filter_map(|kind| term.policy.target(*kind, grade)).all(|target| {
        let line = term.timetable.line(term.timetable.counted(target.unit));
        let length = term.timetable.length(target.amount, target.unit, line, opened_at);
        length.and_then(|length| line.due(opened_at, length, &Default::default())).is_ok()
    })
}

/// Keeps the last rounds of each clock from a place on, and counts the others.
fn bound(replay: &mut Replay, first: usize) {
    let clocks = replay.clocks.split_off(first);
    for of_kind in clocks.chunk_by(|one, next| one.kind == next.kind) {
        let (before, kept) = of_kind.split_at(of_kind.len().saturating_sub(SLA_ROUNDS_MAX));
        // These have stopped: their status is the same for ever.
        let ended = |status| before.iter().filter(|clock| clock.status(Millis::MAX) == status).count() as u32;
        if let Some(clock) = before.first() {
            let (met, missed) = (ended(Status::Met), ended(Status::Missed));
            replay.earlier.push(Earlier { side: clock.side, kind: clock.kind, met, missed });
        }
        replay.clocks.extend_from_slice(kept);
    }
}
