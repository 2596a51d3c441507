//! Leave: asking, deciding, taking back, and who is away.

use std::collections::{BTreeMap, BTreeSet};

use yingda_shared::calendar::Hours;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{Id, LeaveId, TeamId, UserId, Uuid};
use yingda_shared::kernel::limits::LEAVES_WAITING_MAX;
use yingda_shared::kernel::span::Span;
use yingda_shared::kernel::time::{DAY, MINUTE, Millis};
use yingda_shared::organisation::Team;
use yingda_shared::record::changes;
use yingda_shared::schedules::*;

use super::{leads, me, person, scopes, store};
use crate::audit;
use crate::ctx::{Cx, new_id};
use crate::dispatch::Registry;
use crate::reactions;
use crate::records::store as records;

/// The word of the audit and the feed.
const KIND: &str = "leaves";

/// Requests that are shown to whoever decides.
const SHOWN: usize = 100;
/// Requests that are read at a time to find them, and how often.
const STRETCH: usize = 500;
const STRETCHES: usize = 10;
/// How long after its end a request is still shown: whoever was ill asks afterwards.
const PASSED: Millis = 30 * DAY;
/// Members of a team that are looked at.
const MEMBERS: usize = 500;

pub fn register(registry: &mut Registry) {
    registry.write::<AskLeave, _>(ask);
    registry.read::<ListLeaves, _>(list);
    registry.read::<ListLeavesToDecide, _>(waiting);
    registry.write::<DecideLeave, _>(decide);
    registry.write::<WithdrawLeave, _>(withdraw);
    registry.read::<ListAway, _>(away);
}

async fn ask(cx: &mut Cx, op: AskLeave) -> Result<Leave, Fault> {
    let me = me(cx)?;
    let user = person(cx, me.uuid()).await?.ok_or(Fault::Forbidden)?;
    let leave = Leave {
        id: op.leave_id.unwrap_or_else(new_id),
        rv: 0,
        user_id: me,
        kind: op.kind,
        span: Span { from: op.from, to: op.to },
        note: op.note.trim().to_string(),
        state: LeaveState::Asked,
        asked_at: cx.now,
        decided_by: None,
        decided_at: None,
        reason: String::new(),
    };
    if store::leave(cx, leave.id).await?.is_some() {
        return Err(Fault::invalid("/leave_id", "taken"));
    }
    if store::waiting_of(cx, me).await? >= LEAVES_WAITING_MAX as i64 {
        return Err(Fault::refused("leaves.too_many_wait"));
    }
    leave.may_be_asked(&store::meeting(cx, me, leave.span).await?)?;
    let leave = keep(cx, &user, None, leave, AskLeave::NAME).await?;
    let leads = leads(cx, &user).await?;
    reactions::leave_asked(cx, &leave, &user, &leads).await?;
    Ok(leave)
}

async fn keep(
    cx: &mut Cx,
    user: &User,
    before: Option<&Leave>,
    leave: Leave,
    action: &'static str,
) -> Result<Leave, Fault> {
    let rv = cx.touch(KIND, &leave.id.to_string(), scopes(user)).await?;
    let leave = Leave { rv, ..leave };
    store::put(cx, &leave).await?;
    audit::differences(cx, action, KIND, &leave.id.to_string(), &masked(changes(before, &leave))).await?;
    Ok(leave)
}

/// Why somebody is not there is theirs and of whoever decides: the audit says that something was written, not what.
fn masked(fields: Vec<(String, String, String)>) -> Vec<(String, String, String)> {
    let mask = |text: String| if text.is_empty() { text } else { "***".to_string() };
    let field = |(name, old, new): (String, String, String)| match name.as_str() {
        "kind" | "note" | "reason" => (name, mask(old), mask(new)),
        _ => (name, old, new),
    };
    fields.into_iter().map(field).collect()
}

async fn list(cx: &mut Cx, _: ListLeaves) -> Result<OwnLeaves, Fault> {
    let me = me(cx)?;
    Ok(OwnLeaves { rows: store::of_person(cx, me).await? })
}

/// Requests are read in the order in which they were made, until enough are found that the caller decides on.
async fn waiting(cx: &mut Cx, _: ListLeavesToDecide) -> Result<LeavesToDecide, Fault> {
    me(cx)?;
    let mut rows = Vec::new();
    let mut after = (i64::MIN, Uuid::nil());
    let since = cx.now - PASSED;
    // Whether there may be others behind those that were read.
    let mut unread = true;
    for _ in 0..STRETCHES {
        let stretch = store::waiting(cx, after, since, STRETCH).await?;
        let (read, last) = (stretch.len(), stretch.last().map(|leave| (leave.asked_at, leave.id.uuid())));
        rows.extend(mine(cx, stretch).await?);
        match last.filter(|_| read == STRETCH && rows.len() <= SHOWN) {
            Some(last) => after = last,
            None => {
                unread = false;
                break;
            }
        }
    }
    let more = unread || rows.len() > SHOWN;
    rows.truncate(SHOWN);
    let people: Vec<UserId> = rows.iter().map(|row| row.leave.user_id).collect::<BTreeSet<_>>().into_iter().collect();
    let schedules = store::schedules(cx, &people).await?;
    let offset = Millis::from(cx.services.config.offset) * MINUTE;
    for row in &mut rows {
        if let Some(schedule) = schedules.get(&row.leave.user_id) {
            row.worked = worked(schedule, row.leave.span, offset);
        }
    }
    Ok(LeavesToDecide { rows, more })
}

