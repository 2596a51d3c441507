//! Who sets a person's schedule and decides on their leave.

use crate::contract::Operation;
use crate::identity::actor::scope;
use crate::identity::{Actor, User};
use crate::kernel::id::UserId;
use crate::record::Save;

/// Whether somebody decides on the time of a person: whoever leads a team of theirs, whoever stands right above them, and
/// whoever keeps people and sees the unit of this one. Nobody decides on their own. `leads` lead teams of the person.
pub fn decides(actor: &Actor, person: &User, leads: &[UserId]) -> bool {
    let Some(me) = actor.user_id.filter(|me| actor.is_staff() && *me != person.id) else { return false };
    let inside = person.company_id.is_none() && person.firm_id.is_none();
    let near = person.manager_id == Some(me) || leads.contains(&me);
    inside && (near || keeps(actor, person))
}

/// Whether somebody sets the schedule of a person: those who decide on their leave, and administrators their own.
pub fn sets(actor: &Actor, person: &User, leads: &[UserId]) -> bool {
    decides(actor, person, leads) || (actor.user_id == Some(person.id) && actor.is_staff() && keeps(actor, person))
}

/// Administrators, of the organisation or of the person's part of it.
fn keeps(actor: &Actor, person: &User) -> bool {
    let unit = person.unit_id.map(scope::unit);
    let scopes: Vec<String> = [scope::ORGANISATION.to_string()].into_iter().chain(unit).collect();
    actor.may(<Save<User> as Operation>::NAME) && actor.sees(&scopes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::ActorKind;
    use crate::kernel::id::{CompanyId, UnitId, Uuid};

    fn person() -> User {
        let json = serde_json::json!({"id": Uuid::from_u128(1), "active": true, "name": "P", "login": "p",
            "role_id": Uuid::from_u128(9), "unit_id": Uuid::from_u128(5), "manager_id": Uuid::from_u128(2)});
        serde_json::from_value(json).expect("a person")
    }

    fn staff(n: u128) -> Actor {
        Actor { user_id: Some(UserId(Uuid::from_u128(n))), ..Actor::bare(ActorKind::Staff, "x") }
    }

    #[test]
    fn leads_and_whoever_stands_above_decide_and_nobody_on_themselves() {
        let leads = [UserId(Uuid::from_u128(3)), UserId(Uuid::from_u128(1))];
        let told: Vec<bool> = (1..=4).map(|n| decides(&staff(n), &person(), &leads)).collect();
        assert_eq!(told, [false, true, true, false]);
    }

    #[test]
    fn administrators_decide_where_they_see_the_person() {
        let mut keeper = staff(7);
        keeper.operations.insert("users.save".into());
        let decides = |keeper: &Actor, person: &User| decides(keeper, person, &[]);
        assert!(!decides(&keeper, &person()), "out of sight");
        keeper.grants.insert(scope::unit(UnitId(Uuid::from_u128(5))));
        assert!(decides(&keeper, &person()));
        keeper.grants = [scope::ORGANISATION.to_string()].into();
        assert!(decides(&keeper, &person()));
        let customer = User { company_id: Some(CompanyId(Uuid::from_u128(6))), ..person() };
        assert!(!decides(&keeper, &customer), "customers have no schedule here");
        let own = User { id: UserId(Uuid::from_u128(7)), ..person() };
        assert!(!decides(&keeper, &own) && sets(&keeper, &own, &[]), "hours of one's own, but no leave");
        assert!(!sets(&staff(1), &person(), &[]));
        let outside = Actor { kind: ActorKind::Customer, ..keeper };
        assert!(!decides(&outside, &person()));
    }
}
