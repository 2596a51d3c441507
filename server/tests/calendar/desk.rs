//! Calendars as records, and what a desk promises by its default one.

use serde_json::{Value, json};
use yingda_server::calendar::compiled::Compiled;
use yingda_server::calendar::desk::{compiled, renew};
use yingda_server::calendar::holidays::china;
use yingda_server::calendar::zone::Zone;
use yingda_shared::calendar::{
    Days, DeskClock, DeskTime, HolidayTable, Holidays, Layers, Pauses, WorkCalendar, compile,
};
use yingda_shared::catalog::priority::{GetMatrix, Impact, Urgency};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::CalendarId;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis};
use yingda_shared::record::{Get, List, Save};

use crate::both;
use crate::support::Desk;
use crate::sync::device::Device;

both!(
    promises_count_the_default_calendar_here_and_there,
    one_calendar_is_the_default_at_most,
    what_no_calendar_may_be_is_told_at_its_field,
    compiled_days_move_on_and_devices_learn_of_it,
);

pub const DAY_SHIFT: &str = r#"[["09:00","12:00"],["13:00","18:00"]]"#;
/// 2026-09-21, in UTC.
const AUTUMN: Millis = 1_789_948_800_000;

pub fn working_days(n: u128, name: &str, default: bool) -> WorkCalendar {
    let week = ["mon", "tue", "wed", "thu", "fri"].map(|day| format!("\"{day}\":{DAY_SHIFT}"));
    let hours = format!(r#"{{"zone":"Asia/Shanghai","week":{{{}}}}}"#, week.join(","));
    WorkCalendar {
        id: CalendarId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_5000 + n)),
        rv: 0,
        active: true,
        name: name.into(),
        hours: serde_json::from_str(&hours).expect("a calendar"),
        holidays: Some(HolidayTable::China),
        listed: Holidays::default(),
        from: None,
        default,
    }
}

/// What the engine of `yingda clock` says of a promise.
fn due(calendar: &WorkCalendar, from: Millis, minutes: u32) -> Millis {
    let engine = Compiled::of(calendar.hours.clone(), china()).expect("a zone");
    engine.ask(|line| line.due(from, Millis::from(minutes) * MINUTE, &Pauses::default())).expect("a moment")
}

fn at(text: &str) -> Millis {
    text.parse::<jiff::Timestamp>().expect("a moment").as_millisecond()
}

#[test]
fn a_promise_waits_for_monday_for_the_holiday_and_for_the_make_up_day() {
    let calendar = working_days(1, "白班", true);
    let time = compiled(std::slice::from_ref(&calendar), AUTUMN);
    let clock = DeskClock::from(&DeskTime { rv: 1, time });
    for (opened, replied, solved) in [
        // A Friday: half an hour is left of it, the rest is Monday's.
        ("2026-11-27T17:30:00+08:00", "2026-11-27T18:00:00+08:00", "2026-11-30T10:30:00+08:00"),
        // The noon break counts for nothing.
        ("2026-11-26T11:45:00+08:00", "2026-11-26T13:15:00+08:00", "2026-11-26T14:45:00+08:00"),
        // National Day: from the last of September to the eighth of October.
        ("2026-09-30T17:00:00+08:00", "2026-09-30T17:30:00+08:00", "2026-10-08T10:00:00+08:00"),
        ("2026-10-03T12:00:00+08:00", "2026-10-08T09:30:00+08:00", "2026-10-08T11:00:00+08:00"),
        // The Saturday after it is worked, the Sunday is not.
        ("2026-10-09T17:00:00+08:00", "2026-10-09T17:30:00+08:00", "2026-10-10T10:00:00+08:00"),
        ("2026-10-10T17:00:00+08:00", "2026-10-10T17:30:00+08:00", "2026-10-12T10:00:00+08:00"),
    ] {
        assert_eq!(clock.after(at(opened), [30 * MINUTE, 2 * HOUR]), [at(replied), at(solved)], "{opened}");
    }
}

