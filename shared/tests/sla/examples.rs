//! The table of docs/sla.md, row by row.

use serde_json::json;
use yingda_shared::kernel::time::{Millis, SHANGHAI, date_time, moment};
use yingda_shared::sla::{PendingReason, Signal};

use crate::{Told, office, policy, target};

const PAGE: &str = include_str!("../../../docs/sla.md");

fn at(text: &str) -> Millis {
    let (date, time) = text.split_once(' ').unwrap_or_else(|| panic!("{text:?} is no moment"));
    moment(date, time, SHANGHAI).unwrap_or_else(|| panic!("{text:?} is no moment"))
}

fn signal(word: &str) -> Signal {
    match word {
        "held" => Signal::Held(Some(PendingReason::Customer)),
        "resumed" => Signal::Resumed,
        "solved" => Signal::Solved,
        "reopened" => Signal::Reopened,
        "set_aside" => Signal::SetAside,
        "restored" => Signal::Restored,
        _ => panic!("{word:?} is nothing that happens"),
    }
}

#[test]
fn the_examples_are_right() {
    let table = PAGE.split_once("| opened | promised |").expect("a table").1;
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 15, "{} rows", rows.len());
    for row in rows {
        let [opened, promised, happens, due, read_at, status] = row[..] else { panic!("{row:?}") };
        let (amount, unit) = promised.split_once(' ').expect("an amount and a unit");
        let target = target("resolution", amount.parse().expect("a number"), unit);
        let mut told = Told::new(at(opened), office(), &[&policy(json!([target]), json!({}))]);
        for happening in happens.split(", ").filter(|happening| !happening.is_empty()) {
            let (word, when) = happening.split_once(' ').expect("what, and when");
            told = told.then(at(when), signal(word));
        }
        let clock = told.solution();
        let shown = clock.due_at.map_or("none".into(), |due| date_time(due, SHANGHAI));
        assert_eq!((shown.as_str(), clock.status(at(read_at)).as_str()), (due, status), "{row:?}");
    }
}
