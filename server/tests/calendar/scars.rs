//! What calendars broke in other systems, each once.

use super::{between, calendar, daily, due, with};
use yingda_server::calendar::holidays::china;

const OFFICE: &str = r#"{"zone":"Asia/Shanghai","week":{
    "mon":[["09:00","12:00"],["13:00","18:00"]],"tue":[["09:00","12:00"],["13:00","18:00"]],
    "wed":[["09:00","12:00"],["13:00","18:00"]],"thu":[["09:00","12:00"],["13:00","18:00"]],
    "fri":[["09:00","12:00"],["13:00","18:00"]]}}"#;
const NEVER: &str = "the calendar never reaches it: it has too few working hours from there on";

/// zammad#2497: hours from nine to midnight, written 00:00, were a loop without an end.
#[test]
fn zammad_2497_an_end_at_midnight_is_no_loop() {
    for end in ["00:00", "24:00"] {
        let hours = format!(r#"[["09:00","{end}"]]"#);
        let week = ["mon", "tue", "wed", "thu", "sat"].map(|day| format!("\"{day}\":{hours}")).join(",");
        let late = calendar(&format!(r#"{{"zone":"America/Los_Angeles","week":{{{week}}}}}"#));
        assert_eq!(due(&late, "2019-02-05T21:40:28Z", 120.0), "2019-02-05T15:40:28-08:00", "{end}");
        // Friday is off: Thursday ends at its midnight, Saturday begins at nine.
        assert_eq!(due(&late, "2019-02-07T23:00:00-08:00", 60.0), "2019-02-08T00:00:00-08:00", "{end}");
        assert_eq!(due(&late, "2019-02-07T23:00:00-08:00", 61.0), "2019-02-09T09:01:00-08:00", "{end}");
    }
}

/// zammad#3180, RocketChat#41784: a calendar for all hours was closed for a minute at midnight.
#[test]
fn zammad_3180_around_the_clock_loses_no_minute_at_midnight() {
    let always = calendar(&daily("Europe/Berlin", r#"[["00:00","24:00"]]"#));
    assert_eq!(due(&always, "2026-06-01T23:30:00+02:00", 60.0), "2026-06-02T00:30:00+02:00");
    assert_eq!(between(&always, "2026-01-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00"), 365.0 * 1440.0);
    // Days of 23 and 25 hours.
    assert_eq!(between(&always, "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"), 23.0 * 60.0);
    assert_eq!(between(&always, "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"), 25.0 * 60.0);
}

/// frappe/helpdesk#3236: working time and time on the wall were mixed.
#[test]
fn frappe_3236_working_time_is_no_wall_time() {
    let office = calendar(OFFICE);
    let (friday, monday) = ("2026-06-12T17:00:00+08:00", "2026-06-15T10:00:00+08:00");
    assert_eq!(between(&office, friday, monday), 120.0);
    assert_eq!(due(&office, friday, 120.0), "2026-06-15T10:00:00+08:00");
}

/// zammad#4432: what was due in working hours was told at midnight.
#[test]
fn zammad_4432_nothing_is_due_at_midnight_when_nobody_works() {
    let office = calendar(OFFICE);
    assert_eq!(due(&office, "2026-06-12T10:00:00+08:00", 420.0), "2026-06-12T18:00:00+08:00", "the end of Friday");
    assert_eq!(due(&office, "2026-06-12T20:00:00+08:00", 1.0), "2026-06-15T09:01:00+08:00");
}

/// zendesk/biz (2015), spatie/opening-hours#113: where midnight itself is skipped, 24:00 was a loop.
#[test]
fn biz_2015_a_midnight_that_is_skipped_is_no_loop() {
    let always = calendar(&daily("America/Sao_Paulo", r#"[["00:00","24:00"]]"#));
    // On 18 October 2015 the clock went from 00:00 to 01:00.
    assert_eq!(between(&always, "2015-10-17T00:00:00-03:00", "2015-10-19T00:00:00-02:00"), 47.0 * 60.0);
    assert_eq!(due(&always, "2015-10-17T23:30:00-03:00", 60.0), "2015-10-18T01:30:00-02:00");
}

/// glpi#7474, zammad#1395, php-business-time#53: a calendar without hours, or with none left, was a loop.
#[test]
fn glpi_7474_a_calendar_without_hours_says_so() {
    let empty = calendar(r#"{"zone":"Asia/Shanghai","week":{}}"#);
    assert_eq!(due(&empty, "2026-06-12T10:00:00+08:00", 1.0), NEVER);
    assert_eq!(due(&empty, "2026-06-12T10:00:00+08:00", 0.0), "2026-06-12T10:00:00+08:00");
    assert_eq!(between(&empty, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), 0.0);
    let once = calendar(r#"{"zone":"Asia/Shanghai","week":{},"days":{"2026-06-15":[["09:00","10:00"]]}}"#);
    assert_eq!(due(&once, "2026-06-12T10:00:00+08:00", 60.0), "2026-06-15T10:00:00+08:00");
    assert_eq!(due(&once, "2026-06-12T10:00:00+08:00", 61.0), NEVER);
    assert_eq!(due(&once, "2026-06-15T10:00:00+08:00", 1.0), NEVER);
}

/// OTOBO walks day by day and gives up after five seconds: years are nothing here.
#[test]
fn otobo_years_of_work_are_reached() {
    let rare = calendar(r#"{"zone":"Asia/Shanghai","week":{"mon":[["09:00","09:01"]]}}"#);
    // 20 years of Mondays, counted from Monday 5 January 2026.
    assert_eq!(due(&rare, "2026-01-05T00:00:00+08:00", 1044.0), "2046-01-01T09:01:00+08:00");
    assert_eq!(between(&rare, "2026-01-05T00:00:00+08:00", "2046-01-01T12:00:00+08:00"), 1044.0);
}

/// frappe/helpdesk#1528, glpi#6835: no lunch break, no half days.
#[test]
fn glpi_6835_half_days_and_lunch_are_hours_like_others() {
    let half = calendar(&OFFICE.replacen("\"week\":{", "\"week\":{\"sat\":[[\"09:00\",\"12:00\"]],", 1));
    assert_eq!(due(&half, "2026-06-12T17:30:00+08:00", 60.0), "2026-06-13T09:30:00+08:00");
    assert_eq!(due(&half, "2026-06-12T11:30:00+08:00", 60.0), "2026-06-12T13:30:00+08:00");
    assert_eq!(between(&half, "2026-06-12T12:00:00+08:00", "2026-06-12T13:00:00+08:00"), 0.0);
}

/// chinese-calendar#68, rickar/cal#106: make-up working days were days off, or could not be left out.
#[test]
fn cal_106_make_up_days_are_worked_unless_a_calendar_says_no() {
    let (saturday, monday) = ("2026-10-10T09:00:00+08:00", "2026-10-12T09:00:00+08:00");
    let office = with(OFFICE, china());
    assert_eq!(between(&office, saturday, monday), 480.0, "Saturday 10 October 2026 makes up");
    assert_eq!(between(&office, "2026-10-01T00:00:00+08:00", "2026-10-08T00:00:00+08:00"), 0.0);
    let half = with(&OFFICE.replacen("\"week\"", r#""make_up":[["09:00","12:00"]],"week""#, 1), china());
    assert_eq!(between(&half, saturday, monday), 180.0);
    let bank = with(&OFFICE.replacen("\"week\"", r#""make_up":[],"week""#, 1), china());
    assert_eq!(between(&bank, saturday, monday), 0.0);
    let listed = with(
        &OFFICE.replacen("\"week\"", r#""days":{"2026-10-10":[],"2026-10-01":[["10:00","11:00"]]},"week""#, 1),
        china(),
    );
    assert_eq!(between(&listed, saturday, monday), 0.0, "the calendar's own days go before holidays");
    assert_eq!(between(&listed, "2026-10-01T00:00:00+08:00", "2026-10-08T00:00:00+08:00"), 60.0);
}