#[test]
fn packed_days_hold_the_time_of_zones_all_over_the_world() {
    let mut calendar = working_days(1, "白班", true);
    let night = r#"{"mon":[["09:00","12:00"]],"wed":[["22:00","06:00"]],"sat":[["00:00","24:00"]]}"#;
    calendar.hours.week = serde_json::from_str(night).expect("a week");
    calendar.holidays = None;
    let (nobody, none) = (Days::default(), Holidays::default());
    let mut zones = 0;
    for name in jiff::tz::db().available().step_by(6) {
        calendar.hours.zone = name.as_str().into();
        let zone = Zone::find(name.as_str()).expect("a zone");
        let packed = compiled(std::slice::from_ref(&calendar), AUTUMN).expect("compiled").line();
        let covered = packed.covered();
        let day = |at: Millis| Day((at / DAY) as i32);
        let layers = Layers { personal: &nobody, calendar: &calendar.hours, holidays: &none };
        let days = day(covered.start).after(-2)..=day(covered.end).after(2);
        let whole = compile(&layers, days, |day, minute| zone.moment(day, minute));
        let cut = whole.spans().map(|(from, to)| (from.max(covered.start), to.min(covered.end)));
        assert!(packed.spans().eq(cut.filter(|(from, to)| from < to)), "{}", name.as_str());
        zones += 1;
    }
    assert!(zones > 80, "{zones}");
}

#[test]
fn a_device_is_sent_a_few_kilobytes() {
    let time = compiled(&[working_days(1, "白班", true)], AUTUMN).expect("compiled");
    assert!(time.days.len() > 1_000);
    let bytes = serde_json::to_string(&time).expect("JSON").len();
    assert!(bytes < 2_400, "{bytes}");
}

fn moments(page: &Value) -> [Millis; 3] {
    ["created_at", "respond_by", "resolve_by"].map(|field| page["case"][field].as_i64().expect("a moment"))
}

async fn promises_count_the_default_calendar_here_and_there(desk: Desk) {
    let wall = desk.submitted("anna", "还没有日历").await;
    let wall = desk.case("manager", wall.id).await.case;
    let matrix = desk.done("manager", GetMatrix {}).await;
    let cell = matrix.cell(Impact::Person, Urgency::Medium);
    let after = |from: Millis, minutes: u32| from + Millis::from(minutes) * MINUTE;
    assert_eq!(wall.respond_by, after(wall.created_at, cell.respond_minutes), "the wall, without a calendar");

    let calendar = working_days(1, "白班", true);
    desk.done("manager", Save(calendar.clone())).await;
    let promised =
        |from: Millis| [due(&calendar, from, cell.respond_minutes), due(&calendar, from, cell.resolve_minutes)];
    let case = desk.submitted("anna", "有日历了").await;
    let case = desk.case("manager", case.id).await.case;
    assert_eq!([case.respond_by, case.resolve_by], promised(case.created_at));

    // A device without a network promises the same.
    let device = Device::of(&desk, "engineer");
    device.rest().await;
    let made = device.queues("cases.quick_open", &json!({"subject": "路上接的", "take": true})).await.expect("a case");
    let page =
        |outbox| device.answers("cases.get", &json!({"id": made["id"]}), outbox).expect("an answer").expect("a page");
    let [created, respond, resolve] = moments(&page(true));
    assert_eq!([respond, resolve], promised(created), "on the device");
    device.rest().await;
    let [created, respond, resolve] = moments(&page(false));
    assert_eq!([respond, resolve], promised(created), "from the server");

    // A case of a year that was not compiled counts by the wall.
    let long_ago = AUTUMN - 5 * 365 * DAY;
    let input = json!({"subject": "补录", "opened_at": long_ago});
    let old = desk.call_json("admin", "cases.quick_open", input).await.expect("a case");
    let old = desk.call_json("admin", "cases.get", json!({"id": old["id"]})).await.expect("a page");
    let wall = [long_ago, after(long_ago, cell.respond_minutes), after(long_ago, cell.resolve_minutes)];
    assert_eq!(moments(&old), wall);

    // Another priority is promised in working time from the opening on.
    let edit = json!({"id": case.id, "base": desk.case("manager", case.id).await.case.rv, "impact": "department", "urgency": "critical"});
    desk.call_json("manager", "cases.edit", edit).await.expect("an edit");
    let edited = desk.case("manager", case.id).await.case;
    let cell = matrix.cell(Impact::Department, Urgency::Critical);
    let both = [cell.respond_minutes, cell.resolve_minutes].map(|minutes| due(&calendar, case.created_at, minutes));
    assert_eq!([edited.respond_by, edited.resolve_by], both);
}

