//! The tables of records. Every kind has the same columns; its name is the table's.

pub mod replica;
pub mod sounding;

use std::collections::BTreeMap;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CompanyId, Id, UnitId, Uuid};
use yingda_shared::kernel::limits::{PAGE_DEFAULT, PAGE_MAX};
use yingda_shared::kernel::page::Page;
use yingda_shared::kernel::text::{fold, phone_digits};
use yingda_shared::record::{List, Record, title};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id, maybe_id};
use crate::failure;

fn parse<R: Record>(row: &Row) -> Result<R, Fault> {
    let mut record: R = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    record.set_rv(row.int("rv"));
    Ok(record)
}

pub async fn find<R: Record>(cx: &mut Cx, id: Uuid) -> Result<Option<R>, Fault> {
    let sql = format!("SELECT rv, body FROM {} WHERE id = $1", R::KIND);
    cx.maybe(&sql, binds![id]).await?.map(|row| parse(&row)).transpose()
}

/// The record behind an optional id; an id of nothing is a fault at `pointer`.
pub async fn named<R: Record>(cx: &mut Cx, id: Option<R::Id>, pointer: &str) -> Result<Option<R>, Fault> {
    let Some(id) = id else { return Ok(None) };
    find(cx, id.uuid()).await?.map(Some).ok_or_else(|| Fault::invalid(pointer, "unknown"))
}

pub async fn by_code<R: Record>(cx: &mut Cx, code: &str) -> Result<Option<R>, Fault> {
    let sql = format!("SELECT rv, body FROM {} WHERE code = $1", R::KIND);
    cx.maybe(&sql, binds![code.trim().to_lowercase()]).await?.map(|row| parse(&row)).transpose()
}

/// Every record of a small kind (units, roles, categories), by name.
pub async fn all<R: Record>(cx: &mut Cx) -> Result<Vec<R>, Fault> {
    let sql = format!("SELECT rv, body FROM {} ORDER BY title, id", R::KIND);
    cx.all(&sql, vec![]).await?.iter().map(parse).collect()
}

/// Records that lie under no other.
pub async fn roots<R: Record>(cx: &mut Cx) -> Result<Vec<R>, Fault> {
    let sql = format!("SELECT rv, body FROM {} WHERE parent_id IS NULL ORDER BY title, id", R::KIND);
    cx.all(&sql, vec![]).await?.iter().map(parse).collect()
}

/// Whether a record of a kind exists. `kind` is a word of ours.
pub async fn is_there(cx: &mut Cx, kind: &'static str, id: Uuid) -> Result<bool, Fault> {
    Ok(cx.maybe(&format!("SELECT id FROM {kind} WHERE id = $1"), vec![id.into()]).await?.is_some())
}

/// Active records listed under another one.
pub async fn linked<R: Record>(cx: &mut Cx, target: Uuid, max: usize) -> Result<Vec<R>, Fault> {
    let sql = format!(
        "SELECT r.rv, r.body FROM record_links l JOIN {} r ON r.id = l.id WHERE l.target = $1 AND r.active = 1 LIMIT {max}",
        R::KIND
    );
    cx.all(&sql, vec![target.into()]).await?.iter().map(parse).collect()
}

/// Active records whose owner is one of some words.
pub async fn owned<R: Record>(cx: &mut Cx, owners: &[&str]) -> Result<Vec<R>, Fault> {
    if owners.is_empty() {
        return Ok(Vec::new());
    }
    let places = crate::db::places(1, owners.len());
    let sql = format!("SELECT rv, body FROM {} WHERE owner IN ({places}) AND active = 1 ORDER BY title, id", R::KIND);
    cx.all(&sql, owners.iter().map(|owner| (*owner).into()).collect()).await?.iter().map(parse).collect()
}

/// Records by their ids, in no order; those that are not there are left out.
pub async fn some<R: Record>(cx: &mut Cx, ids: &[R::Id]) -> Result<Vec<R>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places = crate::db::places(1, ids.len());
    let sql = format!("SELECT rv, body FROM {} WHERE id IN ({places})", R::KIND);
    cx.all(&sql, ids.iter().map(|one| one.uuid().into()).collect()).await?.iter().map(parse).collect()
}

/// Whether there is an active record of a kind.
pub async fn any<R: Record>(cx: &mut Cx) -> Result<bool, Fault> {
    Ok(cx.maybe(&format!("SELECT id FROM {} WHERE active = 1 LIMIT 1", R::KIND), vec![]).await?.is_some())
}

