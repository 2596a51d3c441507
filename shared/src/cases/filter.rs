//! What narrows and orders a list of cases, and who may narrow by what.

mod words;

use self::words::{choice, due, ids, period, risk};
use crate::cases::listing::{Grouping, Sort, parse_sort};
use crate::cases::model::{Case, CaseState, Channel};
use crate::cases::queries::ListCases;
use crate::cases::search::{Sought, came_text, search_text};
use crate::catalog::priority::Priority;
use crate::fault::Fault;
use crate::identity::Actor;
use crate::kernel::id::{Id, UserId, Uuid};
use crate::kernel::time::{Millis, OffsetMinutes};

/// The moment that "today" and "overdue" are meant from, and the desk's zone.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now: Millis,
    pub offset: OffsetMinutes,
}

/// The order asked for. Nobody filters or sorts by what they are not shown: order and counts would
/// tell it.
pub fn order(query: &ListCases, actor: &Actor) -> Result<(Sort, bool), Fault> {
    let word = query.sort.as_deref().unwrap_or("-updated");
    let (sort, down) = parse_sort(word).ok_or_else(|| Fault::invalid("/sort", "unknown_word"))?;
    let asks = |field: &Option<String>| field.as_ref().is_some_and(|text| !text.is_empty());
    let hidden = asks(&query.team_id) || asks(&query.unit_id) || asks(&query.contact_id);
    if hidden && !actor.is_staff() {
        return Err(Fault::Forbidden);
    }
    let inner = asks(&query.priority) || asks(&query.firm_id) || sort == Sort::Priority;
    // A case that theirs was merged into belongs to others: it shows them theirs of these, see `Case::facing`.
    let others = asks(&query.product_id) || asks(&query.channel) || asks(&query.created) || asks(&query.waits);
    if actor.is_customer_side() && (inner || others) {
        return Err(Fault::Forbidden);
    }
    Ok((sort, down))
}

/// The grouping asked for, by the same law.
pub fn grouping(query: &ListCases, actor: &Actor) -> Result<Option<Grouping>, Fault> {
    let Some(word) = query.group.as_deref().filter(|word| !word.is_empty()) else { return Ok(None) };
    let grouping = Grouping::parse(word).ok_or_else(|| Fault::invalid("/group", "unknown_word"))?;
    let hidden = match grouping {
        Grouping::Assignee | Grouping::Team | Grouping::Unit => !actor.is_staff(),
        Grouping::Priority | Grouping::Company => actor.is_customer_side(),
        _ => false,
    };
    if hidden { Err(Fault::Forbidden) } else { Ok(Some(grouping)) }
}

/// The ids a column is to hold; None among them stands for no id.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub column: &'static str,
    /// None of them instead of any.
    pub not: bool,
    pub ids: Vec<Option<Uuid>>,
}

impl Held {
    /// This id and no other.
    pub fn only(column: &'static str, id: Uuid) -> Held {
        Held { column, not: false, ids: vec![Some(id)] }
    }
}

/// From a moment on and before another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Between {
    pub from: Option<Millis>,
    pub to: Option<Millis>,
}

impl Between {
    fn holds(self, at: Millis) -> bool {
        self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at < to)
    }
}

/// The conditions of a query beside its search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conditions {
    pub states: Option<Vec<CaseState>>,
    pub priorities: Option<Vec<Priority>>,
    pub channels: Option<Vec<Channel>>,
    /// Only those out of sight at a moment, or only those that are not.
    pub snoozed: Option<(bool, Millis)>,
    pub follower: Option<UserId>,
    pub held: Vec<Held>,
    /// Columns that hold a moment, with the stretches of which one is enough.
    pub times: Vec<(&'static str, Vec<Between>)>,
    /// Only what somebody still has to do something about.
    pub open: bool,
    /// Only where the customer side wrote last.
    pub waits: bool,
}

impl Conditions {
    pub fn of(query: &ListCases, actor: &Actor, moment: Moment) -> Result<Conditions, Fault> {
        let mut conditions = Conditions::default();
        for (pointer, text) in query.filters() {
            if let Some(text) = text {
                conditions.add(pointer, text, actor, moment)?;
            }
        }
        Ok(conditions)
    }

