//! Saved views on a device: read, counted, changed and arranged without a server.

use serde_json::Value;

use crate::cases::filter::Conditions;
use crate::contract::{Operation, parse};
use crate::fault::Fault;
use crate::kernel::id::{TeamId, UserId, ViewId};
use crate::kernel::limits::{VIEW_COUNTED_MAX, VIEWS_MAX};
use crate::offline::cases::moment;
use crate::offline::writes::{Act, Done};
use crate::offline::{Here, json, rows};
use crate::sync::Key;
use crate::sync::overlay::View;
use crate::views::*;

fn all(view: &View<'_>) -> Vec<SavedView> {
    view.all(KIND).filter_map(|(_, body)| body.parse()).collect()
}

fn desk(view: &View<'_>, user: UserId) -> ViewDesk {
    view.get(&Key::new(DESK, user)).and_then(|body| body.parse()).unwrap_or_default()
}

fn me(here: &Here) -> Result<UserId, Fault> {
    here.actor.user_id.filter(|_| here.actor.is_staff()).ok_or(Fault::Forbidden)
}

pub fn list(view: &View<'_>, here: &Here) -> Result<Views, Fault> {
    let user = me(here)?;
    let mut rows = all(view);
    rows.sort_by_cached_key(SavedView::order);
    Ok(Views { rows, desk: desk(view, user) })
}

pub fn get(op: &GetView, view: &View<'_>) -> Result<SavedView, Fault> {
    view.get(&Key::new(KIND, op.id)).and_then(|body| body.parse()).ok_or(Fault::NotFound)
}

/// The same questions as the server's, asked of the cases that lie here.
pub fn count(view: &View<'_>, here: &Here) -> Result<ViewCounts, Fault> {
    me(here)?;
    let conditions = |saved: SavedView| -> Option<(ViewId, Conditions)> {
        Some((saved.id, address::counted(&saved.query, &here.actor, moment(here))?))
    };
    let questions: Vec<(ViewId, Conditions)> = all(view).into_iter().take(VIEWS_MAX).filter_map(conditions).collect();
    let mut by_view: std::collections::BTreeMap<ViewId, i64> = questions.iter().map(|(id, _)| (*id, 0)).collect();
    for head in rows::heads(view) {
        for (id, conditions) in &questions {
            if let Some(count) = by_view.get_mut(id).filter(|count| **count < VIEW_COUNTED_MAX)
                && conditions.hold(&head.case)
            {
                *count += 1;
            }
        }
    }
    Ok(ViewCounts { by_view })
}

/// What a write on views comes to; None for other operations.
pub fn act(name: &str, input: &Value, view: &View<'_>, act: &Act<'_>) -> Option<Result<Done, Fault>> {
    Some(match name {
        SaveView::NAME => parse(input, act.recorded).and_then(|op| save(op, view, act)),
        RemoveView::NAME => parse(input, act.recorded).and_then(|op| remove(&op, view, act)),
        PinViews::NAME => parse(input, act.recorded).and_then(|op: PinViews| {
            arrange(json(&op)?, view, act, |desk| ViewDesk { pinned: op.ids.clone(), ..desk })
        }),
        KeepColumns::NAME => parse(input, act.recorded)
            .and_then(|op: KeepColumns| arrange(json(&op)?, view, act, |desk| desk.with_columns(&op))),
        _ => return None,
    })
}

/// The teams of whoever acts, where this device holds their account.
fn teams(view: &View<'_>, act: &Act<'_>) -> Vec<TeamId> {
    rows::own_account(view, act.here).map(|account| account.team_ids).unwrap_or_default()
}

fn save(op: SaveView, view: &View<'_>, act: &Act<'_>) -> Result<Done, Fault> {
    let actor = &act.here.actor;
    address::check(&op.query, actor, moment(act.here))?;
    let about = Key::new(KIND, op.id);
    let before: Option<SavedView> = view.get(&about).and_then(|body| body.parse());
    let after = rules::save(&op, before.as_ref(), actor, &teams(view, act))?;
    let output = json(ViewRef { id: after.id, rv: after.rv })?;
    Ok(Done { puts: vec![(about.clone(), json(after)?)], about, input: json(op)?, output })
}

fn remove(op: &RemoveView, view: &View<'_>, act: &Act<'_>) -> Result<Done, Fault> {
    let about = Key::new(KIND, op.id);
    let before: SavedView = view.get(&about).and_then(|body| body.parse()).ok_or(Fault::NotFound)?;
    rules::remove(&before, &act.here.actor, &teams(view, act))?;
    // A row of nothing is no view any more.
    Ok(Done { puts: vec![(about.clone(), Value::Null)], about, input: json(op)?, output: json(Removed {})? })
}

fn arrange(
    input: Value,
    view: &View<'_>,
    act: &Act<'_>,
    change: impl FnOnce(ViewDesk) -> ViewDesk,
) -> Result<Done, Fault> {
    let user = me(act.here)?;
    let about = Key::new(DESK, user);
    let after = change(desk(view, user));
    Ok(Done { puts: vec![(about.clone(), json(&after)?)], about, input, output: json(after)? })
}
