//! What narrows and orders a list of cases, and who may narrow by what.

use crate::cases::listing::{Sort, parse_sort};
use crate::cases::model::{Case, CaseState};
use crate::cases::queries::ListCases;
use crate::cases::search::{Sought, came_text, search_text};
use crate::catalog::priority::Priority;
use crate::fault::Fault;
use crate::identity::Actor;
use crate::kernel::id::{Id, UserId, Uuid};
use crate::kernel::time::Millis;

/// The order asked for. Nobody filters or sorts by what they are not shown: order and counts would
/// tell it.
pub fn order(query: &ListCases, actor: &Actor) -> Result<(Sort, bool), Fault> {
    let word = query.sort.as_deref().unwrap_or("-updated");
    let (sort, down) = parse_sort(word).ok_or_else(|| Fault::invalid("/sort", "unknown_word"))?;
    let hidden = query.team_id.is_some() || query.unit_id.is_some() || query.contact_id.is_some();
    if hidden && !actor.is_staff() {
        return Err(Fault::Forbidden);
    }
    let inner = query.priority.is_some() || query.firm_id.is_some() || sort == Sort::Priority;
    if actor.is_customer_side() && inner {
        return Err(Fault::Forbidden);
    }
    Ok((sort, down))
}

/// The conditions of a query beside its search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conditions {
    pub states: Option<Vec<CaseState>>,
    pub priorities: Option<Vec<Priority>>,
    /// Of this person, or, with None, of nobody.
    pub assignee: Option<Option<UserId>>,
    /// Only those out of sight, or only those that are not.
    pub snoozed: Option<bool>,
    pub follower: Option<UserId>,
    /// Columns that hold an id, with the id they are to hold.
    pub ids: Vec<(&'static str, Uuid)>,
}

impl Conditions {
    pub fn of(query: &ListCases, actor: &Actor) -> Result<Conditions, Fault> {
        let ids = [
            ("team_id", query.team_id.map(Id::uuid)),
            ("unit_id", query.unit_id.map(Id::uuid)),
            ("firm_id", query.firm_id.map(Id::uuid)),
            ("company_id", query.company_id.map(Id::uuid)),
            ("contact_id", query.contact_id.map(Id::uuid)),
            ("asset_id", query.asset_id.map(Id::uuid)),
            ("category_id", query.category_id.map(Id::uuid)),
        ];
        Ok(Conditions {
            states: query.state.as_deref().filter(|words| !words.is_empty()).map(states).transpose()?,
            priorities: query.priority.as_deref().filter(|words| !words.is_empty()).map(priorities).transpose()?,
            assignee: assignee(query.assignee.as_deref(), actor)?,
            snoozed: snoozed(query.snoozed.as_deref(), actor)?,
            follower: follower(query.follower.as_deref(), actor)?,
            ids: ids.into_iter().filter_map(|(column, id)| Some((column, id?))).collect(),
        })
    }

    pub fn hold(&self, case: &Case, now: Millis) -> bool {
        self.states.as_ref().is_none_or(|states| states.contains(&case.state))
            && self.priorities.as_ref().is_none_or(|priorities| priorities.contains(&case.priority))
            && self.assignee.is_none_or(|assignee| assignee == case.assignee_id)
            && self.snoozed.is_none_or(|asleep| asleep == case.is_asleep(now))
            && self.follower.is_none_or(|user| case.ties.all_followers().any(|follower| follower == user))
            && self.ids.iter().all(|(column, id)| held(case, column) == Some(*id))
    }
}

/// Whether the case is found by what somebody looks for. Staff find what came to it by itself.
pub fn is_found(case: &Case, sought: &Sought, actor: &Actor) -> bool {
    let came = || case.ties.joined.iter().any(|joined| sought.is_in(&came_text(joined, case)));
    sought.every.is_empty() || sought.is_in(&search_text(case)) || (actor.is_customer_side() && came())
}

fn held(case: &Case, column: &str) -> Option<Uuid> {
    match column {
        "team_id" => case.team_id.map(Id::uuid),
        "unit_id" => Some(case.unit_id.uuid()),
        "firm_id" => case.firm_id.map(Id::uuid),
        "company_id" => case.company_id.map(Id::uuid),
        "contact_id" => case.contact_id.map(Id::uuid),
        "asset_id" => case.asset_id.map(Id::uuid),
        "category_id" => case.category_id.map(Id::uuid),
        _ => None,
    }
}

fn states(words: &str) -> Result<Vec<CaseState>, Fault> {
    let mut states = Vec::new();
    for word in words.split(',') {
        match (word, CaseState::parse(word)) {
            ("open", _) => states.extend(CaseState::OPEN),
            (_, Some(state)) => states.push(state),
            _ => return Err(Fault::invalid("/state", "unknown_word")),
        }
    }
    Ok(states)
}

fn priorities(words: &str) -> Result<Vec<Priority>, Fault> {
    let parsed: Option<Vec<Priority>> = words.split(',').map(Priority::parse).collect();
    parsed.ok_or_else(|| Fault::invalid("/priority", "unknown_word"))
}

/// Staff filter by assignee. Outside the organisation the column is hidden, and so is filtering by it.
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
fn snoozed(word: Option<&str>, actor: &Actor) -> Result<Option<bool>, Fault> {
    match word.filter(|word| !word.is_empty()) {
        None => Ok(None),
        Some("only") if actor.is_staff() => Ok(Some(true)),
        Some("no") if actor.is_staff() => Ok(Some(false)),
        Some(_) => Err(Fault::invalid("/snoozed", "unknown_word")),
    }
}

/// `me`: what one follows is one's own affair.
fn follower(word: Option<&str>, actor: &Actor) -> Result<Option<UserId>, Fault> {
    match word.filter(|word| !word.is_empty()) {
        None => Ok(None),
        Some("me") if actor.is_staff() => Ok(Some(actor.user_id.unwrap_or(Uuid::nil().into()))),
        Some(_) => Err(Fault::invalid("/follower", "unknown_word")),
    }
}
