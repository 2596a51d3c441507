//! Versions of a calendar, what a change of it would move, the move itself, and the alarm for missing holidays.

use serde_json::{Value, json};
use yingda_server::calendar::desk::compiled;
use yingda_server::notices::holidays;
use yingda_shared::audit::ListAudit;
use yingda_shared::calendar::{
    CalendarEffect, DeskClock, DeskTime, Holiday, HolidayTable, Holidays, Hours, ListHolidays, ListVersions,
    PreviewCalendar, ReadHolidays, WorkCalendar,
};
use yingda_shared::cases::PendingReason;
use yingda_shared::cases::operations::{HoldCase, ResumeCase, StartCase};
use yingda_shared::catalog::priority::{GetMatrix, Impact, Urgency};
use yingda_shared::fault::Fault;
use yingda_shared::identity::Role;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::jobs::{Job, JobState, ListJobs};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis};
use yingda_shared::notices::{ListNotices, NoticeKind};
use yingda_shared::record::{Get, List, Record, Save};

use super::desk::{DAY_SHIFT, working_days};
use crate::both;
use crate::support::stories::*;
use crate::support::world::{self, BELLA, SOUTHERN};
use crate::support::{Desk, code, field, fields};

both!(
    every_save_is_a_version_and_none_is_lost,
    what_is_previewed_is_what_then_moves,
    days_before_a_version_are_worked_as_before,
    a_preview_tells_only_of_cases_in_sight,
    a_preview_refuses_what_a_save_refuses,
    an_edit_made_before_the_move_is_taken,
    files_of_holidays_are_read_and_nothing_is_kept,
    missing_holidays_are_told_once_to_those_who_keep_calendars,
);

async fn every_save_is_a_version_and_none_is_lost(desk: Desk) {
    let first = working_days(1, "白班", true);
    let saved = desk.done("manager", Save(first.clone())).await;
    let second = WorkCalendar { rv: saved.rv, name: "早班".into(), ..first.clone() };
    let again = desk.done("admin", Save(second.clone())).await;
    assert_eq!(desk.done("admin", Save(WorkCalendar { rv: again.rv, ..second.clone() })).await.rv, again.rv);
    let ask = ListVersions { id: first.id.0, cursor: None };
    let page = desk.done("manager", ask.clone()).await;
    let told: Vec<_> = page.rows.iter().map(|row| (row.calendar.name.as_str(), row.by_id, row.calendar.rv)).collect();
    let by = |login: &str| Some(world::user(login));
    assert_eq!(told, [("早班", by("admin"), again.rv), ("白班", by("manager"), saved.rv)], "nothing new, no version");
    assert!(page.rows.iter().all(|row| row.at > 0 && !row.by.is_empty()) && page.next.is_none());
    // What is saved over another's version is refused, and leaves none.
    assert!(matches!(desk.call("admin", Save(first.clone())).await, Err(Fault::NotFound | Fault::Conflict { .. })));
    assert_eq!(desk.done("manager", ask.clone()).await.rows.len(), 2);
    let lines = desk.done("admin", ListAudit { object: Some(first.id.to_string()), ..Default::default() }).await.rows;
    assert!(lines.iter().any(|line| (line.field.as_str(), line.new.as_str()) == ("name", "早班")));
    for who in ["agent", "engineer", "anna", "paul"] {
        assert_eq!(code(desk.call(who, ask.clone()).await), "forbidden", "{who}");
    }
    let nothing = ListVersions { id: world::HEAD.0, cursor: None };
    assert_eq!(code(desk.call("admin", nothing).await), "not_found");
    let odd = ListVersions { cursor: Some("x".into()), ..ask };
    assert_eq!(fields(desk.call("admin", odd).await), field("/cursor", "malformed"));
    // Stepping aside for another default is a version, too.
    desk.done("admin", Save(working_days(2, "晚班", true))).await;
    let page = desk.done("manager", ListVersions { id: first.id.0, cursor: None }).await;
    assert_eq!((page.rows.len(), page.rows[0].calendar.default), (3, false));
}

async fn promises(desk: &Desk, id: CaseId) -> [Millis; 2] {
    let case = desk.case("manager", id).await.case;
    [case.respond_by, case.resolve_by]
}

