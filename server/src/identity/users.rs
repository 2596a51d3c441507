//! Users and roles as records, with the rules that nobody hands out more than they have and that
//! an administrator is always left.

use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::{ListOperations, OperationNames};
use yingda_shared::identity::policy::may_save_user;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::identity::{Role, User};
use yingda_shared::record::{Save, Saved};

use super::store as secrets;
use crate::ctx::Cx;
use crate::dispatch::Registry;
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
    if !may_save_user(cx.actor(), before.as_ref(), &user, &role) {
        return Err(Fault::refused("users.beyond_own_rights"));
    }
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
    handlers::replace(cx, user).await
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
    if role.operations.iter().any(|name| !cx.actor().may(name)) && !cx.actor().may("roles.save") {
        return Err(Fault::refused("users.beyond_own_rights"));
    }
    handlers::replace(cx, op.0).await
}

async fn list_operations(_: &mut Cx, _: ListOperations) -> Result<OperationNames, Fault> {
    let names = crate::registry::registry().names();
    Ok(OperationNames { names: names.into_iter().map(str::to_string).collect() })
}
