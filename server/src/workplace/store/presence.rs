//! The table of presence: a row for each person at a case, let go soon after its lease.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, UserId};
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::{MINUTE, Millis};
use yingda_shared::workplace::presence::{Attendant, Doing};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Row, id, maybe_id};

/// A change that others may want to hear of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    pub case_id: CaseId,
    pub user_id: String,
    pub at: Millis,
    /// Scopes of those who may know.
    pub vis: String,
}

fn parse(row: &Row) -> Attendant {
    Attendant {
        user_id: row.id("user_id"),
        name: row.text("name"),
        firm_id: row.maybe_id("firm_id"),
        doing: Doing::parse(&row.text("doing")).unwrap_or(Doing::Gone),
        until: row.int("until"),
    }
}

pub async fn at(cx: &mut Cx, case: CaseId) -> Result<Vec<Attendant>, Fault> {
    let sql = "SELECT user_id, name, firm_id, doing, until FROM presence WHERE case_id = $1 AND until > $2";
    Ok(cx.all(sql, vec![id(case), cx.now.into()]).await?.iter().map(parse).collect())
}

/// Keeps a person's word; true where others see something new.
pub async fn save(cx: &mut Cx, case: CaseId, one: &Attendant, vis: &str) -> Result<bool, Fault> {
    let sql = "SELECT doing, until FROM presence WHERE case_id = $1 AND user_id = $2";
    let before = cx.maybe(sql, vec![id(case), id(one.user_id)]).await?;
    let there = before.filter(|row| row.int("until") > cx.now).map(|row| row.text("doing"));
    let new = there.as_deref().unwrap_or(Doing::Gone.as_str()) != one.doing.as_str();
    let sql = "INSERT INTO presence (case_id, user_id, name, firm_id, doing, changed, until, vis) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (case_id, user_id) DO UPDATE SET name = excluded.name, \
               doing = excluded.doing, until = excluded.until, vis = excluded.vis, \
               changed = CASE WHEN $9 = 1 THEN excluded.changed ELSE presence.changed END";
    let values = vec![
        id(case),
        id(one.user_id),
        one.name.as_str().into(),
        maybe_id(one.firm_id),
        one.doing.as_str().into(),
        cx.now.into(),
        one.until.into(),
        vis.into(),
        new.into(),
    ];
    cx.exec(sql, values).await?;
    Ok(new)
}

/// Changes since a moment, the oldest first.
pub async fn since(cx: &mut Cx, moment: Millis) -> Result<Vec<Change>, Fault> {
    let sql = "SELECT case_id, user_id, changed, vis FROM presence WHERE changed >= $1 ORDER BY changed LIMIT 1000";
    let change = |row: &Row| Change {
        case_id: row.id("case_id"),
        user_id: row.text("user_id"),
        at: row.int("changed"),
        vis: row.text("vis"),
    };
    Ok(cx.all(sql, binds![moment]).await?.iter().map(change).collect())
}

/// The person is nowhere.
pub async fn forget(cx: &mut Cx, user: UserId) -> Result<(), Fault> {
    cx.exec("DELETE FROM presence WHERE user_id = $1", vec![id(user)]).await.map(drop)
}

/// Lets those go whose lease is long over: nothing of it is kept.
pub async fn prune(cx: &mut Cx) -> Result<u64, Fault> {
    let sql = "DELETE FROM presence WHERE (case_id, user_id) IN \
               (SELECT case_id, user_id FROM presence WHERE until < $1 LIMIT $2)";
    cx.exec(sql, binds![cx.now - MINUTE, PRUNE_BATCH as i64]).await
}
