//! The published log under a policy: what our clocks say was kept and missed, beside what the log itself says of each
//! incident (docs/import-incident-log.md has the table).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;
use yingda_server::cases::{clocks, store};
use yingda_server::ctx::{Caller, now};
use yingda_server::imports::incident_log::{Options, run};
use yingda_server::records::store::put;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::sla::{ClockKind, Side, SlaPolicy, Status};

use super::{empty, log};
use crate::support::{Backend, Desk};

/// What the log says of an incident in its last row: the month of that row, the priority, and whether it was in time.
struct Said {
    month: String,
    priority: String,
    made: bool,
}

/// Read apart from the import: the last row of each incident by its date, of equals the later one in the file.
fn said(file: &Path) -> BTreeMap<String, Said> {
    let text = std::fs::read_to_string(file).expect("the log");
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().expect("a head");
    let place = |name: &str| head.iter().position(|column| *column == name).expect("a column");
    let [number, made, at, priority] = ["number", "made_sla", "sys_updated_at", "priority"].map(place);
    let mut last: BTreeMap<String, (String, Said)> = BTreeMap::new();
    for row in lines {
        // Day, month, year and time, without a year's change of order.
        let (day, time) = row[at].split_once(' ').expect("a moment");
        let parts: Vec<&str> = day.split('-').collect();
        let [day, month, year] = parts[..] else { panic!("{day} is no day") };
        let stamp = format!("{year}-{month}-{day} {time}");
        let said = Said {
            month: format!("{year}-{month}"),
            priority: row[priority][..1].to_string(),
            made: row[made] == "TRUE",
        };
        match last.get(row[number]) {
            Some((later, _)) if *later > stamp => {}
            _ => drop(last.insert(row[number].to_string(), (stamp, said))),
        }
    }
    last.into_iter().map(|(number, (_, said))| (number, said)).collect()
}

/// By the clock on the wall, whatever the incident waits for: the log names none of its own rules.
fn policy() -> SlaPolicy {
    let hours = [("p1", 5), ("p2", 8), ("p3", 96), ("p4", 96)];
    let targets = hours.map(|(priority, hours)| {
        json!({"kind": "resolution", "amount": hours * 60, "unit": "calendar_minutes", "when": {"priority": priority}})
    });
    let json = json!({"id": Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_7900), "active": true, "name": "日志",
        "side": "external", "targets": targets, "pauses": []});
    serde_json::from_value(json).expect("a policy")
}

/// In time and late by us, in time and late by the log, and told otherwise by both.
type Month = [usize; 5];

async fn beside_the_log(desk: Desk, file: PathBuf) {
    run(&desk.services, &file, &Options::default()).await.expect("the log comes in");
    desk.write(|cx| Box::pin(async move { put(cx, &policy(), vec![]).await })).await;
    let said = said(&file);
    let made = said.values().filter(|said| said.made).count();
    assert_eq!((made, said.len() - made), (495, 395), "as the file counts itself");
    let mut cx = desk.services.reader(Caller::system());
    let mut months: BTreeMap<String, Month> = BTreeMap::new();
    let mut otherwise: BTreeMap<(String, bool), usize> = BTreeMap::new();
    for (number, said) in &said {
        let mut case = store::by_source(&mut cx, number).await.expect("cases").expect(number);
        // As a case that had kept no clocks: by its timeline, under what holds now.
        case.turns.clear();
        clocks::recall(&mut cx, &mut case).await.expect("a log");
        let terms = clocks::terms(&mut cx, &case).await.expect("terms");
        let clocks = terms.clocks(&case).clocks;
        let ours = |clock: &&yingda_shared::sla::Clock| {
            clock.side == Side::External && clock.kind == ClockKind::Resolution && clock.policy.id == policy().id
        };
        let kept = match clocks.iter().rev().find(ours).map(|clock| clock.status(now())) {
            Some(Status::Met) => true,
            Some(Status::Missed) => false,
            other => panic!("{number}: {other:?} of {clocks:?}"),
        };
        let month = months.entry(said.month.clone()).or_default();
        month[usize::from(!kept)] += 1;
        month[2 + usize::from(!said.made)] += 1;
        if kept != said.made {
            month[4] += 1;
            *otherwise.entry((said.priority.clone(), kept)).or_default() += 1;
        }
    }
    drop(cx);
    let table: Vec<(&str, Month)> = months.iter().map(|(month, counts)| (month.as_str(), *counts)).collect();
    assert_eq!(
        table,
        [
            ("2016-02", [1, 0, 1, 0, 0]),
            ("2016-03", [504, 276, 493, 287, 13]),
            ("2016-04", [0, 52, 0, 52, 0]),
            ("2016-05", [1, 36, 0, 37, 1]),
            ("2016-06", [0, 3, 0, 3, 0]),
            ("2016-07", [0, 6, 0, 6, 0]),
            ("2016-08", [1, 3, 1, 3, 0]),
            ("2016-10", [0, 1, 0, 1, 0]),
            ("2016-11", [0, 3, 0, 3, 0]),
            ("2016-12", [0, 2, 0, 2, 0]),
            ("2017-02", [0, 1, 0, 1, 0]),
        ]
    );
    let otherwise: Vec<_> = otherwise.into_iter().collect();
    let named = |priority: &str, kept, count| ((priority.to_string(), kept), count);
    assert_eq!(otherwise, [named("2", true, 9), named("3", false, 1), named("3", true, 4)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promises_of_the_log_are_told_beside_its_own_sqlite() {
    let Some(file) = log() else { return };
    empty(Backend::Sqlite, |desk| beside_the_log(desk, file)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promises_of_the_log_are_told_beside_its_own_postgres() {
    let Some(file) = log() else { return };
    empty(Backend::Postgres, |desk| beside_the_log(desk, file)).await;
}
