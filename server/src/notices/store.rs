//! The table of notices, and who stands behind an audience.

use yingda_shared::cases::complaint::ConcludeComplaint;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::{ActorKind, Role, User};
use yingda_shared::kernel::id::{ContactId, FirmId, NoticeId, RoleId, TeamId, UnitId, UserId};
use yingda_shared::kernel::limits::{PAGE_DEFAULT, PRUNE_BATCH};
use yingda_shared::kernel::time::Millis;
use yingda_shared::notices::Notice;
use yingda_shared::organisation::Unit;
use yingda_shared::record::List;

use crate::binds;
use crate::ctx::Cx;
use crate::db::id;
use crate::failure;
use crate::records;

pub async fn add(cx: &mut Cx, user: UserId, notice: &Notice) -> Result<(), Fault> {
    let body = serde_json::to_string(notice).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO notices (id, user_id, at, read, body) VALUES ($1, $2, $3, 0, $4)";
    cx.exec(sql, vec![id(notice.id), id(user), notice.at.into(), body.into()]).await.map(drop)
}

pub async fn newest(cx: &mut Cx, user: UserId) -> Result<Vec<Notice>, Fault> {
    let sql = format!("SELECT body, read FROM notices WHERE user_id = $1 ORDER BY at DESC LIMIT {PAGE_DEFAULT}");
    let rows = cx.all(&sql, vec![id(user)]).await?;
    let parse = |row: &crate::db::Row| {
        let mut notice: Notice = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
        notice.read = row.flag("read");
        Ok(notice)
    };
    rows.iter().map(parse).collect()
}

pub async fn unread(cx: &mut Cx, user: UserId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS n FROM notices WHERE user_id = $1 AND read = 0";
    Ok(cx.one(sql, vec![id(user)]).await?.int("n"))
}

/// Whether a notice is there that its person has not read.
pub async fn is_unread(cx: &mut Cx, notice: NoticeId) -> Result<bool, Fault> {
    Ok(cx.maybe("SELECT 1 AS n FROM notices WHERE id = $1 AND read = 0", vec![id(notice)]).await?.is_some())
}

pub async fn mark_read(cx: &mut Cx, user: UserId, notice: Option<NoticeId>) -> Result<(), Fault> {
    match notice {
        Some(notice) => {
            cx.exec("UPDATE notices SET read = 1 WHERE user_id = $1 AND id = $2", vec![id(user), id(notice)]).await
        }
        None => cx.exec("UPDATE notices SET read = 1 WHERE user_id = $1 AND read = 0", vec![id(user)]).await,
    }
    .map(drop)
}

/// Lets a batch of notices go that were read, and came before a moment.
pub async fn prune(cx: &mut Cx, before: Millis) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE read = 1 AND at < $1 LIMIT {PRUNE_BATCH})"
    );
    cx.exec(&sql, binds![before]).await
}

/// Active users of a team.
pub async fn members(cx: &mut Cx, team: TeamId, max: usize) -> Result<Vec<UserId>, Fault> {
    let users: Vec<User> = records::store::linked(cx, team.0, max).await?;
    Ok(users.into_iter().map(|user| user.id).collect())
}

/// Roles of staff that hold a right.
async fn roles_with(cx: &mut Cx, right: &str) -> Result<Vec<RoleId>, Fault> {
    let roles: Vec<Role> = records::store::all(cx).await?;
    let holds = |role: &Role| role.kind == ActorKind::Staff && role.operations.iter().any(|name| name == right);
    Ok(roles.iter().filter(|role| holds(role)).map(|role| role.id).collect())
}

/// Active staff who hold a right.
pub async fn holders(cx: &mut Cx, right: &str) -> Result<Vec<UserId>, Fault> {
    let roles = roles_with(cx, right).await?;
    let users: Vec<User> = records::store::all(cx).await?;
    let holding = users.into_iter().filter(|user| user.active && roles.contains(&user.role_id));
    Ok(holding.map(|user| user.id).collect())
}

/// Active staff of a unit whose role ends complaints: those who answer for others.
pub async fn leaders(cx: &mut Cx, unit: UnitId, max: usize) -> Result<Vec<UserId>, Fault> {
    let leading = roles_with(cx, ConcludeComplaint::NAME).await?;
    let users: Vec<User> = records::store::of_unit(cx, unit).await?;
    let leaders = users.into_iter().filter(|user| leading.contains(&user.role_id)).map(|user| user.id);
    Ok(leaders.take(max).collect())
}

pub async fn unit_above(cx: &mut Cx, unit: UnitId) -> Result<Option<UnitId>, Fault> {
    Ok(records::store::find::<Unit>(cx, unit.0).await?.and_then(|unit| unit.parent_id))
}

pub async fn firm_people(cx: &mut Cx, firm: FirmId, max: usize) -> Result<Vec<UserId>, Fault> {
    let query = List::<User> { owner: Some(firm.to_string()), limit: Some(max as u32), ..List::default() };
    Ok(records::store::list(cx, &query, None).await?.rows.into_iter().map(|user| user.id).collect())
}

/// The account of a contact.
pub async fn contact_account(cx: &mut Cx, contact: ContactId) -> Result<Option<UserId>, Fault> {
    let query = List::<User> { parent_id: Some(contact.0), limit: Some(1), ..List::default() };
    Ok(records::store::list(cx, &query, None).await?.rows.first().map(|user| user.id))
}

pub async fn count(cx: &mut Cx, user: UserId) -> Result<i64, Fault> {
    Ok(cx.one("SELECT COUNT(*) AS n FROM notices WHERE user_id = $1", vec![id(user)]).await?.int("n"))
}

/// Every notice of a person, oldest first.
pub async fn all(cx: &mut Cx, user: UserId) -> Result<Vec<Notice>, Fault> {
    let rows = cx.all("SELECT body FROM notices WHERE user_id = $1 ORDER BY at", vec![id(user)]).await?;
    rows.iter().map(|row| serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))).collect()
}

pub async fn drop_all(cx: &mut Cx, user: UserId) -> Result<(), Fault> {
    cx.exec("DELETE FROM notices WHERE user_id = $1", vec![id(user)]).await.map(drop)
}

/// Notices of everybody after one of them, in the order of their ids: id and what it says.
pub async fn after(cx: &mut Cx, last: &str, limit: usize) -> Result<Vec<(String, String)>, Fault> {
    let sql = format!("SELECT id, body FROM notices WHERE id > $1 ORDER BY id LIMIT {limit}");
    Ok(cx.all(&sql, binds![last]).await?.iter().map(|row| (row.text("id"), row.text("body"))).collect())
}

pub async fn rewrite(cx: &mut Cx, notice: &str, body: &str) -> Result<(), Fault> {
    cx.exec("UPDATE notices SET body = $1 WHERE id = $2", binds![body, notice]).await.map(drop)
}

/// How many would go that were read before a moment.
pub async fn older(cx: &mut Cx, before: Millis) -> Result<i64, Fault> {
    Ok(cx.one("SELECT COUNT(*) AS n FROM notices WHERE read = 1 AND at < $1", binds![before]).await?.int("n"))
}
