//! Who sees what: every role against every operation against rows of every ownership. The oracle is
//! written by hand here; what the roles may run comes from the roles that ship.

mod fences;
mod files;
pub mod live;
mod reads;
mod records;
mod saves;
pub mod secrets;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yingda_server::registry::registry;
use yingda_shared::cases::operations::QuickOpenCase;
use yingda_shared::cases::queries::GetCase;
use yingda_shared::contract::Verb;
use yingda_shared::identity::operations::{OWN, PUBLIC};
use yingda_shared::identity::roles::{TRACKING, builtin};
use yingda_shared::kernel::id::CaseId;

use crate::both;
use crate::contract::{fields_of_path, recorded};
use crate::support::world::{
    ADAM, ANNA, BELLA, FIRM_ONE, FIRM_TWO, NORTH_TEAM, NORTHERN, PEOPLE, SOUTH_TEAM, SOUTHERN,
};
use crate::support::{Desk, code};

both!(nobody_runs_what_their_role_does_not_say, a_row_out_of_sight_is_not_found_by_any_operation, a_row_in_sight_opens);

/// Four cases, one of each ownership.
pub struct Rows {
    /// The north's: Anna's, with the northern team and firm one.
    pub annas: CaseId,
    /// The north's: Adam's, with nobody.
    pub adams: CaseId,
    /// The south's: Bella's, with the southern team and firm two.
    pub bellas: CaseId,
    /// Head office's: a caller without a company.
    pub nobodys: CaseId,
}

impl Rows {
    pub async fn build(desk: &Desk) -> Rows {
        let annas = desk.opened_for(NORTHERN, ANNA, "甲案").await.id;
        let adams = desk.opened_for(NORTHERN, ADAM, "乙案").await.id;
        let bellas = desk.opened_for(SOUTHERN, BELLA, "丙案").await.id;
        let op = QuickOpenCase { subject: "丁案".into(), ..QuickOpenCase::default() };
        let nobodys = desk.done("agent", op).await.id;
        desk.forwarded_to_team(annas, NORTH_TEAM).await;
        desk.forwarded_to_firm(annas, FIRM_ONE).await;
        desk.forwarded_to_team(bellas, SOUTH_TEAM).await;
        desk.forwarded_to_firm(bellas, FIRM_TWO).await;
        Rows { annas, adams, bellas, nobodys }
    }

    pub fn all(&self) -> [(&'static str, CaseId); 4] {
        [("甲案", self.annas), ("乙案", self.adams), ("丙案", self.bellas), ("丁案", self.nobodys)]
    }
}

/// Subjects of the rows that a login sees.
pub fn seen_by(login: &str) -> &'static [&'static str] {
    match login {
        "admin" | "manager" | "agent" | "engineer" | "colleague" | "librarian" => &["甲案", "乙案", "丙案", "丁案"],
        "north" | "dispatcher" | "sales" | "adam" => &["甲案", "乙案"],
        "south" | "bella" | "quinn" => &["丙案"],
        "field" | "anna" | "paul" | "petra" => &["甲案"],
        "guest" => &[],
        other => panic!("what does {other} see?"),
    }
}

/// What a login may run, as the roles ship.
pub fn rights(login: &str) -> BTreeSet<String> {
    let roles = builtin(&registry().names());
    let key = PEOPLE.iter().find(|(name, ..)| *name == login).map_or("guest", |(_, role, _)| role);
    let role = roles.into_iter().find(|role| role.builtin.as_deref() == Some(key)).expect("a built-in role");
    let own = if login == "guest" { &[] } else { OWN };
    role.operations.into_iter().chain(own.iter().map(|name| name.to_string())).collect()
}

pub fn everyone() -> impl Iterator<Item = &'static str> {
    PEOPLE.iter().map(|(login, ..)| *login).chain(["guest"])
}

/// A sound input of an operation, aimed at a case where it names one.
fn aimed(name: &str, case: CaseId) -> Value {
    let entry = registry().get(name).expect("a registered operation");
    let mut input = match entry.verb {
        Verb::Get if name == "retention.preview" => {
            json!({"file_months": 1, "audit_years": 1, "notice_days": 90, "session_days": 30})
        }
        Verb::Get => json!({"id": case, "q": "安娜", "token": "x", "slug": "x", "n": 1, "outcome": "refused",
            "month": "2026-10", "text": "甲案", "for": "article", "name": "x"}),
        _ => recorded(name, entry.version),
    };
    if name.starts_with("cases.") && input.get("id").is_some() {
        input["id"] = json!(case);
    }
    input
}

async fn nobody_runs_what_their_role_does_not_say(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let before = desk.head().await;
    let (case, secret) = desk.guest_case("路过").await;
    let tracked = format!("track:{secret}");
    let tracking: BTreeSet<String> = TRACKING.iter().map(|name| name.to_string()).collect();
    let started = desk.head().await;
    assert!(started > before);
    let mut refused = 0;
    let people =
        everyone().map(|login| (login.to_string(), rights(login), rows.annas)).chain([(tracked, tracking, case.id)]);
    for (who, rights, target) in people {
        for name in registry().names().into_iter().filter(|name| !PUBLIC.contains(name) && !rights.contains(*name)) {
            let expected = if who == "guest" { "unauthenticated" } else { "forbidden" };
            assert_eq!(code(desk.call_json(&who, name, aimed(name, target)).await), expected, "{who} runs {name}");
            refused += 1;
        }
    }
    assert!(refused > 500, "the matrix is as large as it looks: {refused}");
    assert_eq!(desk.head().await, started, "what is refused changes nothing");
}

async fn a_row_out_of_sight_is_not_found_by_any_operation(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let before = desk.head().await;
    let mut tried = 0;
    for who in everyone() {
        let rights = rights(who);
        let on_a_case = |name: &&str| {
            let entry = registry().get(name).expect("a registered operation");
            name.starts_with("cases.") && !fields_of_path(entry.path).is_empty() && rights.contains(*name)
        };
        for name in registry().names().into_iter().filter(on_a_case) {
            for (subject, id) in rows.all().into_iter().filter(|(subject, _)| !seen_by(who).contains(subject)) {
                assert_eq!(
                    code(desk.call_json(who, name, aimed(name, id)).await),
                    "not_found",
                    "{who} runs {name} on {subject}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "the matrix is as large as it looks: {tried}");
    assert_eq!(desk.head().await, before);
}

async fn a_row_in_sight_opens(desk: Desk) {
    let rows = Rows::build(&desk).await;
    for who in everyone().filter(|who| *who != "guest") {
        for (subject, id) in rows.all() {
            let number = desk.case("admin", id).await.case.number;
            for key in [id.to_string(), number.to_lowercase()] {
                let found = desk.call(who, GetCase { id: key.clone() }).await.map(|detail| detail.case.subject);
                match seen_by(who).contains(&subject) {
                    true => assert_eq!(found, Ok(subject.to_string()), "{who} opens {key}"),
                    false => assert_eq!(code(found), "not_found", "{who} opens {key}"),
                }
            }
        }
    }
}
