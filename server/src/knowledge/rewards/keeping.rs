//! The rules of points, standing aside from the ranking, and taking points back.

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::REWARDS_REVERSED_MAX;
use yingda_shared::knowledge::rewards::{
    Hidden, HideRewards, ReverseArticleRewards, ReverseReward, Reversed, SaveRewardRules,
};
use yingda_shared::record::Saved;

use super::store::{self, Entry};
use super::{KIND, RULES, rules};
use crate::audit::Line;
use crate::ctx::{Cx, new_id};
use crate::dispatch::Registry;
use crate::knowledge::articles::{self, me};
use crate::settings as documents;

pub fn register(registry: &mut Registry) {
    registry.write::<HideRewards, _>(hide);
    registry.write::<SaveRewardRules, _>(save);
    registry.write::<ReverseReward, _>(reverse);
    registry.write::<ReverseArticleRewards, _>(reverse_article);
}

async fn hide(cx: &mut Cx, op: HideRewards) -> Result<Hidden, Fault> {
    let me = me(cx)?;
    let before = store::asides(cx).await?.contains(&me);
    if before != op.hidden {
        store::stand_aside(cx, me, op.hidden).await?;
        let (object, old, new) = (me.to_string(), before.to_string(), op.hidden.to_string());
        let (action, field) = (HideRewards::NAME, "hidden");
        cx.audit(Line { action, kind: KIND, object: &object, field, old: &old, new: &new, reason: "" }).await?;
    }
    Ok(Hidden { hidden: op.hidden })
}

async fn save(cx: &mut Cx, op: SaveRewardRules) -> Result<Saved, Fault> {
    me(cx)?;
    let (before, after) = (rules(cx).await?, op.0);
    if before.rv != after.rv {
        return Err(Fault::Conflict { version: before.rv, changes: Vec::new() });
    }
    documents::save(cx, SaveRewardRules::NAME, RULES, &before, &after).await
}

async fn reverse(cx: &mut Cx, op: ReverseReward) -> Result<Reversed, Fault> {
    me(cx)?;
    let entry = store::find(cx, op.id).await?.ok_or(Fault::NotFound)?;
    if entry.reverses.is_some() {
        return Err(Fault::refused("rewards.is_reversal"));
    }
    match take_back(cx, &entry, &op.reason, ReverseReward::NAME).await? {
        true => Ok(Reversed { entries: 1, more: false }),
        false => Err(Fault::refused("rewards.reversed_already")),
    }
}

/// All that stands of what an article brought, whoever reads it by now.
async fn reverse_article(cx: &mut Cx, op: ReverseArticleRewards) -> Result<Reversed, Fault> {
    me(cx)?;
    articles::store::find(cx, op.article_id).await?.ok_or(Fault::NotFound)?;
    let mut standing = store::standing(cx, op.article_id, REWARDS_REVERSED_MAX + 1).await?;
    let more = standing.len() > REWARDS_REVERSED_MAX;
    standing.truncate(REWARDS_REVERSED_MAX);
    let mut entries = 0;
    for entry in &standing {
        entries += u32::from(take_back(cx, entry, &op.reason, ReverseArticleRewards::NAME).await?);
    }
    Ok(Reversed { entries, more })
}

/// Enters the opposite, in the month that the entry counts for; answers whether nobody had.
async fn take_back(cx: &mut Cx, entry: &Entry, reason: &str, action: &'static str) -> Result<bool, Fault> {
    let back = Entry {
        id: new_id(),
        points: -entry.points,
        at: cx.now,
        by_id: cx.actor().user_id,
        reverses: Some(entry.id),
        reason: reason.trim().to_string(),
        ..entry.clone()
    };
    if !store::add(cx, &back, &format!("back:{}", entry.id), None).await? {
        return Ok(false);
    }
    // Why is kept in the ledger, where a person can be taken out of it.
    let (object, old) = (entry.id.to_string(), entry.points.to_string());
    cx.audit(Line { action, kind: KIND, object: &object, field: "points", old: &old, new: "0", reason: "" }).await?;
    Ok(true)
}
