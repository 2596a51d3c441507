//! The ledger and the ranking as people see them.

use std::collections::BTreeMap;

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, Id, RewardId, UserId};
use yingda_shared::kernel::limits::{PAGE_DEFAULT, PAGE_MAX};
use yingda_shared::kernel::page::Page;
use yingda_shared::kernel::time::Millis;
use yingda_shared::knowledge::rewards::{
    GetRanking, GetRewardRules, ListRewards, Ranked, Ranking, ReverseReward, RewardRow, RewardRules, TakenBack,
    month_of, month_text, rank,
};

use super::giving::this_month;
use super::store::{self, Entry};
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::knowledge::articles::{self, me};
use crate::records::store as records;

pub fn register(registry: &mut Registry) {
    registry.read::<ListRewards, _>(list);
    registry.read::<GetRanking, _>(ranking);
    registry.read::<GetRewardRules, _>(rules);
}

fn place(cursor: &str) -> Option<(Millis, RewardId)> {
    let (at, id) = cursor.split_once('~')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

/// The month that is asked for.
fn asked(month: Option<&str>) -> Result<Option<i32>, Fault> {
    let read = |text: &str| month_of(text).ok_or_else(|| Fault::invalid("/month", "malformed"));
    month.map(read).transpose()
}

async fn list(cx: &mut Cx, op: ListRewards) -> Result<Page<RewardRow>, Fault> {
    let me = me(cx)?;
    if op.all && !cx.actor().may(ReverseReward::NAME) {
        return Err(Fault::Forbidden);
    }
    let month = asked(op.month.as_deref())?.or(op.all.then(|| this_month(cx)));
    let after = match &op.cursor {
        Some(cursor) => Some(place(cursor).ok_or_else(|| Fault::invalid("/cursor", "malformed"))?),
        None => None,
    };
    let limit = op.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let person = Some(me).filter(|_| !op.all);
    let mut found = store::list(cx, person, month, after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| format!("{}~{}", last.at, last.id));
    Ok(Page { rows: rows(cx, found).await?, next })
}

/// Entries with the names of what they are about.
async fn rows(cx: &mut Cx, entries: Vec<Entry>) -> Result<Vec<RewardRow>, Fault> {
    let ids: Vec<RewardId> = entries.iter().map(|entry| entry.id).collect();
    let back: BTreeMap<RewardId, Entry> = store::reversals(cx, &ids)
        .await?
        .into_iter()
        .filter_map(|entry| entry.reverses.map(|reverses| (reverses, entry)))
        .collect();
    let people: Vec<UserId> = entries
        .iter()
        .chain(back.values())
        .flat_map(|entry| entry.by_id.into_iter().chain([entry.person_id]))
        .collect();
    let names = records::names(cx, people.into_iter().map(Id::uuid)).await?;
    let titles = titles(cx, &entries).await?;
    let name = |user: Option<UserId>| user.and_then(|user| names.get(&user.uuid()).cloned()).unwrap_or_default();
    let row = |entry: Entry| RewardRow {
        person: name(Some(entry.person_id)),
        title: titles.get(&entry.article_id).cloned().unwrap_or_default(),
        month: month_text(entry.month),
        by: name(entry.by_id),
        taken_back: back.get(&entry.id).map(|back| TakenBack {
            at: back.at,
            by: name(back.by_id),
            reason: back.reason.clone(),
        }),
        id: entry.id,
        person_id: entry.person_id,
        kind: entry.kind,
        points: entry.points,
        article_id: entry.article_id,
        at: entry.at,
        reason: entry.reason,
        reverses: entry.reverses,
    };
    Ok(entries.into_iter().map(row).collect())
}

/// What the articles are called that the caller reads.
async fn titles(cx: &mut Cx, entries: &[Entry]) -> Result<BTreeMap<ArticleId, String>, Fault> {
    let mut ids: Vec<ArticleId> = entries.iter().map(|entry| entry.article_id).collect();
    ids.sort();
    ids.dedup();
    let reader = articles::reader(cx).await?;
    let found = articles::store::some(cx, &ids).await?;
    Ok(found.into_iter().filter(|article| reader.reads(article)).map(|article| (article.id, article.title)).collect())
}

async fn ranking(cx: &mut Cx, op: GetRanking) -> Result<Ranking, Fault> {
    let me = me(cx)?;
    let month = asked(op.month.as_deref())?.unwrap_or_else(|| this_month(cx));
    let asides = store::asides(cx).await?;
    let ranked = rank(store::sums(cx, month).await?, &asides, me);
    let (mine, total) = store::sums_of(cx, me, month).await?;
    let names = records::names(cx, ranked.iter().map(|(_, user, _)| user.uuid())).await?;
    let row = |(place, person_id, points): (u32, UserId, i64)| Ranked {
        name: names.get(&person_id.uuid()).cloned().unwrap_or_default(),
        me: person_id == me,
        place,
        person_id,
        points,
    };
    Ok(Ranking {
        month: month_text(month),
        rows: ranked.iter().copied().map(row).collect(),
        mine,
        total,
        hidden: asides.contains(&me),
        on: super::rules(cx).await?.on,
    })
}

async fn rules(cx: &mut Cx, _: GetRewardRules) -> Result<RewardRules, Fault> {
    me(cx)?;
    super::rules(cx).await
}
