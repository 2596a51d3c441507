//! Saved views on the server.

pub mod store;

use std::collections::BTreeMap;

use yingda_shared::cases::filter::Conditions;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{UserId, ViewId};
use yingda_shared::kernel::limits::{VIEW_COUNTED_MAX, VIEWS_MAX};
use yingda_shared::organisation::Team;
use yingda_shared::record::changes;
use yingda_shared::views::rules::{self, sight};
use yingda_shared::views::*;

use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::{audit, cases, records};

pub fn register(registry: &mut Registry) {
    registry.read::<ListViews, _>(list);
    registry.read::<GetView, _>(get);
    registry.read::<CountViews, _>(count);
    registry.write::<SaveView, _>(save);
    registry.write::<RemoveView, _>(remove);
    registry.write::<PinViews, _>(pin);
    registry.write::<KeepColumns, _>(keep_columns);
}

/// Everything that views tell a device of this person: the views under some scopes, and their own desk.
pub async fn kept(cx: &mut Cx, scopes: &[String], user: UserId) -> Result<(Vec<SavedView>, ViewDesk), Fault> {
    Ok((store::seen(cx, scopes).await?, store::desk(cx, user).await?))
}

/// Puts ready views in, for a world that is made at once.
pub async fn bring(cx: &mut Cx, views: &[SavedView]) -> Result<(), Fault> {
    for view in views {
        store::put(cx, view, vec![view.seen_by()]).await?;
    }
    Ok(())
}

fn me(cx: &Cx) -> Result<UserId, Fault> {
    cx.actor().user_id.filter(|_| cx.actor().is_staff()).ok_or(Fault::Forbidden)
}

async fn list(cx: &mut Cx, _: ListViews) -> Result<Views, Fault> {
    let user = me(cx)?;
    let scopes = sight(cx.actor());
    let (mut rows, desk) = kept(cx, &scopes, user).await?;
    rows.sort_by_cached_key(SavedView::order);
    Ok(Views { rows, desk })
}

/// The view, if the caller sees it.
async fn visible(cx: &mut Cx, id: ViewId) -> Result<Option<SavedView>, Fault> {
    let view = store::find(cx, id).await?;
    Ok(view.filter(|view| is_visible(cx, view)))
}

fn is_visible(cx: &Cx, view: &SavedView) -> bool {
    sight(cx.actor()).contains(&view.seen_by())
}

async fn get(cx: &mut Cx, op: GetView) -> Result<SavedView, Fault> {
    visible(cx, op.id).await?.ok_or(Fault::NotFound)
}

async fn count(cx: &mut Cx, _: CountViews) -> Result<ViewCounts, Fault> {
    me(cx)?;
    let scopes = sight(cx.actor());
    let views = store::seen(cx, &scopes).await?;
    let (actor, moment) = (cx.caller.actor.clone(), cases::list::moment(cx));
    let counted =
        views.iter().take(VIEWS_MAX).filter_map(|view| Some((view.id, address::counted(&view.query, &actor, moment)?)));
    let (ids, questions): (Vec<ViewId>, Vec<Conditions>) = counted.unzip();
    let counts = cases::list::count_each(cx, &questions, VIEW_COUNTED_MAX).await?;
    Ok(ViewCounts { by_view: ids.into_iter().zip(counts).collect::<BTreeMap<_, _>>() })
}

async fn save(cx: &mut Cx, op: SaveView) -> Result<ViewRef, Fault> {
    me(cx)?;
    let (actor, moment) = (cx.caller.actor.clone(), cases::list::moment(cx));
    let before = store::find(cx, op.id).await?;
    if before.as_ref().is_some_and(|view| !is_visible(cx, view)) {
        return Err(Fault::NotFound);
    }
    records::store::named::<Team>(cx, op.team_id, "/team_id").await?;
    address::check(&op.query, &actor, moment)?;
    let view = rules::save(&op, before.as_ref(), &actor, &actor.team_ids)?;
    let (scope, old) = (view.seen_by(), before.as_ref().map(SavedView::seen_by));
    if old.as_ref() != Some(&scope) && store::count(cx, &scope).await? >= VIEWS_MAX as i64 {
        return Err(Fault::refused("views.too_many"));
    }
    let mut vis: Vec<String> = old.into_iter().chain([scope]).collect();
    vis.dedup();
    let rv = store::put(cx, &view, vis).await?;
    if view.scope != ViewScope::Personal || before.as_ref().is_some_and(|before| before.scope != view.scope) {
        let fields = changes(before.as_ref(), &view);
        audit::differences(cx, SaveView::NAME, KIND, &view.id.to_string(), &fields).await?;
    }
    Ok(ViewRef { id: view.id, rv })
}

async fn remove(cx: &mut Cx, op: RemoveView) -> Result<Removed, Fault> {
    me(cx)?;
    let actor = cx.caller.actor.clone();
    let view = visible(cx, op.id).await?.ok_or(Fault::NotFound)?;
    rules::remove(&view, &actor, &actor.team_ids)?;
    store::remove(cx, &view).await?;
    if view.scope != ViewScope::Personal {
        let fields = [("name".to_string(), view.name.clone(), String::new())];
        audit::differences(cx, RemoveView::NAME, KIND, &view.id.to_string(), &fields).await?;
    }
    Ok(Removed {})
}

async fn pin(cx: &mut Cx, op: PinViews) -> Result<ViewDesk, Fault> {
    let user = me(cx)?;
    let desk = store::desk(cx, user).await?;
    store::keep_desk(cx, user, ViewDesk { pinned: op.ids, ..desk }).await
}

async fn keep_columns(cx: &mut Cx, op: KeepColumns) -> Result<ViewDesk, Fault> {
    let user = me(cx)?;
    let desk = store::desk(cx, user).await?;
    store::keep_desk(cx, user, desk.with_columns(&op)).await
}
