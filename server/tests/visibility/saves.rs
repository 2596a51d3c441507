//! Who writes which record: every reach against every kind against every row, as it stands and moved
//! to every other place. Everyone is given every right there is, so that only the fence is left.

use serde_json::{Value, json};
use yingda_server::registry::registry;
use yingda_shared::identity::Role;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::kernel::id::{CompanyId, UnitId, Uuid};
use yingda_shared::organisation::{MoveUnit, Unit, UnitKind};
use yingda_shared::record::{Get, List, Save};

use crate::both;
use crate::support::world::*;
use crate::support::{Desk, code};

both!(nobody_writes_a_record_beyond_their_own_part, a_region_moves_units_inside_itself_only);

/// What a login may write, by hand: decision 7 for staff, their own company's for customers.
enum Part {
    All,
    Units(&'static [UnitId]),
    Company(CompanyId),
    Nothing,
}

fn part(login: &str) -> Part {
    match login {
        "manager" => Part::All,
        "north" => Part::Units(&[NORTH, NORTH_BRANCH]),
        "south" => Part::Units(&[SOUTH, SOUTH_BRANCH]),
        "dispatcher" | "sales" => Part::Units(&[NORTH_BRANCH]),
        "field" => Part::Units(&[]),
        "anna" | "adam" => Part::Company(NORTHERN),
        "bella" => Part::Company(SOUTHERN),
        "paul" | "petra" | "quinn" | "guest" => Part::Nothing,
        other => panic!("what does {other} write?"),
    }
}

/// Whether a row lies inside the part.
fn inside(part: &Part, kind: &str, row: &Value) -> bool {
    match part {
        Part::All => true,
        Part::Nothing => false,
        Part::Company(company) => {
            ["assets", "contacts", "departments"].contains(&kind) && row["company_id"] == json!(company)
        }
        Part::Units(units) => {
            let unit = match kind {
                "companies" | "teams" | "firms" => &row["unit_id"],
                "assets" => match row["company_id"] == json!(NORTHERN) {
                    true => &json!(NORTH_BRANCH),
                    false => &json!(SOUTH_BRANCH),
                },
                "units" => &row["parent_id"],
                // What is for everybody belongs to the whole desk as well.
                "pairs" if row["unit_id"].is_null() => return true,
                "pairs" => &row["unit_id"],
                // Whoever answers the telephone writes these, and these belong to the whole desk.
                "contacts" | "departments" | "products" | "categories" | "canned_texts" | "calendars"
                | "sla_policies" => {
                    return true;
                }
                other => panic!("where do {other} belong?"),
            };
            units.iter().any(|known| *unit == json!(known))
        }
    }
}

/// Kinds of records by the operations there are. Users and roles have rules of their own, which
/// `identity::rights` tells.
fn kinds() -> Vec<&'static str> {
    let names = registry().names();
    let kind = |name: &&'static str| name.strip_suffix(".save").filter(|kind| !["users", "roles"].contains(kind));
    let has = |kind: &str, verb: &str| names.contains(&format!("{kind}.{verb}").as_str());
    names.iter().filter_map(kind).filter(|kind| has(kind, "list") && has(kind, "get")).collect()
}

async fn everyone_may_everything(desk: &Desk) {
    let kinds = kinds();
    for mut role in desk.done("admin", List::<Role> { all: true, ..List::default() }).await.rows {
        if role.builtin.as_deref() == Some("administrator") {
            continue;
        }
        let rights = kinds.iter().flat_map(|kind| ["list", "get", "save"].map(|verb| format!("{kind}.{verb}")));
        role.operations.extend(rights.collect::<Vec<_>>());
        role.operations.sort();
        role.operations.dedup();
        desk.done("admin", Save(role)).await;
    }
}

/// The row under another name where it stands, and moved to each other place it could have.
fn tries(row: &Value) -> Vec<Value> {
    let places = |field: &str| match field {
        "unit_id" => vec![json!(HEAD), json!(NORTH), json!(NORTH_BRANCH), json!(SOUTH), json!(SOUTH_BRANCH)],
        _ => vec![json!(NORTHERN), json!(SOUTHERN)],
    };
    let mut renamed = row.clone();
    renamed["name"] = json!(format!("{}改", row["name"].as_str().expect("a name")));
    let mut tries = vec![renamed.clone()];
    for field in ["unit_id", "company_id"].into_iter().filter(|field| row.get(field).is_some()) {
        for place in places(field).into_iter().filter(|place| *place != row[field]) {
            let mut moved = renamed.clone();
            moved[field] = place;
            tries.push(moved);
        }
    }
    tries
}

async fn nobody_writes_a_record_beyond_their_own_part(desk: Desk) {
    everyone_may_everything(&desk).await;
    let everywhere = ["admin", "agent", "engineer", "colleague", "librarian"];
    let people = super::everyone().filter(|login| !everywhere.contains(login));
    let (mut taken, mut refused) = (0, 0);
    for who in people {
        let part = part(who);
        for kind in kinds() {
            let save = format!("{kind}.save");
            let rows = desk.call_json("admin", &format!("{kind}.list"), json!({"all": true})).await.expect("a list");
            for row in rows["rows"].as_array().expect("rows") {
                let mut row = row.clone();
                for mut tried in tries(&row) {
                    tried["rv"] = row["rv"].clone();
                    let allowed = inside(&part, kind, &row) && inside(&part, kind, &tried);
                    let head = desk.head().await;
                    let outcome = desk.call_json(who, &save, tried.clone()).await;
                    assert_eq!(outcome.is_ok(), allowed, "{who} makes {row} to {tried}: {outcome:?}");
                    match outcome {
                        Ok(saved) => {
                            row["rv"] = saved["rv"].clone();
                            row["rv"] =
                                desk.call_json("admin", &save, row.clone()).await.expect("as before")["rv"].clone();
                            taken += 1;
                        }
                        Err(fault) => {
                            assert!([403, 404, 409].contains(&fault.status()), "{who} {kind}: {fault:?}");
                            assert_eq!(desk.head().await, head, "what is refused is not written");
                            refused += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(taken > 100 && refused > 300, "the matrix is as large as it looks: {taken} and {refused}");
}

async fn a_region_moves_units_inside_itself_only(desk: Desk) {
    let mut role: Role = desk.done("admin", Get::new(builtin_id("regional_manager").expect("a role").0)).await;
    role.operations.push("units.move".into());
    desk.done("admin", Save(role)).await;
    let id = UnitId(Uuid::now_v7());
    let (name, kind, parent_id) = ("天津分支".to_string(), UnitKind::Branch, Some(NORTH));
    desk.done("admin", Save(Unit { id, rv: 0, active: true, name, kind, parent_id })).await;
    let head = desk.head().await;
    for (id, parent_id) in [(SOUTH_BRANCH, NORTH), (NORTH_BRANCH, SOUTH), (NORTH, SOUTH), (SOUTH, NORTH)] {
        let outcome = desk.call("north", MoveUnit { id, parent_id }).await;
        assert_eq!(code(outcome), "records.beyond_own_units", "{id} below {parent_id}");
    }
    assert_eq!(desk.head().await, head);
    desk.done("north", MoveUnit { id, parent_id: NORTH_BRANCH }).await;
    desk.done("admin", MoveUnit { id, parent_id: SOUTH }).await;
}
