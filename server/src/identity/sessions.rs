//! Signing in and out, one's own devices and password.

use yingda_shared::customers::Company;
use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::*;
use yingda_shared::identity::{Role, User};
use yingda_shared::kernel::id::{SessionId, UserId};
use yingda_shared::kernel::text::fold;
use yingda_shared::partners::Firm;

use super::{devices, password, secrets, store};
use crate::audit::Line;
use crate::ctx::{Cx, new_id};
use crate::dispatch::Registry;
use crate::notices;
use crate::records;

pub fn register(registry: &mut Registry) {
    registry.free::<SignIn, _>(sign_in);
    registry.free::<DemoSignIn, _>(demo_sign_in);
    registry.write::<SignOut, _>(sign_out);
    registry.read::<WhoAmI, _>(who_am_i);
    registry.read::<DemoAccounts, _>(demo_accounts);
    registry.prepared::<ChangePassword, _, _, _>(prepare_password, change_password);
    registry.read::<ListSessions, _>(list);
    registry.write::<RevokeSession, _>(revoke);
}

/// Setting that names the accounts of the demo world.
pub const DEMO: &str = "demo";

async fn sign_in(cx: &mut Cx, op: SignIn) -> Result<SignedIn, Fault> {
    let login = fold(&op.login);
    cx.services.limits.sign_in(&login, &cx.caller.address)?;
    let user: Option<User> = records::store::by_code(cx, &login).await?.filter(|user: &User| user.active);
    let stored = match &user {
        Some(user) => store::password_hash(cx, user.id).await?,
        None => None,
    };
    cx.rest();
    let fits = password::fits(&cx.services, &op.password, stored).await?;
    match user.filter(|_| fits) {
        Some(user) => open(cx, user).await,
        None => Err(Fault::refused("sign_in_failed")),
    }
}

async fn demo_sign_in(cx: &mut Cx, op: DemoSignIn) -> Result<SignedIn, Fault> {
    let demo = store::setting(cx, DEMO).await?.unwrap_or_default();
    if op.login.is_empty() || !demo.split(',').any(|login| login == op.login) {
        return Err(Fault::NotFound);
    }
    let user: Option<User> = records::store::by_code(cx, &op.login).await?;
    open(cx, user.filter(|user| user.active).ok_or(Fault::NotFound)?).await
}

async fn open(cx: &mut Cx, user: User) -> Result<SignedIn, Fault> {
    cx.rest();
    let work = cx.services.write(cx.caller.clone(), move |cx| Box::pin(async move { begin(cx, &user).await }));
    work.await
}

/// Opens a session in this transaction and leaves its secret for the door, which sets the cookie.
pub async fn begin(cx: &mut Cx, user: &User) -> Result<SignedIn, Fault> {
    let role: Role =
        records::store::find(cx, user.role_id.0).await?.filter(|role: &Role| role.active).ok_or(Fault::NotFound)?;
    if let Some(old) = cx.caller.session.clone() {
        store::end_session_by_hash(cx, &old).await?;
        cx.touch("sessions", &old, Vec::new()).await?;
    }
    let secret = secrets::make()?;
    let device = cx.caller.device.clone();
    store::open_session(cx, new_id::<SessionId>(), &secrets::hash(&secret), user.id, &device).await?;
    let _ = cx.caller.fresh_session.set(secret);
    Ok(SignedIn { user_id: user.id, kind: role.kind })
}

async fn sign_out(cx: &mut Cx, _: SignOut) -> Result<Done, Fault> {
    if let Some(hash) = cx.caller.session.clone() {
        store::end_session_by_hash(cx, &hash).await?;
        cx.touch("sessions", &hash, Vec::new()).await?;
    }
    Ok(Done {})
}

