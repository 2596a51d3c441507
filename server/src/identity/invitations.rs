//! Links by which people set a first or a new password.

use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::*;
use yingda_shared::identity::policy::may_save_user;
use yingda_shared::identity::{Role, User};
use yingda_shared::kernel::time::DAY;

use super::sessions::{begin, set_password};
use super::{password, secrets, store};
use crate::audit::Line;
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records;

const LIFE_DAYS: i64 = 7;

pub fn register(registry: &mut Registry) {
    registry.write::<InviteUser, _>(invite);
    registry.read::<GetInvitation, _>(get);
    registry.prepared::<AcceptInvitation, _, _, _>(prepare, accept);
}

async fn invite(cx: &mut Cx, op: InviteUser) -> Result<Invitation, Fault> {
    let user: User = records::store::find(cx, op.id.0).await?.ok_or(Fault::NotFound)?;
    let role: Role = records::store::find(cx, user.role_id.0).await?.ok_or(Fault::NotFound)?;
    // Whoever may not make this user may not take the account over by a link either.
    if !may_save_user(cx.actor(), Some(&user), &user, &role) {
        return Err(Fault::NotFound);
    }
    let secret = secrets::make()?;
    let expires_at = cx.now + LIFE_DAYS * DAY;
    store::invite(cx, user.id, &secrets::hash(&secret), expires_at).await?;
    let object = user.id.to_string();
    cx.audit(Line {
        action: "users.invite",
        kind: "users",
        object: &object,
        field: "invitation",
        old: "",
        new: "",
        reason: "",
    })
    .await?;
    Ok(Invitation { path: format!("/invitation/{secret}"), expires_at })
}

async fn invited(cx: &mut Cx, token: &str) -> Result<User, Fault> {
    let user = store::invited(cx, &secrets::hash(token)).await?.ok_or(Fault::NotFound)?;
    let user: Option<User> = records::store::find(cx, user.0).await?;
    user.filter(|user| user.active).ok_or(Fault::NotFound)
}

async fn get(cx: &mut Cx, op: GetInvitation) -> Result<Invited, Fault> {
    let user = invited(cx, &op.token).await?;
    Ok(Invited { name: user.name, login: user.login })
}

/// A password by an invitation, hashed already.
struct Accepted {
    token: String,
    hash: String,
}

async fn prepare(cx: &mut Cx, op: AcceptInvitation) -> Result<Accepted, Fault> {
    cx.services.limits.sign_in(&secrets::hash(&op.token), &cx.caller.address)?;
    let user = invited(cx, &op.token).await?;
    password::check_strength(&op.password, &[&user.name, &user.login])?;
    cx.rest();
    let hash = password::hash(&cx.services, &op.password).await?;
    Ok(Accepted { token: op.token, hash })
}

async fn accept(cx: &mut Cx, op: Accepted) -> Result<SignedIn, Fault> {
    // Looked up once more inside: the link works once.
    let user = invited(cx, &op.token).await?;
    set_password(cx, user.id, &op.hash, None, "invitations.accept").await?;
    begin(cx, &user).await
}
