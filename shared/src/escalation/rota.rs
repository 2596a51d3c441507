//! On-call rotas: who answers when, with hand-overs, exceptions and swaps.
//!
//! Days are told apart by one offset, as timetables do.

use std::collections::BTreeSet;

use crate::calendar::{Hours, MIDNIGHT, Week};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::day::Day;
use crate::kernel::id::{RotaId, UserId};
use crate::kernel::limits::{ROTA_CHANGES_MAX, ROTA_DAYS_MAX, ROTA_LINES_MAX, ROTA_PEOPLE_MAX, SHIFTS_MAX};
use crate::kernel::time::{DAY, MINUTE, Millis, OffsetMinutes, SHANGHAI};
use crate::record::{Details, Keys, Reference};
use crate::rules::Span;

data! {
/// Shifts that some people take by turns, a week each.
pub struct RotaLine {
    /// A shift belongs to the day, and to the week, that it begins on. Weeks begin on Monday.
    pub week: Week,
    pub people: Vec<UserId>,
}

/// Somebody answers instead of whoever would.
#[derive(Copy)]
pub struct RotaException {
    pub span: Span,
    pub user_id: UserId,
}

/// Two people stand in for each other.
#[derive(Copy)]
pub struct RotaSwap {
    pub span: Span,
    pub one: UserId,
    pub other: UserId,
}

pub struct Rota {
    pub id: RotaId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    /// Minutes east of UTC.
    #[serde(default = "shanghai")]
    pub offset: OffsetMinutes,
    /// In the week of this day the first one of each line has the turn; before it nobody is on call.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: Day,
    /// Where several have a shift at one time, the first one answers.
    pub lines: Vec<RotaLine>,
    /// When somebody has to be on call; None is at any time.
    #[serde(default)]
    pub covers: Option<Week>,
    /// The last one counts, and goes before swaps.
    #[serde(default)]
    pub exceptions: Vec<RotaException>,
    #[serde(default)]
    pub swaps: Vec<RotaSwap>,
}

/// A stretch of each week in which nobody is on call, in minutes after Monday's midnight.
#[derive(Copy, Eq)]
pub struct Gap {
    pub from: u16,
    pub to: u16,
}

#[derive(Copy)]
pub struct HandOver {
    pub at: Millis,
    pub from: Option<UserId>,
    pub to: Option<UserId>,
}
}

record!(Rota, RotaId, "rotas");

const WEEK: u16 = 7 * MIDNIGHT;

fn shanghai() -> OffsetMinutes {
    SHANGHAI
}

/// Who is on call at a moment; None where nobody is.
pub fn on_call(rota: &Rota, at: Millis) -> Option<UserId> {
    let exception = rota.exceptions.iter().rfind(|exception| exception.span.holds(at));
    if let Some(exception) = exception {
        return Some(exception.user_id);
    }
    let planned = rota.lines.iter().find_map(|line| rota.planned(line, at))?;
    let swap = |user, swap: &RotaSwap| match user {
        user if user == swap.one => swap.other,
        user if user == swap.other => swap.one,
        user => user,
    };
    Some(rota.swaps.iter().filter(|swap| swap.span.holds(at)).fold(planned, swap))
}

/// Moments from one day on at which somebody else is on call than just before, for `days` days.
pub fn hand_overs(rota: &Rota, from: Day, days: i32) -> Vec<HandOver> {
    let days = days.clamp(0, ROTA_DAYS_MAX);
    let (begin, end) = (rota.midnight(from), rota.midnight(from.after(days)));
    let mut edges = BTreeSet::new();
    for (day, line) in (-1..days).flat_map(|n| rota.lines.iter().map(move |line| (from.after(n), line))) {
        let of = |minute: u16| rota.midnight(day) + Millis::from(minute) * MINUTE;
        edges.extend(line.week.days()[day.weekday()].shifts().iter().flat_map(|shift| [of(shift.from), of(shift.to)]));
    }
    let spans = rota.exceptions.iter().map(|one| one.span).chain(rota.swaps.iter().map(|one| one.span));
    edges.extend(spans.flat_map(|span| [span.from, span.to]));
    edges.insert(rota.midnight(rota.from));
    let over = |at: &Millis| HandOver { at: *at, from: on_call(rota, at - 1), to: on_call(rota, *at) };
    edges.range(begin..end).map(over).filter(|over| over.from != over.to).collect()
}

impl Rota {
    fn midnight(&self, day: Day) -> Millis {
        Millis::from(day.0) * DAY - Millis::from(self.offset) * MINUTE
    }

    /// Whoever has the turn in a line at a moment, exceptions and swaps aside.
    fn planned(&self, line: &RotaLine, at: Millis) -> Option<UserId> {
        let local = at + Millis::from(self.offset) * MINUTE;
        let today = Day(i32::try_from(local.div_euclid(DAY)).ok()?);
        let minute = (local.rem_euclid(DAY) / MINUTE) as u16;
        [(today, minute), (today.after(-1), minute + MIDNIGHT)].into_iter().find_map(|(day, minute)| {
            let shifts = line.week.days()[day.weekday()].shifts();
            let on = shifts.iter().any(|shift| (shift.from..shift.to).contains(&minute));
            let week = monday(day).0 - monday(self.from).0;
            let turn = usize::try_from(week / 7).ok().filter(|_| on && day >= self.from)?;
            line.people.get(turn.checked_rem(line.people.len())?).copied()
        })
    }

