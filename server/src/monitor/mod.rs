//! The service monitor: counted by the index of cases, inside the caller's fence, with as many questions on a large desk
//! as on a small one.

use std::collections::HashMap;

use yingda_shared::cases::CaseState;
use yingda_shared::cases::filter::Conditions;
use yingda_shared::cases::listing::{CaseRow, Grouping};
use yingda_shared::catalog::priority::Priority;
use yingda_shared::escalation::Unanswered;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{CaseId, UserId, Uuid};
use yingda_shared::monitor::{
    COUNTED_MAX, Counted, Figure, GetMonitor, Monitor, WAITING_MAX, Waiting, in_order_of, loads,
};

use crate::cases::{list, store as cases};
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::escalation;
use crate::records::store as records;

pub fn register(registry: &mut Registry) {
    registry.read::<GetMonitor, _>(get);
}

async fn get(cx: &mut Cx, _: GetMonitor) -> Result<Monitor, Fault> {
    let actor = cx.caller.actor.clone();
    // Who carries how much is told to staff alone.
    if !actor.is_staff() {
        return Err(Fault::Forbidden);
    }
    let moment = list::moment(cx);
    let of = |figure: &Figure| Conditions::of(&figure.question(), &actor, moment);
    let questions: Vec<Conditions> = Figure::ALL.iter().map(of).collect::<Result<_, _>>()?;
    let counts = list::count_each(cx, &questions, COUNTED_MAX).await?;
    let figures = Figure::ALL.iter().zip(counts).map(|(figure, cases)| Counted { figure: *figure, cases }).collect();
    let mut groups = HashMap::new();
    for by in [Grouping::State, Grouping::Priority, Grouping::Unit, Grouping::Team, Grouping::Assignee] {
        groups.insert(by.as_str(), list::count_open(cx, by).await?);
    }
    let mut group = |by: Grouping| groups.remove(by.as_str()).unwrap_or_default();
    let states = in_order_of(&group(Grouping::State), CaseState::ALL.iter().map(|state| state.as_str()));
    let priorities = in_order_of(&group(Grouping::Priority), Priority::ALL.iter().map(|one| one.as_str()));
    let (units, teams, people) = (group(Grouping::Unit), group(Grouping::Team), group(Grouping::Assignee));
    let mut people = loads(&people, |_| false);
    let ids: Vec<UserId> = people.iter().map(|load| load.user_id).collect();
    let known: HashMap<UserId, User> =
        records::some::<User>(cx, &ids).await?.into_iter().map(|user| (user.id, user)).collect();
    let now = cx.now;
    for load in &mut people {
        let user = known.get(&load.user_id);
        load.away = user.is_some_and(|user| !user.active || user.away.iter().any(|span| span.holds(now)));
    }
    let (waiting, more_wait) = waiting(cx).await?;
    let heads = units.iter().chain(&teams).filter_map(|group| group.word.parse().ok());
    let rows = waiting.iter().flat_map(|waiting| waiting.row.named());
    let named: Vec<Uuid> = heads.chain(rows).collect();
    let mut names = records::names(cx, named).await?;
    names.extend(known.into_values().map(|user| (user.id.0, user.name)));
    Ok(Monitor { at: cx.now, figures, states, priorities, units, teams, people, waiting, more_wait, names })
}

async fn waiting(cx: &mut Cx) -> Result<(Vec<Waiting>, bool), Fault> {
    let (waiting, more) = escalation::store::waiting(cx, WAITING_MAX).await?;
    let ids: Vec<CaseId> = waiting.iter().map(|(id, _)| *id).collect();
    let actor = cx.caller.actor.clone();
    let rows: HashMap<CaseId, CaseRow> =
        cases::ties::some_visible(cx, &ids).await?.iter().map(|case| (case.id, CaseRow::of(case, &actor))).collect();
    let told = waiting
        .into_iter()
        .filter_map(|(id, Unanswered { since, level })| Some(Waiting { row: rows.get(&id)?.clone(), since, level }));
    Ok((told.collect(), more))
}
