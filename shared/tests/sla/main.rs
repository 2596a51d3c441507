//! Clocks held to a calendar of minutes, to laws, to the mistakes of others, and to the page that explains them.

mod examples;
mod laws;
mod oracle;
mod reading;
mod scars;

use std::sync::LazyLock;

use serde_json::{Value, json};
use yingda_shared::calendar::WorkingTime;
use yingda_shared::catalog::priority::{Impact, Priority, Urgency};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{SlaPolicyId, Uuid};
use yingda_shared::kernel::time::{DAY, MINUTE, Millis, SHANGHAI};
use yingda_shared::sla::{
    Binding, Book, CalendarVersion, Clock, ClockKind, Grade, PolicyVersion, Side, Signal, SlaPolicy, Timetable, Turn,
    replay,
};

/// Monday the fifth of January 2026, at midnight in Shanghai.
pub const MONDAY: Millis = 20_458 * DAY - 480 * MINUTE;

/// A moment of that week, or of one that follows: day (0 is Monday) and time, such as `(0, "09:30")`.
pub fn at(day: i64, time: &str) -> Millis {
    let (hour, minute) = time.split_once(':').expect("a time");
    let number = |text: &str| text.parse::<i64>().expect("a number");
    MONDAY + day * DAY + (number(hour) * 60 + number(minute)) * MINUTE
}

pub const HOLIDAY: i64 = 9;

/// Monday to Friday from 9 to 12 and from 13 to 18, for two years; the Wednesday of the second week is a holiday.
pub fn office() -> Timetable {
    static OFFICE: LazyLock<Timetable> = LazyLock::new(opened_office);
    OFFICE.clone()
}

fn opened_office() -> Timetable {
    let worked = (0..730).filter(|day| day % 7 < 5 && *day != HOLIDAY);
    let shifts = worked.flat_map(|day| [("09:00", "12:00"), ("13:00", "18:00")].map(|(a, b)| (at(day, a), at(day, b))));
    let line = WorkingTime::new(at(-7, "00:00")..at(730, "00:00"), shifts.collect());
    table(Some(line))
}

pub fn table(line: Option<WorkingTime>) -> Timetable {
    let holiday = Day(20_458 + HOLIDAY as i32);
    Timetable::new(CalendarVersion::default(), line, SHANGHAI, [holiday].into())
}

/// A policy for customers with some targets; what is given goes before what is usual.
pub fn policy(targets: Value, extra: Value) -> SlaPolicy {
    let mut json = json!({"id": Uuid::from_u128(1), "rv": 1, "active": true, "name": "x", "side": "external",
        "targets": targets});
    let object = json.as_object_mut().expect("an object");
    object.extend(extra.as_object().expect("an object").clone());
    serde_json::from_value(json).expect("a policy")
}

/// The same with an id and a version of its own.
pub fn version(policy: &SlaPolicy, id: u128, rv: i64) -> SlaPolicy {
    SlaPolicy { id: SlaPolicyId(Uuid::from_u128(id)), rv, ..policy.clone() }
}

pub fn target(kind: &str, amount: u32, unit: &str) -> Value {
    json!({"kind": kind, "amount": amount, "unit": unit})
}

pub fn grade(priority: Priority) -> Grade {
    Grade { impact: Impact::Person, urgency: Urgency::Medium, priority }
}

pub fn binding(policy: &SlaPolicy) -> Binding {
    let version = PolicyVersion { id: policy.id, version: policy.rv };
    Binding { side: policy.side, policy: Some(version), calendar: CalendarVersion::default() }
}

pub fn nothing(side: Side) -> Binding {
    Binding { side, policy: None, calendar: CalendarVersion::default() }
}

/// A case under some policies from its opening on.
pub struct Told {
    pub turns: Vec<Turn>,
    pub book: Book,
    pub timetable: Timetable,
}

impl Told {
    pub fn new(opened_at: Millis, timetable: Timetable, policies: &[&SlaPolicy]) -> Told {
        let mut book = Book::default().with_timetable(timetable.clone());
        let mut turns =
            vec![Turn::new(opened_at, Signal::Opened), Turn::new(opened_at, Signal::Graded(grade(Priority::P3)))];
        for policy in policies {
            book = book.with_policy((*policy).clone());
            turns.push(Turn::new(opened_at, Signal::Bound(binding(policy))));
        }
        Told { turns, book, timetable }
    }

    pub fn knowing(mut self, policy: &SlaPolicy) -> Told {
        self.book = self.book.with_policy(policy.clone());
        self
    }

    pub fn then(mut self, at: Millis, signal: Signal) -> Told {
        self.turns.push(Turn::new(at, signal));
        self
    }

    pub fn clocks(&self) -> Vec<Clock> {
        replay(&self.turns, &self.book).clocks
    }

    /// The only clock of a kind.
    pub fn clock(&self, kind: ClockKind) -> Clock {
        let mut clocks: Vec<Clock> = self.clocks().into_iter().filter(|clock| clock.kind == kind).collect();
        assert_eq!(clocks.len(), 1, "{kind}: {clocks:?}");
        clocks.remove(0)
    }

    pub fn solution(&self) -> Clock {
        self.clock(ClockKind::Resolution)
    }
}
