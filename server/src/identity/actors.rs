//! Makes the actor of a request from its session, token or tracking link.

use std::sync::Arc;

use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::identity::operations::OWN;
use yingda_shared::identity::roles::{TRACKING, builtin_id};
use yingda_shared::identity::{Actor, ActorKind, Reach, Role, User};
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time::MINUTE;
use yingda_shared::organisation::{Unit, subtree};

use super::{secrets, store};
use crate::cases;
use crate::ctx::{Caller, Cx, now};
use crate::db::Dialect;
use crate::records;
use crate::services::Services;

/// What a request shows of itself.
#[derive(Clone, Default, Debug)]
pub struct Credentials {
    /// Value of the session cookie.
    pub session: Option<String>,
    /// A personal access token.
    pub token: Option<String>,
    /// Secret of a tracking link.
    pub track: Option<String>,
}

/// The actor behind the credentials; a guest when they say nothing or something outdated.
/// A token that is not known is a fault: a program must hear of it. So is a device that is to erase
/// what it holds, whatever it asks for.
pub async fn of(services: &Arc<Services>, credentials: &Credentials) -> Result<Arc<Actor>, Fault> {
    // Alone, a node hears of every end at once. Another node's is read, so that nobody who was signed
    // out is let in for as long as the feed takes.
    let alone = services.database.dialect == Dialect::Sqlite;
    found(services, credentials, alone).await
}

/// The same as far as the feed has told: for those who are woken by the feed themselves, in great numbers.
pub async fn as_heard(services: &Arc<Services>, credentials: &Credentials) -> Result<Arc<Actor>, Fault> {
    found(services, credentials, true).await
}

async fn found(services: &Arc<Services>, credentials: &Credentials, trust: bool) -> Result<Arc<Actor>, Fault> {
    if let Some(track) = &credentials.track {
        return tracked(services, track).await;
    }
    let (prefix, secret) = match (&credentials.token, &credentials.session) {
        (Some(token), _) => ("token", token),
        (None, Some(session)) => ("session", session),
        _ => return guest(services).await,
    };
    let hash = secrets::hash(secret);
    let key = format!("{prefix}:{hash}");
    let kept = services.actors.get(&key, now());
    if let Some(actor) = kept.as_ref().filter(|_| trust) {
        return Ok(actor.clone());
    }
    let round = services.actors.round();
    let mut cx = services.reader(Caller::system());
    let (user_id, only) = match prefix {
        "token" => {
            let (user, scope, _) = store::token_user(&mut cx, &hash).await?.ok_or(Fault::Unauthenticated)?;
            (user, Some(scope).filter(|scope| !scope.is_empty()))
        }
        _ => match store::session_user(&mut cx, &hash).await? {
            Some((user, seen_at)) => {
                if now() - seen_at > MINUTE {
                    note(services, hash.clone(), |cx, hash| Box::pin(store::saw_session(cx, hash)));
                }
                (user, None)
            }
            None => {
                return match store::to_erase(&mut cx, &hash).await? {
                    false => guest(services).await,
                    true => Err(Fault::Wiped),
                };
            }
        },
    };
    if let Some(actor) = kept {
        return Ok(actor);
    }
    let Some(mut actor) = of_user(&mut cx, user_id).await? else { return guest(services).await };
    if let Some(only) = only {
        let allowed: Vec<&str> = only.split(',').map(str::trim).collect();
        actor.operations.retain(|name| allowed.contains(&name.as_str()));
    }
    let actor = Arc::new(actor);
    services.actors.put(&key, actor.clone(), now(), round);
    Ok(actor)
}

/// The device behind the credentials is being answered that it is to erase what it holds.
pub fn told_to_erase(services: &Arc<Services>, credentials: &Credentials) {
    if let Some(session) = &credentials.session {
        note(services, secrets::hash(session), |cx, hash| Box::pin(store::told_to_erase(cx, hash)));
    }
}

/// What is written about a session.
type Note = for<'a> fn(&'a mut Cx, &'a str) -> BoxFuture<'a, Result<(), Fault>>;

