//! The roles that ship with the product. They are data from the first start on: an administrator
//! edits their rights on a page.

mod rights;

pub use rights::TRACKING;
use rights::*;

use crate::identity::actor::ActorKind;
use crate::identity::model::{Reach, Role};
use crate::kernel::id::{RoleId, Uuid};

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
