//! Escalation and the rules of a desk: held to their page, to laws, and to the mistakes of others.

mod asking;
mod bad_input;
mod delivering;
mod dispatching;
mod finding;
mod hearing;
mod laws;
mod levels;
mod rotas;
mod ruling;
mod scars;
mod stopping;

use std::sync::LazyLock;

use serde_json::{Value, json};
use yingda_shared::calendar::WorkingTime;
use yingda_shared::cases::{CaseState, Channel};
use yingda_shared::catalog::priority::{Impact, Priority, Urgency};
use yingda_shared::escalation::{Effect, EscalationPolicy, Facts, FiringKey, Instance, Timer, fire, next};
use yingda_shared::kernel::id::{CalendarId, EntryId, UserId, Uuid};
use yingda_shared::kernel::time::{DAY, MINUTE, Millis, SHANGHAI};
use yingda_shared::rules::{CaseFacts, Happening, HappeningKind};
use yingda_shared::sla::{
    Binding, Book, CalendarVersion, CaseKind, Grade, PendingReason, PolicyVersion, Signal, SlaPolicy, Timetable, Turn,
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

pub fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn user(n: u128) -> UserId {
    UserId(uuid(n))
}

fn table(id: Option<u128>, days: &[i64], hours: &[(&str, &str)]) -> Timetable {
    let days = (-7..400).filter(|day: &i64| days.contains(&day.rem_euclid(7)));
    let spans = days.flat_map(|day| hours.iter().map(move |(from, to)| (at(day, from), at(day, to))));
    let line = WorkingTime::new(at(-7, "00:00")..at(400, "00:00"), spans.collect());
    let version = CalendarVersion { id: id.map(|id| CalendarId(uuid(id))), version: 1 };
    Timetable::new(version, Some(line), SHANGHAI, [].into())
}

/// Monday to Friday from 9 to 12 and from 13 to 18: the default calendar, version 1.
pub fn office() -> Timetable {
    static OFFICE: LazyLock<Timetable> =
        LazyLock::new(|| table(None, &[0, 1, 2, 3, 4], &[("09:00", "12:00"), ("13:00", "18:00")]));
    OFFICE.clone()
}

/// Day and night: calendar 1.
pub const ALWAYS: u128 = 1;
/// Tuesdays from 9 to 10: calendar 2.
pub const TUESDAYS: u128 = 2;

pub fn book() -> Book {
    Book::default()
        .with_timetable(office())
        .with_timetable(table(Some(ALWAYS), &[0, 1, 2, 3, 4, 5, 6], &[("00:00", "24:00")]))
        .with_timetable(table(Some(TUESDAYS), &[1], &[("09:00", "10:00")]))
}

pub fn calendars() -> Vec<CalendarVersion> {
    let named = [ALWAYS, TUESDAYS].map(|id| CalendarVersion { id: Some(CalendarId(uuid(id))), version: 1 });
    [CalendarVersion { id: None, version: 1 }].into_iter().chain(named).collect()
}

/// Two hours to the solution, one to each next response; what is given goes before what is usual.
pub fn promise(extra: Value) -> SlaPolicy {
    let targets = json!([
        {"kind": "resolution", "amount": 120, "unit": "business_minutes"},
        {"kind": "next_response", "amount": 60, "unit": "business_minutes"}]);
    let mut json = json!({"id": uuid(1), "rv": 1, "active": true, "name": "x", "side": "external", "targets": targets});
    json.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    serde_json::from_value(json).expect("a policy")
}

pub fn grade(priority: Priority) -> Grade {
    Grade { impact: Impact::Person, urgency: Urgency::Medium, priority }
}

pub fn bound(policy: Option<&SlaPolicy>) -> Signal {
    let policy = policy.map(|policy| PolicyVersion { id: policy.id, version: policy.rv });
    let calendar = CalendarVersion { id: None, version: 1 };
    Signal::Bound(Binding { side: yingda_shared::sla::Side::External, policy, calendar })
}

/// A new case of priority 3 that nobody has.
pub fn case() -> CaseFacts {
    CaseFacts {
        id: uuid(9).into(),
        kind: CaseKind::Case,
        state: CaseState::New,
        priority: Priority::P3,
        impact: Impact::Person,
        urgency: Urgency::Medium,
        channel: Channel::Phone,
        pending_reason: None,
        categories: vec![uuid(300).into(), uuid(301).into()],
        product_id: Some(uuid(200).into()),
        company_id: Some(uuid(100).into()),
        department_id: Some(uuid(101).into()),
        contact_id: Some(uuid(102).into()),
        units: vec![uuid(400).into(), uuid(401).into()],
        team_id: Some(uuid(500).into()),
        assignee_id: None,
        firm_id: None,
        subject: "Printer is on fire".into(),
        language: Some("zh".into()),
        reopened: 0,
        urged: 0,
        score: None,
        level: 0,
    }
}

/// Tells the lead of the team.
pub fn notify() -> Value {
    json!({"do": "notify", "recipients": [{"who": "team_lead"}], "media": ["push"]})
}

/// After so much of the way to the solution, in percent.
pub fn share(percent: u32) -> Value {
    json!({"on": "time", "side": "external", "clock": "resolution", "anchor": "start", "direction": "after",
        "percent": percent})
}

/// A level that tells somebody at a share of the target; what is given goes before what is usual.
pub fn level(percent: u32, extra: Value) -> Value {
    let mut level = json!({"trigger": share(percent), "actions": [notify()], "stop_when": []});
    level.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    level
}

pub fn policy(levels: Vec<Value>, extra: Value) -> EscalationPolicy {
    let mut json = json!({"id": uuid(70), "rv": 4, "active": true, "name": "x", "scope": {"of": "default"},
        "levels": levels});
    json.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    serde_json::from_value(json).expect("a policy")
}

/// A case opened on Monday at 10:00 under a policy, which is due at 12:00.
#[derive(Clone)]
pub struct Desk {
    pub policy: EscalationPolicy,
    pub case: CaseFacts,
    pub turns: Vec<Turn>,
    pub happenings: Vec<Happening>,
    pub book: Book,
    pub instance: Instance,
}

impl Desk {
    pub fn new(levels: Vec<Value>, extra: Value) -> Desk {
        let (policy, case, promise, opened) = (policy(levels, extra), case(), promise(json!({})), at(0, "10:00"));
        let instance = Instance::begin(&policy, &case, calendars(), 1, opened);
        let said = [Signal::Opened, Signal::Graded(grade(Priority::P3)), bound(Some(&promise))];
        let turns = said.into_iter().map(|signal| Turn::new(opened, signal)).collect();
        Desk { policy, case, turns, happenings: Vec::new(), book: book().with_policy(promise), instance }
    }

    pub fn with<T>(&self, ask: impl FnOnce(&Facts) -> T) -> T {
        let clocks = replay(&self.turns, &self.book).clocks;
        let Desk { policy, case, happenings, book, .. } = self;
        ask(&Facts { policy, case, clocks: &clocks, happenings, book })
    }

    pub fn next(&self) -> Option<Timer> {
        self.with(|facts| next(&self.instance, facts))
    }

    pub fn next_at(&self) -> Option<Millis> {
        self.next().map(|timer| timer.at)
    }

    pub fn fire(&mut self, now: Millis) -> Vec<Effect> {
        let (instance, effects) = self.with(|facts| fire(&self.instance, facts, now));
        self.instance = instance;
        effects
    }

    /// Firings at a moment, each as level, turn and repeat.
    pub fn told(&mut self, now: Millis) -> Vec<(u16, u32, u32)> {
        let mut keys: Vec<FiringKey> = self.fire(now).into_iter().map(|effect| effect.key).collect();
        keys.dedup();
        keys.into_iter().map(|key| (key.level, key.turn, key.repeat)).collect()
    }

    pub fn hear(&mut self, at: Millis, signal: Signal) {
        self.turns.push(Turn::new(at, signal));
    }

    pub fn hold(&mut self, at: Millis) {
        self.hear(at, Signal::Held(Some(PendingReason::Customer)));
        self.case.state = CaseState::Pending;
    }

    pub fn resume(&mut self, at: Millis) {
        self.hear(at, Signal::Resumed);
        self.case.state = CaseState::InProgress;
    }

    pub fn solve(&mut self, at: Millis) {
        self.hear(at, Signal::Solved);
        self.case.state = CaseState::Resolved;
    }

    pub fn reopen(&mut self, at: Millis) {
        self.hear(at, Signal::Reopened);
        self.happens(at as u128, at, HappeningKind::Reopened);
        self.case.state = CaseState::InProgress;
    }

    pub fn acknowledge(&mut self, now: Millis) {
        self.instance = self.with(|facts| self.instance.acknowledge(user(1), facts, now));
    }

    pub fn happens(&mut self, id: u128, at: Millis, kind: HappeningKind) {
        self.happenings.push(Happening::new(EntryId(uuid(id)), at, kind));
    }
}
