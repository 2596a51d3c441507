//! The roles that ship with the product. They are data from the first start on: an administrator
//! edits their rights on a page.

use crate::identity::actor::ActorKind;
use crate::identity::model::{Reach, Role};
use crate::kernel::id::{RoleId, Uuid};

/// Reads that every employee needs to find a way around.
const LOOK_UP: &[&str] = &[
    "cases.get",
    "cases.list",
    "cases.count",
    "cases.timeline",
    "cases.clocks",
    "cases.similar",
    "cases.articles",
    "cases.follow",
    "cases.unfollow",
    "cases.attend",
    "views.list",
    "views.get",
    "views.count",
    "views.save",
    "views.remove",
    "views.pin",
    "views.keep_columns",
    "files.get",
    "matrix.get",
    "portal.options",
    "units.list",
    "units.get",
    "teams.list",
    "teams.get",
    "companies.list",
    "companies.get",
    "departments.list",
    "departments.get",
    "contacts.list",
    "contacts.get",
    "products.list",
    "products.get",
    "categories.list",
    "categories.get",
    "assets.list",
    "assets.get",
    "canned_texts.list",
    "canned_texts.get",
    "pairs.list",
    "pairs.get",
    "pairs.offer",
    "pairs.often",
    "pairs.use",
    "pairs.history",
    "pairs.cases",
    "users.list",
    "firms.list",
    "firms.get",
    "service_products.list",
    "service_products.get",
    "sla_policies.list",
    "sla_policies.get",
    "contracts.balance",
    "contracts.balances",
    "contracts.explain",
    "contracts.plans",
    "cases.escalation",
    "companies.escalation",
    "rotas.list",
    "rotas.get",
    // Whose schedule and leave it is decides what these show and do.
    "schedules.get",
    "schedules.save",
    "schedules.colleagues",
    "leaves.ask",
    "leaves.list",
    "leaves.waiting",
    "leaves.decide",
    "leaves.withdraw",
    "leaves.away",
    // Whose a task is, and what it stands beside, decides who sees it.
    "tasks.open",
    "tasks.change",
    "tasks.finish",
    "tasks.cancel",
    "tasks.reopen",
    "tasks.list",
    "tasks.get",
    "tasks.count",
    // Audience, region and product decide what these show.
    "articles.list",
    "articles.get",
    "articles.help",
    "articles.open",
    "articles.vote",
    "articles.flag",
    "articles.saw",
    "articles.uses",
];
const WORK: &[&str] = &[
    "cases.comment",
    "cases.attach",
    "cases.take",
    "cases.start",
    "cases.hold",
    "cases.resume",
    "cases.resolve",
    "cases.edit",
    "cases.link",
    "cases.unlink",
    "cases.snooze",
    "cases.wake",
    "cases.bulk",
    "cases.skip",
    "cases.acknowledge",
    "cases.escalate",
    "pairs.propose",
    "companies.escalate",
    "cases.use_article",
];
/// Writing articles; whose they are decides what these do.
const AUTHOR: &[&str] = &[
    "cases.write_article",
    "articles.versions",
    "articles.version",
    "articles.write",
    "articles.draft",
    "articles.edit",
    "articles.pair",
    "articles.propose",
    "articles.settle",
    "articles.discard",
    "articles.roll_back",
    "articles.verify",
    "articles.give",
    "articles.feedback",
    "articles.settle_feedback",
];
/// Reading what others wrote before it is published.
const REVIEWER: &[&str] = &["articles.comment", "articles.approve", "articles.send_back", "articles.outdate"];
/// Keeping the knowledge base.
const LIBRARIAN: &[&str] = &[
    "articles.publish",
    "articles.retire",
    "articles.restore",
    "articles.give_all",
    "articles.settings",
    "articles.save_settings",
    "articles.health",
];
const DESK: &[&str] = &[
    "monitor.get",
    "cases.quick_open",
    "cases.find_caller",
    "cases.assign",
    "cases.forward",
    "cases.reopen",
    "cases.follow_up",
    "cases.close",
    "cases.cancel",
    "cases.merge",
    "cases.undo_merge",
    "cases.mark_duplicate",
    "cases.unmark_duplicate",
    "cases.split",
    "cases.undo_split",
    "contacts.save",
    "departments.save",
    "tokens.create",
    "tokens.list",
    "tokens.revoke",
];
/// What whoever handles complaints does.
const COMPLAINTS: &[&str] = &[
    "complaints.submit",
    "complaints.classify",
    "complaints.acknowledge",
    "complaints.investigate",
    "complaints.propose",
    "complaints.conclude",
];
const STEER: &[&str] = &[
    "companies.save",
    "assets.save",
    "canned_texts.save",
    "firms.save",
    "audit.list",
    "teams.save",
    "users.get",
    "ratings.report",
    "escalations.step",
    "cases.send_again",
];
/// Standard descriptions and solutions: whoever keeps them.
const PAIRS: &[&str] =
    &["pairs.save", "pairs.merge", "pairs.propose", "pairs.candidates", "pairs.foldable", "pairs.fold"];
