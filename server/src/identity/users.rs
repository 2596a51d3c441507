//! Users and roles as records, with the rules that nobody hands out more than they have and that
//! an administrator is always left.

use std::collections::BTreeMap;

use yingda_shared::customers::{Company, Contact};
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::identity::operations::{ListOperations, OperationNames};
use yingda_shared::identity::policy::may_save_user;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::identity::standing::{Standing, manager_faults};
use yingda_shared::identity::{ActorKind, Reach, Role, User};
use yingda_shared::kernel::id::TeamId;
use yingda_shared::organisation::{Team, Unit};
use yingda_shared::partners::Firm;
use yingda_shared::record::{Save, Saved};

use super::store as secrets;
use crate::ctx::{Cx, new_id};
use crate::dispatch::Registry;
use crate::reactions;
use crate::records::{handlers, store};

pub fn register(registry: &mut Registry) {
    handlers::register_with::<User, _>(registry, save_user);
    handlers::register_with::<Role, _>(registry, save_role);
    registry.read::<ListOperations, _>(list_operations);
}

async fn save_user(cx: &mut Cx, op: Save<User>) -> Result<Saved, Fault> {
    let user = op.0;
    let role: Role = store::named(cx, Some(user.role_id), "/role_id").await?.ok_or(Fault::NotFound)?;
    let before: Option<User> = store::find(cx, user.id.0).await?;
    let mut allowed = may_save_user(cx.actor(), before.as_ref(), &user, &role);
    if let Some(before) = before.as_ref().filter(|before| before.role_id != user.role_id) {
        // Whoever may not make somebody of the old role may not take it away either.
        let old: Option<Role> = store::find(cx, before.role_id.0).await?;
        allowed &= old.is_none_or(|old| may_save_user(cx.actor(), None, before, &old));
    }
    if !allowed {
        return Err(Fault::refused("users.beyond_own_rights"));
    }
    check_belonging(cx, &user, &role).await?;
    check_teams(cx, before.as_ref(), &user).await?;
    check_manager(cx, &user).await?;
    let user = with_contact(cx, user, &role).await?;
    let leaves = before.as_ref().is_some_and(|before| before.role_id != user.role_id || !user.active);
    if leaves && before.as_ref().is_some_and(|before| Some(before.role_id) == builtin_id("administrator")) {
        let users: Vec<User> = store::all(cx).await?;
        let another =
            |other: &User| other.id != user.id && other.active && Some(other.role_id) == builtin_id("administrator");
        if !users.iter().any(another) {
            return Err(Fault::refused("users.last_administrator"));
        }
    }
    if !user.active {
        secrets::end_all(cx, user.id, None).await?;
    }
    let left = before.is_some_and(|before| before.active) && !user.active;
    let saved = handlers::replace(cx, user.clone()).await?;
    if left {
        reactions::person_left(cx, &user).await?;
    }
    Ok(saved)
}

/// What a user belongs to exists and fits together: a contact of another company, or a team of ours
/// in an outsider's record, would show them what is not theirs.
async fn check_belonging(cx: &mut Cx, user: &User, role: &Role) -> Result<(), Fault> {
    store::named::<Unit>(cx, user.unit_id, "/unit_id").await?;
    store::named::<Company>(cx, user.company_id, "/company_id").await?;
    store::named::<Firm>(cx, user.firm_id, "/firm_id").await?;
    let contact: Option<Contact> = store::named(cx, user.contact_id, "/contact_id").await?;
    if contact.is_some_and(|contact| contact.company_id.is_none() || contact.company_id != user.company_id) {
        return Err(Fault::invalid("/contact_id", "unknown"));
    }
    match role.kind == ActorKind::Staff || user.team_ids.is_empty() {
        true => Ok(()),
        false => Err(Fault::invalid("/team_ids", "unknown")),
    }
}

/// Nobody stands above themselves, whoever stands between.
async fn check_manager(cx: &mut Cx, user: &User) -> Result<(), Fault> {
    let mut people = BTreeMap::new();
    let mut next = user.manager_id;
    while let Some(id) = next.filter(|id| *id != user.id && !people.contains_key(id)) {
        let above: User = store::named(cx, Some(id), "/manager_id").await?.ok_or(Fault::NotFound)?;
        next = above.manager_id;
        people.insert(id, Standing { name: above.name, manager_id: above.manager_id });
    }
    people.insert(user.id, Standing { name: user.name.clone(), manager_id: user.manager_id });
    let faults = manager_faults(&people, user.id, user.manager_id);
    if faults.is_empty() { Ok(()) } else { Err(Fault::Invalid { fields: faults }) }
}

/// Membership of a team shows its cases: nobody joins people to teams of a unit they do not see.
async fn check_teams(cx: &mut Cx, before: Option<&User>, user: &User) -> Result<(), Fault> {
    let actor = cx.caller.actor.clone();
    let had = |id: &TeamId| before.is_some_and(|before| before.team_ids.contains(id));
    for id in user.team_ids.iter().filter(|id| !had(id)) {
        let team: Team = store::named(cx, Some(*id), "/team_ids").await?.ok_or(Fault::NotFound)?;
        let scopes = [scope::ORGANISATION.to_string(), scope::unit(team.unit_id)];
        if actor.kind == ActorKind::Staff && !actor.sees(&scopes) {
            return Err(Fault::refused("users.beyond_own_rights"));
        }
    }
    Ok(())
}

/// Who sees their own cases sees them as a contact of the company: an account without one gets it
/// here, or it would lose what it submits.
async fn with_contact(cx: &mut Cx, mut user: User, role: &Role) -> Result<User, Fault> {
    let (true, true, None, Some(company)) =
        (role.kind == ActorKind::Customer, role.reach == Reach::OwnCase, user.contact_id, user.company_id)
    else {
        return Ok(user);
    };
    let contact = Contact {
        id: new_id(),
        rv: 0,
        active: true,
        name: user.name.clone(),
        company_id: Some(company),
        phone: user.phone.clone(),
        email: user.email.clone(),
        department_id: None,
        title: String::new(),
    };
    store::put(cx, &contact, vec![scope::ORGANISATION.into()]).await?;
    user.contact_id = Some(contact.id);
    Ok(user)
}

async fn save_role(cx: &mut Cx, op: Save<Role>) -> Result<Saved, Fault> {
    let role = &op.0;
    let before: Option<Role> = store::find(cx, role.id.0).await?;
    let builtin = before.as_ref().and_then(|role| role.builtin.clone());
    if builtin != role.builtin {
        return Err(Fault::invalid("/builtin", "builtin"));
    }
    if builtin.as_deref() == Some("administrator") {
        return Err(Fault::refused("roles.administrator_stays"));
    }
    let had = |name: &String| before.as_ref().is_some_and(|before| before.operations.contains(name));
    let more = role.operations.iter().any(|name| !had(name) && !cx.actor().may(name));
    // A wider view or another side is given by those alone who see everything.
    let same = before.as_ref().is_some_and(|before| (before.reach, before.kind) == (role.reach, role.kind));
    let narrow = before.is_none() && matches!(role.reach, Reach::Own | Reach::Team);
    if more || !(same || narrow || cx.actor().sees(&[scope::ORGANISATION.to_string()])) {
        return Err(Fault::refused("users.beyond_own_rights"));
    }
    handlers::replace(cx, op.0).await
}

async fn list_operations(_: &mut Cx, _: ListOperations) -> Result<OperationNames, Fault> {
    let names = crate::registry::registry().names();
    Ok(OperationNames { names: names.into_iter().map(str::to_string).collect() })
}
