//! People's time on the server: schedules, leave, and who can work when (docs/schedules.md).

mod leaves;
pub mod people;
mod store;

use std::collections::BTreeSet;

use yingda_shared::calendar::WorkCalendar;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::{Id, TeamId, UserId, Uuid};
use yingda_shared::kernel::limits::COLLEAGUES_MAX;
use yingda_shared::kernel::span::Span;
use yingda_shared::organisation::Team;
use yingda_shared::record::{Saved, changes};
use yingda_shared::schedules::*;

use crate::audit;
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records::store as records;

/// The word of the audit and the feed.
const KIND: &str = "schedules";

/// Colleagues that are looked through for those who can work now.
const LOOKED_THROUGH: usize = 500;

pub fn register(registry: &mut Registry) {
    registry.read::<GetSchedule, _>(get);
    registry.write::<SaveSchedule, _>(save);
    registry.read::<ListColleagues, _>(colleagues);
    leaves::register(registry);
}

/// Who of the staff calls.
fn me(cx: &Cx) -> Result<UserId, Fault> {
    cx.actor().user_id.filter(|_| cx.actor().is_staff()).ok_or(Fault::Forbidden)
}

/// Somebody of the staff, switched off or not.
async fn person(cx: &mut Cx, id: Uuid) -> Result<Option<User>, Fault> {
    let user: Option<User> = records::find(cx, id).await?;
    Ok(user.filter(|user| user.company_id.is_none() && user.firm_id.is_none()))
}

/// Who leads a team of somebody.
async fn leads(cx: &mut Cx, user: &User) -> Result<Vec<UserId>, Fault> {
    let teams: Vec<Team> = records::some(cx, &user.team_ids).await?;
    Ok(teams.into_iter().filter(|team| team.active).filter_map(|team| team.lead_id).collect())
}

/// A schedule is shown to whoever it is of, and to those who set it.
async fn get(cx: &mut Cx, op: GetSchedule) -> Result<PersonSchedule, Fault> {
    let me = me(cx)?;
    let user = person(cx, op.id).await?.ok_or(Fault::NotFound)?;
    let leads = leads(cx, &user).await?;
    let may_save = sets(cx.actor(), &user, &leads);
    if !may_save && user.id != me {
        return Err(Fault::NotFound);
    }
    let schedule = store::schedules(cx, &[user.id]).await?.remove(&user.id);
    let schedule = schedule.unwrap_or_else(|| Schedule::plain(user.id));
    let calendars: Vec<WorkCalendar> = records::all(cx).await?;
    let worked = calendars.into_iter().filter(|one| one.active || Some(one.id) == schedule.calendar_id);
    let calendars = worked.map(|one| CalendarName { id: one.id, name: one.name, default: one.default }).collect();
    let duty = people::ahead(cx, std::slice::from_ref(&user)).await?.remove(&user.id).unwrap_or_default();
    let ahead = Span { from: cx.now, to: i64::MAX };
    let mut leave = store::approved(cx, &[user.id], ahead).await?.remove(&user.id).unwrap_or_default();
    leave.sort_unstable();
    Ok(PersonSchedule { schedule, name: user.name, now: duty.standing(cx.now), may_save, calendars, leave })
}

async fn save(cx: &mut Cx, op: SaveSchedule) -> Result<Saved, Fault> {
    let me = me(cx)?;
    let user = person(cx, op.0.id.uuid()).await?.ok_or(Fault::NotFound)?;
    let leads = leads(cx, &user).await?;
    if !sets(cx.actor(), &user, &leads) {
        return Err(if user.id == me { Fault::Forbidden } else { Fault::NotFound });
    }
    let schedule = op.0;
    let before = store::schedules(cx, &[user.id]).await?.remove(&user.id);
    let kept = before.as_ref().map_or(0, |before| before.rv);
    if schedule.rv != kept {
        return Err(Fault::Conflict { version: kept, changes: Vec::new() });
    }
    let had = before.as_ref().and_then(|before| before.calendar_id);
    if let Some(calendar) = schedule.calendar_id.filter(|calendar| Some(*calendar) != had) {
        let calendar: Option<WorkCalendar> = records::find(cx, calendar.uuid()).await?;
        calendar.filter(|calendar| calendar.active).ok_or_else(|| Fault::invalid("/calendar_id", "unknown"))?;
    }
    let differences = changes(before.as_ref(), &schedule);
    if before.is_some() && differences.is_empty() {
        return Ok(Saved { id: user.id.uuid(), rv: kept });
    }
    let rv = cx.touch(KIND, &user.id.to_string(), scopes(&user)).await?;
    store::put_schedule(cx, &Schedule { rv, ..schedule }).await?;
    audit::differences(cx, SaveSchedule::NAME, KIND, &user.id.to_string(), &differences).await?;
    Ok(Saved { id: user.id.uuid(), rv })
}

/// Whom a change of somebody's time concerns.
fn scopes(user: &User) -> Vec<String> {
    let teams = user.team_ids.iter().map(scope::team);
    let unit = user.unit_id.map(scope::unit);
    [scope::ORGANISATION.to_string(), scope::user(user.id)].into_iter().chain(unit).chain(teams).collect()
}

/// Those who can work now first; of those who cannot, whoever is back sooner. The names are those of the directory, which
/// staff read whole; how long a leave lasts is told among the people of a team.
async fn colleagues(cx: &mut Cx, op: ListColleagues) -> Result<Colleagues, Fault> {
    let me = me(cx)?;
    let words = op.q.unwrap_or_default();
    let users: Vec<User> = records::inside(cx, &words, None, None, LOOKED_THROUGH).await?;
    let more = users.len() > COLLEAGUES_MAX;
    let duties = people::ahead(cx, &users).await?;
    let near = near(cx, me).await?;
    let now = cx.now;
    let colleague = |user: User| {
        let mut standing = duties.get(&user.id).map(|duty| duty.standing(now)).unwrap_or_default();
        let told = user.id == me || user.team_ids.iter().any(|team| near.contains(team));
        if standing.off == Some(OffDuty::Away) && !told {
            standing.next = None;
        }
        Colleague { id: user.id, name: user.name, login: user.login, now: standing }
    };
    let mut rows: Vec<Colleague> = users.into_iter().map(colleague).collect();
    rows.sort_by_key(|row| (row.now.off.is_some(), row.now.off.map(|_| row.now.next.unwrap_or(i64::MAX))));
    rows.truncate(COLLEAGUES_MAX);
    Ok(Colleagues { rows, more })
}

/// Teams that somebody belongs to or leads.
async fn near(cx: &mut Cx, me: UserId) -> Result<BTreeSet<TeamId>, Fault> {
    let own = cx.actor().team_ids.clone();
    let teams: Vec<Team> = records::all(cx).await?;
    let is_near = |team: &Team| team.active && (team.lead_id == Some(me) || own.contains(&team.id));
    Ok(teams.into_iter().filter(is_near).map(|team| team.id).collect())
}