/// Working calendars: what promises count by.
const CALENDARS: &[&str] = &[
    "calendars.list",
    "calendars.get",
    "calendars.save",
    "calendars.versions",
    "calendars.preview",
    "calendars.holidays",
    "calendars.read_holidays",
];
/// What is sold, to whom, at what price: what is left of it, everybody on the desk may see.
const CONTRACTS: &[&str] = &[
    "contracts.list",
    "contracts.survey",
    "contracts.get",
    "contracts.save",
    "contracts.top_up",
    "contracts.adjust",
    "contracts.renew",
    "service_plans.list",
    "service_plans.get",
    "service_plans.save",
    "service_plans.preview",
    "service_plans.history",
];
/// What happens while promises are at risk, and what the desk does by itself.
const ESCALATION: &[&str] = &[
    "escalation_policies.list",
    "escalation_policies.get",
    "escalation_policies.save",
    "rules.list",
    "rules.get",
    "rules.save",
    "rules.runs",
    "rules.rehearse",
    "rotas.save",
    "robots.list",
    "robots.get",
];
/// Whole tables in and out.
const TABLES: &[&str] = &[
    "imports.look",
    "imports.map",
    "imports.check",
    "imports.start",
    "imports.get",
    "imports.list",
    "imports.rows",
    "imports.cancel",
    "imports.undo",
    "exports.start",
    "exports.get",
    "exports.list",
];
const CUSTOMER: &[&str] = &[
    "cases.submit",
    "cases.get",
    "cases.list",
    "cases.timeline",
    "cases.clocks",
    "cases.comment",
    "cases.attach",
    "cases.urge",
    "cases.accept",
    "cases.reject",
    "cases.rate",
    "cases.reopen",
    "cases.follow_up",
    "cases.cancel",
    "complaints.submit",
    "complaints.agree",
    "complaints.dispute",
    "files.get",
    "portal.options",
    "pairs.suggest",
    "pairs.helped",
    "assets.list",
    "articles.help",
    "articles.open",
    "articles.vote",
    "articles.flag",
    "articles.saw",
];
const GUEST: &[&str] = &[
    "cases.submit",
    "complaints.submit",
    "portal.options",
    "pairs.suggest",
    "pairs.helped",
    "articles.help",
    "articles.open",
    "articles.vote",
];
/// What the link of one case opens.
pub const TRACKING: &[&str] = &[
    "cases.get",
    "cases.timeline",
    "cases.clocks",
    "cases.comment",
    "cases.attach",
    "cases.urge",
    "cases.accept",
    "cases.reject",
    "cases.rate",
    "cases.reopen",
    "complaints.agree",
    "complaints.dispute",
    "files.get",
    "portal.options",
    "articles.help",
    "articles.open",
    "articles.vote",
];
const PARTNER: &[&str] = &[
    "cases.get",
    "cases.list",
    "cases.count",
    "cases.timeline",
    "cases.clocks",
    "cases.take",
    "cases.start",
    "cases.hold",
    "cases.resume",
    "cases.resolve",
    "cases.comment",
    "cases.attach",
    "cases.attend",
    "cases.skip",
    "files.get",
    "articles.help",
    "articles.open",
    "articles.vote",
];
const OWN_PEOPLE: &[&str] = &["users.list", "users.get", "users.save", "users.invite"];

/// What the company has left: for those who speak for it, not for each of its people.
const OWN_CONTRACTS: &[&str] = &["contracts.balance", "contracts.balances", "contracts.plans"];

