//! The rows of a working set, whatever kind they are of.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use yingda_shared::cases::doc::KIND as CASES;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::{ArticleId, Id, TaskId, Uuid};
use yingda_shared::kernel::time::Millis;
use yingda_shared::knowledge::articles::{ARTICLES, KeptArticle};
use yingda_shared::knowledge::pairs::OfferPairs;
use yingda_shared::knowledge::pairs::uses::{PairUses, USES};
use yingda_shared::sync::check::Tally;
use yingda_shared::sync::{Body, Key, Row};
use yingda_shared::tasks::{KIND as TASKS, TaskRow};
use yingda_shared::views::rules::sight;
use yingda_shared::views::{DESK as VIEW_DESKS, KIND as VIEWS};

use super::working_set::{self, SETTINGS, Stage, task_word, view_word};
use crate::calendar::desk;
use crate::cases::replica::{self, Part};
use crate::catalog;
use crate::ctx::Cx;
use crate::failure;
use crate::knowledge::articles::kept;
use crate::notices;
use crate::records;
use crate::settings;
use crate::sla::on_devices;
use crate::tasks;
use crate::views;

/// A person's working set.
pub struct Narrowed<'a> {
    pub actor: &'a Actor,
    pub grants: &'a BTreeSet<String>,
    pub since: Millis,
    /// The scope of the articles that the person reads; None where the device keeps none.
    pub articles: Option<&'a str>,
}

impl Narrowed<'_> {
    /// The actor who sees the working set and nothing beyond it.
    fn acting(&self) -> Actor {
        Actor { grants: self.grants.clone(), ..self.actor.clone() }
    }
}

pub struct Page {
    pub rows: Vec<Row>,
    /// Where the stage goes on; None at its end.
    pub next: Option<String>,
}

/// A page of a stage. `only`: rows of these scopes alone.
pub async fn page(
    cx: &mut Cx,
    narrowed: &Narrowed<'_>,
    stage: Stage,
    only: Option<&BTreeSet<String>>,
    after: &str,
    limit: usize,
) -> Result<Page, Fault> {
    let wants = |scope: &str| only.is_none_or(|only| only.contains(scope));
    let nothing = Ok(Page { rows: Vec::new(), next: None });
    let mut rows = match stage {
        Stage::Matrix if wants(SETTINGS) => said(cx, narrowed.actor).await?,
        Stage::OpenCases | Stage::RestingCases => {
            let part = if stage == Stage::OpenCases { Part::Open } else { Part::Resting { since: narrowed.since } };
            let mut acting = narrowed.acting();
            if let Some(only) = only {
                acting.grants.retain(|scope| only.contains(scope));
            }
            let after = after.parse().ok();
            let cases = replica::page(cx, &acting, part, after, limit).await?;
            replica_rows(cx, narrowed, cases).await?
        }
        Stage::Notices => match narrowed.actor.user_id.filter(|user| wants(&scope::user(*user))) {
            Some(user) => notice_rows(notices::store::newest(cx, user).await?, narrowed)?,
            None => return nothing,
        },
        Stage::Views => views_rows(cx, narrowed, wants).await?,
        Stage::Tasks => {
            let mut rows = task_rows(tasks::kept(cx).await?, narrowed)?;
            rows.retain(|row| row.scopes.iter().any(|scope| wants(scope)));
            rows
        }
        Stage::Articles => {
            let Some(word) = narrowed.articles.filter(|word| wants(word)) else { return nothing };
            let page = kept::page(cx, after).await?;
            return Ok(Page { rows: article_rows(page.articles, word)?, next: page.next });
        }
        Stage::Records(kind) | Stage::Named(kind) => {
            let Some(word) = working_set::word(kind, narrowed.actor).filter(|word| wants(word)) else { return nothing };
            let named = named(narrowed, stage);
            let fence = records::handlers::fence_of(kind, narrowed.actor)?;
            let raw = records::store::replica::page(cx, kind, fence, named.as_ref(), after, limit).await?;
            record_rows(kind, &word, raw)?
        }
        Stage::Matrix => return nothing,
    };
    let paged = !matches!(stage, Stage::Matrix | Stage::Notices | Stage::Views | Stage::Tasks);
    let next = rows.last().filter(|_| paged && rows.len() >= limit).map(|row| row.key.id.clone());
    rows.truncate(limit.max(1));
    Ok(Page { rows, next })
}

