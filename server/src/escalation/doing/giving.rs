//! Giving a case to whoever may, can and is there.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::Value;
use yingda_shared::cases::Case;
use yingda_shared::cases::commands::Command;
use yingda_shared::cases::lifecycle::may_be_given;
use yingda_shared::cases::operations::{AssignCase, TakeCase};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{TeamId, UnitId, UserId};
use yingda_shared::organisation::{Unit, UnitKind, subtree};
use yingda_shared::rules::{Candidate, Dispatch, Duty, Needs, Strategy, Turn, dispatch as choose};

use crate::cases::{handlers, store};
use crate::ctx::Cx;
use crate::failure;
use crate::identity::actors;
use crate::records::store as records;
use crate::rules::facts::above_unit;
use crate::rules::store as turns;
use crate::schedules;

/// Members of a team that are asked at most.
const MEMBERS_MAX: usize = 500;
/// Where no team is named: people that are read at a time, and at most, and those of them that are asked in the end.
const STRETCH: usize = 500;
const READ_MAX: usize = 5_000;
const ASKED_MAX: usize = 200;
/// The turn of those who belong to no team together.
const EVERYBODY: &str = "everybody";

/// Chooses somebody of the team that the rule or else the case names, and gives them the case. Where nobody fits, a case
/// that has nobody goes to the team. Answers who was chosen and what spoke against the others.
pub async fn dispatch(cx: &mut Cx, case: &Case, dispatch: &Dispatch) -> Result<Value, Fault> {
    let team = dispatch.team_id.or(case.team_id);
    let name = team.map_or(EVERYBODY.to_string(), |team| team.to_string());
    let region = region(cx, case.unit_id).await?;
    let turn = turns::turn(cx, &name).await?;
    let candidates = candidates(cx, case, dispatch, (team, region), turn).await?;
    let needs = Needs { region, language: None };
    let chosen = choose(dispatch, &needs, &candidates, cx.now, turn);
    match chosen.user_id {
        Some(user) => {
            super::give(cx, case.id, team, Some(user)).await?;
            turns::keep_turn(cx, &name, chosen.turn).await?;
        }
        None if case.assignee_id.is_none() && team.is_some() => super::give(cx, case.id, team, None).await?,
        None => {}
    }
    serde_json::to_value(&chosen).map_err(|error| failure::internal(&error))
}

async fn candidates(
    cx: &mut Cx,
    case: &Case,
    dispatch: &Dispatch,
    (team, region): (Option<TeamId>, Option<UnitId>),
    turn: Turn,
) -> Result<Vec<Candidate>, Fault> {
    let users: Vec<User> = match team {
        Some(team) => records::linked(cx, team.0, MEMBERS_MAX).await?,
        None => fitting(cx, dispatch, region).await?,
    };
    let staff: Vec<User> =
        users.into_iter().filter(|user| user.company_id.is_none() && user.firm_id.is_none()).collect();
    let loads = store::promised::loads(cx, &staff.iter().map(|user| user.id).collect::<Vec<_>>()).await?;
    let mut duties = schedules::people::now(cx, &staff).await?;
    let mut known: Vec<(User, u32, Duty)> = staff
        .into_iter()
        .map(|user| {
            let (load, duty) = (loads.get(&user.id).copied(), duties.remove(&user.id));
            (user, load.unwrap_or_default(), duty.unwrap_or_default())
        })
        .collect();
    if team.is_none() {
        let now = cx.now;
        known.sort_by_key(|(user, load, duty)| {
            let off = dispatch.on_duty && duty.off(now).is_some();
            let load = if dispatch.by == Strategy::LeastLoad { *load } else { 0 };
            (off, load, turn.last.is_some_and(|last| user.id <= last), user.id)
        });
        known.truncate(ASKED_MAX);
    }
    let mut above: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
    let mut candidates = Vec::with_capacity(known.len());
    for (user, load, duty) in known {
        let mut units = Vec::new();
        if let Some(unit) = user.unit_id {
            if let Entry::Vacant(place) = above.entry(unit) {
                place.insert(above_unit(cx, unit).await?);
            }
            units.push(unit);
            units.extend(above.get(&unit).into_iter().flatten().copied());
        }
        candidates.push(Candidate {
            user_id: user.id,
            may: may(cx, case, user.id).await?,
            teams: user.team_ids,
            skills: user.skills,
            languages: user.languages,
            units,
            load,
            duty,
        });
    }
    Ok(candidates)
}

/// Where no team is named: staff of the region that is asked for, who have the skills that are asked for. Those who cannot
/// be meant are neither kept nor asked about.
async fn fitting(cx: &mut Cx, dispatch: &Dispatch, region: Option<UnitId>) -> Result<Vec<User>, Fault> {
    let units = match region.filter(|_| dispatch.same_region) {
        Some(region) => Some(subtree(&records::all::<Unit>(cx).await?, region)),
        None => None,
    };
    let (mut fitting, mut read, mut last) = (Vec::new(), 0, None::<User>);
    while read < READ_MAX {
        let stretch: Vec<User> = records::inside(cx, "", units.as_deref(), last.as_ref(), STRETCH).await?;
        read += stretch.len();
        last = stretch.last().cloned();
        let whole = stretch.len() == STRETCH;
        fitting.extend(stretch.into_iter().filter(|user| dispatch.missing(&user.skills).is_empty()));
        if !whole {
            break;
        }
    }
    Ok(fitting)
}

/// Whether somebody takes cases at all, and may hold this one.
async fn may(cx: &mut Cx, case: &Case, user: UserId) -> Result<bool, Fault> {
    let actor = actors::of_user(cx, user).await?;
    if !actor.is_some_and(|actor| actor.is_staff() && actor.may(TakeCase::NAME)) {
        return Ok(false);
    }
    let give = AssignCase { id: case.id, base: None, team_id: None, assignee_id: Some(user), note: String::new() };
    let facts = handlers::facts(cx, case, &Command::Assign(give)).await?;
    Ok(may_be_given(case, Some(user), &facts).is_ok())
}

/// The region of a unit: itself, or the nearest one above it.
async fn region(cx: &mut Cx, unit: UnitId) -> Result<Option<UnitId>, Fault> {
    let mut all = vec![unit];
    all.extend(above_unit(cx, unit).await?);
    for unit in all {
        if records::find::<Unit>(cx, unit.0).await?.is_some_and(|unit| unit.kind == UnitKind::Region) {
            return Ok(Some(unit));
        }
    }
    Ok(None)
}
