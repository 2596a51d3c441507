//! A domain never touches another's tables: each table is named in the store of one domain only.
//! Which tables there are, the migrations say.

use std::collections::BTreeSet;

use super::{program, root, sources};

const RECORDS: &str = "server/src/records/store.rs";

/// Who may name a table. `*` is one whose name is put in at run time.
const OWNERS: &[(&str, &[&str])] = &[
    ("*", &[RECORDS, "server/src/records/store/"]),
    ("record_links", &[RECORDS]),
    ("cases", &["server/src/cases/store/"]),
    ("case_events", &["server/src/cases/store/"]),
    ("case_joined", &["server/src/cases/store/"]),
    ("case_followers", &["server/src/cases/store/"]),
    ("files", &["server/src/files/store.rs"]),
    ("uploads", &["server/src/files/uploads/store.rs"]),
    ("awaited_files", &["server/src/files/uploads/store.rs"]),
    ("imports", &["server/src/imports/store.rs"]),
    ("import_rows", &["server/src/imports/store.rs"]),
    ("exports", &["server/src/exports/store.rs"]),
    ("notices", &["server/src/notices/store.rs"]),
    ("push_devices", &["server/src/notices/push/store.rs"]),
    ("own_documents", &["server/src/workplace/store/mod.rs"]),
    ("drafts", &["server/src/workplace/store/drafts.rs"]),
    ("presence", &["server/src/workplace/store/presence.rs"]),
    ("entitlement_entries", &["server/src/contracts/store.rs"]),
    ("service_plan_dates", &["server/src/contracts/plans/store.rs"]),
    ("service_plan_timers", &["server/src/contracts/plans/store.rs"]),
    ("pair_uses", &["server/src/knowledge/pairs/store.rs"]),
    ("pair_cases", &["server/src/knowledge/pairs/store.rs"]),
    ("pair_candidates", &["server/src/knowledge/pairs/store.rs"]),
    ("happenings", &["server/src/rules/store.rs"]),
    ("rule_runs", &["server/src/rules/store.rs"]),
    ("dispatch_turns", &["server/src/rules/store.rs"]),
    ("robot_secrets", &["server/src/robots/store.rs"]),
    ("outbox", &["server/src/outbox/store.rs"]),
    ("case_timers", &["server/src/escalation/store/"]),
    ("escalations", &["server/src/escalation/store/"]),
    ("escalation_requests", &["server/src/escalation/store/"]),
    ("escalation_policy_versions", &["server/src/escalation/store/"]),
    ("views", &["server/src/views/store.rs"]),
    ("view_desks", &["server/src/views/store.rs"]),
    ("schedules", &["server/src/schedules/store.rs"]),
    ("leaves", &["server/src/schedules/store.rs"]),
    ("tasks", &["server/src/tasks/store.rs"]),
    ("task_events", &["server/src/tasks/store.rs"]),
    ("articles", &["server/src/knowledge/articles/store/"]),
    ("article_versions", &["server/src/knowledge/articles/store/"]),
    ("article_links", &["server/src/knowledge/articles/store/"]),
    ("article_votes", &["server/src/knowledge/articles/store/"]),
    ("article_feedback", &["server/src/knowledge/articles/store/"]),
    ("article_uses", &["server/src/knowledge/articles/store/"]),
    ("article_seeks", &["server/src/knowledge/articles/store/"]),
    ("reward_entries", &["server/src/knowledge/rewards/store.rs"]),
    ("reward_asides", &["server/src/knowledge/rewards/store.rs"]),
    ("calendar_versions", &["server/src/calendar/store.rs"]),
    ("sla_policy_versions", &["server/src/sla/store.rs"]),
    ("setting_versions", &["server/src/settings/store.rs"]),
    ("audit", &["server/src/audit/store/"]),
    ("audit_checkpoints", &["server/src/audit/store/"]),
    ("sessions", &["server/src/identity/store.rs"]),
    ("tokens", &["server/src/identity/store.rs"]),
    ("credentials", &["server/src/identity/store.rs"]),
    ("invitations", &["server/src/identity/store.rs"]),
    ("device_keys", &["server/src/identity/devices/store.rs"]),
    // One row for each setting, and each is asked for by its name in one domain.
    ("settings", &["server/src/identity/store.rs", "server/src/settings/store.rs"]),
    ("commands", &["server/src/db/ledger.rs"]),
    ("counters", &["server/src/db/counters.rs"]),
    ("feed", &["server/src/db/feed.rs"]),
    ("leases", &["server/src/db/lease.rs"]),
    (
        "clock",
        &["server/src/db/feed.rs", "server/src/db/dialect.rs", "server/src/db/writer.rs", "server/src/db/chain.rs"],
    ),
    ("schema_steps", &["server/src/db/migrate.rs"]),
    ("sync_clients", &["server/src/sync/store.rs"]),
    ("sync_verdicts", &["server/src/sync/store.rs"]),
    ("sync_poison", &["server/src/sync/store.rs"]),
    ("sync_key", &["server/src/sync/store.rs"]),
    ("jobs", &["server/src/jobs/store/"]),
    ("job_items", &["server/src/jobs/store/"]),
];

