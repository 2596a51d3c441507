//! Who else is at a case: told by each browser again and again, and over when it no longer does.

use crate::identity::Actor;
use crate::kernel::id::{CaseId, FirmId, UserId};
use crate::kernel::time::{Millis, SECOND};

/// How long one word of it counts.
pub const LEASE: Millis = 30 * SECOND;
/// How often a browser says so again: twice within a lease, so that one word may get lost.
pub const BEAT: Millis = 12 * SECOND;

words! {
Doing {
    Looking = "looking",
    Typing = "typing",
    Gone = "gone",
}
}

data! {
/// Says what the caller does at a case.
pub struct AttendCase {
    pub id: CaseId,
    pub doing: Doing,
}

/// Somebody else at the case.
pub struct Beside {
    pub user_id: UserId,
    pub name: String,
    pub doing: Doing,
}

pub struct Attendance {
    pub others: Vec<Beside>,
}
}

/// A person's newest word, as the desk holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Attendant {
    pub user_id: UserId,
    pub name: String,
    pub firm_id: Option<FirmId>,
    pub doing: Doing,
    pub until: Millis,
}

/// Whom of those at a case an actor is told: staff everybody, people of a firm their own colleagues,
/// customers nobody. Who writes comes first.
pub fn beside(actor: &Actor, all: Vec<Attendant>, now: Millis) -> Vec<Beside> {
    let told = |one: &Attendant| actor.is_staff() || (actor.firm_id.is_some() && one.firm_id == actor.firm_id);
    let there = |one: &Attendant| one.until > now && one.doing != Doing::Gone && Some(one.user_id) != actor.user_id;
    let mut others: Vec<Beside> = all
        .into_iter()
        .filter(|one| told(one) && there(one))
        .map(|one| Beside { user_id: one.user_id, name: one.name, doing: one.doing })
        .collect();
    others.sort_by(|a, b| (a.doing != Doing::Typing, &a.name).cmp(&(b.doing != Doing::Typing, &b.name)));
    others
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::ActorKind;
    use crate::kernel::id::Uuid;

    fn one(n: u128, firm: Option<u128>, doing: Doing, until: Millis) -> Attendant {
        let firm_id = firm.map(|n| FirmId(Uuid::from_u128(n)));
        Attendant { user_id: UserId(Uuid::from_u128(n)), name: format!("n{n}"), firm_id, doing, until }
    }

    fn actor(kind: ActorKind, n: u128, firm: Option<u128>) -> Actor {
        let firm_id = firm.map(|n| FirmId(Uuid::from_u128(n)));
        Actor { user_id: Some(UserId(Uuid::from_u128(n))), firm_id, ..Actor::bare(kind, "") }
    }

    #[test]
    fn each_side_is_told_what_it_may_know() {
        let all = vec![
            one(1, None, Doing::Looking, 100),
            one(2, None, Doing::Typing, 100),
            one(3, Some(7), Doing::Looking, 100),
            one(4, Some(8), Doing::Looking, 100),
            one(5, None, Doing::Looking, 10),
            one(6, None, Doing::Gone, 100),
        ];
        let names =
            |actor: &Actor| -> Vec<String> { beside(actor, all.clone(), 10).into_iter().map(|one| one.name).collect() };
        assert_eq!(names(&actor(ActorKind::Staff, 1, None)), ["n2", "n3", "n4"], "who writes comes first");
        assert_eq!(names(&actor(ActorKind::Partner, 9, Some(7))), ["n3"]);
        assert_eq!(names(&actor(ActorKind::Partner, 3, Some(7))), [""; 0], "nobody is beside oneself");
        assert_eq!(names(&actor(ActorKind::Customer, 9, None)), [""; 0], "customers are told of nobody");
    }
}
