//! Working calendars: the fast engine against one that counts minute by minute, what calendars broke in
//! other systems, examples to check by hand, the lines of `yingda clock`, and the promises of a desk.

mod desk;
mod examples;
mod far;
mod following;
mod holidays;
mod lines;
mod oracle;
mod random;
mod scars;

use yingda_server::calendar::compiled::Compiled;
use yingda_server::calendar::{file, lines as answers};
use yingda_shared::calendar::Holidays;

/// A calendar of this JSON, without holidays.
fn calendar(json: &str) -> Compiled {
    with(json, Holidays::default())
}

fn with(json: &str, holidays: Holidays) -> Compiled {
    let calendar = file::read(json.as_bytes()).unwrap_or_else(|why| panic!("{why}: {json}"));
    Compiled::of(calendar, holidays).expect("a zone")
}

/// All days of the week alike.
fn daily(zone: &str, hours: &str) -> String {
    let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| format!("\"{day}\":{hours}"));
    format!(r#"{{"zone":"{zone}","week":{{{}}}}}"#, week.join(","))
}

/// The answers to lines.
fn answers(calendar: &Compiled, lines: &str) -> Vec<String> {
    let mut output = Vec::new();
    answers::answer_all(calendar, lines.as_bytes(), &mut output).expect("memory takes it");
    String::from_utf8(output).expect("UTF-8").lines().map(str::to_string).collect()
}

/// When so many minutes of work from a start are over, or why never.
fn due(calendar: &Compiled, start: &str, minutes: f64) -> String {
    let line = format!(r#"{{"id":0,"op":"due","start":"{start}","minutes":{minutes}}}"#);
    let answer: serde_json::Value = serde_json::from_str(&answers(calendar, &line)[0]).expect("JSON");
    let said = answer.get("due").or(answer.get("error")).and_then(|said| said.as_str());
    said.unwrap_or_default().to_string()
}

/// Minutes of work between two moments.
fn between(calendar: &Compiled, from: &str, to: &str) -> f64 {
    let line = format!(r#"{{"id":0,"op":"between","from":"{from}","to":"{to}"}}"#);
    let answer: serde_json::Value = serde_json::from_str(&answers(calendar, &line)[0]).expect("JSON");
    answer["minutes"].as_f64().unwrap_or_else(|| panic!("{answer}"))
}
