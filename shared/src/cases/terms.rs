//! What the promises of cases are made by, and how a case keeps them: its log of turns, the versions it is bound to,
//! and the moments that follow. The same on the server and on a device.

use std::collections::{BTreeMap, BTreeSet};

use crate::cases::apply::{Mark, apply};
use crate::cases::clocks::Log;
use crate::cases::events::{CaseEvent, Entry};
use crate::cases::model::Case;
use crate::cases::promising::{PROMISED, changes};
use crate::catalog::priority::{PriorityMatrix, Promise};
use crate::kernel::id::{CalendarId, CategoryId};
use crate::kernel::time::Millis;
use crate::sla::{
    Binding, Book, CalendarVersion, Choice, Clock, Counted, Owing, Replay, Side, Signal, SlaPolicy, Subject, Timetable,
    Turn, choose, rebound, replay, standard,
};

/// Policies, calendars and categories as they are at this moment, and the versions that some cases are bound to.
#[derive(Clone, Debug)]
pub struct Terms {
    standard: SlaPolicy,
    policies: Vec<SlaPolicy>,
    /// The present version of each calendar; that of None is the desk's own.
    calendars: BTreeMap<Option<CalendarId>, CalendarVersion>,
    /// What each category hangs under.
    above: BTreeMap<CategoryId, CategoryId>,
    /// Calendars of which only some months are known here.
    months: BTreeSet<CalendarVersion>,
    book: Book,
}

/// Categories above one another that are looked at: no tree is as deep.
const DEPTH_MAX: usize = 50;

impl Terms {
    /// `desk`: the default calendar as it is now.
    pub fn new(matrix: &PriorityMatrix, desk: Timetable) -> Terms {
        let standard = standard(matrix);
        let book = Book::default().with_policy(standard.clone());
        let (calendars, above, months) = Default::default();
        let terms = Terms { standard, policies: Vec::new(), calendars, above, months, book };
        terms.with_calendar(desk)
    }

    /// Policies as they are now.
    pub fn with_policies(mut self, policies: Vec<SlaPolicy>) -> Terms {
        self.book = policies.iter().fold(self.book, |book, policy| book.with_policy(policy.clone()));
        self.policies = policies;
        self
    }

    pub fn with_categories(mut self, above: BTreeMap<CategoryId, CategoryId>) -> Terms {
        self.above = above;
        self
    }

    /// A calendar as it is now.
    pub fn with_calendar(mut self, timetable: Timetable) -> Terms {
        self.calendars.insert(timetable.version.id, timetable.version);
        self.with_timetable(timetable)
    }

    /// A calendar of which only the present version is known here, and not its days.
    pub fn with_unread(mut self, version: CalendarVersion) -> Terms {
        self.calendars.insert(version.id, version);
        self
    }

    /// A calendar as it is now, of which only some months are known here: what reaches beyond them is not guessed.
    pub fn with_months(mut self, timetable: Timetable) -> Terms {
        self.months.insert(timetable.version);
        self.with_calendar(timetable)
    }

    /// Any version of a calendar.
    pub fn with_timetable(mut self, timetable: Timetable) -> Terms {
        self.book = self.book.with_timetable(timetable);
        self
    }

    /// Any version of a policy.
    pub fn with_version(mut self, policy: SlaPolicy) -> Terms {
        self.book = self.book.with_policy(policy);
        self
    }

    pub fn book(&self) -> &Book {
        &self.book
    }

    pub fn policies(&self) -> &[SlaPolicy] {
        &self.policies
    }

    /// A case begins: what it counts from, how it is graded, and what it is promised.
    pub fn begin(&self, case: &mut Case) {
        self.begin_at(case, case.counts_from());
    }

    /// The same of one that counts from another moment: it was begun without the server.
    pub fn begin_at(&self, case: &mut Case, from: Millis) {
        let at = case.created_at.min(from);
        case.turns = vec![Turn::new(from, Signal::Opened), Turn::new(at, Signal::Graded(case.grade()))];
        self.bind(case, at);
        self.keep(case);
    }

    /// A case of before clocks were kept begins to keep its own: by its timeline, and by what holds now.
    pub fn recall(&self, case: &mut Case, entries: &[Entry]) {
        let at = case.created_at;
        let bindings: Vec<(Millis, Binding)> =
            self.rebound(case, at, &[]).into_iter().map(|binding| (at, binding)).collect();
        case.turns = Log { case, entries, bindings: &bindings, counts_from: None }.turns();
    }

    /// An edit with what it makes of the promises, as the timeline tells it.
    pub fn amended(&self, case: &Case, event: CaseEvent, mark: &Mark) -> CaseEvent {
        let CaseEvent::Edited { changes: mut told } = event else { return event };
        if case.turns.is_empty() {
            return CaseEvent::Edited { changes: told };
        }
        told.retain(|change| !PROMISED.contains(&change.field.as_str()));
        let mut after = case.clone();
        self.apply(&mut after, &CaseEvent::Edited { changes: told.clone() }, mark);
        let promise = Promise { respond_by: after.respond_by, resolve_by: after.resolve_by };
        told.extend(changes(case, promise));
        CaseEvent::Edited { changes: told }
    }

