//! The tables of cases and their timelines.

mod filter;
pub mod indexed;
mod labels;
pub mod many;
pub mod personal;
pub mod promised;
pub mod rated;
pub mod replica;
pub mod ties;
mod timeline;

pub use filter::{Filter, among_next, count_by_state, count_each, count_groups, page};
pub use labels::{in_sight, labels, newest};
use timeline::parse_entry;
pub use timeline::{
    add_entry, customer_reply_after, entries, entries_of, entry_by_source, entry_sources, since, solved_by,
};

use yingda_shared::cases::Case;
use yingda_shared::cases::model::Rating;
use yingda_shared::cases::search::search_text;
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope::ORGANISATION;
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::{CaseId, Uuid};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id, maybe_id};
use crate::failure;

/// The columns whose values make a row's scopes, with the prefix of each: `Case::scopes` in SQL.
const SCOPE_COLUMNS: &[(&str, &str)] = &[
    ("unit:", "unit_id"),
    ("team:", "team_id"),
    ("user:", "assignee_id"),
    ("firm:", "firm_id"),
    ("acct:", "company_id"),
    ("contact:", "contact_id"),
    ("case:", "id"),
];

/// The condition under which an actor sees a case. Placeholders continue after `values`.
pub fn fence(actor: &Actor, values: &mut Vec<Bind>) -> String {
    let mut alternatives = vec![own_fence(actor, values)];
    alternatives.extend(ties::came(actor, values).map(|came| format!("{came})")));
    if alternatives.len() == 1 { alternatives.swap_remove(0) } else { format!("({})", alternatives.join(" OR ")) }
}

/// The same by the case's own columns, without what came to it.
fn own_fence(actor: &Actor, values: &mut Vec<Bind>) -> String {
    if sees_all(actor) {
        return "1 = 1".into();
    }
    let mut alternatives = Vec::new();
    for (prefix, column) in SCOPE_COLUMNS {
        let granted = actor.grants.iter().filter_map(|grant| grant.strip_prefix(prefix));
        let places: Vec<String> = granted.map(|value| placed(values, value)).collect();
        if !places.is_empty() {
            alternatives.push(format!("{column} IN ({})", places.join(", ")));
        }
    }
    if alternatives.is_empty() { "1 = 0".into() } else { format!("({})", alternatives.join(" OR ")) }
}

fn placed(values: &mut Vec<Bind>, value: impl Into<Bind>) -> String {
    values.push(value.into());
    format!("${}", values.len())
}

/// A statement for columns of these cases, up to its conditions. They are read first, by their ids: the limit
/// keeps both engines from beginning with a condition that looks narrow and holds of half the table.
fn chosen(columns: &str, ids: &[Uuid], values: &mut Vec<Bind>) -> String {
    // Few different statements, whatever the number of ids: they are kept prepared.
    let count = ids.len().max(1).next_power_of_two();
    let last = ids.last().copied().unwrap_or_default();
    let ids = ids.iter().copied().chain(std::iter::repeat(last)).take(count);
    let places: Vec<String> = ids.map(|id| placed(values, id)).collect();
    let places = places.join(", ");
    format!("SELECT {columns} FROM (SELECT * FROM cases WHERE id IN ({places}) LIMIT {count}) AS chosen")
}

/// Whether there is no fence around what the actor sees.
pub fn sees_all(actor: &Actor) -> bool {
    actor.kind == ActorKind::System || actor.grants.contains(ORGANISATION)
}

/// The condition under which an actor sees the case of that id, for the stores of those that tell of cases. It is
/// asked of one case at a time: a list of all that somebody sees would grow with the desk.
pub fn seen(actor: &Actor, id: &str, values: &mut Vec<Bind>) -> String {
    format!("EXISTS (SELECT 1 FROM cases WHERE id = {id} AND {})", fence(actor, values))
}

pub fn parse(row: &Row) -> Result<Case, Fault> {
    let mut case: Case = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    case.rv = row.int("rv");
    Ok(case)
}

async fn find_where(cx: &mut Cx, condition: &str, value: Bind) -> Result<Option<Case>, Fault> {
    let mut values = vec![value];
    let fence = fence(&cx.caller.actor.clone(), &mut values);
    let sql = format!("SELECT rv, body FROM cases WHERE {condition} AND {fence}");
    cx.maybe(&sql, values).await?.map(|row| parse(&row)).transpose()
}

pub async fn find_visible(cx: &mut Cx, case: CaseId) -> Result<Option<Case>, Fault> {
    find_where(cx, "id = $1", id(case)).await
}

pub async fn find_visible_by_number(cx: &mut Cx, number: &str) -> Result<Option<Case>, Fault> {
    find_where(cx, "number = $1", number.trim().to_uppercase().into()).await
}

/// The case for the desk's own work on it, whoever's request that follows from.
pub async fn find(cx: &mut Cx, case: CaseId) -> Result<Option<Case>, Fault> {
    cx.maybe("SELECT rv, body FROM cases WHERE id = $1", vec![id(case)]).await?.map(|row| parse(&row)).transpose()
}

pub async fn exists(cx: &mut Cx, case: CaseId) -> Result<bool, Fault> {
    Ok(cx.maybe("SELECT id FROM cases WHERE id = $1", vec![id(case)]).await?.is_some())
}