/// Days of a leave on which an exception says that the person works, as the desk counts days.
fn worked(schedule: &Schedule, span: Span, offset: Millis) -> Vec<Day> {
    let day = |at: Millis| Day(i32::try_from((at + offset).div_euclid(DAY)).unwrap_or_default());
    let (first, last) = (day(span.from), day(span.to - 1));
    if first > last {
        return Vec::new();
    }
    let days = schedule.exceptions.0.range(first..=last);
    days.filter(|(_, hours): &(&Day, &Hours)| !hours.is_off()).map(|(day, _)| *day).collect()
}

/// Of some requests those that the caller decides on, with whom they are of.
async fn mine(cx: &mut Cx, leaves: Vec<Leave>) -> Result<Vec<WaitingLeave>, Fault> {
    let people: Vec<UserId> = leaves.iter().map(|leave| leave.user_id).collect::<BTreeSet<_>>().into_iter().collect();
    let users: Vec<User> = records::some(cx, &people).await?;
    let ids: BTreeSet<TeamId> = users.iter().flat_map(|user| user.team_ids.iter().copied()).collect();
    let teams: Vec<Team> = records::some(cx, &ids.into_iter().collect::<Vec<_>>()).await?;
    let leading: BTreeMap<TeamId, UserId> =
        teams.iter().filter(|team| team.active).filter_map(|team| Some((team.id, team.lead_id?))).collect();
    let actor = cx.caller.actor.clone();
    let decided_on: BTreeMap<UserId, String> = users
        .into_iter()
        .filter(|user| user.active)
        .filter(|user| {
            let leads: Vec<UserId> = user.team_ids.iter().filter_map(|team| leading.get(team).copied()).collect();
            decides(&actor, user, &leads)
        })
        .map(|user| (user.id, user.name))
        .collect();
    let row = |leave: Leave| {
        let name = decided_on.get(&leave.user_id)?.clone();
        Some(WaitingLeave { leave, name, worked: Vec::new() })
    };
    Ok(leaves.into_iter().filter_map(row).collect())
}

/// A leave with whoever asked for it.
async fn found(cx: &mut Cx, id: LeaveId) -> Result<(Leave, User), Fault> {
    let leave = store::leave(cx, id).await?.ok_or(Fault::NotFound)?;
    let user = person(cx, leave.user_id.uuid()).await?.ok_or(Fault::NotFound)?;
    Ok((leave, user))
}

async fn decide(cx: &mut Cx, op: DecideLeave) -> Result<Leave, Fault> {
    let me = me(cx)?;
    let (leave, user) = found(cx, op.id).await?;
    let leads = leads(cx, &user).await?;
    if user.id != me && !decides(cx.actor(), &user, &leads) {
        return Err(Fault::NotFound);
    }
    let after = leave.decided(op.approve, &op.reason, me, cx.now)?;
    let after = keep(cx, &user, Some(&leave), after, DecideLeave::NAME).await?;
    reactions::leave_decided(cx, &after).await?;
    Ok(after)
}

async fn withdraw(cx: &mut Cx, op: WithdrawLeave) -> Result<Leave, Fault> {
    let me = me(cx)?;
    let (leave, user) = found(cx, op.id).await?;
    if user.id != me {
        return Err(Fault::NotFound);
    }
    let after = leave.withdrawn(cx.now)?;
    let after = keep(cx, &user, Some(&leave), after, WithdrawLeave::NAME).await?;
    reactions::leave_withdrawn(cx, &after, &user).await?;
    Ok(after)
}

/// Approved leave and other times away, of those in the caller's teams and in those that the caller leads.
async fn away(cx: &mut Cx, op: ListAway) -> Result<AwayMonth, Fault> {
    let me = me(cx)?;
    let (first, next) = op.days().ok_or_else(|| Fault::invalid("/month", "malformed"))?;
    let offset = Millis::from(cx.services.config.offset) * MINUTE;
    let midnight = |day: Day| Millis::from(day.0) * DAY - offset;
    let month = Span { from: midnight(first), to: midnight(next) };
    let teams: Vec<Team> = records::all(cx).await?;
    let own = cx.actor().team_ids.clone();
    let near = teams.iter().filter(|team| team.active && (team.lead_id == Some(me) || own.contains(&team.id)));
    let mut people: BTreeMap<UserId, User> = BTreeMap::new();
    let leading: BTreeMap<TeamId, UserId> =
        teams.iter().filter(|team| team.active).filter_map(|team| Some((team.id, team.lead_id?))).collect();
    for team in near.map(|team| team.id).collect::<Vec<_>>() {
        let members: Vec<User> = records::linked(cx, team.uuid(), MEMBERS).await?;
        people.extend(members.into_iter().map(|user| (user.id, user)));
    }
    let ids: Vec<UserId> = people.keys().copied().collect();
    let mut leave = store::approved(cx, &ids, month).await?;
    let actor = cx.caller.actor.clone();
    let meets = |span: &Span| span.from < month.to && month.from < span.to;
    let row = |user: User| {
        let mut spans = leave.remove(&user.id).unwrap_or_default();
        spans.extend(user.away.iter().copied().filter(meets));
        spans.sort_unstable();
        let leads: Vec<UserId> = user.team_ids.iter().filter_map(|team| leading.get(team).copied()).collect();
        AwayPerson { id: user.id, decides: decides(&actor, &user, &leads), name: user.name, spans }
    };
    let mut rows: Vec<AwayPerson> = people.into_values().map(row).collect();
    rows.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(AwayMonth { month: op.month, rows })
}
