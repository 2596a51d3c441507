//! Telling devices that nobody looks at (docs/adr/0042): an errand for each notice, handed to the push services of the
//! person's browsers. These learn that somebody is told, and nothing else.

mod key;
mod sealed;
pub mod store;

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use yingda_shared::cases::Case;
use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::identity::{Actor, ActorKind, User};
use yingda_shared::kernel::id::{NoticeId, SessionId, UserId};
use yingda_shared::kernel::time::Millis;
use yingda_shared::notices::{GetPushKey, Notice, NoticeKind, PushKey, Pushed, Subscribe, Subscribed, Unsubscribe};

use crate::cases;
use crate::ctx::{Caller, Cx};
use crate::dispatch::Registry;
use crate::escalation::wishes;
use crate::failure;
use crate::identity;
use crate::outbox::outside::Courier;
use crate::outbox::{self, Errand, PUSH};
use crate::outgoing::Unanswered;
use crate::records;
use crate::services::Services;
use crate::words::{self, Language};

use store::Device;

/// Within which a push service answers one message.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// Tries of one errand: what comes much later tells nobody anything.
const ATTEMPTS: i64 = 3;

pub fn register(registry: &mut Registry) {
    registry.read::<GetPushKey, _>(push_key);
    registry.write::<Subscribe, _>(subscribe);
    registry.write::<Unsubscribe, _>(unsubscribe);
}

/// Whom an errand tells of what; how it stands is read when it goes.
#[derive(Serialize, Deserialize)]
struct Told {
    user_id: UserId,
    id: NoticeId,
    kind: NoticeKind,
    /// It may break quiet hours.
    #[serde(default)]
    urgent: bool,
    /// Addresses of devices that are done with, where others are tried again.
    #[serde(default)]
    done: Vec<String>,
}

/// The first who asks has the key made, in a transaction of the writer's own.
async fn push_key(cx: &mut Cx, _: GetPushKey) -> Result<PushKey, Fault> {
    cx.actor().user_id.ok_or(Fault::Unauthenticated)?;
    cx.rest();
    Ok(PushKey { key: key::public(&key::of(&cx.services).await?) })
}

/// The device of this session; another one's of the same address is this one's from now on.
async fn subscribe(cx: &mut Cx, op: Subscribe) -> Result<Subscribed, Fault> {
    let user = cx.actor().user_id.ok_or(Fault::Unauthenticated)?;
    let Some(hash) = cx.caller.session.clone() else { return Err(Fault::refused("push_session")) };
    let session = identity::store::session_id(cx, &hash).await?.ok_or(Fault::Unauthenticated)?;
    if !is_called(&cx.services, &op.endpoint) {
        return Err(Fault::invalid("/endpoint", "push_address"));
    }
    let device = Device { endpoint: op.endpoint, p256dh: op.p256dh, auth: op.auth, session_id: session };
    if sealed::keys(&device).is_none() {
        return Err(Fault::invalid("/p256dh", "push_key"));
    }
    store::keep(cx, user, &device).await?;
    Ok(Subscribed { devices: store::count(cx, user).await? })
}

/// Push services stand on the internet and answer at the usual port. Whoever is signed in names one, so that nobody
/// inside is called, whatever operators let robots call.
fn is_called(services: &Services, endpoint: &str) -> bool {
    services.pushes.judge(endpoint).is_ok_and(|target| target.allowed || (target.secure && target.port == 443))
}

async fn unsubscribe(cx: &mut Cx, op: Unsubscribe) -> Result<Subscribed, Fault> {
    let user = cx.actor().user_id.ok_or(Fault::Unauthenticated)?;
    store::forget(cx, user, &op.endpoint).await?;
    Ok(Subscribed { devices: store::count(cx, user).await? })
}

/// Writes down that the devices of a person are to be told, where there are any and the notice is worth it.
pub async fn write_to(cx: &mut Cx, user: UserId, notice: &Notice, urgent: bool) -> Result<(), Fault> {
    let Some(case_id) = notice.case_id.filter(|_| notice.kind.disturbs()) else { return Ok(()) };
    if store::count(cx, user).await? == 0 {
        return Ok(());
    }
    let topic = notice.kind.topic();
    let Some(wish) = wishes::on_devices(cx, user, topic, urgent).await? else { return Ok(()) };
    let told = Told { user_id: user, id: notice.id, kind: notice.kind, urgent, done: Vec::new() };
    let errand = Errand {
        id: format!("{}.{PUSH}", notice.id),
        channel: PUSH.to_string(),
        case_id,
        at: cx.now,
        place: 0,
        attempts: 0,
        body: serde_json::to_value(&told).map_err(|error| failure::internal(&error))?,
    };
    let not_before = wish.held_until.unwrap_or(cx.now);
    outbox::store::put_for(cx, &errand, not_before).await
}

/// Hands messages over to push services.
pub struct Pushes;