/// Key, side, reach and rights of each built-in role. The administrator's rights are all there are.
type Builtin = (&'static str, ActorKind, Reach, &'static [&'static [&'static str]]);
const BUILTIN: &[Builtin] = &[
    ("administrator", ActorKind::Staff, Reach::All, &[]),
    (
        "service_manager",
        ActorKind::Staff,
        Reach::All,
        &[
            LOOK_UP,
            WORK,
            DESK,
            COMPLAINTS,
            STEER,
            PAIRS,
            TABLES,
            CALENDARS,
            CONTRACTS,
            ESCALATION,
            AUTHOR,
            REVIEWER,
            LIBRARIAN,
            &["service_products.save", "sla_policies.save", "matrix.save", "products.save", "categories.save"],
        ],
    ),
    (
        "regional_manager",
        ActorKind::Staff,
        Reach::Region,
        &[LOOK_UP, WORK, DESK, COMPLAINTS, STEER, PAIRS, TABLES, CONTRACTS, AUTHOR, REVIEWER],
    ),
    ("dispatcher", ActorKind::Staff, Reach::Branch, &[LOOK_UP, WORK, DESK, AUTHOR, &["complaints.submit"]]),
    ("call_centre_agent", ActorKind::Staff, Reach::All, &[LOOK_UP, WORK, DESK, AUTHOR, &["complaints.submit"]]),
    ("support_engineer", ActorKind::Staff, Reach::All, &[LOOK_UP, WORK, DESK, AUTHOR, REVIEWER]),
    (
        "field_engineer",
        ActorKind::Staff,
        Reach::Team,
        &[LOOK_UP, WORK, AUTHOR, &["cases.forward", "cases.quick_open", "cases.find_caller"]],
    ),
    (
        "knowledge_manager",
        ActorKind::Staff,
        Reach::All,
        &[LOOK_UP, PAIRS, AUTHOR, REVIEWER, LIBRARIAN, &["cases.comment", "canned_texts.save"]],
    ),
    (
        "sales",
        ActorKind::Staff,
        Reach::Branch,
        &[LOOK_UP, &["cases.quick_open", "cases.find_caller", "cases.comment", "contacts.save", "companies.escalate"]],
    ),
    ("customer_contact", ActorKind::Customer, Reach::OwnCase, &[CUSTOMER]),
    ("customer_administrator", ActorKind::Customer, Reach::OwnCompany, &[CUSTOMER, OWN_PEOPLE, OWN_CONTRACTS]),
    ("partner_engineer", ActorKind::Partner, Reach::OwnFirm, &[PARTNER]),
    ("partner_administrator", ActorKind::Partner, Reach::OwnFirm, &[PARTNER, OWN_PEOPLE]),
    ("guest", ActorKind::Guest, Reach::OwnCase, &[GUEST]),
];

/// Ids of built-in roles are fixed, so that every database names them alike.
pub fn builtin_id(key: &str) -> Option<RoleId> {
    let index = BUILTIN.iter().position(|(name, ..)| *name == key)?;
    Some(RoleId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0100 + index as u128)))
}

/// The roles as a new database has them. `all` is every operation there is.
pub fn builtin(all: &[&str]) -> Vec<Role> {
    let role = |(key, kind, reach, rights): &Builtin| {
        let rights: Vec<&str> = if *key == "administrator" { all.to_vec() } else { rights.concat() };
        Role {
            id: builtin_id(key).expect("the key comes from the table"),
            rv: 0,
            active: true,
            name: key.to_string(),
            kind: *kind,
            reach: *reach,
            operations: rights.into_iter().map(str::to_string).collect(),
            builtin: Some(key.to_string()),
        }
    };
    BUILTIN.iter().map(role).collect()
}

/// A built-in role under a newer program: what it has, and of what ships with it the operations that came
/// since. `known` are those that the program before had: what of them was taken away stays away.
pub fn grown(present: &Role, ships: &Role, known: &[String]) -> Role {
    let missing = |operation: &&String| !known.contains(operation) && !present.operations.contains(operation);
    let mut role = present.clone();
    role.operations.extend(ships.operations.iter().filter(missing).cloned());
    role
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_gets_what_came_since_and_nothing_that_was_taken_away() {
        let words = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
        let ships = Role { operations: words(&["cases.get", "cases.take", "tasks.list"]), ..builtin(&[])[1].clone() };
        let present = Role { operations: words(&["cases.get", "audit.list"]), ..ships.clone() };
        let known = words(&["cases.get", "cases.take", "audit.list"]);
        assert_eq!(grown(&present, &ships, &known).operations, words(&["cases.get", "audit.list", "tasks.list"]));
        assert_eq!(grown(&ships, &ships, &[]), ships);
    }
}