    /// What an event makes of the case, and of its promises.
    pub fn apply(&self, case: &mut Case, event: &CaseEvent, mark: &Mark) {
        let before = self.subject(case);
        apply(case, event, mark);
        if case.turns.is_empty() {
            return;
        }
        if self.subject(case) != before {
            self.bind(case, mark.counts_at);
        }
        self.keep(case);
    }

    /// Binds a case to what holds at a moment, where that is something else.
    pub fn bind(&self, case: &mut Case, at: Millis) {
        let bound: Vec<Binding> = case.bindings().cloned().collect();
        let anew = self.rebound(case, case.counts_from(), &bound);
        case.turns.extend(anew.into_iter().map(|binding| Turn::new(at, Signal::Bound(binding))));
    }

    /// Takes over the moments that follow from its log. A side whose versions are not known keeps what it had.
    pub fn keep(&self, case: &mut Case) {
        let mut replay = self.clocks(case);
        let beyond = |clock: &Clock| clock.counted == Counted::Beyond && self.months.contains(&clock.calendar);
        let guessed: Vec<Side> = replay.clocks.iter().filter(|clock| beyond(clock)).map(|clock| clock.side).collect();
        replay.clocks.retain(|clock| !guessed.contains(&clock.side));
        case.keep_promises(&replay.clocks);
        let known = |side| !guessed.contains(&side) && replay.unknown.iter().all(|binding| binding.side != side);
        if known(Side::External) {
            case.owing = Owing::of(&replay.clocks, &[Side::External]);
        }
        if known(Side::Internal) {
            case.owing_inside = Owing::of(&replay.clocks, &[Side::Internal]);
        }
    }

    pub fn clocks(&self, case: &Case) -> Replay {
        replay(&case.turns, &self.book)
    }

    /// What the customer would be promised if the case were bound to what holds now, and the case so bound; None where
    /// that is nothing else, or where the days that it is about are not known.
    pub fn anew(&self, case: &Case, now: Millis) -> Option<(Promise, Case)> {
        let mut after = case.clone();
        self.bind(&mut after, now);
        let clocks = self.clocks(&after).clocks;
        let external = || clocks.iter().filter(|clock| clock.side == Side::External && clock.end().is_none());
        if external().next().is_none() || external().any(|clock| clock.counted == Counted::Beyond) {
            return None;
        }
        self.keep(&mut after);
        let promise = Promise { respond_by: after.respond_by, resolve_by: after.resolve_by };
        let present = Promise { respond_by: case.respond_by, resolve_by: case.resolve_by };
        (promise != present).then_some((promise, after))
    }

    /// What policies are for the case, with why.
    pub fn choices(&self, case: &Case) -> Vec<Choice> {
        choose(&self.policies, &self.subject(case), &self.standard)
    }

    fn subject(&self, case: &Case) -> Subject {
        let above = std::iter::successors(case.category_id, |id| self.above.get(id).copied());
        case.subject(&above.skip(1).take(DEPTH_MAX).collect::<Vec<_>>())
    }

    fn rebound(&self, case: &Case, counts_from: Millis, bound: &[Binding]) -> Vec<Binding> {
        rebound(bound, &self.choices(case), |id| self.calendar(id, counts_from, bound))
    }

    /// The present version of a calendar; the one the case has where the days compiled by now begin after it did. One
    /// that is gone is the desk's own.
    fn calendar(&self, id: Option<CalendarId>, counts_from: Millis, bound: &[Binding]) -> CalendarVersion {
        let present = self.calendars.get(&id).or(self.calendars.get(&None)).copied().unwrap_or_default();
        let knows = |version: &CalendarVersion| {
            self.book.timetable(version).is_some_and(|timetable| timetable.knows(counts_from))
        };
        let before = bound.iter().rev().map(|binding| binding.calendar).find(|before| before.id == present.id);
        before.filter(|before| !knows(&present) && knows(before)).unwrap_or(present)
    }
}

impl Case {
    /// Which versions it was bound to, the last word of a side last.
    pub fn bindings(&self) -> impl Iterator<Item = &Binding> {
        self.turns.iter().filter_map(|turn| match &turn.signal {
            Signal::Bound(binding) => Some(binding),
            _ => None,
        })
    }

    /// Since when its clocks count. Before the date that a case was planned for, nothing is promised of it: whatever
    /// is said or done until then counts as if it were at that moment.
    pub fn counts_from(&self) -> Millis {
        let opened = self.turns.iter().find(|turn| turn.signal == Signal::Opened).map(|turn| turn.at);
        let planned = || self.planned.as_ref().and_then(|planned| planned.at).filter(|at| *at > self.created_at);
        opened.or_else(planned).unwrap_or(self.created_at)
    }
}
