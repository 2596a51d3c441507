//! Domains depend downward only. The tables are the law's second paragraph, written for what is
//! there: a domain may name those of lower rank, or of its own where it is its own.
//!
//! `shared` is layered strictly. On the server three things stand apart. `records` keeps every kind
//! of people, places and things in one way, so it belongs to the ground with `ctx`, `db` and the
//! doors' machinery. `files` belongs to `cases`, because a case is what makes a file visible: the two
//! are one rank. `audit` and `notices` are written to by those they tell of, but through the ground
//! (`Cx::audit`) and through `reactions`, never by name except for the line that is written.

use std::collections::BTreeMap;

use super::{program, sources};

type Ranks = &'static [(&'static str, u8)];

/// Domains that stand alike in both trees, those to come included.
const DOMAINS: Ranks = &[
    ("identity", 1),
    ("organisation", 1),
    ("customers", 1),
    ("catalog", 1),
    ("partners", 1),
    ("calendar", 1),
    ("jobs", 2),
    ("schedules", 2),
    ("cmdb", 2),
    ("sla", 2),
    ("knowledge", 2),
    ("cases", 3),
    ("contracts", 4),
    ("tasks", 4),
    ("views", 4),
    ("problems", 4),
    ("work_orders", 4),
    ("timesheets", 4),
    ("robots", 4),
    ("rules", 4),
    ("escalation", 5),
    ("workplace", 4),
    ("funnel", 4),
    ("reports", 5),
    ("portal", 5),
    ("monitor", 6),
    ("notices", 6),
    ("sync", 8),
];

const SHARED: Ranks = &[
    ("kernel", 0),
    ("retrieval", 0),
    ("fault", 0),
    ("contract", 0),
    ("record", 0),
    ("files", 1),
    ("audit", 6),
    ("retention", 6),
    ("exports", 7),
    ("imports", 7),
    ("offline", 9),
];

/// What is listed in neither is the ground or a door.
const SERVER: Ranks = &[
    ("records", 0),
    ("settings", 0),
    ("sheet", 0),
    ("mail", 0),
    ("outgoing", 0),
    ("search", 0),
    ("retrieval", 0),
    ("outbox", 2),
    ("files", 3),
    ("exports", 7),
    ("imports", 7),
    ("demo", 7),
    ("personal", 9),
    ("retention", 9),
];

/// Named upward on purpose, with the reason.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("identity", "cases", "a tracking link is a credential, and the case is what it opens"),
    ("escalation", "notices", "whom a level tells hears of it by a notice of the app"),
    ("identity", "notices", "who one is comes with how many notices are unread"),
];

fn domain<'a>(path: &'a str, tree: &str) -> Option<&'a str> {
    let below = path.strip_prefix(tree)?.strip_prefix('/')?;
    Some(below.split('/').next()?.trim_end_matches(".rs"))
}

/// Uses of a domain by one below it, or beside it where both are of rank 1 and may know each other.
fn upward(sources: &[(String, String)], tree: &str, ranks: Ranks, prefix: &str) -> Vec<String> {
    let ranks: BTreeMap<&str, u8> = DOMAINS.iter().chain(ranks).copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources {
        let Some((from, rank)) = domain(path, tree).and_then(|name| ranks.get_key_value(name)) else { continue };
        let text = program(text);
        for (to, above) in ranks.iter().filter(|(to, above)| *above > rank && to != &from) {
            let known = ALLOWED.iter().any(|(a, b, _)| a == from && b == to);
            let named = [format!("{prefix}{to}::"), format!("{prefix}{to};"), format!("{prefix}{{{to}")];
            if !known && named.iter().any(|name| text.contains(name.as_str())) {
                wrong.push(format!("{path}: {from} ({rank}) names {to} ({above})"));
            }
        }
    }
    wrong
}

#[test]
fn domains_depend_downward() {
    assert_eq!(upward(&sources(&["shared/src"]), "shared/src", SHARED, "crate::"), Vec::<String>::new());
    let server = sources(&["server/src"]);
    assert_eq!(upward(&server, "server/src", SERVER, "crate::"), Vec::<String>::new());
    assert_eq!(upward(&server, "server/src", SHARED, "yingda_shared::"), Vec::<String>::new());
}

#[test]
fn every_domain_has_a_rank() {
    for (tree, ranks) in [("shared/src", SHARED), ("server/src", SERVER)] {
        for (path, _) in sources(&[tree]) {
            let Some((name, true)) = domain(&path, tree).map(|name| (name, path.matches('/').count() > 2)) else {
                continue;
            };
            let ground = ["db", "router", "commands", "pages", "audit", "reactions"];
            assert!(
                DOMAINS.iter().chain(ranks).any(|(known, _)| *known == name) || ground.contains(&name),
                "{path}: where does {name} stand?"
            );
        }
    }
}

#[test]
fn a_step_upward_would_be_noticed() {
    let bad = [("server/src/catalog/matrix.rs".to_string(), "use crate::cases::store;".to_string())];
    assert_eq!(upward(&bad, "server/src", SERVER, "crate::").len(), 1);
    let fine = [("server/src/cases/list.rs".to_string(), "use crate::catalog; // crate::portal::x".to_string())];
    assert_eq!(upward(&fine, "server/src", SERVER, "crate::").len(), 0);
}
