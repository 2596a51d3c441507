//! What a plan has to do at a moment, and doing it: a case or a task for each date that is near, once.

use yingda_shared::cases::commands::OnCase;
use yingda_shared::cases::lifecycle::{Ctx, decide};
use yingda_shared::cases::open::{Draft, OpenFacts, open};
use yingda_shared::cases::operations::{AssignCase, QuickOpenCase};
use yingda_shared::cases::relations::LinkCase;
use yingda_shared::cases::ties::LinkKind;
use yingda_shared::cases::{Case, CaseEvent, Channel, Occasion, PendingReason, Planned};
use yingda_shared::catalog::Asset;
use yingda_shared::catalog::priority::{Impact, Priority, PriorityMatrix, Urgency};
use yingda_shared::contract::Operation;
use yingda_shared::contracts::plans::{DayOff, Opens, Outcome, PlanDate, ServicePlan, Skip};
use yingda_shared::contracts::{Contract, ContractState, Standing, standing};
use yingda_shared::customers::Department;
use yingda_shared::fault::{Fault, Params};
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{CaseId, TaskId};
use yingda_shared::kernel::limits::{NOTE_MAX, SUBJECT_MAX};
use yingda_shared::kernel::time::{DAY, Millis};
use yingda_shared::tasks::{AboutKind, OpenedBy, TaskAbout, TaskOrigin};

use super::dates::{CLOSED_MAX, Dates, Place};
use super::renewing;
use super::store::{self, Claim, Noted};
use crate::cases::{self, handlers};
use crate::contracts::store as ledger;
use crate::ctx::{Caller, Cx, new_id};
use crate::records::store as records;
use crate::tasks::{self, New};
use crate::words;

/// Dates of one plan that were passed and are still noted: the last ones.
const PASSED_MAX: usize = 400;
/// Faults that one look at a plan takes up.
const FAULTS: usize = 50;

/// A date or a fault, and what is to become of it.
#[derive(Clone, Debug)]
pub struct Todo {
    plan: ServicePlan,
    date: Option<PlanDate>,
    cause: Option<CaseId>,
    skip: Option<Skip>,
}

/// What a plan has to do, in its order, and when there will be more.
pub struct Agenda {
    pub todo: Vec<Todo>,
    pub next: Option<Millis>,
    /// What was before it is over once all of this is done.
    pub since: Millis,
}

pub async fn agenda(cx: &mut Cx, claim: &Claim) -> Result<Agenda, Fault> {
    let nothing = Agenda { todo: Vec::new(), next: None, since: cx.now };
    let Some(plan) = records::find::<ServicePlan>(cx, claim.plan_id.0).await?.filter(|plan| plan.active) else {
        return Ok(nothing);
    };
    let contract = records::find::<Contract>(cx, plan.contract_id.0).await?;
    let runs = |contract: &Contract| {
        contract.active && matches!(contract.state, ContractState::Active | ContractState::Suspended)
    };
    let Some(contract) = contract.filter(runs) else { return Ok(nothing) };
    if plan.occasion == Occasion::Analysis {
        let waiting = store::waiting(cx, plan.id, FAULTS).await?;
        let next = (waiting.len() == FAULTS).then_some(cx.now);
        // What was solved while the contract did not run is looked into by nobody.
        let todo = |(noted_at, noted): (Millis, Noted)| {
            let skip = (noted_at < claim.since).then_some(Skip::Suspended);
            Todo { plan: plan.clone(), date: None, cause: noted.cause_id, skip }
        };
        return Ok(Agenda { todo: waiting.into_iter().map(todo).collect(), next, since: claim.since });
    }
    let contract = renewing::until_renewed(cx, &plan, contract).await?;
    dates_to_do(cx, claim, plan, &contract).await
}