async fn who_am_i(cx: &mut Cx, _: WhoAmI) -> Result<Me, Fault> {
    let actor = cx.caller.actor.clone();
    let on_behalf_of = match (actor.firm_id, actor.company_id) {
        (Some(firm), _) => records::store::find::<Firm>(cx, firm.0).await?.map(|firm| firm.name),
        (_, Some(company)) => records::store::find::<Company>(cx, company.0).await?.map(|company| company.name),
        _ => None,
    };
    let unread = match actor.user_id {
        Some(user) => notices::store::unread(cx, user).await?,
        None => 0,
    };
    Ok(Me {
        user_id: actor.user_id,
        kind: actor.kind,
        name: actor.name.clone(),
        login: actor.login.clone(),
        role: actor.role.clone(),
        operations: actor.operations.iter().cloned().collect(),
        firm_id: actor.firm_id,
        on_behalf_of: on_behalf_of.unwrap_or_default(),
        unread,
        pin_required: devices::store::policy(cx).await?.needs_pin(actor.kind),
    })
}

async fn demo_accounts(cx: &mut Cx, _: DemoAccounts) -> Result<DemoList, Fault> {
    let logins = store::setting(cx, DEMO).await?.unwrap_or_default();
    let mut accounts = Vec::new();
    for login in logins.split(',').filter(|login| !login.is_empty()) {
        let Some(user) = records::store::by_code::<User>(cx, login).await?.filter(|user| user.active) else { continue };
        let Some(role) = records::store::find::<Role>(cx, user.role_id.0).await? else { continue };
        accounts.push(DemoAccount { login: user.login, name: user.name, role: role.name, kind: role.kind });
    }
    Ok(DemoList { accounts })
}

/// Whoever asks, who must have an account.
pub(super) fn own(cx: &Cx) -> Result<UserId, Fault> {
    cx.actor().user_id.ok_or(Fault::Unauthenticated)
}

/// A new password, hashed already.
struct NewPassword {
    user: UserId,
    hash: String,
}

/// Refuses, at the field that holds it, a password that is not the person's; so many tries and no more.
pub(super) async fn password_known(cx: &mut Cx, user: UserId, given: &str, field: &str) -> Result<(), Fault> {
    cx.services.limits.password(&user.to_string())?;
    let stored = store::password_hash(cx, user).await?;
    cx.rest();
    match password::fits(&cx.services, given, stored).await? {
        true => Ok(()),
        false => Err(Fault::invalid(field, "password_wrong")),
    }
}

async fn prepare_password(cx: &mut Cx, op: ChangePassword) -> Result<NewPassword, Fault> {
    let user = own(cx)?;
    password_known(cx, user, &op.current, "/current").await?;
    let actor = cx.caller.actor.clone();
    password::check_strength(&op.new, &[&actor.name, &actor.login])
        .map_err(|_| Fault::invalid("/new", "password_weak"))?;
    let hash = password::hash(&cx.services, &op.new).await?;
    Ok(NewPassword { user, hash })
}

async fn change_password(cx: &mut Cx, new: NewPassword) -> Result<Done, Fault> {
    let present = cx.caller.session.clone();
    set_password(cx, new.user, &new.hash, present.as_deref(), "sessions.change_password").await?;
    if let Some(present) = present {
        // Whoever learned the old secret is out with the old password.
        let secret = secrets::make()?;
        if store::renew_session(cx, new.user, &present, &secrets::hash(&secret)).await? {
            let _ = cx.caller.fresh_session.set(secret);
        }
    }
    Ok(Done {})
}

/// Stores a new password, ends the user's other sessions and tokens, and says so in the audit.
pub async fn set_password(
    cx: &mut Cx,
    user: UserId,
    hash: &str,
    keep: Option<&str>,
    action: &'static str,
) -> Result<(), Fault> {
    store::set_password(cx, user, hash).await?;
    store::end_all(cx, user, keep).await?;
    cx.touch("sessions", &user.to_string(), Vec::new()).await?;
    let object = user.to_string();
    cx.audit(Line { action, kind: "users", object: &object, field: "password", old: "", new: "", reason: "" }).await
}

async fn list(cx: &mut Cx, _: ListSessions) -> Result<Sessions, Fault> {
    let user = own(cx)?;
    let current = cx.caller.session.clone();
    Ok(Sessions { rows: store::sessions(cx, user, current.as_deref()).await? })
}

async fn revoke(cx: &mut Cx, op: RevokeSession) -> Result<Done, Fault> {
    let user = own(cx)?;
    if !store::end_session(cx, user, op.id, op.erase).await? {
        return Err(Fault::NotFound);
    }
    cx.touch("sessions", &op.id.to_string(), Vec::new()).await?;
    Ok(Done {})
}
