//! What customers thought of the service, ratings and complaints since a moment: indexes hold them apart
//! from all other cases.

use std::collections::BTreeMap;

use yingda_shared::cases::Case;
use yingda_shared::cases::satisfaction::{Group, Grouping, LOW, Score, Week};
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::time::{DAY, MINUTE, Millis};

use super::{fence, parse};
use crate::ctx::Cx;
use crate::db::{Bind, Row, id};

/// Cases with a low rating that are shown.
const LOW_SHOWN: usize = 20;

/// Sums cast, for PostgreSQL makes numbers of another type of them.
fn sums() -> String {
    format!(
        "COUNT(*) AS n, CAST(SUM(rating) AS BIGINT) AS total, \
         CAST(SUM(CASE WHEN rating <= {LOW} THEN 1 ELSE 0 END) AS BIGINT) AS low"
    )
}

fn score(row: &Row) -> Score {
    Score { ratings: row.int("n"), sum: row.int("total"), low: row.int("low") }
}

fn condition(actor: &Actor, since: Millis, values: &mut Vec<Bind>) -> String {
    let fence = fence(actor, values);
    values.push(since.into());
    format!("rating IS NOT NULL AND rated_at >= ${} AND {fence}", values.len())
}

/// Those with most ratings first.
pub async fn groups(cx: &mut Cx, actor: &Actor, since: Millis, by: Grouping) -> Result<Vec<Group>, Fault> {
    let key = match by {
        Grouping::Team => "COALESCE(team_id, '')",
        Grouping::Company => "COALESCE(company_id, '')",
        Grouping::Assignee => "COALESCE(assignee_id, '')",
        Grouping::Kind => "CASE WHEN complaint = 1 THEN 'complaint' ELSE 'case' END",
    };
    let mut values = Vec::new();
    let condition = condition(actor, since, &mut values);
    let sql = format!(
        "SELECT {key} AS grouping_key, {} FROM cases WHERE {condition} GROUP BY {key} ORDER BY n DESC, grouping_key",
        sums()
    );
    let rows = cx.all(&sql, values).await?;
    Ok(rows.iter().map(|row| Group { key: row.text("grouping_key"), score: score(row) }).collect())
}

pub async fn reasons(cx: &mut Cx, actor: &Actor, since: Millis) -> Result<BTreeMap<String, i64>, Fault> {
    let mut values = Vec::new();
    let condition = condition(actor, since, &mut values);
    let sql = format!(
        "SELECT rating_reasons AS words, COUNT(*) AS n FROM cases WHERE {condition} AND rating_reasons IS NOT NULL \
         GROUP BY rating_reasons"
    );
    let mut counts = BTreeMap::new();
    for row in cx.all(&sql, values).await? {
        for word in row.text("words").split(',').filter(|word| !word.is_empty()) {
            *counts.entry(word.to_string()).or_default() += row.int("n");
        }
    }
    Ok(counts)
}

/// By weeks of the house's clock; the first Monday of the epoch is its fifth day.
pub async fn weeks(cx: &mut Cx, actor: &Actor, since: Millis) -> Result<Vec<Week>, Fault> {
    let (week, shift) = (7 * DAY, i64::from(cx.services.config.offset) * MINUTE - 4 * DAY);
    let mut values = Vec::new();
    let condition = condition(actor, since, &mut values);
    let sql = format!(
        "SELECT (rated_at + {shift}) / {week} AS week, {} FROM cases WHERE {condition} GROUP BY 1 ORDER BY 1",
        sums()
    );
    let rows = cx.all(&sql, values).await?;
    Ok(rows.iter().map(|row| Week { from: row.int("week") * week - shift, score: score(row) }).collect())
}

/// The newest cases with a low rating.
pub async fn low(cx: &mut Cx, actor: &Actor, since: Millis) -> Result<Vec<Case>, Fault> {
    let mut values = Vec::new();
    let condition = condition(actor, since, &mut values);
    let sql = format!(
        "SELECT rv, body FROM cases WHERE {condition} AND rating <= {LOW} ORDER BY rated_at DESC, id DESC LIMIT {LOW_SHOWN}"
    );
    cx.all(&sql, values).await?.iter().map(parse).collect()
}

/// Whether the same customer complained after a moment: the company or, without one, the contact.
pub async fn complained_since(cx: &mut Cx, case: &Case, since: Millis) -> Result<bool, Fault> {
    let (column, who) = match (case.company_id, case.contact_id) {
        (Some(company), _) => ("company_id", id(company)),
        (None, Some(contact)) => ("contact_id", id(contact)),
        _ => return Ok(false),
    };
    let sql = format!("SELECT id FROM cases WHERE complaint = 1 AND {column} = $1 AND created_at >= $2 LIMIT 1");
    Ok(cx.maybe(&sql, vec![who, since.into()]).await?.is_some())
}