/// The rows of these keys that belong to the working set, and those that come along with them.
pub async fn some<'k>(
    cx: &mut Cx,
    narrowed: &Narrowed<'_>,
    keys: impl Iterator<Item = &'k (String, String)>,
) -> Result<BTreeMap<Key, Row>, Fault> {
    let mut ids: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (kind, id) in keys {
        ids.entry(kind).or_default().push(id);
    }
    let mut rows = Vec::new();
    let stages = working_set::stages(narrowed.actor);
    if let Some(ids) = ids.get(CASES).filter(|_| stages.contains(&Stage::OpenCases)) {
        let ids: Vec<Uuid> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        let cases = replica::some(cx, &narrowed.acting(), &ids, narrowed.since).await?;
        let companions = replica::named(&cases);
        rows.extend(replica_rows(cx, narrowed, cases).await?);
        for stage in &stages {
            let Stage::Named(kind) = stage else { continue };
            let Some(wanted) = companions.get(kind).filter(|ids| !ids.is_empty()) else { continue };
            let raw = records::store::replica::some(cx, kind, None, None, wanted).await?;
            rows.extend(record_rows(kind, &format!("{kind}@*"), raw)?);
        }
    }
    if ids.contains_key("notices")
        && stages.contains(&Stage::Notices)
        && let Some(user) = narrowed.actor.user_id
    {
        rows.extend(notice_rows(notices::store::newest(cx, user).await?, narrowed)?);
    }
    if ids.contains_key("settings") && stages.contains(&Stage::Matrix) {
        rows.extend(said(cx, narrowed.actor).await?);
    }
    if stages.contains(&Stage::Views) && (ids.contains_key(VIEWS) || ids.contains_key(VIEW_DESKS)) {
        let all = views_rows(cx, narrowed, |_| true).await?;
        let told = |row: &Row| ids.get(row.key.kind.as_str()).is_some_and(|ids| ids.contains(&row.key.id.as_str()));
        rows.extend(all.into_iter().filter(told));
    }
    if let Some(ids) = ids.get(TASKS).filter(|_| stages.contains(&Stage::Tasks)) {
        let ids: Vec<TaskId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        rows.extend(task_rows(tasks::kept_of(cx, &ids).await?, narrowed)?);
    }
    if let (Some(ids), Some(word)) = (ids.get(ARTICLES), narrowed.articles) {
        let ids: Vec<ArticleId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        rows.extend(article_rows(kept::some(cx, &ids).await?, word)?);
    }
    for stage in stages {
        let (Stage::Records(kind) | Stage::Named(kind)) = stage else { continue };
        let (Some(ids), Some(word)) = (ids.get(kind), working_set::word(kind, narrowed.actor)) else { continue };
        let wanted: Vec<Uuid> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        let fence = records::handlers::fence_of(kind, narrowed.actor)?;
        let raw = records::store::replica::some(cx, kind, fence, named(narrowed, stage).as_ref(), &wanted).await?;
        rows.extend(record_rows(kind, &word, raw)?);
    }
    Ok(rows.into_iter().map(|row| (row.key.clone(), row)).collect())
}

/// Whether a device may hold rows of a kind.
pub fn is_kept(kind: &str) -> bool {
    [CASES, VIEWS, TASKS, ARTICLES].contains(&kind) || working_set::is_record(kind)
}

/// Closed cases that have rested too long since a day began that is now over.
pub async fn rested(cx: &mut Cx, narrowed: &Narrowed<'_>, from: Millis) -> Result<Vec<Key>, Fault> {
    let ids = replica::rested(cx, &narrowed.acting(), from, narrowed.since).await?;
    Ok(ids.into_iter().map(|id| Key::new(CASES, id)).collect())
}

/// What the device should hold of cases.
pub async fn tally(cx: &mut Cx, narrowed: &Narrowed<'_>) -> Result<Tally, Fault> {
    let versions = replica::versions(cx, &narrowed.acting(), narrowed.since).await?;
    let mut tally = Tally::default();
    versions.iter().for_each(|(id, rv)| tally.add(id, *rv));
    Ok(tally)
}

/// Of kinds that grow with the customers staff keep what their cases name.
fn named(narrowed: &Narrowed<'_>, stage: Stage) -> Option<replica::Naming> {
    match stage {
        Stage::Named(kind) => Some(replica::naming(&narrowed.acting(), kind, narrowed.since)),
        _ => None,
    }
}