async fn dates_to_do(cx: &mut Cx, claim: &Claim, plan: ServicePlan, contract: &Contract) -> Result<Agenda, Fault> {
    let place = Place::of(cx, &plan).await?;
    let (now, today, since) = (cx.now, place.day(cx.now), place.day(claim.since));
    let mut due: Vec<PlanDate> = Vec::new();
    let mut next: Option<Millis> = None;
    // Days that are not worked move dates past each other, but not far.
    let far = today.after(i32::from(plan.ahead_days) + CLOSED_MAX);
    let dates = Dates { plan: &plan, contract, place: &place };
    for date in dates.after(since.after(-CLOSED_MAX)).filter(|date| date.day >= since || date.on >= since) {
        if date.opens_at <= now {
            due.push(date);
            continue;
        }
        next = Some(next.map_or(date.opens_at, |next| next.min(date.opens_at)));
        if date.day > far {
            break;
        }
    }
    // A calendar that changes moves dates that are not there yet.
    let moves = plan.day_off != DayOff::Keep;
    let next = next.map(|next| if moves { next.min(now + DAY) } else { next });
    let due = due.split_off(due.len().saturating_sub(PASSED_MAX));
    let days: Vec<_> = due.iter().map(|date| date.day).collect();
    let noted = store::of_days(cx, plan.id, &days).await?;
    let mut known: Vec<Day> = noted.into_iter().filter_map(|noted| noted.day).collect();
    known.extend(renewing::opened_before(cx, &plan, &days).await?);
    let mut due: Vec<PlanDate> = due.into_iter().filter(|date| !known.contains(&date.day)).collect();
    due.sort_by_key(|date| date.at);
    // Of what was passed the last one is made good, unless it is the turn of another one already.
    let last = due.len();
    let todo = due.into_iter().enumerate().map(|(at, date)| {
        let missed = date.on < today && at + 1 < last;
        Todo { plan: plan.clone(), date: Some(date), cause: None, skip: missed.then_some(Skip::Missed) }
    });
    Ok(Agenda { todo: todo.collect(), next, since: cx.now })
}

impl Todo {
    fn noted(&self, outcome: Outcome, why: Option<Skip>) -> Noted {
        let day = self.date.as_ref().map(|date| date.day);
        let named = |cause: CaseId| cause.to_string();
        Noted {
            plan_id: self.plan.id,
            occasion: day.map(|day| day.to_string()).or(self.cause.map(named)).unwrap_or_default(),
            outcome,
            why,
            day,
            on: self.date.as_ref().map(|date| date.on),
            case_id: None,
            cause_id: self.cause,
            wakes_at: None,
            task_id: None,
        }
    }

    /// Writes down that it is taken, or passed over; answers whether nobody had done so.
    async fn take(&self, cx: &mut Cx, contract: &Contract, noted: &Noted) -> Result<bool, Fault> {
        let vis = vec![scope::ORGANISATION.to_string(), scope::company(contract.company_id)];
        match self.cause {
            Some(_) => store::settle(cx, noted, vis).await,
            None => store::note(cx, noted, vis).await,
        }
    }
}

/// Opens its case or task, or says why not, as plan and contract are now. A plan that was saved meanwhile is looked at anew.
pub async fn act(cx: &mut Cx, todo: &Todo) -> Result<(), Fault> {
    let Some(contract) = present(cx, todo).await? else { return Ok(()) };
    if renewing::is_anothers(cx, &todo.plan, &contract, todo.date.as_ref()).await? {
        return Ok(());
    }
    let balances = ledger::balances(cx, &contract).await?;
    let skip = todo.skip.or(match standing(&contract, &balances, cx.now) {
        Standing::InForce { .. } => None,
        // Whether another contract gives what this one has no more, its drawing says.
        Standing::Over { .. } if contract.state == ContractState::Active && !contract.has_ended(cx.now) => None,
        Standing::Suspended => Some(Skip::Suspended),
        Standing::Over { .. } => Some(Skip::UsedUp),
        Standing::Draft | Standing::NotBegun { .. } | Standing::Cancelled | Standing::Archived => Some(Skip::Refused),
    });
    if let Some(why) = skip {
        let noted = todo.noted(Outcome::Skipped, Some(why));
        return todo.take(cx, &contract, &noted).await.map(drop);
    }
    let mut noted = todo.noted(Outcome::Opened, None);
    if !todo.take(cx, &contract, &noted).await? {
        return Ok(());
    }
    let caller = std::mem::replace(&mut cx.caller, Caller::acting(&todo.plan.name));
    let begun = match todo.plan.opens {
        Opens::Case => begin(cx, todo, &contract).await.map(|case| noted.case_id = Some(case)),
        Opens::Task => begin_task(cx, todo, &contract).await.map(|task| noted.task_id = Some(task)),
    };
    cx.caller = caller;
    begun?;
    let sleeps = noted.case_id.is_some();
    noted.wakes_at = todo.date.as_ref().map(|date| date.at).filter(|at| sleeps && *at > cx.now);
    store::opened(cx, &noted).await
}

