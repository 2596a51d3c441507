//! The tables of saved views and of how people arranged them.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{UserId, ViewId};
use yingda_shared::kernel::limits::VIEWS_MAX;
use yingda_shared::views::{DESK, KIND, SavedView, ViewDesk};

use crate::ctx::Cx;
use crate::db::{Bind, Row, id, places};
use crate::failure;

fn parse(row: &Row) -> Result<SavedView, Fault> {
    let mut view: SavedView = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    view.rv = row.int("rv");
    Ok(view)
}

/// The views that scopes see. Nobody may make more than fit.
pub async fn seen(cx: &mut Cx, scopes: &[String]) -> Result<Vec<SavedView>, Fault> {
    if scopes.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT rv, body FROM views WHERE seen_by IN ({}) ORDER BY seen_by, id LIMIT {}",
        places(1, scopes.len()),
        VIEWS_MAX * 4
    );
    cx.all(&sql, scopes.iter().map(Bind::from).collect()).await?.iter().map(parse).collect()
}

pub async fn find(cx: &mut Cx, view: ViewId) -> Result<Option<SavedView>, Fault> {
    cx.maybe("SELECT rv, body FROM views WHERE id = $1", vec![id(view)]).await?.map(|row| parse(&row)).transpose()
}

pub async fn count(cx: &mut Cx, scope: &str) -> Result<i64, Fault> {
    Ok(cx.one("SELECT COUNT(*) AS n FROM views WHERE seen_by = $1", vec![scope.into()]).await?.int("n"))
}

/// Keeps the view; `vis` are the scopes that saw it and those that see it. Answers its version.
pub async fn put(cx: &mut Cx, view: &SavedView, vis: Vec<String>) -> Result<i64, Fault> {
    let rv = cx.touch(KIND, &view.id.to_string(), vis).await?;
    let sql = "INSERT INTO views (id, rv, seen_by, body) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET \
               rv = excluded.rv, seen_by = excluded.seen_by, body = excluded.body";
    let body = serde_json::to_string(view).map_err(|error| failure::internal(&error))?;
    cx.exec(sql, vec![id(view.id), rv.into(), view.seen_by().into(), body.into()]).await?;
    Ok(rv)
}

/// Views behind this id, with their documents.
pub async fn after(cx: &mut Cx, last: &str, limit: usize) -> Result<Vec<(String, String)>, Fault> {
    let sql = format!("SELECT id, body FROM views WHERE id > $1 ORDER BY id LIMIT {limit}");
    let rows = cx.all(&sql, vec![last.into()]).await?;
    Ok(rows.iter().map(|row| (row.text("id"), row.text("body"))).collect())
}

/// Puts a document in the place of what the view was.
pub async fn rewrite(cx: &mut Cx, body: &str) -> Result<(), Fault> {
    let view: SavedView = serde_json::from_str(body).map_err(|error| failure::internal(&error))?;
    put(cx, &view, vec![view.seen_by()]).await.map(drop)
}

pub async fn remove(cx: &mut Cx, view: &SavedView) -> Result<(), Fault> {
    cx.touch(KIND, &view.id.to_string(), vec![view.seen_by()]).await?;
    cx.exec("DELETE FROM views WHERE id = $1", vec![id(view.id)]).await.map(drop)
}

pub async fn desk(cx: &mut Cx, user: UserId) -> Result<ViewDesk, Fault> {
    let row = cx.maybe("SELECT rv, body FROM view_desks WHERE user_id = $1", vec![id(user)]).await?;
    let Some(row) = row else { return Ok(ViewDesk::default()) };
    let mut desk: ViewDesk = serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))?;
    desk.rv = row.int("rv");
    Ok(desk)
}

pub async fn keep_desk(cx: &mut Cx, user: UserId, mut desk: ViewDesk) -> Result<ViewDesk, Fault> {
    let scope = yingda_shared::identity::actor::scope::user(user);
    desk.rv = cx.touch(DESK, &user.to_string(), vec![scope]).await?;
    let body = serde_json::to_string(&desk).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO view_desks (user_id, rv, body) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO UPDATE SET \
               rv = excluded.rv, body = excluded.body";
    cx.exec(sql, vec![id(user), desk.rv.into(), body.into()]).await?;
    Ok(desk)
}