    fn add(&mut self, pointer: &'static str, text: &str, actor: &Actor, moment: Moment) -> Result<(), Fault> {
        match pointer {
            "/state" => {
                let states = |word: &str| match word {
                    "open" => Some(CaseState::OPEN.to_vec()),
                    word => CaseState::parse(word).map(|state| vec![state]),
                };
                self.states = Some(choice(pointer, text, CaseState::ALL, states)?);
            }
            "/priority" => {
                let one = |word: &str| Priority::parse(word).map(|one| vec![one]);
                self.priorities = Some(choice(pointer, text, Priority::ALL, one)?);
            }
            "/channel" => {
                let one = |word: &str| Channel::parse(word).map(|one| vec![one]);
                self.channels = Some(choice(pointer, text, Channel::ALL, one)?);
            }
            // Outside the organisation the column is hidden, and so is filtering by it.
            "/assignee" if !actor.is_staff() => return Err(Fault::invalid(pointer, "unknown_word")),
            "/assignee" => self.held.push(ids(pointer, "assignee_id", text, actor.user_id)?),
            "/due" => {
                self.times.push(match risk(pointer, text, moment)? {
                    Some(risk) => ("warn_at", vec![risk]),
                    None => ("resolve_by", due(pointer, text, moment)?),
                });
                self.open = true;
            }
            "/created" => self.times.push(("created_at", vec![period(pointer, text, moment)?])),
            "/updated" => self.times.push(("updated_at", vec![period(pointer, text, moment)?])),
            "/waits" if text == "customer" => (self.open, self.waits) = (true, true),
            "/waits" => return Err(Fault::invalid(pointer, "unknown_word")),
            "/snoozed" => self.snoozed = Some((snoozed(text, actor)?, moment.now)),
            "/follower" => self.follower = Some(follower(text, actor)?),
            column => self.held.push(ids(pointer, column.trim_start_matches('/'), text, None)?),
        }
        Ok(())
    }

    pub fn hold(&self, case: &Case) -> bool {
        self.states.as_ref().is_none_or(|states| states.contains(&case.state))
            && self.priorities.as_ref().is_none_or(|priorities| priorities.contains(&case.priority))
            && self.channels.as_ref().is_none_or(|channels| channels.contains(&case.channel))
            && self.snoozed.is_none_or(|(asleep, now)| asleep == case.is_asleep(now))
            && self.follower.is_none_or(|user| case.ties.all_followers().any(|follower| follower == user))
            && self.held.iter().all(|held| held.ids.contains(&id_in(case, held.column)) != held.not)
            && self.times.iter().all(|(column, any)| any.iter().any(|each| each.holds(moment_in(case, column))))
            && (!self.open || case.state.is_open())
            && (!self.waits || case.customer_waits())
    }
}

/// Whether the case is found by what somebody looks for. Staff find what came to it by itself.
pub fn is_found(case: &Case, sought: &Sought, actor: &Actor) -> bool {
    let came = || case.ties.joined.iter().any(|joined| sought.is_in(&came_text(joined, case)));
    sought.every.is_empty() || sought.is_in(&search_text(case)) || (actor.is_customer_side() && came())
}

/// The columns that may be asked to hold an id.
pub const HELD: &[&str] = &[
    "assignee_id",
    "team_id",
    "unit_id",
    "firm_id",
    "company_id",
    "contact_id",
    "asset_id",
    "category_id",
    "product_id",
];

/// What a column of `HELD` holds of a case.
pub fn id_in(case: &Case, column: &str) -> Option<Uuid> {
    match column {
        "assignee_id" => case.assignee_id.map(Id::uuid),
        "team_id" => case.team_id.map(Id::uuid),
        "unit_id" => Some(case.unit_id.uuid()),
        "firm_id" => case.firm_id.map(Id::uuid),
        "company_id" => case.company_id.map(Id::uuid),
        "contact_id" => case.contact_id.map(Id::uuid),
        "asset_id" => case.asset_id.map(Id::uuid),
        "category_id" => case.category_id.map(Id::uuid),
        "product_id" => case.product_id.map(Id::uuid),
        _ => None,
    }
}

fn moment_in(case: &Case, column: &str) -> Millis {
    match column {
        "created_at" => case.created_at,
        "updated_at" => case.updated_at,
        "warn_at" => case.warn_key(),
        _ => case.due_key(),
    }
}

/// Staff count by assignee; see `Conditions::add`.
pub fn assignee(word: Option<&str>, actor: &Actor) -> Result<Option<Option<UserId>>, Fault> {
    let unknown = || Fault::invalid("/assignee", "unknown_word");
    match word.filter(|word| !word.is_empty()) {
        None => Ok(None),
        Some(_) if !actor.is_staff() => Err(unknown()),
        Some("none") => Ok(Some(None)),
        Some("me") => Ok(Some(Some(actor.user_id.unwrap_or(Uuid::nil().into())))),
        Some(id) => id.parse().map(|id| Some(Some(id))).map_err(|_| unknown()),
    }
}

/// `only` those out of sight, or `no` such. Nobody outside knows of it.
fn snoozed(word: &str, actor: &Actor) -> Result<bool, Fault> {
    match word {
        "only" if actor.is_staff() => Ok(true),
        "no" if actor.is_staff() => Ok(false),
        _ => Err(Fault::invalid("/snoozed", "unknown_word")),
    }
}

/// `me`: what one follows is one's own affair.
fn follower(word: &str, actor: &Actor) -> Result<UserId, Fault> {
    match word {
        "me" if actor.is_staff() => Ok(actor.user_id.unwrap_or(Uuid::nil().into())),
        _ => Err(Fault::invalid("/follower", "unknown_word")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_that_is_asked_for_is_a_column() {
        let query = ListCases::default();
        let asked = query.filters().into_iter().filter_map(|(pointer, _)| pointer.strip_prefix('/'));
        let ids: Vec<&str> = asked.filter(|name| name.ends_with("_id")).collect();
        assert!(!ids.is_empty() && ids.iter().all(|column| HELD.contains(column)), "{ids:?}");
    }
}
