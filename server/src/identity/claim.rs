//! The very first start: a one-time link makes the administrator.

use std::sync::Arc;

use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::identity::operations::{ClaimDesk, SignedIn};
use yingda_shared::identity::roles::{builtin, builtin_id, grown};
use yingda_shared::identity::{Role, User};
use yingda_shared::kernel::id::UnitId;
use yingda_shared::organisation::{Unit, UnitKind};
use yingda_shared::record::{Record, changes};

use super::{password, secrets, sessions, store};
use crate::audit;
use crate::ctx::{Caller, Cx, new_id};
use crate::dispatch::Registry;
use crate::records;
use crate::services::Services;

const CLAIM: &str = "claim_hash";

pub fn register(registry: &mut Registry) {
    registry.prepared::<ClaimDesk, _, _, _>(prepare_claim, claim);
}

/// Puts the built-in roles into a database where they are not yet. In an old one they get the operations
/// that came since: those that the administrator's role, which nobody can edit, has not named so far.
pub async fn ensure_roles(cx: &mut Cx) -> Result<(), Fault> {
    let administrator = builtin_id("administrator").ok_or(Fault::NotFound)?;
    let before = records::store::find::<Role>(cx, administrator.0).await?;
    let known = before.map(|role| role.operations).unwrap_or_default();
    for ships in builtin(&crate::registry::registry().names()) {
        let present = records::store::find::<Role>(cx, ships.id.0).await?;
        let role = match &present {
            Some(present) if present.id != administrator => grown(present, &ships, &known),
            _ => ships,
        };
        if present.as_ref().is_none_or(|present| present.operations != role.operations) {
            put_role(cx, present.as_ref(), &role).await?;
        }
    }
    Ok(())
}

async fn put_role(cx: &mut Cx, before: Option<&Role>, after: &Role) -> Result<(), Fault> {
    records::store::put(cx, after, vec![scope::ORGANISATION.into()]).await?;
    match before {
        Some(before) => {
            let id = after.id.to_string();
            audit::differences(cx, Role::SAVE, Role::KIND, &id, &changes(Some(before), after)).await
        }
        None => Ok(()),
    }
}

/// Prepares a database for its first use. Answers the path of the one-time link while nobody is there.
pub async fn prepare(services: &Arc<Services>) -> Result<Option<String>, Fault> {
    let secret = secrets::make()?;
    let hash = secrets::hash(&secret);
    let fresh = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            ensure_roles(cx).await?;
            // An import brings people before anyone can sign in.
            let demo = store::setting(cx, sessions::DEMO).await?.is_some();
            let empty = !demo && !store::has_credentials(cx).await?;
            store::set_setting(cx, CLAIM, Some(hash.as_str()).filter(|_| empty)).await?;
            Ok(empty)
        })
    });
    Ok(fresh.await?.then(|| format!("/claim/{secret}")))
}

/// A claim with its password hashed.
struct Claimed {
    op: ClaimDesk,
    hash: String,
}

async fn check_link(cx: &mut Cx, token: &str) -> Result<(), Fault> {
    match store::setting(cx, CLAIM).await?.as_deref() == Some(secrets::hash(token).as_str()) {
        true => Ok(()),
        false => Err(Fault::NotFound),
    }
}

async fn prepare_claim(cx: &mut Cx, op: ClaimDesk) -> Result<Claimed, Fault> {
    cx.services.limits.sign_in(&secrets::hash(&op.token), &cx.caller.address)?;
    check_link(cx, &op.token).await?;
    password::check_strength(&op.password, &[&op.name, &op.login, &op.organisation])?;
    cx.rest();
    let hash = password::hash(&cx.services, &op.password).await?;
    Ok(Claimed { op, hash })
}

async fn claim(cx: &mut Cx, claimed: Claimed) -> Result<SignedIn, Fault> {
    // Looked up once more inside: the link works once.
    check_link(cx, &claimed.op.token).await?;
    store::set_setting(cx, CLAIM, None).await?;
    let user = create(cx, claimed.op, &claimed.hash).await?;
    sessions::begin(cx, &user).await
}

async fn create(cx: &mut Cx, op: ClaimDesk, hash: &str) -> Result<User, Fault> {
    let everyone = || vec![scope::ORGANISATION.to_string()];
    let units: Vec<Unit> = records::store::all(cx).await?;
    let root = match units.iter().find(|unit| unit.kind == UnitKind::HeadOffice) {
        Some(root) => root.id,
        None => {
            let id: UnitId = new_id();
            let root =
                Unit { id, rv: 0, active: true, name: op.organisation, kind: UnitKind::HeadOffice, parent_id: None };
            records::store::put(cx, &root, everyone()).await?;
            id
        }
    };
    let role_id = builtin_id("administrator").ok_or(Fault::NotFound)?;
    let user = User {
        id: new_id(),
        rv: 0,
        active: true,
        name: op.name,
        login: op.login,
        email: String::new(),
        phone: String::new(),
        role_id,
        unit_id: Some(root),
        team_ids: Vec::new(),
        company_id: None,
        contact_id: None,
        firm_id: None,
        manager_id: None,
        skills: Vec::new(),
        languages: Vec::new(),
        away: Vec::new(),
    };
    records::store::put(cx, &user, everyone()).await?;
    store::set_password(cx, user.id, hash).await?;
    Ok(user)
}