async fn last_job(desk: &Desk, who: &str) -> Option<Job> {
    let jobs = desk.done(who, ListJobs::default()).await.rows;
    jobs.into_iter().find(|job| job.kind == WorkCalendar::SAVE)
}

async fn what_is_previewed_is_what_then_moves(desk: Desk) {
    let mut cases = Vec::new();
    for n in 0..3 {
        cases.push(desk.submitted("anna", &format!("第{n}件")).await.id);
    }
    let [running, begun, held] = cases[..] else { panic!("three cases") };
    for id in [begun, held] {
        desk.done("manager", assign(id, "engineer")).await;
        desk.done("engineer", StartCase { id }).await;
    }
    desk.commented("engineer", begun, "收到，正在看").await;
    let hold = HoldCase { id: held, reason: PendingReason::Customer, note: String::new() };
    desk.done("engineer", hold).await;
    let solved = desk.submitted("anna", "已解决").await.id;
    desk.done("manager", assign(solved, "engineer")).await;
    desk.resolved("engineer", solved).await;
    let mut before = Vec::new();
    for id in [running, begun, held, solved] {
        before.push(promises(&desk, id).await);
    }

    let calendar = working_days(1, "白班", true);
    let head = desk.head().await;
    let effect = desk.done("manager", PreviewCalendar(calendar.clone())).await;
    assert_eq!(desk.head().await, head, "nothing is written");
    assert_eq!((effect.counted, effect.moving, effect.more), (3, 2, false), "open ones; the one that waits stays");
    assert_eq!((effect.sooner, effect.later), (0, 2));
    assert_eq!(effect.examples.len(), 2);

    desk.done("manager", Save(calendar.clone())).await;
    for (id, before) in [running, begun, held].into_iter().zip(&before) {
        assert_eq!(promises(&desk, id).await, *before, "nobody waits for the move");
    }
    assert_eq!(desk.work().await, 1);
    let job = last_job(&desk, "manager").await.expect("a job");
    assert_eq!((job.state, job.refused, job.result), (JobState::Done, 0, Some(json!({"moved": effect.moving}))));

    let matrix = desk.done("manager", GetMatrix {}).await;
    let cell = matrix.cell(Impact::Person, Urgency::Medium);
    let spans = [cell.respond_minutes, cell.resolve_minutes].map(|minutes| Millis::from(minutes) * MINUTE);
    let time = compiled(std::slice::from_ref(&calendar), yingda_server::ctx::now());
    let clock = DeskClock::from(&DeskTime { rv: 1, time });
    let case = desk.case("manager", running).await.case;
    assert_eq!([case.respond_by, case.resolve_by], clock.after(case.created_at, spans));
    let case = desk.case("manager", begun).await.case;
    let expected = [before[1][0], clock.after(case.created_at, spans)[1]];
    assert_eq!([case.respond_by, case.resolve_by], expected, "the first reply was given");
    assert_eq!([promises(&desk, held).await, promises(&desk, solved).await], [before[2], before[3]]);
    for moved in &effect.examples {
        assert_eq!(promises(&desk, moved.id).await[1], moved.after, "as it was told before");
    }
    let told = desk.entries("manager", running).await;
    assert_eq!(
        told.last().map(|entry| (entry.event.kind(), entry.by_id)),
        Some(("edited", Some(world::user("manager"))))
    );
    assert!(desk.notices("engineer").await.iter().all(|kind| *kind != NoticeKind::Changed), "and nobody is rung up");

    // The same again moves nothing, and begins nothing.
    let now = desk.done("manager", Get::<WorkCalendar>::new(calendar.id.0)).await;
    let none = desk.done("manager", PreviewCalendar(now.clone())).await;
    assert_eq!((none.counted, none.moving), (0, 0), "the desk counts as before");
    desk.done("manager", Save(WorkCalendar { name: "改了名".into(), ..now })).await;
    assert_eq!(desk.work().await, 0);
    // What waited is promised as it was when it goes on, by the clock that it began with, and the wait beside.
    desk.done("engineer", ResumeCase { id: held }).await;
    let told = desk.entries("engineer", held).await;
    let at = |kind: &str| told.iter().find(|entry| entry.event.kind() == kind).expect("an entry").at;
    let waited = at("resumed") - at("held");
    assert_eq!(promises(&desk, held).await, [before[2][0], before[2][1] + waited]);
}

