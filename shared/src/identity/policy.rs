//! Who may make whom: nobody hands out more than they have.

use crate::fault::Fault;
use crate::identity::actor::{Actor, ActorKind, scope};
use crate::identity::model::{Reach, Role, User};
use crate::identity::operations::PUBLIC;

/// Deny by default: public operations, and what the actor was given.
pub fn authorise(actor: &Actor, name: &str) -> Result<(), Fault> {
    match PUBLIC.contains(&name) || actor.may(name) {
        true => Ok(()),
        false if actor.kind == ActorKind::Guest && actor.case_id.is_none() => Err(Fault::Unauthenticated),
        false => Err(Fault::Forbidden),
    }
}

/// Whether the actor may save this user in this role. `before` is the user as stored.
pub fn may_save_user(actor: &Actor, before: Option<&User>, after: &User, role: &Role) -> bool {
    let belongs = match role.kind {
        ActorKind::Customer => after.company_id.is_some() && after.firm_id.is_none(),
        ActorKind::Partner => after.firm_id.is_some() && after.company_id.is_none(),
        ActorKind::Staff => after.unit_id.is_some() && after.firm_id.is_none() && after.company_id.is_none(),
        ActorKind::Guest | ActorKind::System => false,
    };
    let own_people = |user: &User| match actor.kind {
        ActorKind::Customer => user.company_id.is_some() && user.company_id == actor.company_id,
        ActorKind::Partner => user.firm_id.is_some() && user.firm_id == actor.firm_id,
        _ => true,
    };
    let no_more_than_own = role.operations.iter().all(|name| actor.may(name));
    let same_side = actor.is_staff() || role.kind == actor.kind;
    // Staff invite people of other sides, whose rights (to accept, to rate) staff do not have.
    let rights = no_more_than_own || (actor.is_staff() && role.kind != ActorKind::Staff);
    // Nor is anyone of the staff given a wider view than the giver's own.
    let everywhere = actor.kind != ActorKind::Staff || actor.grants.contains(scope::ORGANISATION);
    let own_units = |user: &User| user.unit_id.is_some_and(|unit| actor.grants.contains(&scope::unit(unit)));
    let view = everywhere
        || role.kind != ActorKind::Staff
        || (role.reach != Reach::All && own_units(after) && before.is_none_or(own_units));
    belongs && same_side && rights && view && own_people(after) && before.is_none_or(own_people)
}