impl Courier for Pushes {
    fn channel(&self) -> &'static str {
        PUSH
    }

    fn attempts(&self) -> i64 {
        ATTEMPTS
    }

    /// Long enough that what services answered is written down.
    fn patience(&self) -> Duration {
        3 * PATIENCE
    }

    /// Quiet hours may have begun, or been changed, since it was written or tried.
    fn held_until<'a>(
        &'a self,
        services: &'a Arc<Services>,
        errand: &'a Errand,
        now: Millis,
    ) -> BoxFuture<'a, Result<Option<Millis>, Fault>> {
        Box::pin(async move {
            let told: Told = errand.says()?;
            let mut cx = services.reader(Caller::system());
            cx.now = now;
            let wish = wishes::on_devices(&mut cx, told.user_id, told.kind.topic(), told.urgent).await?;
            Ok(wish.and_then(|wish| wish.held_until))
        })
    }

    fn deliver<'a>(
        &'a self,
        services: &'a Arc<Services>,
        errand: &'a Errand,
    ) -> BoxFuture<'a, Result<Option<Value>, Fault>> {
        Box::pin(async move {
            let told: Told = errand.says()?;
            let Some(due) = due(services, errand, &told).await? else { return Ok(None) };
            let payload = serde_json::to_vec(&due.pushed).map_err(|error| failure::internal(&error))?;
            let key = key::of(services).await?;
            let sent = due.devices.iter().map(|device| async {
                match due.living.contains(&device.session_id) {
                    true => send(services, &key, device, &payload).await,
                    false => Ended::Gone,
                }
            });
            let ends = join_all(sent).await;
            settle(services, errand, told, &due.devices, ends).await.map(Some)
        })
    }
}

/// What became of one message.
#[derive(Clone, Copy, PartialEq)]
enum Ended {
    Taken,
    /// The device is told no more: its service does not know it, or nobody calls there.
    Gone,
    /// Not today.
    Later,
    Refused,
}

/// What is told now, and to which devices.
struct Due {
    pushed: Pushed,
    devices: Vec<Device>,
    /// Sessions of the person: a device whose session is over is told no more.
    living: Vec<SessionId>,
}

/// None where the person has read it, wants none of it any more, left, or may not see the case any more.
async fn due(services: &Arc<Services>, errand: &Errand, told: &Told) -> Result<Option<Due>, Fault> {
    let mut cx = services.reader(Caller::system());
    if !super::store::is_unread(&mut cx, told.id).await? {
        return Ok(None);
    }
    if wishes::on_devices(&mut cx, told.user_id, told.kind.topic(), told.urgent).await?.is_none() {
        return Ok(None);
    }
    let case = cases::store::find(&mut cx, errand.case_id).await?.ok_or(Fault::NotFound)?;
    let actor = identity::actors::of_user(&mut cx, told.user_id).await?;
    let Some(actor) = actor.filter(|actor| actor.sees(&case.scopes())) else { return Ok(None) };
    let user: User = records::store::find(&mut cx, told.user_id.0).await?.ok_or(Fault::NotFound)?;
    let living = identity::store::living(&mut cx, told.user_id).await?;
    let mut devices = store::of(&mut cx, told.user_id).await?;
    devices.retain(|device| !told.done.contains(&device.endpoint));
    Ok(Some(Due { pushed: said(&user, &actor, &case, told), devices, living }))
}

/// No word of anybody's: what kind of thing happened to which case.
fn said(user: &User, actor: &Actor, case: &Case, told: &Told) -> Pushed {
    let language = Language::of(&user.languages);
    let base = match actor.kind {
        ActorKind::Customer => "/my",
        ActorKind::Partner => "/partner",
        _ => "/cases",
    };
    Pushed {
        id: told.id,
        title: words::say(language, "notice", told.kind.as_str()),
        number: case.number.clone(),
        path: format!("{base}/{}", case.number),
    }
}

async fn send(services: &Services, key: &key::Key, device: &Device, payload: &[u8]) -> Ended {
    if !is_called(services, &device.endpoint) {
        return Ended::Gone;
    }
    let contact = &services.config.public_url;
    let Some(call) = sealed::call(key, device, payload, contact, crate::ctx::now()) else { return Ended::Gone };
    match services.pushes.post(&device.endpoint, &call).await {
        Ok(answer) if matches!(answer.status, 404 | 410) => Ended::Gone,
        Ok(answer) => match answer.taken() {
            Ok(()) => Ended::Taken,
            Err(Fault::Unavailable { .. }) => Ended::Later,
            Err(_) => {
                tracing::warn!(status = answer.status, "a push service refused a message");
                Ended::Refused
            }
        },
        Err(Unanswered::Address) => Ended::Gone,
        // A name that leads inside for now too: gateways that ask people to sign in answer so.
        Err(_) => Ended::Later,
    }
}

/// Forgets devices that are gone. Where one could not be told yet, it alone is tried again.
async fn settle(
    services: &Arc<Services>,
    errand: &Errand,
    mut told: Told,
    devices: &[Device],
    ends: Vec<Ended>,
) -> Result<Value, Fault> {
    let ended = |wanted: &[Ended]| -> Vec<String> {
        let both = devices.iter().zip(&ends).filter(|(_, end)| wanted.contains(end));
        both.map(|(device, _)| device.endpoint.clone()).collect()
    };
    let (taken, gone, refused) = (ended(&[Ended::Taken]), ended(&[Ended::Gone]), ended(&[Ended::Refused]));
    let result = json!({ "told": taken.len(), "gone": gone.len(), "refused": refused.len() });
    let later = ends.contains(&Ended::Later);
    let done: Vec<String> = taken.into_iter().chain(refused).collect();
    let less = later && !done.is_empty();
    if less || !gone.is_empty() {
        let (user, id) = (told.user_id, errand.id.clone());
        told.done.extend(done);
        let body = serde_json::to_value(&told).map_err(|error| failure::internal(&error))?;
        let work = services.write(Caller::system(), move |cx| {
            Box::pin(async move {
                for endpoint in &gone {
                    store::forget(cx, user, endpoint).await?;
                }
                match less {
                    true => outbox::store::set_body(cx, &id, &body).await,
                    false => Ok(()),
                }
            })
        });
        work.await?;
    }
    match later {
        true => Err(Fault::Unavailable { retry_after_s: 0 }),
        false => Ok(result),
    }
}
