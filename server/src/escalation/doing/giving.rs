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
use yingda_shared::organisation::{Unit, UnitKind};
use yingda_shared::rules::{Candidate, Dispatch, Needs, dispatch as choose};

use super::people::duty;
use crate::cases::{handlers, store};
use crate::ctx::Cx;
use crate::failure;
use crate::identity::actors;
use crate::records::store as records;
use crate::rules::facts::above_unit;
use crate::rules::store as turns;

/// Members of a team that are asked at most.
const CANDIDATES_MAX: usize = 500;
/// The turn of those who belong to no team together.
const EVERYBODY: &str = "everybody";

/// Chooses somebody of the team that the rule or else the case names, and gives them the case. Where nobody fits, a case
/// that has nobody goes to the team. Answers who was chosen and what spoke against the others.
pub async fn dispatch(cx: &mut Cx, case: &Case, dispatch: &Dispatch) -> Result<Value, Fault> {
    let team = dispatch.team_id.or(case.team_id);
    let name = team.map_or(EVERYBODY.to_string(), |team| team.to_string());
    let candidates = candidates(cx, case, team).await?;
    let needs = Needs { region: region(cx, case.unit_id).await?, language: None };
    let turn = turns::turn(cx, &name).await?;
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

async fn candidates(cx: &mut Cx, case: &Case, team: Option<TeamId>) -> Result<Vec<Candidate>, Fault> {
    let users: Vec<User> = match team {
        Some(team) => records::linked(cx, team.0, CANDIDATES_MAX).await?,
        None => records::all::<User>(cx).await?.into_iter().filter(|user| user.active).collect(),
    };
    let staff: Vec<User> =
        users.into_iter().filter(|user| user.company_id.is_none() && user.firm_id.is_none()).collect();
    let loads = store::promised::loads(cx, &staff.iter().map(|user| user.id).collect::<Vec<_>>()).await?;
    let mut above: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
    let mut candidates = Vec::with_capacity(staff.len());
    for user in staff {
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
            teams: user.team_ids.clone(),
            skills: user.skills.clone(),
            languages: user.languages.clone(),
            units,
            load: loads.get(&user.id).copied().unwrap_or_default(),
            duty: duty(&user),
            may: may(cx, case, user.id).await?,
        });
    }
    Ok(candidates)
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