/// The case a tracking secret opens, and its reporter's name.
pub async fn tracked(cx: &mut Cx, hash: &str) -> Result<Option<(CaseId, String)>, Fault> {
    let row = cx.maybe("SELECT rv, body FROM cases WHERE track_hash = $1", binds![hash]).await?;
    let case = row.map(|row| parse(&row)).transpose()?;
    Ok(case.map(|case| (case.id, case.contact_name)))
}

/// What a case is known by outside.
#[derive(Clone, Copy, Default)]
pub struct Known<'a> {
    /// Of the secret of its tracking link.
    pub track_hash: Option<&'a str>,
    /// What another system calls it.
    pub source: Option<&'a str>,
}

/// A new row, which the feed tells of to whoever sees it.
pub async fn begin(cx: &mut Cx, case: &mut Case, known: Known<'_>) -> Result<(), Fault> {
    case.rv = cx.touch("cases", &case.id.to_string(), case.scopes()).await?;
    insert(cx, case, known.track_hash, known.source).await
}

/// A new row. Its first entry follows in the same transaction.
pub async fn insert(cx: &mut Cx, case: &Case, track_hash: Option<&str>, source: Option<&str>) -> Result<(), Fault> {
    let mut row = columns(case)?;
    row.push(("id", id(case.id)));
    row.push(("track_hash", track_hash.map(str::to_string).into()));
    row.push(("source", source.map(str::to_string).into()));
    row.push(("outer_rv", case.rv.into()));
    let names: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
    let sql = format!("INSERT INTO cases ({}) VALUES ({})", names.join(", "), crate::db::places(1, row.len()));
    cx.exec(&sql, row.into_iter().map(|(_, value)| value).collect()).await.map(drop)
}

/// What a case is found, fenced and counted by, and the case itself.
fn columns(case: &Case) -> Result<Vec<(&'static str, Bind)>, Fault> {
    Ok(vec![
        ("rv", case.rv.into()),
        ("number", case.number.as_str().into()),
        ("state", case.state.as_str().into()),
        ("open", case.state.is_open().into()),
        ("priority", (case.priority as i64 + 1).into()),
        ("unit_id", id(case.unit_id)),
        ("team_id", maybe_id(case.team_id)),
        ("assignee_id", maybe_id(case.assignee_id)),
        ("firm_id", maybe_id(case.firm_id)),
        ("company_id", maybe_id(case.company_id)),
        ("contact_id", maybe_id(case.contact_id)),
        ("category_id", maybe_id(case.category_id)),
        ("asset_id", maybe_id(case.asset_id)),
        ("created_at", case.created_at.into()),
        ("updated_at", case.updated_at.into()),
        ("resolve_by", case.due_key().into()),
        ("warn_at", case.warn_key().into()),
        ("asleep_until", case.ties.snooze.as_ref().map_or(0, |snooze| snooze.until).into()),
        ("complaint", case.complaint.is_some().into()),
        ("rating", case.rating.as_ref().map(|rating| i64::from(rating.score)).into()),
        ("rated_at", case.rating.as_ref().map(|rating| rating.at).into()),
        ("rating_reasons", case.rating.as_ref().map(reasons).into()),
        ("search", search_text(case).into()),
        ("body", serde_json::to_string(case).map_err(|error| failure::internal(&error))?.into()),
        ("channel", case.channel.as_str().into()),
        ("product_id", maybe_id(case.product_id)),
        ("waits", case.customer_waits().into()),
    ])
}

fn reasons(rating: &Rating) -> String {
    rating.reasons.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(",")
}

/// Replaces the row and puts the change on the feed for everyone who saw it before or sees it now.
pub async fn save(cx: &mut Cx, case: &mut Case, before: &Case) -> Result<(), Fault> {
    let mut vis = before.scopes();
    vis.extend(case.scopes().into_iter().filter(|scope| !before.scopes().contains(scope)));
    replace(cx, case, vis, true).await
}

/// The same for a change that staff alone may hear of.
pub async fn save_among_staff(cx: &mut Cx, case: &mut Case) -> Result<(), Fault> {
    let vis = staff_scopes(case);
    replace(cx, case, vis, false).await
}

async fn replace(cx: &mut Cx, case: &mut Case, vis: Vec<String>, outside: bool) -> Result<(), Fault> {
    case.rv = cx.touch("cases", &case.id.to_string(), vis).await?;
    update(cx, case, outside).await
}

/// `outside`: whether those outside see the change, and with it a new version.
pub async fn update(cx: &mut Cx, case: &Case, outside: bool) -> Result<(), Fault> {
    let mut row = columns(case)?;
    if outside {
        row.push(("outer_rv", case.rv.into()));
    }
    let sets: Vec<String> = row.iter().zip(1..).map(|((name, _), place)| format!("{name} = ${place}")).collect();
    let sql = format!("UPDATE cases SET {} WHERE id = ${}", sets.join(", "), row.len() + 1);
    let mut values: Vec<Bind> = row.into_iter().map(|(_, value)| value).collect();
    values.push(id(case.id));
    cx.exec(&sql, values).await.map(drop)
}

/// Scopes without those of customers and partners.
pub fn staff_scopes(case: &Case) -> Vec<String> {
    let outside = ["firm:", "acct:", "contact:", "case:"];
    case.scopes().into_iter().filter(|scope| !outside.iter().any(|prefix| scope.starts_with(prefix))).collect()
}

pub async fn by_source(cx: &mut Cx, source: &str) -> Result<Option<Case>, Fault> {
    cx.maybe("SELECT rv, body FROM cases WHERE source = $1", binds![source]).await?.map(|row| parse(&row)).transpose()
}