/// Notes something about a session; nobody waits for it.
fn note(services: &Arc<Services>, hash: String, what: Note) {
    let services = services.clone();
    tokio::spawn(async move {
        let work = services.write(Caller::system(), move |cx| Box::pin(async move { what(cx, &hash).await }));
        if let Err(fault) = work.await {
            tracing::debug!(?fault, "a session's use was not noted");
        }
    });
}

async fn guest(services: &Arc<Services>) -> Result<Arc<Actor>, Fault> {
    const KEY: &str = "guest";
    if let Some(actor) = services.actors.get(KEY, now()) {
        return Ok(actor);
    }
    let round = services.actors.round();
    let mut cx = services.reader(Caller::system());
    let mut actor = Actor::bare(ActorKind::Guest, "guest");
    let role = match builtin_id("guest") {
        Some(id) => records::store::find::<Role>(&mut cx, id.0).await?,
        None => None,
    };
    actor.operations = role.into_iter().filter(|role| role.active).flat_map(|role| role.operations).collect();
    let actor = Arc::new(actor);
    services.actors.put(KEY, actor.clone(), now(), round);
    Ok(actor)
}

/// Whoever holds the link of a case: sees that case and nothing else.
async fn tracked(services: &Arc<Services>, track: &str) -> Result<Arc<Actor>, Fault> {
    let key = format!("track:{}", secrets::hash(track));
    if let Some(actor) = services.actors.get(&key, now()) {
        return Ok(actor);
    }
    let round = services.actors.round();
    let mut cx = services.reader(Caller::system());
    let (case_id, name) = cases::store::tracked(&mut cx, &secrets::hash(track)).await?.ok_or(Fault::NotFound)?;
    let mut actor = Actor::bare(ActorKind::Guest, "guest");
    actor.name = name;
    actor.case_id = Some(case_id);
    actor.grants.insert(scope::case(case_id));
    actor.operations = TRACKING.iter().map(|name| name.to_string()).collect();
    let actor = Arc::new(actor);
    services.actors.put(&key, actor.clone(), now(), round);
    Ok(actor)
}

/// The actor a user makes now: role, rights, grants. None when the user or the role is switched off.
pub async fn of_user(cx: &mut Cx, user_id: UserId) -> Result<Option<Actor>, Fault> {
    let Some(user) = records::store::find::<User>(cx, user_id.0).await?.filter(|user| user.active) else {
        return Ok(None);
    };
    let Some(role) = records::store::find::<Role>(cx, user.role_id.0).await?.filter(|role| role.active) else {
        return Ok(None);
    };
    let below = match (role.reach, user.unit_id) {
        (Reach::Branch | Reach::Region, Some(unit)) => {
            let units: Vec<Unit> = records::store::all(cx).await?;
            subtree(&units, unit)
        }
        _ => Vec::new(),
    };
    let mut actor = Actor::bare(role.kind, role.builtin.as_deref().unwrap_or(&role.name));
    grant(&mut actor, &user, role.reach);
    actor.grants.extend(below.into_iter().map(scope::unit));
    actor.user_id = Some(user.id);
    actor.login = user.login;
    actor.name = user.name;
    // What is one's own is a right as well, so that a token's scope takes it away like any other.
    actor.operations = role.operations.into_iter().chain(OWN.iter().map(|name| name.to_string())).collect();
    actor.unit_id = user.unit_id;
    actor.team_ids = user.team_ids;
    actor.company_id = user.company_id.filter(|_| role.kind == ActorKind::Customer);
    actor.contact_id = user.contact_id;
    actor.firm_id = user.firm_id.filter(|_| role.kind == ActorKind::Partner);
    Ok(Some(actor))
}

/// The scopes of a reach.
fn grant(actor: &mut Actor, user: &User, reach: Reach) {
    let grants = &mut actor.grants;
    match reach {
        Reach::All => drop(grants.insert(scope::ORGANISATION.into())),
        Reach::Own => drop(grants.insert(scope::user(user.id))),
        Reach::Team | Reach::Branch | Reach::Region => {
            grants.insert(scope::user(user.id));
            grants.extend(user.team_ids.iter().map(scope::team));
        }
        Reach::OwnCase => grants.extend(user.contact_id.map(scope::contact)),
        Reach::OwnCompany => grants.extend(user.company_id.map(scope::company)),
        Reach::OwnFirm => grants.extend(user.firm_id.map(scope::firm)),
    }
}