async fn days_before_a_version_are_worked_as_before(desk: Desk) {
    let first = WorkCalendar { holidays: None, ..working_days(1, "白班", true) };
    let saved = desk.done("manager", Save(first.clone())).await;
    let today = Day((yingda_server::ctx::now() / DAY) as i32);
    let from = today.after(30);
    let mut second = WorkCalendar { rv: saved.rv, from: Some(from), ..first.clone() };
    let whole: Hours = serde_json::from_str(r#"[["00:00","24:00"]]"#).expect("hours");
    for hours in [&mut second.hours.week.mon, &mut second.hours.week.sat, &mut second.hours.week.sun] {
        *hours = whole.clone();
    }
    desk.done("manager", Save(second.clone())).await;
    let setting = desk.write(|cx| Box::pin(yingda_server::calendar::desk::find(cx))).await;
    let line = setting.time.expect("compiled").line();
    let worked = |day: Day| {
        // A day of Shanghai begins eight hours before that of UTC.
        let begin = Millis::from(day.0) * DAY - 8 * HOUR;
        line.worked(begin + DAY).expect("known") - line.worked(begin).expect("known")
    };
    for day in (-20..60).map(|n| today.after(n)) {
        let expected = match (day >= from, day.weekday()) {
            (true, 0 | 5 | 6) => DAY,
            (false, 5 | 6) => 0,
            _ => 8 * HOUR,
        };
        assert_eq!(worked(day), expected, "{day}");
    }
    assert_eq!(setting_of(&[first, second]), line.worked(line.covered().end), "versions alone say the same");
}

fn setting_of(versions: &[WorkCalendar]) -> Result<Millis, yingda_shared::calendar::NoMoment> {
    let line = compiled(versions, yingda_server::ctx::now()).expect("compiled").line();
    line.worked(line.covered().end)
}

async fn a_preview_tells_only_of_cases_in_sight(desk: Desk) {
    desk.submitted("anna", "北方的").await;
    desk.opened_for(SOUTHERN, BELLA, "南方的").await;
    let mut role: Role = desk.done("admin", Get::new(builtin_id("regional_manager").expect("a role").0)).await;
    role.operations.push("calendars.preview".into());
    desk.done("admin", Save(role)).await;
    let effect = desk.done("north", PreviewCalendar(working_days(1, "白班", true))).await;
    let told: Vec<&str> = effect.examples.iter().map(|case| case.subject.as_str()).collect();
    assert_eq!((effect.moving, told), (2, vec!["北方的"]));
    // A calendar that is not the default moves nothing.
    let other = desk.done("north", PreviewCalendar(working_days(2, "备用", false))).await;
    assert_eq!(other, CalendarEffect::default());
}

async fn a_preview_refuses_what_a_save_refuses(desk: Desk) {
    let sound = || serde_json::to_value(working_days(3, "坏的", true)).expect("JSON");
    let spoilt = |pointer: &str, value: Value| {
        let mut calendar = sound();
        *calendar.pointer_mut(pointer).expect("the place is there") = value;
        calendar
    };
    let overlapping: Value = serde_json::from_str(r#"[["09:00","12:00"],["11:00","13:00"]]"#).expect("JSON");
    for (calendar, pointer, code) in [
        (spoilt("/hours/week/tue", overlapping), "/hours/week/tue/1", "hours_overlap"),
        (spoilt("/hours/zone", "Asia/Nowhere".into()), "/hours/zone", "zone_unknown"),
        (spoilt("/name", "".into()), "/name", "required"),
        (spoilt("/from", "3000-01-01".into()), "/from", "day_range"),
        (spoilt("/listed", json!({"1066-10-14": "off"})), "/listed", "day_range"),
        (spoilt("/hours/week/mon", json!([["09:00", "09:00"]])), "", "malformed"),
    ] {
        for name in ["calendars.preview", "calendars.save"] {
            let told = fields(desk.call_json("manager", name, calendar.clone()).await);
            assert_eq!(told, field(pointer, code), "{name}");
        }
    }
    assert!(desk.done("admin", List::<WorkCalendar>::default()).await.rows.is_empty(), "nothing half saved");
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM calendar_versions", vec![]).await, 0);
    assert_eq!(last_job(&desk, "manager").await, None);
}

async fn an_edit_made_before_the_move_is_taken(desk: Desk) {
    let case = desk.submitted("anna", "先看到的").await;
    let seen = desk.case("manager", case.id).await.case.rv;
    desk.done("manager", Save(working_days(1, "白班", true))).await;
    desk.work().await;
    let edit = json!({"id": case.id, "base": seen, "impact": "department", "urgency": "critical"});
    desk.call_json("engineer", "cases.edit", edit).await.expect("nobody else wrote that");
    assert_eq!(desk.case("manager", case.id).await.case.urgency, Some(Urgency::Critical));
}

async fn files_of_holidays_are_read_and_nothing_is_kept(desk: Desk) {
    let head = desk.head().await;
    let read = |text: &str| ReadHolidays { text: text.into() };
    let found = desk.done("manager", read("date,off\n2027-01-01,yes\n2027-01-03,no\n")).await.days;
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let expected = [(day("2027-01-01"), Holiday::Off), (day("2027-01-03"), Holiday::MakeUp)];
    assert_eq!(found, Holidays(expected.into()));
    for (text, code) in [("", "required"), ("date,off\n2027-02-30,yes\n", "holidays.line_day"), ("{", "holidays.json")]
    {
        assert_eq!(fields(desk.call("manager", read(text)).await), field("/text", code));
    }
    assert_eq!(desk.head().await, head);
    assert_eq!(code(desk.call("agent", read("date,off\n")).await), "forbidden");
    let known = desk.done("manager", ListHolidays {}).await.tables;
    assert_eq!((known.len(), known[0].table, known[0].days.0.len() > 200), (1, HolidayTable::China, true));

    // What is listed is a day off to promises, above the table.
    let mut calendar = working_days(1, "白班", true);
    calendar.hours.week.sun = serde_json::from_str(DAY_SHIFT).expect("hours");
    let saved = desk.done("manager", Save(calendar.clone())).await;
    let time = |calendar: &WorkCalendar| setting_of(std::slice::from_ref(calendar)).expect("a sum");
    let before = time(&calendar);
    calendar.listed = Holidays([(day("2027-01-04"), Holiday::Off)].into());
    assert_eq!(before - time(&calendar), 8 * HOUR, "a Monday");
    desk.done("manager", Save(WorkCalendar { rv: saved.rv, ..calendar })).await;
}

async fn missing_holidays_are_told_once_to_those_who_keep_calendars(desk: Desk) {
    desk.done("manager", Save(working_days(1, "白班", true))).await;
    desk.done("manager", Save(WorkCalendar { holidays: None, ..working_days(2, "7×24", false) })).await;
    let at = |text: &str| text.parse::<jiff::Timestamp>().expect("a moment").as_millisecond();
    let look = |now: Millis| {
        desk.write(move |cx| {
            cx.now = now;
            Box::pin(holidays::look(cx))
        })
    };
    assert_eq!(look(at("2026-11-30T15:59:00Z")).await, 0, "it is November in Shanghai");
    assert_eq!(look(at("2026-11-30T16:00:00Z")).await, 1, "and now December");
    assert_eq!(look(at("2026-12-10T00:00:00Z")).await, 0, "said once");
    for who in ["admin", "manager"] {
        let rows = desk.done(who, ListNotices {}).await.rows;
        let told: Vec<_> =
            rows.iter().map(|row| (row.kind, row.subject.as_str(), row.number.as_str(), row.case_id)).collect();
        assert_eq!(told, [(NoticeKind::HolidaysMissing, "白班", "2027", None)], "{who}");
    }
    for who in ["agent", "north", "engineer", "anna"] {
        assert_eq!(desk.notices(who).await, [], "{who}");
    }
    // The year after that is another one.
    assert_eq!(look(at("2028-01-02T00:00:00Z")).await, 1);
}
