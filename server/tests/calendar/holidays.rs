//! China's holidays against the published lists, and files that bring others.

use std::collections::BTreeMap;
use std::path::Path;

use yingda_server::calendar::holidays::{china, china_names, read};
use yingda_server::words::{Language, fault};
use yingda_shared::calendar::{Holiday, HolidayName, Holidays};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::day::Day;

use crate::support::skip;

fn year(day: &Day) -> i16 {
    day.date().expect("a day").year()
}

/// Days off and made up in a year, as the notices add up.
#[test]
fn the_table_has_as_many_days_as_the_notices() {
    let mut counts: BTreeMap<i16, (u32, u32)> = BTreeMap::new();
    for (day, kind) in china().0 {
        let (off, made_up) = counts.entry(year(&day)).or_default();
        match kind {
            Holiday::Off => *off += 1,
            Holiday::MakeUp => {
                *made_up += 1;
                assert!(day.weekday() >= 5, "{day} makes up on a weekend");
            }
        }
    }
    // New Year of 2023 began on the last day of 2022.
    let expected =
        [(2020, 30, 6), (2021, 31, 7), (2022, 32, 7), (2023, 26, 7), (2024, 28, 8), (2025, 28, 5), (2026, 33, 6)];
    let expected: BTreeMap<i16, (u32, u32)> =
        expected.into_iter().map(|(year, off, made_up)| (year, (off, made_up))).collect();
    assert_eq!(counts, expected);
}

/// Every line of the table is read: a year, a name, two days, and what makes up.
#[test]
fn no_line_of_the_table_is_passed_over() {
    let table = include_str!("../../src/calendar/holidays/cn.txt");
    let lines: Vec<&str> = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut days = 0;
    for line in &lines {
        let (off, made_up) = line.split_once(" + ").unwrap_or((line, ""));
        let words: Vec<&str> = off.split(' ').collect();
        assert_eq!(words.len(), 4, "{line}");
        let day = |word: &str| -> Day {
            let full = if word.len() == 5 { format!("{}-{word}", words[0]) } else { word.to_string() };
            full.parse().unwrap_or_else(|_| panic!("{line}: {word}"))
        };
        let (first, last) = (day(words[2]), day(words[3]));
        assert!(first <= last && last.0 - first.0 < 10, "{line}");
        days += last.0 - first.0 + 1 + made_up.split_whitespace().map(day).count() as i32;
    }
    assert_eq!((lines.len(), days as usize), (46, china().0.len()), "no day is named twice");
}

/// Whoever explains a promise says which holiday it was.
#[test]
fn every_day_off_has_a_name_and_none_else() {
    let off: Vec<Day> = china().0.into_iter().filter(|(_, kind)| *kind == Holiday::Off).map(|(day, _)| day).collect();
    let named = china_names();
    assert_eq!(named.keys().copied().collect::<Vec<_>>(), off);
    let of = |day: &str| named.get(&day.parse::<Day>().expect("a day")).copied();
    assert_eq!(of("2022-12-31"), Some(HolidayName::NewYear), "of the year after");
    assert_eq!(of("2026-02-17"), Some(HolidayName::SpringFestival));
    assert_eq!(of("2025-10-06"), Some(HolidayName::NationalMidAutumn));
    assert_eq!(of("2026-02-14"), None, "a day that makes up");
}

#[test]
fn the_table_says_what_is_published() {
    let Some(folder) = std::env::var("YINGDA_TEST_DATA").ok().filter(|folder| !folder.is_empty()) else {
        return skip("YINGDA_TEST_DATA names no folder with the published holidays");
    };
    let mut published = Holidays::default();
    for year in 2020..=2026 {
        let file = Path::new(&folder).join(format!("holiday-cn/{year}.json"));
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        published.0.extend(read(&bytes).expect("a list").0);
    }
    // A weekday that is worked is no make-up day: 3 February 2020 ended a longer holiday.
    published.0.retain(|day, kind| *kind == Holiday::Off || day.weekday() >= 5);
    assert_eq!(china(), published);
}

const EXPECTED: &[(&str, Holiday)] =
    &[("2026-02-14", Holiday::MakeUp), ("2026-02-15", Holiday::Off), ("2026-02-16", Holiday::Off)];

fn expected() -> Holidays {
    Holidays(EXPECTED.iter().map(|(day, kind)| (day.parse().expect("a day"), *kind)).collect())
}

#[test]
fn three_kinds_of_files_are_read() {
    let json = r#"{"year":2026,"papers":[],"days":[{"name":"春节","date":"2026-02-14","isOffDay":false},
        {"name":"春节","date":"2026-02-15","isOffDay":true},{"name":"春节","date":"2026-02-16","isOffDay":true}]}"#;
    let csv = "Name,Date,Off\n春节,2026-02-14,no\n\"春节, 初一\",2026-02-15,YES\n,2026-02-16,1\n";
    let ical = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\n\
        DTSTART:19700101T000000\r\nTZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
        BEGIN:VEVENT\r\nSUMMARY:上班(补春节\r\n 假期)\r\nDTSTART;VALUE=DATE:20260214\r\nUID:1\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nSUMMARY:春节假期\r\nDTSTART;VALUE=DATE:20260215\r\nDTEND;VALUE=DATE:20260217\r\nUID:2\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nSUMMARY:Dinner\r\nDTSTART:20260215T180000Z\r\nDTEND:20260215T200000Z\r\nUID:3\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";
    for text in [json, csv, ical, &format!("\u{feff}{json}"), &format!("\u{feff}{csv}"), &ical.replace("\r\n", "\n")] {
        assert_eq!(read(text.as_bytes()).as_ref(), Ok(&expected()), "{text}");
    }
}

/// What the command line says of it.
fn said(odd: FieldFault) -> String {
    fault(Language::En, &odd.code, &odd.params)
}

#[test]
fn files_that_are_something_else_say_so() {
    let event = |lines: &str| format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
    let long = format!("date,off\n{}", (0..20_001).map(|day| format!("{},yes\n", Day(day))).collect::<String>());
    for (text, why) in [
        ("", "a table without a heading \"date\""),
        ("date;off\n2026-01-01;yes\n", "a table without a heading \"date\""),
        ("date,name\n", "without a heading \"off\""),
        ("date,off\n2026-02-30,yes\n", "line 2: \"2026-02-30\" is no day"),
        ("date,off\n2026-02-03,perhaps\n", "line 2: off is yes or no, not \"perhaps\""),
        ("date,off\n2026-02-03,yes\n2026-02-03,no\n", "line 3: 2026-02-03 is listed twice"),
        ("date,off\n1066-10-14,yes\n", "1066-10-14 lies before 1900"),
        (r#"{"days":[{"date":"2026-13-01","isOffDay":true}]}"#, "\"2026-13-01\" is no day"),
        (r#"{"days":[{"date":"2026-12-01"}]}"#, "missing field `isOffDay`"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART", "no iCalendar that can be read"),
        (&event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY"), "2026-01-01 repeats"),
        (&event("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260101"), "has no days"),
        (&event("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20280101"), "more than 400"),
        (&event("DTSTART;VALUE=DATE:2026"), "\"2026\" is no day"),
        (&event("DTSTART;VALUE=DATE:二〇二六"), "is no day"),
        (&long, "more than 20000 days"),
    ] {
        let told = said(read(text.as_bytes()).expect_err(text));
        assert!(told.to_lowercase().contains(&why.to_lowercase()), "{}: {told}", &text[..text.len().min(60)]);
    }
    assert_eq!(said(read(b"\xff\xfe").expect_err("bytes")), "It is not UTF-8");
}