/// Active records that belong to a unit itself.
pub async fn of_unit<R: Record>(cx: &mut Cx, unit: UnitId) -> Result<Vec<R>, Fault> {
    let sql = format!("SELECT rv, body FROM {} WHERE unit_id = $1 AND active = 1 ORDER BY title, id", R::KIND);
    cx.all(&sql, vec![unit.0.into()]).await?.iter().map(parse).collect()
}

/// Active records that belong to no customer and no firm, by name: those that have some words, of some units where they
/// are given, after one of them.
pub async fn inside<R: Record>(
    cx: &mut Cx,
    words: &str,
    units: Option<&[UnitId]>,
    after: Option<&R>,
    limit: usize,
) -> Result<Vec<R>, Fault> {
    let mut condition = "active = 1 AND company_id IS NULL AND owner IS NULL".to_string();
    let mut values: Vec<Bind> = Vec::new();
    for word in fold(words).split(' ').filter(|word| !word.is_empty()) {
        values.push(like(word).into());
        condition.push_str(&format!(" AND search LIKE ${} ESCAPE '!'", values.len()));
    }
    if let Some(units) = units {
        condition.push_str(&format!(" AND unit_id IN ({})", crate::db::places(values.len() + 1, units.len())));
        values.extend(units.iter().map(|unit| id(*unit)));
    }
    if let Some(after) = after {
        condition.push_str(&format!(" AND (title, id) > (${}, ${})", values.len() + 1, values.len() + 2));
        values.extend(binds![title(after), after.id().uuid()]);
    }
    let sql = format!("SELECT rv, body FROM {} WHERE {condition} ORDER BY title, id LIMIT {limit}", R::KIND);
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

/// Records of this very name.
pub async fn by_title<R: Record>(cx: &mut Cx, name: &str) -> Result<Vec<R>, Fault> {
    let sql = format!("SELECT rv, body FROM {} WHERE title = $1 LIMIT 20", R::KIND);
    cx.all(&sql, binds![fold(name)]).await?.iter().map(parse).collect()
}

/// Records of a company in which a folded word is found.
pub async fn of_company<R: Record>(cx: &mut Cx, company: CompanyId, word: &str) -> Result<Vec<R>, Fault> {
    let sql = format!("SELECT rv, body FROM {} WHERE company_id = $1 AND search LIKE $2 ESCAPE '!' LIMIT 200", R::KIND);
    cx.all(&sql, vec![id(company), like(word).into()]).await?.iter().map(parse).collect()
}

/// Active records that belong to a company, by name.
pub async fn belonging<R: Record>(cx: &mut Cx, company: CompanyId) -> Result<Vec<R>, Fault> {
    let sql = format!("SELECT rv, body FROM {} WHERE company_id = $1 AND active = 1 ORDER BY title, id", R::KIND);
    cx.all(&sql, vec![id(company)]).await?.iter().map(parse).collect()
}

/// A record of a kind as it is stored, with its version. `kind` is a word of ours.
pub async fn raw(cx: &mut Cx, kind: &'static str, id: Uuid) -> Result<Option<(i64, serde_json::Value)>, Fault> {
    let row = cx.maybe(&format!("SELECT rv, body FROM {kind} WHERE id = $1"), vec![id.into()]).await?;
    let read =
        |row: Row| Ok((row.int("rv"), serde_json::from_str(&row.text("body")).map_err(|e| failure::internal(&e))?));
    row.map(read).transpose()
}

/// A page of records by name. `fence` narrows to what the caller may see: a column and its value.
pub async fn list<R: Record>(cx: &mut Cx, query: &List<R>, fence: Option<(&str, String)>) -> Result<Page<R>, Fault> {
    let limit = i64::from(query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX));
    let mut wheres: Vec<String> = Vec::new();
    let mut values: Vec<Bind> = Vec::new();
    let mut and = |condition: &str, value: Bind| {
        values.push(value);
        wheres.push(condition.replace('?', &format!("${}", values.len())));
    };
    if !query.all {
        and("active = ?", 1.into());
    }
    if let Some((column, value)) = fence {
        and(&format!("{column} = ?"), value.into());
    }
    if let Some(parent) = query.parent_id {
        and("parent_id = ?", parent.into());
    }
    if let Some(company) = query.company_id {
        and("company_id = ?", maybe_id(Some(company)));
    }
    if let Some(owner) = &query.owner {
        and("owner = ?", owner.into());
    }
    for word in fold(query.q.as_deref().unwrap_or_default()).split(' ').filter(|word| !word.is_empty()) {
        and("search LIKE ? ESCAPE '!'", like(word).into());
    }
    if let Some(cursor) = &query.cursor {
        let malformed = || Fault::invalid("/cursor", "malformed");
        let (title, id) = cursor.rsplit_once('~').ok_or_else(malformed)?;
        let id: Uuid = id.parse().map_err(|_| malformed())?;
        let from = values.len() + 1;
        values.extend(binds![title, id]);
        wheres.push(format!("(title, id) > (${from}, ${})", from + 1));
    }
    let condition = if wheres.is_empty() { String::new() } else { format!(" WHERE {}", wheres.join(" AND ")) };
    let sql = format!("SELECT id, title, rv, body FROM {}{condition} ORDER BY title, id LIMIT {}", R::KIND, limit + 1);
    let mut rows = cx.all(&sql, values).await?;
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| format!("{}~{}", row.text("title"), row.text("id")));
    Ok(Page { rows: rows.iter().map(parse).collect::<Result<_, _>>()?, next })
}