/// Tables of records: no statement names one, they are the kinds of `records`.
const KINDS: &[&str] = &[
    "units",
    "teams",
    "companies",
    "departments",
    "contacts",
    "firms",
    "products",
    "categories",
    "assets",
    "canned_texts",
    "pairs",
    "calendars",
    "sla_policies",
    "service_products",
    "contracts",
    "service_plans",
    "escalation_policies",
    "rules",
    "rotas",
    "robots",
    "roles",
    "users",
];

/// Tables that the statements of a source name, joins and lists included.
fn named(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // A statement over several lines is one line to the compiler.
    let text = program(text).replace("\\\n", " ");
    let words: Vec<&str> = text.split([' ', '\n', '\t', '"', '(', ')', ';']).filter(|word| !word.is_empty()).collect();
    for (at, word) in words.iter().enumerate() {
        if !["FROM", "INTO", "UPDATE", "JOIN", "TABLE", "EXISTS"].contains(word) {
            continue;
        }
        let mut rest = words[at + 1..].iter();
        while let Some(word) = rest.next() {
            let name = word.trim_end_matches(',');
            if name.starts_with('{') {
                found.insert("*".into());
            } else if name.starts_with(|c: char| c.is_ascii_lowercase()) {
                found.insert(name.split('.').next_back().unwrap_or(name).to_string());
            } else {
                break;
            }
            // `FROM cases c, files f`: after a comma, perhaps behind another name, comes one more.
            let listed = word.ends_with(',')
                || rest.clone().next().is_some_and(|alias| alias.ends_with(',') && rest.next().is_some());
            if !listed {
                break;
            }
        }
    }
    found
}

fn trespasses(sources: &[(String, String)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in sources {
        for table in named(text) {
            let owners = OWNERS.iter().find(|(name, _)| *name == table).map(|(_, places)| *places);
            let known = owners.is_some() || KINDS.contains(&table.as_str());
            let ours = owners.is_some_and(|places| places.iter().any(|place| path.starts_with(place)));
            if known && !ours {
                wrong.push(format!("{path} touches {table}"));
            }
        }
    }
    wrong
}

#[test]
fn tables_have_one_owner() {
    let sources = sources(&["server/src"]);
    assert_eq!(trespasses(&sources), Vec::<String>::new());
    let said: BTreeSet<String> = sources.iter().flat_map(|(_, text)| named(text)).collect();
    for (table, _) in OWNERS {
        assert!(said.contains(*table), "the search for statements misses {table}");
    }
}

#[test]
fn every_table_has_an_owner() {
    let mut tables = BTreeSet::new();
    for file in std::fs::read_dir(root().join("server/migrations")).expect("migrations") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("statements");
        let names = text.split("CREATE TABLE ").skip(1).filter_map(|rest| rest.split([' ', '(']).next());
        tables.extend(names.map(str::to_string));
    }
    assert!(tables.len() > 20, "{tables:?}");
    for table in &tables {
        let owned = OWNERS.iter().any(|(name, _)| name == table) || KINDS.contains(&table.as_str());
        assert!(owned, "whose table is {table}?");
    }
    assert!(KINDS.iter().all(|kind| tables.contains(*kind)), "{tables:?}");
}

#[test]
fn a_step_into_anothers_table_would_be_noticed() {
    let sample = |path: &str, text: &str| trespasses(&[(path.to_string(), text.to_string())]).len();
    let (cases, notices) = ("server/src/cases/store/mod.rs", "server/src/notices/store.rs");
    assert_eq!(sample(notices, "\"SELECT 1 FROM cases\""), 1);
    assert_eq!(sample(notices, "\"SELECT 1 FROM \\\n    cases\""), 1);
    assert_eq!(sample(notices, "\"SELECT 1 FROM notices n, cases c\""), 1);
    assert_eq!(sample(notices, "\"SELECT 1 FROM notices n JOIN users u ON 1\""), 1);
    assert_eq!(sample(notices, "\"DELETE FROM settings\""), 1);
    assert_eq!(sample(notices, "format!(\"SELECT 1 FROM {} WHERE\", R::KIND)"), 1);
    assert_eq!(sample(cases, "\"SELECT 1 FROM cases c, case_events e\""), 0);
    assert_eq!(sample(cases, "\"UPDATE cases SET x = 1\" // FROM users"), 0);
}