/// Passes over what could not be opened.
pub async fn pass_over(cx: &mut Cx, todo: &Todo, why: Skip) -> Result<(), Fault> {
    let Some(contract) = present(cx, todo).await? else { return Ok(()) };
    let noted = todo.noted(Outcome::Skipped, Some(why));
    todo.take(cx, &contract, &noted).await.map(drop)
}

/// The contract of a plan that is still the one that was looked at.
async fn present(cx: &mut Cx, todo: &Todo) -> Result<Option<Contract>, Fault> {
    let plan = records::find::<ServicePlan>(cx, todo.plan.id.0).await?;
    match plan.filter(|plan| plan.rv == todo.plan.rv) {
        Some(plan) => records::find(cx, plan.contract_id.0).await,
        None => Ok(None),
    }
}

async fn begin(cx: &mut Cx, todo: &Todo, contract: &Contract) -> Result<CaseId, Fault> {
    let plan = &todo.plan;
    let cause = match todo.cause {
        Some(id) => cases::store::find(cx, id).await?,
        None => None,
    };
    let asset: Option<Asset> = match plan.asset_id.or(cause.as_ref().and_then(|cause| cause.asset_id)) {
        Some(id) => records::find(cx, id.0).await?.filter(|asset: &Asset| asset.company_id == contract.company_id),
        None => None,
    };
    let company = Some(contract.company_id);
    let (facts, terms) = cases::open::facts(cx, plan.category_id, asset, plan.contact_id, company).await?;
    let draft = draft(cx, todo, contract, &facts, cause.as_ref()).await?;
    let actor = cx.caller.actor.clone();
    let mut case = open(new_id(), Channel::Plan, draft, &facts, &actor, cx.now);
    case.planned = Some(Planned {
        contract_id: contract.id,
        plan_id: plan.id,
        occasion: plan.occasion,
        day: todo.date.as_ref().map(|date| date.on),
        minute: plan.minute,
        at: todo.date.as_ref().map(|date| date.at),
        after: todo.cause,
    });
    let mut then: Vec<CaseEvent> = given(cx, plan, &case).await?.unwrap_or_default();
    if let Some(date) = todo.date.as_ref().filter(|date| date.at > cx.now) {
        // Until its date nothing is promised of it.
        then.push(CaseEvent::Held { reason: PendingReason::Scheduled, note: written(date) });
    }
    let start = cases::open::Start { then, ..cases::open::Start::under(terms, QuickOpenCase::NAME) };
    cases::open::begin(cx, &mut case, start).await?;
    let id = case.id;
    if let Some(cause) = cause {
        unless_refused(handlers::change(cx, LinkCase { id, to: cause.id, kind: LinkKind::Related }).await)?;
    }
    Ok(id)
}

/// A task beside the contract, or beside the fault, due at its date. Somebody who left leaves it with the team.
async fn begin_task(cx: &mut Cx, todo: &Todo, contract: &Contract) -> Result<TaskId, Fault> {
    let plan = &todo.plan;
    let cause = match todo.cause {
        Some(id) => cases::store::find(cx, id).await?,
        None => None,
    };
    let asset: Option<Asset> = match plan.asset_id.or(cause.as_ref().and_then(|cause| cause.asset_id)) {
        Some(id) => records::find(cx, id.0).await?.filter(|asset: &Asset| asset.company_id == contract.company_id),
        None => None,
    };
    let about = match &cause {
        Some(cause) => TaskAbout { kind: AboutKind::Case, id: cause.id.0 },
        None => TaskAbout { kind: AboutKind::Contract, id: contract.id.0 },
    };
    let params = filled_in(cx, todo, contract, asset.as_ref(), cause.as_ref()).await?;
    let owner_id = match plan.assignee_id {
        Some(user) => tasks::holds(cx, user).await?.then_some(user),
        None => None,
    };
    if owner_id.is_none() && plan.team_id.is_none() {
        return Err(Fault::refused("tasks.nobody"));
    }
    let new = New {
        id: new_id(),
        title: words::fill(&plan.subject, &params).chars().take(SUBJECT_MAX).collect(),
        text: words::fill(&plan.description, &params).chars().take(NOTE_MAX).collect(),
        about: Some(about),
        owner_id,
        team_id: plan.team_id,
        due_at: todo.date.as_ref().map(|date| date.at),
        priority: plan.priority,
        origin: TaskOrigin { by: OpenedBy::Plan, name: plan.name.clone(), user_id: None },
    };
    Ok(tasks::open(cx, new).await?.id)
}