/// A word as a LIKE pattern that takes it literally.
pub fn like(word: &str) -> String {
    let literal: String =
        word.chars().flat_map(|c| ['%', '_', '!'].contains(&c).then_some('!').into_iter().chain([c])).collect();
    format!("%{literal}%")
}

/// Inserts or replaces the record and puts it on the feed; answers its new `rv`.
pub async fn put<R: Record>(cx: &mut Cx, record: &R, vis: Vec<String>) -> Result<i64, Fault> {
    let id = record.id().to_string();
    let rv = cx.touch(R::KIND, &id, vis).await?;
    let keys = record.keys();
    let body = serde_json::to_string(record).map_err(|error| failure::internal(&error))?;
    let sql = format!(
        "INSERT INTO {} (id, rv, active, name, title, code, search, parent_id, unit_id, company_id, owner, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO UPDATE SET rv = excluded.rv, \
         active = excluded.active, name = excluded.name, title = excluded.title, code = excluded.code, \
         search = excluded.search, parent_id = excluded.parent_id, unit_id = excluded.unit_id, \
         company_id = excluded.company_id, owner = excluded.owner, body = excluded.body",
        R::KIND
    );
    let values = vec![
        id.into(),
        rv.into(),
        record.active().into(),
        record.name().into(),
        title(record).into(),
        keys.code.into(),
        sounding::found_by(record).into(),
        keys.parent_id.map(|id| id.to_string()).into(),
        maybe_id(keys.unit_id),
        maybe_id(keys.company_id),
        keys.owner.into(),
        body.into(),
    ];
    cx.exec_unique(&sql, values, code_pointer(R::KIND), "taken").await?;
    if let Some(links) = keys.links {
        cx.exec("DELETE FROM record_links WHERE id = $1", vec![record.id().uuid().into()]).await?;
        for target in links {
            let sql = "INSERT INTO record_links (target, id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            cx.exec(sql, vec![target.into(), record.id().uuid().into()]).await?;
        }
    }
    Ok(rv)
}

/// The field that holds a kind's unique code.
fn code_pointer(kind: &str) -> &'static str {
    match kind {
        "users" => "/login",
        "assets" => "/serial",
        "canned_texts" => "/shortcut",
        "calendars" => "/default",
        "escalation_policies" => "/scope",
        _ => "/code",
    }
}

/// Kinds whose names pages show.
const NAMED: &[&str] = &["users", "teams", "units", "companies", "firms", "products", "categories", "assets", "robots"];

/// What ids are called, whatever kind they are of.
pub async fn names(cx: &mut Cx, ids: impl IntoIterator<Item = Uuid>) -> Result<BTreeMap<Uuid, String>, Fault> {
    let ids: std::collections::BTreeSet<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let places = crate::db::places(1, ids.len());
    let selects: Vec<String> =
        NAMED.iter().map(|kind| format!("SELECT id, name FROM {kind} WHERE id IN ({places})")).collect();
    let rows = cx.all(&selects.join(" UNION ALL "), ids.into_iter().map(Bind::from).collect()).await?;
    Ok(rows.iter().map(|row| (row.text("id").parse().unwrap_or_default(), row.text("name"))).collect())
}

/// Contacts with this telephone number or a name like this, best first.
pub async fn search<R: Record>(cx: &mut Cx, text: &str, limit: u32) -> Result<Vec<R>, Fault> {
    let digits = phone_digits(text);
    let text = if digits.len() >= 4 { digits } else { text.to_string() };
    let query = List::<R> { q: Some(text), limit: Some(limit), ..List::default() };
    Ok(list(cx, &query, None).await?.rows)
}

pub async fn count<R: Record>(cx: &mut Cx) -> Result<i64, Fault> {
    Ok(cx.one(&format!("SELECT COUNT(*) AS n FROM {}", R::KIND), vec![]).await?.int("n"))
}
