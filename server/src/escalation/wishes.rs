//! What people say of being told: by which ways, and when not.

use yingda_shared::contract::Operation;
use yingda_shared::escalation::{DeliverySettings, GetDelivery, OwnDelivery, SaveDelivery, Topic, deliveries};
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time::Millis;
use yingda_shared::record::changes;
use yingda_shared::rules::Medium;
use yingda_shared::workplace::Kept;

use super::doing::letters;
use crate::audit;
use crate::ctx::Cx;
use crate::records::store as records;
use crate::registry::couriers;
use crate::workplace::store;

/// The document of a person that says it.
pub const DELIVERY: &str = "delivery";

/// Ways that reach one person, each with the channel by which it goes. What goes to a group is nobody's own to choose.
const PERSONAL: [(Medium, &str); 3] = [(Medium::Push, "push"), (Medium::Email, letters::MAIL), (Medium::Sms, "sms")];

/// Of the personal ways those that somebody carries something by.
fn ways() -> Vec<Medium> {
    let carried = PERSONAL.into_iter().filter(|(_, channel)| couriers().get(channel).is_some());
    carried.map(|(medium, _)| medium).collect()
}

fn own(cx: &Cx) -> Result<UserId, Fault> {
    cx.actor().user_id.ok_or(Fault::Unauthenticated)
}

/// Whoever said nothing lives by the clock of the desk.
fn unsaid(cx: &Cx) -> DeliverySettings {
    DeliverySettings { offset: cx.services.config.offset, ..DeliverySettings::default() }
}

async fn find(cx: &mut Cx, user: UserId) -> Result<(i64, DeliverySettings), Fault> {
    let unsaid = unsaid(cx);
    let (rv, settings) = store::find(cx, user, DELIVERY).await?;
    Ok((rv, if rv == 0 { unsaid } else { settings }))
}

pub async fn get(cx: &mut Cx, _: GetDelivery) -> Result<OwnDelivery, Fault> {
    let user = own(cx)?;
    let (rv, settings) = find(cx, user).await?;
    let email = records::find::<User>(cx, user.0).await?.map(|user| user.email).unwrap_or_default();
    Ok(OwnDelivery { rv, settings, ways: ways(), email })
}

/// Of two devices the second is told of the first; what changed is in the audit, because it says why no letter came.
pub async fn save(cx: &mut Cx, op: SaveDelivery) -> Result<Kept, Fault> {
    let user = own(cx)?;
    let (version, before) = find(cx, user).await?;
    if version != op.rv {
        return Err(Fault::Conflict { version, changes: Vec::new() });
    }
    let rv = store::save(cx, user, DELIVERY, &op.settings).await?;
    let changes = changes(Some(&before), &op.settings);
    audit::differences(cx, SaveDelivery::NAME, "users", &user.to_string(), &changes).await?;
    Ok(Kept { rv })
}

/// Whether and when somebody is told in one way.
#[derive(Clone)]
pub struct Wish {
    pub user_id: UserId,
    /// Their quiet hours end then; None for at once.
    pub held_until: Option<Millis>,
}

/// Whether and when the devices of somebody are told of a topic, or of what has none.
pub async fn on_devices(
    cx: &mut Cx,
    user_id: UserId,
    topic: Option<Topic>,
    urgent: bool,
) -> Result<Option<Wish>, Fault> {
    let (_, settings) = find(cx, user_id).await?;
    let told = settings.on_devices(topic, urgent, cx.now);
    Ok(told.map(|told| Wish { user_id, held_until: told.held_until() }))
}

/// Of some people those who are to hear of something in one way. `media` are the ways that a level or rule names; where
/// nobody names any, each person's own wish does.
pub async fn of(
    cx: &mut Cx,
    people: &[UserId],
    topic: Topic,
    medium: Medium,
    (media, urgent): (Option<&[Medium]>, bool),
) -> Result<Vec<Wish>, Fault> {
    let mut said = store::some::<DeliverySettings>(cx, people, DELIVERY).await?;
    let (unsaid, now) = (unsaid(cx), cx.now);
    let wish = |user_id: &UserId| {
        let settings = said.remove(user_id).unwrap_or_else(|| unsaid.clone());
        let media = media.unwrap_or(settings.wished(topic));
        let told = deliveries(&settings, topic, media, urgent, now);
        let told = told.into_iter().find(|told| told.medium() == medium)?;
        // The app's own way stands in where no other is left: it is no letter and no push.
        media.contains(&medium).then_some(Wish { user_id: *user_id, held_until: told.held_until() })
    };
    Ok(people.iter().filter_map(wish).collect())
}