async fn one_calendar_is_the_default_at_most(desk: Desk) {
    let (first, second) = (working_days(1, "白班", true), working_days(2, "另一个", true));
    desk.done("manager", Save(first.clone())).await;
    desk.done("admin", Save(second.clone())).await;
    let all = desk.done("admin", List::<WorkCalendar> { all: true, ..List::default() }).await.rows;
    let defaults: Vec<CalendarId> =
        all.iter().filter(|calendar| calendar.default).map(|calendar| calendar.id).collect();
    assert_eq!(defaults, [second.id]);
    let op = yingda_shared::audit::ListAudit { object: Some(first.id.to_string()), ..Default::default() };
    let lines = desk.done("admin", op).await.rows;
    let stepped =
        |line: &yingda_shared::audit::AuditRow| (line.field.as_str(), line.new.as_str()) == ("default", "false");
    assert!(lines.iter().any(|line| stepped(line) && line.action == "calendars.save"));
    // Whoever saw it as the default is asked before it is written over.
    assert!(matches!(desk.call("manager", Save(first)).await, Err(Fault::NotFound | Fault::Conflict { .. })));
    // Without a default the wall counts again.
    let now = desk.done("admin", Get::<WorkCalendar>::new(second.id.0)).await;
    desk.done("admin", Save(WorkCalendar { default: false, active: false, ..now })).await;
    let case = desk.submitted("anna", "没有默认日历").await;
    let case = desk.case("manager", case.id).await.case;
    let cell = desk.done("manager", GetMatrix {}).await.cell(Impact::Person, Urgency::Medium);
    assert_eq!(case.respond_by, case.created_at + Millis::from(cell.respond_minutes) * MINUTE);
}

async fn what_no_calendar_may_be_is_told_at_its_field(desk: Desk) {
    let fault = |change: fn(&mut WorkCalendar)| {
        let mut calendar = working_days(3, "坏的", true);
        change(&mut calendar);
        let desk = desk.clone();
        async move {
            match desk.call_json("manager", "calendars.save", serde_json::to_value(&calendar).expect("JSON")).await {
                Err(Fault::Invalid { fields }) => (fields[0].pointer.clone(), fields[0].code.clone()),
                other => panic!("{other:?}"),
            }
        }
    };
    let told = |pointer: &str, code: &str| (pointer.to_string(), code.to_string());
    let overlapping = |calendar: &mut WorkCalendar| {
        calendar.hours.week.tue = serde_json::from_str(r#"[["09:00","12:00"],["11:00","13:00"]]"#).expect("hours");
    };
    assert_eq!(fault(overlapping).await, told("/hours/week/tue/1", "hours_overlap"));
    assert_eq!(
        fault(|calendar| calendar.hours.zone = "Asia/Nowhere".into()).await,
        told("/hours/zone", "zone_unknown")
    );
    assert_eq!(fault(|calendar| calendar.active = false).await, told("/default", "default_inactive"));
    assert_eq!(
        fault(|calendar| calendar.hours.week = Default::default()).await,
        told("/default", "default_without_hours")
    );
    assert!(desk.done("admin", List::<WorkCalendar>::default()).await.rows.is_empty());
    for who in ["agent", "north", "engineer", "anna", "paul"] {
        let refused = desk.call(who, Save(working_days(4, "别人的", false))).await;
        assert!(matches!(refused, Err(Fault::Forbidden | Fault::NotFound)), "{who}: {refused:?}");
    }
}

async fn compiled_days_move_on_and_devices_learn_of_it(desk: Desk) {
    desk.done("manager", Save(working_days(1, "白班", true))).await;
    let device = Device::of(&desk, "engineer");
    device.rest().await;
    let from = |device: &Device| device.rows("settings")["desk_time"]["time"]["from"].as_str().map(str::to_string);
    let before = from(&device).expect("the desk's time");
    assert!(!device.rows("calendars").contains_key("desk_time"), "it is a setting");
    let later = |days: Millis| {
        desk.write(move |cx| {
            cx.now += days * DAY;
            Box::pin(renew(cx))
        })
    };
    assert!(!later(0).await, "the same days are not sent again");
    assert!(later(31).await);
    device.rest().await;
    assert!(from(&device).expect("the desk's time") > before);
    let stranger = Device::of(&desk, "anna");
    stranger.rest().await;
    assert!(!stranger.rows("settings").contains_key("desk_time"), "customers hold no promises' rules");
}