/// Gives it to whom the plan names. Somebody who left, or may not hold it, leaves it with the team: None.
async fn given(cx: &mut Cx, plan: &ServicePlan, case: &Case) -> Result<Option<Vec<CaseEvent>>, Fault> {
    let Some(assignee) = plan.assignee_id else { return Ok(None) };
    let note = String::new();
    let give =
        AssignCase { id: case.id, base: None, team_id: case.team_id, assignee_id: Some(assignee), note }.command();
    let Some(facts) = unless_refused(handlers::facts(cx, case, &give).await)? else { return Ok(None) };
    let ctx = Ctx { actor: &cx.caller.actor.clone(), now: cx.now, client: cx.caller.client };
    unless_refused(decide(case, &give, &facts, &ctx).map_err(Fault::from))
}

async fn draft(
    cx: &mut Cx,
    todo: &Todo,
    contract: &Contract,
    facts: &OpenFacts,
    cause: Option<&Case>,
) -> Result<Draft, Fault> {
    let plan = &todo.plan;
    let params = filled_in(cx, todo, contract, facts.asset.as_ref(), cause).await?;
    let (impact, urgency) = plan.priority.and_then(|priority| grade(&facts.matrix, priority)).unzip();
    Ok(Draft {
        subject: words::fill(&plan.subject, &params).chars().take(SUBJECT_MAX).collect(),
        description: words::fill(&plan.description, &params),
        impact,
        urgency,
        op: QuickOpenCase {
            team_id: plan.team_id,
            product_id: cause.and_then(|cause| cause.product_id),
            ..QuickOpenCase::default()
        },
        ..Draft::default()
    })
}

/// What stands in for the names between braces.
async fn filled_in(
    cx: &mut Cx,
    todo: &Todo,
    contract: &Contract,
    asset: Option<&Asset>,
    cause: Option<&Case>,
) -> Result<Params, Fault> {
    let plan = &todo.plan;
    let department: Option<Department> = match plan.department_id {
        Some(id) => records::find(cx, id.0).await?,
        None => None,
    };
    let values = [
        ("date", todo.date.as_ref().map(written)),
        ("plan", Some(plan.name.clone())),
        ("contract", Some(contract.name.clone())),
        ("asset", asset.map(|asset| asset.name.clone())),
        ("department", department.map(|department| department.name)),
        ("fault", cause.map(|cause| cause.number.clone())),
    ];
    Ok(values.into_iter().map(|(name, value)| (name.to_string(), value.unwrap_or_default())).collect())
}

/// The mildest grade of a priority.
fn grade(matrix: &PriorityMatrix, priority: Priority) -> Option<(Impact, Urgency)> {
    let all =
        Impact::ALL.iter().rev().flat_map(|impact| Urgency::ALL.iter().rev().map(move |urgency| (*impact, *urgency)));
    all.into_iter().find(|(impact, urgency)| matrix.cell(*impact, *urgency).priority == priority)
}

/// `2026-10-12 09:00`
fn written(date: &PlanDate) -> String {
    format!("{} {:02}:{:02}", date.on, date.minute / 60, date.minute % 60)
}

fn unless_refused<T>(outcome: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match outcome {
        Err(fault @ (Fault::Internal { .. } | Fault::Unavailable { .. })) => Err(fault),
        outcome => Ok(outcome.ok()),
    }
}
