//! Calendars, files of holidays and lines of `yingda clock`, written by anybody. Whatever they are, a file
//! is a calendar whose spans are in order or one line that says why it is none, and every line has its answer.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use yingda_server::calendar::compiled::Compiled;
use yingda_server::calendar::zone::Zone;
use yingda_server::calendar::{file, holidays, lines};
use yingda_server::words::{Language, fault};
use yingda_shared::calendar::{Days, Holidays, Layers, compile};
use yingda_shared::kernel::day::Day;

use super::mutate;
use crate::support::Dice;

const HOLIDAYS: [&str; 3] = [
    r#"{"year":2026,"days":[{"name":"x","date":"2026-10-01","isOffDay":true},{"name":"x","date":"2026-10-10","isOffDay":false}]}"#,
    "date,off,name\n2026-10-01,yes,x\n2026-10-10,no,\"x, y\"\n",
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Holi\r\n day\r\nDTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20261008\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
];

fn calendar() -> Value {
    let day = json!([["09:00", "12:00"], ["13:00", "18:00"], ["22:00", "06:00"]]);
    let week = json!({"mon": day, "tue": day, "wed": [], "thu": [["00:00", "24:00"]], "sun": day});
    let days = json!({"2026-10-01": [], "2026-10-10": [["09:00", "12:00"]], "2026-03-29": [["02:30", "03:30"]]});
    json!({"zone": "Europe/Berlin", "week": week, "days": days, "make_up": [["09:00", "17:00"]]})
}

fn questions() -> [Value; 3] {
    let (a, b, c) = ("2026-10-01T09:00:00+08:00", "2026-10-08T17:30:00.250Z", "9999-12-31T23:59:59Z");
    [
        json!({"id": 1, "op": "due", "start": a, "minutes": 480.5, "pauses": [[a, b], [b, null]]}),
        json!({"id": {"a": [1]}, "op": "between", "from": a, "to": c, "pauses": []}),
        json!({"id": "x", "op": "open", "at": b}),
    ]
}

fn mutated(dice: &mut Dice, value: Value) -> Vec<u8> {
    let value = if dice.one_in(2) { mutate::value(dice, value) } else { value };
    let bytes = value.to_string().into_bytes();
    if dice.one_in(2) { mutate::bytes(dice, bytes) } else { bytes }
}

pub async fn one(mut dice: Dice) {
    a_calendar(&mut dice);
    a_file_of_holidays(&mut dice);
    some_lines(&mut dice);
}

fn a_calendar(dice: &mut Dice) {
    let bytes = mutated(dice, calendar());
    let story = || String::from_utf8_lossy(&bytes).into_owned();
    let calendar = match file::read(&bytes) {
        Ok(calendar) => calendar,
        Err(why) => return assert!(!why.is_empty() && why.lines().count() == 1, "{why} of {}", story()),
    };
    let zone = Zone::find(&calendar.zone).expect("what was read has a zone");
    let layers = Layers { personal: &Days::default(), calendar: &calendar, holidays: &Holidays::default() };
    // Weeks in which Berlin changes its clocks.
    let line = compile(&layers, Day(20_530)..=Day(20_560), |day, minute| zone.moment(day, minute));
    let (covered, spans) = (line.covered(), line.spans().collect::<Vec<_>>());
    assert!(spans.iter().all(|(from, to)| covered.start <= *from && from < to && *to <= covered.end), "{}", story());
    assert!(spans.windows(2).all(|pair| pair[0].1 < pair[1].0), "{}", story());
}

fn a_file_of_holidays(dice: &mut Dice) {
    let sound = dice.pick(&HOLIDAYS).as_bytes().to_vec();
    let bytes = mutate::bytes(dice, sound);
    if let Err(odd) = holidays::read(&bytes) {
        let why = fault(Language::En, &odd.code, &odd.params);
        assert!(!why.is_empty() && why.lines().count() == 1, "{why} of {}", String::from_utf8_lossy(&bytes));
    }
}

fn some_lines(dice: &mut Dice) {
    static CALENDAR: OnceLock<Compiled> = OnceLock::new();
    let compiled = CALENDAR.get_or_init(|| {
        let calendar = file::read(calendar().to_string().as_bytes()).expect("a calendar");
        Compiled::of(calendar, holidays::china()).expect("a zone")
    });
    let mut input = Vec::new();
    for question in questions() {
        input.extend(mutated(dice, question));
        input.push(b'\n');
    }
    let mut output = Vec::new();
    lines::answer_all(compiled, &input[..], &mut output).expect("memory takes it");
    let story = || format!("{} of {}", String::from_utf8_lossy(&output), String::from_utf8_lossy(&input));
    let sent = input.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&input);
    let asked = sent.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
    // Ids come back as they were: numbers without bounds are JSON, if nothing that fits a number.
    let answers: Vec<BTreeMap<String, &RawValue>> = std::str::from_utf8(&output)
        .ok()
        .and_then(|text| text.lines().map(|line| serde_json::from_str(line).ok()).collect())
        .unwrap_or_else(|| panic!("{}", story()));
    assert_eq!(answers.len(), asked, "{}", story());
    for answer in answers {
        let said = ["due", "minutes", "opens", "error"].iter().filter(|name| answer.contains_key(**name)).count();
        assert!(said == 1 && answer.contains_key("id"), "{}", story());
    }
}