fn row(kind: &str, id: impl ToString, rv: i64, scopes: Vec<String>, body: impl Serialize) -> Result<Row, Fault> {
    let body = Body::of(&body).map_err(|error| failure::internal(&error))?;
    Ok(Row { key: Key::new(kind, id), rv, scopes, body })
}

/// Views of the wanted scopes, and the person's own desk.
async fn views_rows(cx: &mut Cx, narrowed: &Narrowed<'_>, wants: impl Fn(&str) -> bool) -> Result<Vec<Row>, Fault> {
    let Some(user) = narrowed.actor.user_id else { return Ok(Vec::new()) };
    let mut scopes = sight(narrowed.actor);
    scopes.retain(|scope| wants(&view_word(scope.clone())));
    let (views, desk) = views::kept(cx, &scopes, user).await?;
    let mut rows = Vec::with_capacity(views.len() + 1);
    for view in views {
        rows.push(row(VIEWS, view.id, view.rv, vec![view_word(view.seen_by())], &view)?);
    }
    if scopes.contains(&scope::user(user)) && desk.rv > 0 {
        rows.push(row(VIEW_DESKS, user, desk.rv, vec![view_word(scope::user(user))], &desk)?);
    }
    Ok(rows)
}

/// The matrix, the working time that it counts by, and that of policies with a calendar of their own, where there is any;
/// for staff how often standard texts are used.
async fn said(cx: &mut Cx, actor: &Actor) -> Result<Vec<Row>, Fault> {
    let matrix = catalog::store::find_matrix(cx).await?;
    let mut rows = vec![row("settings", catalog::store::MATRIX, matrix.rv, vec![SETTINGS.into()], matrix)?];
    let time = desk::find(cx).await?;
    if time.rv > 0 {
        rows.push(row("settings", desk::DESK_TIME, time.rv, vec![SETTINGS.into()], time)?);
    }
    if actor.is_staff() && actor.may(OfferPairs::NAME) {
        let uses: PairUses = settings::find(cx, USES).await?;
        if uses.rv > 0 {
            rows.push(row("settings", USES, uses.rv, vec![SETTINGS.into()], uses)?);
        }
    }
    let times = on_devices::find(cx).await?;
    if times.rv > 0 {
        rows.push(row("settings", on_devices::POLICY_TIMES, times.rv, vec![SETTINGS.into()], times)?);
    }
    Ok(rows)
}

async fn replica_rows(cx: &mut Cx, narrowed: &Narrowed<'_>, cases: Vec<replica::Seen>) -> Result<Vec<Row>, Fault> {
    let mut rows = Vec::with_capacity(cases.len());
    for seen in replica::docs(cx, narrowed.actor, cases).await? {
        let scopes = seen.scopes.into_iter().filter(|scope| narrowed.grants.contains(scope)).collect();
        rows.push(row(CASES, seen.doc.case.id.uuid(), seen.rv, scopes, &seen.doc)?);
    }
    Ok(rows)
}

fn notice_rows(rows: Vec<yingda_shared::notices::Notice>, narrowed: &Narrowed<'_>) -> Result<Vec<Row>, Fault> {
    let scopes: Vec<String> = narrowed.actor.user_id.map(scope::user).into_iter().collect();
    rows.into_iter().map(|notice| row("notices", notice.id, notice.at, scopes.clone(), &notice)).collect()
}

fn task_rows(rows: Vec<TaskRow>, narrowed: &Narrowed<'_>) -> Result<Vec<Row>, Fault> {
    let of = |told: &TaskRow| {
        let owner = told.task.owner_id.map(scope::user);
        let all = owner.into_iter().chain(told.task.team_id.map(scope::team)).map(task_word);
        all.filter(|word| narrowed.grants.contains(word)).collect::<Vec<String>>()
    };
    rows.into_iter().map(|told| row(TASKS, told.task.id, told.task.rv, of(&told), &told)).collect()
}

fn article_rows(articles: Vec<KeptArticle>, word: &str) -> Result<Vec<Row>, Fault> {
    let told = |kept: KeptArticle| row(ARTICLES, kept.article.id, kept.article.rv, vec![word.to_string()], &kept);
    articles.into_iter().map(told).collect()
}

fn record_rows(kind: &str, word: &str, raw: Vec<records::store::replica::Raw>) -> Result<Vec<Row>, Fault> {
    raw.into_iter().map(|raw| row(kind, raw.id, raw.rv, vec![word.to_string()], raw.body)).collect()
}
