//! Published articles that need somebody to look after them.

use std::collections::BTreeMap;

use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{Id, UserId, Uuid};
use yingda_shared::kernel::time::{DAY, Millis};
use yingda_shared::knowledge::articles::*;

use super::reader;
use super::store::{self, Asked};
use super::telling::row;
use crate::ctx::Cx;
use crate::db::id;
use crate::dispatch::Registry;
use crate::records::store as records;

/// Articles that are told of one kind.
const SHOWN: usize = 50;
/// After so long an article that was used for nothing is told.
const LONG: Millis = 90 * DAY;
pub fn register(registry: &mut Registry) {
    registry.read::<GetHealth, _>(get);
}

async fn get(cx: &mut Cx, _: GetHealth) -> Result<Health, Fault> {
    let reader = reader::of(cx).await?;
    let gone = gone(cx).await?;
    let (mut found, mut more) = (Vec::new(), false);
    for ailment in Ailment::ALL.iter().copied() {
        let mut asked = Asked::of(&reader);
        asked.read();
        let since = if ailment == Ailment::Unused { cx.now - LONG } else { cx.now };
        asked.ailing(ailment, since, gone.keys().map(|user| id(*user)).collect());
        let mut articles = asked.list(cx, SHOWN + 1).await?;
        more |= articles.len() > SHOWN;
        articles.truncate(SHOWN);
        found.extend(articles.into_iter().map(|article| (ailment, article)));
    }
    let owners = found.iter().map(|(_, article)| article.owner_id.uuid());
    let proposed = gone.values().flatten().map(|user| user.uuid());
    let names = records::names(cx, owners.chain(proposed).collect::<Vec<Uuid>>()).await?;
    let now = cx.now;
    let rows = found.into_iter().map(|(ailment, article)| {
        let instead = gone.get(&article.owner_id).copied().flatten().filter(|_| ailment == Ailment::Orphan);
        let proposed = instead.and_then(|id| Some(ProposedOwner { id, name: names.get(&id.uuid())?.clone() }));
        AilingArticle { ailment, row: row(article, &names, reader.drafts, now), proposed }
    });
    Ok(Health { rows: rows.collect(), more })
}

/// Owners whose accounts are switched off or gone, each with who stood above them and is there.
async fn gone(cx: &mut Cx) -> Result<BTreeMap<UserId, Option<UserId>>, Fault> {
    let owners = store::owners(cx).await?;
    let users: Vec<User> = records::some(cx, &owners).await?;
    let there = |id: &UserId| users.iter().any(|user| user.id == *id && user.active);
    let left: Vec<UserId> = owners.iter().copied().filter(|id| !there(id)).collect();
    let above: Vec<UserId> =
        users.iter().filter(|user| left.contains(&user.id)).filter_map(|user| user.manager_id).collect();
    let above: Vec<User> = records::some(cx, &above).await?;
    let manager = |id: &UserId| {
        let manager = users.iter().find(|user| user.id == *id)?.manager_id?;
        above.iter().find(|user| user.id == manager && user.active).map(|user| user.id)
    };
    Ok(left.iter().map(|id| (*id, manager(id))).collect())
}
