//! The language of lists: states, priorities, people, ids, words, orders, places in a list. Whatever is
//! asked is answered or refused; what is answered is exactly what the rule that devices use says.

use serde_json::{Value, json};
use yingda_server::ctx::{Caller, now};
use yingda_server::registry::registry;
use yingda_shared::cases::Case;
use yingda_shared::cases::filter::{Conditions, HELD, Moment, grouping, is_found, order};
use yingda_shared::cases::queries::ListCases;
use yingda_shared::cases::search::Sought;
use yingda_shared::contract::push_encoded;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;

use super::mutate;
use crate::support::world::{self, BELLA, FIRM_ONE, NORTH_BRANCH, NORTH_TEAM, PRINTER, PRINTERS, SOUTHERN};
use crate::support::{Desk, Dice};
use crate::sync::parity::busy_world;

const PEOPLE: [&str; 7] = ["agent", "north", "field", "anna", "adam", "paul", "quinn"];

pub async fn world(desk: &Desk) {
    busy_world(desk).await;
}

pub async fn one(desk: &Desk, mut dice: Dice) {
    let who = *dice.pick(&PEOPLE);
    let flat = query(&mut dice);
    let caller = desk.caller(who).await;
    let answer = registry().call_flat(&desk.services, caller.clone(), "cases.list", &flat).await;
    let counted = registry().call_flat(&desk.services, caller.clone(), "cases.count", &flat).await;
    for fault in [answer.as_ref().err(), counted.as_ref().err()].into_iter().flatten() {
        let broken = matches!(fault, Fault::Internal { .. } | Fault::Unavailable { .. });
        assert!(!broken, "{who} asks {flat}: {fault:?}");
    }
    let Ok(parsed) = serde_urlencoded::from_str::<ListCases>(&flat) else {
        return assert!(answer.is_err(), "{who} asks {flat}");
    };
    let moment = Moment { now: now(), offset: desk.services.config.offset };
    let rule = order(&parsed, &caller.actor)
        .and_then(|_| grouping(&parsed, &caller.actor))
        .and_then(|_| Conditions::of(&parsed, &caller.actor, moment));
    let Ok(answer) = answer else { return };
    let rule = rule.unwrap_or_else(|fault| panic!("{who} asks {flat} and is answered, against {fault:?}"));
    let rows: Value = serde_json::from_str(&answer).expect("a list");
    let listed = rows["rows"].as_array().expect("rows").iter();
    let mut listed: Vec<String> = listed.map(|row| row["id"].as_str().expect("an id").to_string()).collect();
    let sought = Sought::of(parsed.q.as_deref().unwrap_or_default());
    let all = cases(desk).await;
    let held = all
        .iter()
        .filter(|case| caller.actor.sees(&case.scopes()) && rule.hold(case) && is_found(case, &sought, &caller.actor));
    let mut held: Vec<String> = held.map(|case| case.id.to_string()).collect();
    if rows["next"].is_null() && parsed.cursor.as_deref().is_none_or(str::is_empty) {
        held.sort();
        listed.sort();
        assert_eq!(listed, held, "{who} asks {flat}");
    } else {
        assert!(listed.iter().all(|id| held.contains(id)), "{who} asks {flat}: {listed:?} of {held:?}");
    }
}

/// Every case as it is, for the rule to look at.
async fn cases(desk: &Desk) -> Vec<Case> {
    let mut cx = desk.services.reader(Caller::system());
    let rows = cx.all("SELECT rv, body FROM cases", vec![]).await.expect("rows");
    rows.iter().map(|row| yingda_server::cases::store::parse(row).expect("a case")).collect()
}

/// The field that asks for what a column holds.
fn asked(column: &'static str) -> &'static str {
    if column == "assignee_id" { "assignee" } else { column }
}

/// A query of some fields, most of them sound.
fn query(dice: &mut Dice) -> String {
    let ids = [
        world::user("engineer").0,
        world::user("anna").0,
        NORTH_TEAM.0,
        NORTH_BRANCH.0,
        FIRM_ONE.0,
        SOUTHERN.0,
        BELLA.0,
        PRINTER.0,
        PRINTERS.0,
        Uuid::nil(),
    ];
    let sound: [(&str, &[&str]); 15] = [
        (
            "state",
            &[
                "open",
                "new",
                "assigned,in_progress",
                "pending,open",
                "resolved,closed,cancelled",
                "merged",
                "open,open,open",
                "!open",
                "!closed,merged",
            ],
        ),
        ("priority", &["p1", "p2,p3", "p4", "p1,p2,p3,p4", "!p1"]),
        ("assignee", &["me", "none", "me,none", "!me", "!none"]),
        ("channel", &["phone", "portal,phone", "!portal"]),
        ("due", &["overdue", "today,day", "day", "risk", "overdue,risk"]),
        ("created", &["today", "24h", "7d", "2026-01-01..2026-12-31", "..2020-01-01", "2026-01-01.."]),
        ("updated", &["today", "1h", "9999d"]),
        ("waits", &["customer"]),
        ("group", &["state", "assignee", "team", "priority", "company"]),
        ("q", &["打印", "卡纸 打印", "CS-", "Ｕ８", "138 0013 8000", "13800138000", "不 了", "%", "_", "!", "安娜"]),
        (
            "sort",
            &[
                "updated",
                "-updated",
                "created",
                "-created",
                "number",
                "-number",
                "priority",
                "-priority",
                "due",
                "state",
            ],
        ),
        ("snoozed", &["no", "only"]),
        ("follower", &["me"]),
        ("limit", &["1", "2", "50", "500", "0"]),
        ("cursor", &["", "0~00000000-0000-0000-0000-000000000000", "open~01900000-0000-7000-8000-000000000000"]),
    ];
    let mut flat = String::new();
    for _ in 0..dice.below(4) {
        let (name, word) = match dice.one_in(4) {
            true => {
                let not = if dice.one_in(3) { "!" } else { "" };
                let also = if dice.one_in(3) { ",none" } else { "" };
                (asked(dice.pick::<&str>(HELD)).to_string(), format!("{not}{}{also}", dice.pick(&ids)))
            }
            false => {
                let (name, words) = *dice.pick(&sound);
                (name.to_string(), dice.pick(words).to_string())
            }
        };
        let word = if dice.one_in(4) { mutate::text(dice, &word) } else { word };
        // Twice the same field, or one that nobody knows.
        let name = if dice.one_in(40) { mutate::text(dice, &name) } else { name };
        push_encoded(&mut flat, &name);
        flat.push('=');
        push_encoded(&mut flat, &word);
        flat.push('&');
    }
    flat.truncate(flat.trim_end_matches('&').len());
    match dice.one_in(20) {
        true => String::from_utf8_lossy(&mutate::bytes(dice, flat.into_bytes())).into_owned(),
        false => flat,
    }
}

#[test]
fn a_sound_query_is_made_often_enough_to_be_worth_it() {
    let parsed = (0..500).filter(|seed| serde_urlencoded::from_str::<ListCases>(&query(&mut Dice::of(*seed))).is_ok());
    let parsed = parsed.count();
    assert!((250..500).contains(&parsed), "{parsed} of 500 are read");
    assert_eq!(query(&mut Dice::of(7)), query(&mut Dice::of(7)), "the same number, the same query");
    assert_ne!(json!(query(&mut Dice::of(7))), json!(query(&mut Dice::of(8))));
}
