//! Telling devices that nobody looks at (docs/adr/0042): an errand for each notice, handed to the push services of the
//! person's browsers. These learn that somebody is told, and nothing else.

mod key;
mod sealed;
pub mod store;

use std::sync::Arc;

use futures::future::join_all;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use yingda_shared::cases::Case;
use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::identity::{Actor, ActorKind, User};
use yingda_shared::kernel::id::{NoticeId, SessionId, UserId};
use yingda_shared::notices::{GetPushKey, Notice, NoticeKind, PushKey, Pushed, Subscribe, Subscribed, Unsubscribe};

use crate::cases;
use crate::ctx::{Caller, Cx};
use crate::dispatch::Registry;
use crate::escalation::wishes;
use crate::failure;
use crate::identity;
use crate::outbox::outside::Courier;
use crate::outbox::{self, Errand};
use crate::records;
use crate::services::Services;
use crate::words::{self, Language};

use store::Device;

/// The channel of push messages.
const PUSH: &str = "push";

pub fn register(registry: &mut Registry) {
    registry.free::<GetPushKey, _>(push_key);
    registry.write::<Subscribe, _>(subscribe);
    registry.write::<Unsubscribe, _>(unsubscribe);
}

/// Whom an errand tells of what; how it stands is read when it goes.
#[derive(Serialize, Deserialize)]
struct Told {
    user_id: UserId,
    id: NoticeId,
    kind: NoticeKind,
}

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
    cx.services.calls.judge(&op.endpoint).map_err(|_| Fault::invalid("/endpoint", "push_address"))?;
    let device = Device { endpoint: op.endpoint, p256dh: op.p256dh, auth: op.auth, session_id: session };
    if sealed::keys(&device).is_none() {
        return Err(Fault::invalid("/p256dh", "push_key"));
    }
    store::keep(cx, user, &device).await?;
    Ok(Subscribed { devices: store::count(cx, user).await? })
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
    let told = Told { user_id: user, id: notice.id, kind: notice.kind };
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

    fn deliver<'a>(
        &'a self,
        services: &'a Arc<Services>,
        errand: &'a Errand,
    ) -> BoxFuture<'a, Result<Option<Value>, Fault>> {
        Box::pin(async move {
            let told: Told = serde_json::from_value(errand.body.clone()).map_err(|error| failure::internal(&error))?;
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
            settle(services, told.user_id, &due.devices, ends).await.map(Some)
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

/// None where the person has read it, left, or may not see the case any more.
async fn due(services: &Arc<Services>, errand: &Errand, told: &Told) -> Result<Option<Due>, Fault> {
    let mut cx = services.reader(Caller::system());
    if !super::store::is_unread(&mut cx, told.id).await? {
        return Ok(None);
    }
    let case = cases::store::find(&mut cx, errand.case_id).await?.ok_or(Fault::NotFound)?;
    let actor = identity::actors::of_user(&mut cx, told.user_id).await?;
    let Some(actor) = actor.filter(|actor| actor.sees(&case.scopes())) else { return Ok(None) };
    let user: User = records::store::find(&mut cx, told.user_id.0).await?.ok_or(Fault::NotFound)?;
    let living = identity::store::living(&mut cx, told.user_id).await?;
    let devices = store::of(&mut cx, told.user_id).await?;
    Ok(Some(Due { pushed: said(&user, &actor, &case, told), devices, living }))
}

/// No word of anybody's: what kind of thing happened to which case.
fn said(user: &User, actor: &Actor, case: &Case, told: &Told) -> Pushed {
    let language = user.languages.first().map_or(Language::Zh, |first| Language::parse(first));
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
    let contact = &services.config.public_url;
    let Some(call) = sealed::call(key, device, payload, contact, crate::ctx::now()) else { return Ended::Gone };
    match services.calls.post(&device.endpoint, &call).await {
        Ok(answer) if matches!(answer.status, 404 | 410) => Ended::Gone,
        Ok(answer) => match answer.taken() {
            Ok(()) => Ended::Taken,
            Err(Fault::Unavailable { .. }) => Ended::Later,
            Err(_) => {
                tracing::warn!(status = answer.status, "a push service refused a message");
                Ended::Refused
            }
        },
        Err(unanswered) => match unanswered.fault() {
            Fault::Unavailable { .. } => Ended::Later,
            _ => Ended::Gone,
        },
    }
}

/// Forgets devices that are gone. Where one could not be told yet, all are told again: a message of the same name takes
/// the place of the one before.
async fn settle(services: &Arc<Services>, user: UserId, devices: &[Device], ends: Vec<Ended>) -> Result<Value, Fault> {
    let gone: Vec<String> = devices
        .iter()
        .zip(&ends)
        .filter(|(_, end)| **end == Ended::Gone)
        .map(|(one, _)| one.endpoint.clone())
        .collect();
    let count = |wanted| ends.iter().filter(|end| **end == wanted).count();
    let result = json!({ "told": count(Ended::Taken), "gone": gone.len(), "refused": count(Ended::Refused) });
    if !gone.is_empty() {
        let work = services.write(Caller::system(), move |cx| {
            Box::pin(async move {
                for endpoint in &gone {
                    store::forget(cx, user, endpoint).await?;
                }
                Ok(())
            })
        });
        work.await?;
    }
    match ends.contains(&Ended::Later) {
        true => Err(Fault::Unavailable { retry_after_s: 0 }),
        false => Ok(result),
    }
}