    /// When in each week nobody is on call though somebody has to be.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut on = vec![false; WEEK.into()];
        for line in self.lines.iter().filter(|line| !line.people.is_empty()) {
            mark(&mut on, &line.week, true);
        }
        let mut wanted = vec![self.covers.is_none(); WEEK.into()];
        self.covers.iter().for_each(|covers| mark(&mut wanted, covers, true));
        let mut gaps: Vec<Gap> = Vec::new();
        for minute in (0..WEEK).filter(|minute| wanted[usize::from(*minute)] && !on[usize::from(*minute)]) {
            match gaps.last_mut().filter(|gap| gap.to == minute) {
                Some(gap) => gap.to = minute + 1,
                None => gaps.push(Gap { from: minute, to: minute + 1 }),
            }
        }
        gaps
    }
}

fn monday(day: Day) -> Day {
    day.after(-(day.weekday() as i32))
}

fn mark(minutes: &mut [bool], week: &Week, to: bool) {
    for (weekday, hours) in (0..).zip(week.days()) {
        for minute in hours.shifts().iter().flat_map(|shift| shift.from..shift.to) {
            minutes[usize::from((weekday * MIDNIGHT + minute) % WEEK)] = to;
        }
    }
}

/// The day of the week, Monday is 1, and the time.
fn written(minute: u16) -> (String, String) {
    ((minute / MIDNIGHT + 1).to_string(), format!("{:02}:{:02}", minute % MIDNIGHT / 60, minute % 60))
}

impl Details for Rota {
    fn keys(&self) -> Keys {
        Keys::default()
    }

    fn references(&self) -> Vec<Reference> {
        let people = self.lines.iter().flat_map(|line| &line.people).map(|id| ("/lines", "users", id.0));
        let exceptions = self.exceptions.iter().map(|one| ("/exceptions", "users", one.user_id.0));
        let swaps = self.swaps.iter().flat_map(|swap| [swap.one, swap.other]).map(|id| ("/swaps", "users", id.0));
        people.chain(exceptions).chain(swaps).collect()
    }

    fn check(&self) -> Vec<FieldFault> {
        let changes = |list: usize| list > ROTA_CHANGES_MAX;
        let mut checks = Checks::new()
            .when(self.lines.is_empty(), "/lines", "rota_empty")
            .when(self.lines.len() > ROTA_LINES_MAX, "/lines", "too_many")
            .when(self.offset.abs() > 14 * 60, "/offset", "offset_range")
            .when(changes(self.exceptions.len()), "/exceptions", "too_many")
            .when(changes(self.swaps.len()), "/swaps", "too_many");
        for (at, line) in self.lines.iter().enumerate().take(ROTA_LINES_MAX) {
            let hours = line.week.days();
            let idle = hours.iter().all(|hours| hours.is_off());
            let overlap = hours.iter().any(|hours| hours.overlap().is_some());
            let many = hours.iter().any(|hours: &&Hours| hours.shifts().len() > SHIFTS_MAX);
            checks = checks
                .when(line.people.is_empty(), &format!("/lines/{at}/people"), "rota_empty")
                .when(line.people.len() > ROTA_PEOPLE_MAX, &format!("/lines/{at}/people"), "too_many")
                .when(idle, &format!("/lines/{at}/week"), "rota_without_shifts")
                .when(many, &format!("/lines/{at}/week"), "hours_too_many")
                .when(overlap, &format!("/lines/{at}/week"), "hours_overlap");
        }
        for (at, one) in self.exceptions.iter().enumerate().take(ROTA_CHANGES_MAX) {
            checks = checks.when(one.span.to <= one.span.from, &format!("/exceptions/{at}/span/to"), "before_from");
        }
        for (at, swap) in self.swaps.iter().enumerate().take(ROTA_CHANGES_MAX) {
            checks = checks.when(swap.span.to <= swap.span.from, &format!("/swaps/{at}/span/to"), "before_from").when(
                swap.one == swap.other,
                &format!("/swaps/{at}/other"),
                "swap_with_oneself",
            );
        }
        let mut faults = checks.done();
        // Of a rota that is wrong anyway, gaps say nothing.
        if let (true, gaps) = (faults.is_empty(), self.gaps())
            && let Some(first) = gaps.first()
        {
            let mut fault = FieldFault::new("/lines", "rota_gap");
            let ((from_day, from), (to_day, to)) = (written(first.from), written(first.to));
            let params = [("from_day", from_day), ("from", from), ("to_day", to_day), ("to", to)];
            fault.params.extend(params.map(|(name, value)| (name.to_string(), value)));
            fault.params.insert("count".into(), gaps.len().to_string());
            faults.push(fault);
        }
        faults
    }
}
