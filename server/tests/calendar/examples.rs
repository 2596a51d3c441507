//! The page of examples for people is read and checked: it cannot say what is not so.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use yingda_server::calendar::compiled::Compiled;
use yingda_server::calendar::holidays::china;
use yingda_server::calendar::{file, lines};
use yingda_shared::calendar::Holidays;

const PAGE: &str = include_str!("../../../docs/calendar-examples.md");

/// A time of the page as RFC 3339.
fn moment(text: &str, zone: &TimeZone) -> String {
    let wall: DateTime = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    let at = zone.to_ambiguous_zoned(wall).compatible().expect("a moment");
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// One row as a question, and what the page answers.
fn question(cells: &[&str], zone: &TimeZone) -> (String, String) {
    let at = |text: &str| moment(text, zone);
    match cells {
        [start, minutes, pauses, due, _] => {
            let pause = |text: &str| {
                let (from, to) = text.split_once(" 至 ").unwrap_or_else(|| panic!("{text} is no pause"));
                format!(r#"["{}","{}"]"#, at(from), at(to))
            };
            let pauses: Vec<String> = pauses.split('；').filter(|text| *text != "无").map(pause).collect();
            let (start, pauses) = (at(start), pauses.join(","));
            let asked = format!(r#"{{"id":1,"op":"due","start":"{start}","minutes":{minutes},"pauses":[{pauses}]}}"#);
            (asked, format!(r#"{{"id":1,"due":"{}"}}"#, at(due)))
        }
        [from, to, minutes, _] => {
            let asked = format!(r#"{{"id":1,"op":"between","from":"{}","to":"{}"}}"#, at(from), at(to));
            (asked, format!(r#"{{"id":1,"minutes":{minutes}}}"#))
        }
        odd => panic!("{odd:?} is no example"),
    }
}

#[test]
fn every_example_of_the_page_is_so() {
    let mut rows = 0;
    for section in PAGE.split("\n## ").skip(1) {
        let (_, rest) = section.split_once("```json\n").expect("a calendar");
        let (json, rest) = rest.split_once("```").expect("its end");
        let holidays = match rest.lines().find_map(|line| line.strip_prefix("节假日：")) {
            Some("中国") => china(),
            Some("无") => Holidays::default(),
            odd => panic!("{odd:?}: which holidays?"),
        };
        let calendar = file::read(json.as_bytes()).expect("a calendar");
        let zone = TimeZone::get(&calendar.zone).expect("a zone");
        let calendar = Compiled::of(calendar, holidays).expect("a zone");
        for line in rest.lines().filter(|line| line.starts_with("| 2")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let (asked, expected) = question(&cells, &zone);
            let mut answer = Vec::new();
            lines::answer_all(&calendar, asked.as_bytes(), &mut answer).expect("memory takes it");
            assert_eq!(String::from_utf8_lossy(&answer).trim(), expected, "{line}");
            rows += 1;
        }
    }
    assert_eq!(rows, PAGE.lines().filter(|line| line.starts_with("| 2")).count());
    assert!(rows >= 25, "{rows} examples");
}
