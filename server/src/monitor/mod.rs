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
use yingda_shared::kernel::span::Span;
use yingda_shared::monitor::{
    COUNTED_MAX, Counted, Figure, GetMonitor, Monitor, PEOPLE_MAX, WAITING_MAX, Waiting, in_order_of, loads,
};

use crate::cases::{list, store as cases};
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::escalation;
use crate::records::store as records;
use crate::schedules;

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
    let states = list::count_open(cx, Grouping::State).await?;
    let priorities = list::count_open(cx, Grouping::Priority).await?;
    let units = list::count_open(cx, Grouping::Unit).await?;
    let teams = list::count_open(cx, Grouping::Team).await?;
    let carried = list::count_open(cx, Grouping::Assignee).await?;
    let ids: Vec<UserId> = carried.iter().filter_map(|group| group.word.parse().ok().map(UserId)).collect();
    let known: HashMap<UserId, User> = records::some::<User>(cx, &ids[..ids.len().min(PEOPLE_MAX)])
        .await?
        .into_iter()
        .map(|user| (user.id, user))
        .collect();
    let users: Vec<User> = known.values().cloned().collect();
    let duties = schedules::people::ahead(cx, &users).await?;
    let today = Span { from: cx.now, to: schedules::people::midnight(cx) };
    let people = loads(&carried, |id| {
        let duty = duties.get(&id);
        let left = duty.filter(|duty| duty.hours.is_some()).map(|duty| duty.time_in(today));
        (duty.map(|duty| duty.standing(today.from)).unwrap_or_default(), left)
    });
    let (waiting, more_wait) = waiting(cx).await?;
    let heads = units.iter().chain(&teams).filter_map(|group| group.word.parse().ok());
    let rows = waiting.iter().flat_map(|waiting| waiting.row.named());
    let named: Vec<Uuid> = heads.chain(rows).collect();
    let mut names = records::names(cx, named).await?;
    names.extend(known.into_values().map(|user| (user.id.0, user.name)));
    Ok(Monitor {
        at: cx.now,
        figures,
        states: in_order_of(&states, CaseState::ALL.iter().map(|state| state.as_str())),
        priorities: in_order_of(&priorities, Priority::ALL.iter().map(|one| one.as_str())),
        units,
        teams,
        people,
        waiting,
        more_wait,
        names,
    })
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
