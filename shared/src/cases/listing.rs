//! A case as lists show it, and the orders lists come in.

use std::collections::BTreeMap;

use crate::cases::complaint::Stage;
use crate::cases::model::{Case, CaseState, Channel, PendingReason};
use crate::cases::ties::Snooze;
use crate::catalog::priority::Priority;
use crate::fault::Fault;
use crate::identity::actor::Actor;
use crate::kernel::id::{CaseId, CategoryId, CompanyId, FirmId, ProductId, TeamId, UnitId, UserId, Uuid};
use crate::kernel::limits::GROUPS_MAX;
use crate::kernel::time::Millis;
use crate::sla::Owing;

words! {
/// The columns a list may be ordered by.
Sort { Updated = "updated", Created = "created", Number = "number", Priority = "priority", Due = "due", State = "state" }
}

words! {
/// What a list may be grouped by.
Grouping {
    State = "state",
    Priority = "priority",
    Assignee = "assignee",
    Team = "team",
    Category = "category",
    Company = "company",
    Unit = "unit",
}
}

/// What ids on a page are called.
pub type Names = BTreeMap<Uuid, String>;

data! {
pub struct CaseRow {
    pub id: CaseId,
    pub number: String,
    pub rv: i64,
    pub subject: String,
    pub channel: Channel,
    pub state: CaseState,
    pub pending_reason: Option<PendingReason>,
    pub category_id: Option<CategoryId>,
    pub product_id: Option<ProductId>,
    pub company_id: Option<CompanyId>,
    pub contact_name: String,
    pub team_id: Option<TeamId>,
    pub assignee_id: Option<UserId>,
    pub firm_id: Option<FirmId>,
    /// Whose part of the organisation it belongs to; staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<UnitId>,
    /// Staff and partners only.
    pub priority: Option<Priority>,
    pub respond_by: Millis,
    pub resolve_by: Millis,
    /// What the customer is owed next, and whether it stands still.
    #[serde(default, skip_serializing_if = "Owing::is_nothing")]
    pub owing: Owing,
    /// What those who work on it owe each other; staff only.
    #[serde(default, skip_serializing_if = "Owing::is_nothing")]
    pub owing_inside: Owing,
    pub first_response_at: Option<Millis>,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub urge_count: u32,
    /// How far it was escalated; 0 is not at all. Staff only.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub level: u16,
    /// The customer wrote after the desk last answered.
    pub customer_waits: bool,
    /// Out of sight until then, or back since then; staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snooze: Option<Snooze>,
    /// It is a complaint, and how far it has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint: Option<Stage>,
    /// Something was done here on this device that the server has not confirmed yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pending: bool,
}

pub struct CaseList {
    pub rows: Vec<CaseRow>,
    pub next: Option<String>,
    pub names: Names,
    /// On the first page of a list that asks for them, the largest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// There are more cases than the groups were counted from.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub groups_capped: bool,
}

/// So many cases of a list share a word.
pub struct Group {
    /// The state, the priority or the id; empty where there is none.
    pub word: String,
    pub count: i64,
}
}

fn is_nothing(level: &u16) -> bool {
    *level == 0
}

impl CaseRow {
    /// The row as this actor may see it.
    pub fn of(case: &Case, actor: &Actor) -> CaseRow {
        let case: &Case = &case.facing(actor);
        let staff = actor.is_staff();
        let inside = staff || actor.firm_id.is_some();
        CaseRow {
            id: case.id,
            number: case.number.clone(),
            rv: case.rv,
            subject: case.subject.clone(),
            channel: case.channel,
            state: case.state,
            pending_reason: case.pending_reason,
            category_id: case.category_id,
            product_id: case.product_id,
            company_id: case.company_id,
            contact_name: case.contact_name.clone(),
            team_id: case.team_id.filter(|_| staff),
            assignee_id: if staff { case.assignee_id } else { case.firm_engineer_id.filter(|_| inside) },
            firm_id: case.firm_id.filter(|_| inside),
            unit_id: Some(case.unit_id).filter(|_| staff),
            priority: Some(case.priority).filter(|_| inside),
            respond_by: case.respond_by,
            resolve_by: case.resolve_by,
            owing: case.owing,
            owing_inside: if staff { case.owing_inside } else { Owing::default() },
            first_response_at: case.first_response_at,
            created_at: case.created_at,
            updated_at: case.updated_at,
            urge_count: case.urge_count,
            level: if staff { case.level } else { 0 },
            customer_waits: case.customer_waits(),
            snooze: case.ties.snooze.clone().filter(|_| staff),
            complaint: case.complaint.as_ref().map(|complaint| complaint.stage),
            pending: false,
        }
    }

    /// Ids whose names the row shows.
    pub fn named(&self) -> impl Iterator<Item = Uuid> {
        let ids = [
            self.category_id.map(|id| id.0),
            self.product_id.map(|id| id.0),
            self.company_id.map(|id| id.0),
            self.team_id.map(|id| id.0),
            self.assignee_id.map(|id| id.0),
            self.firm_id.map(|id| id.0),
            self.unit_id.map(|id| id.0),
        ];
        ids.into_iter().flatten()
    }
}

/// What a case stands by in an order: numbers, or words in the order of their bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Number(i64),
    Word(String),
}

impl Sort {
    pub fn place(self, case: &Case) -> Place {
        match self {
            Sort::Updated => Place::Number(case.updated_at),
            Sort::Created => Place::Number(case.created_at),
            Sort::Number => Place::Word(case.number.clone()),
            Sort::Priority => Place::Number(case.priority as i64 + 1),
            Sort::Due => Place::Number(case.due_key()),
            Sort::State => Place::Word(case.state.to_string()),
        }
    }

    /// What a page ends with: hand it back for the rows after it.
    pub fn cursor(self, case: &Case) -> String {
        match self.place(case) {
            Place::Number(number) => format!("{number}~{}", case.id),
            Place::Word(word) => format!("{word}~{}", case.id),
        }
    }

    pub fn parse_cursor(self, cursor: &str) -> Result<(Place, Uuid), Fault> {
        let malformed = || Fault::invalid("/cursor", "malformed");
        let (place, id) = cursor.rsplit_once('~').ok_or_else(malformed)?;
        let id = id.parse().map_err(|_| malformed())?;
        match self {
            Sort::Number | Sort::State => Ok((Place::Word(place.to_string()), id)),
            _ => Ok((Place::Number(place.parse().map_err(|_| malformed())?), id)),
        }
    }
}

/// The sort word of a query, and whether it runs downwards.
pub fn parse_sort(word: &str) -> Option<(Sort, bool)> {
    match word.strip_prefix('-') {
        Some(rest) => Sort::parse(rest).map(|sort| (sort, true)),
        None => Sort::parse(word).map(|sort| (sort, false)),
    }
}

impl Grouping {
    /// The word of the group a case belongs to.
    pub fn word(self, case: &Case) -> String {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        match self {
            Grouping::State => case.state.to_string(),
            Grouping::Priority => case.priority.to_string(),
            Grouping::Assignee => id(case.assignee_id.map(|id| id.0)),
            Grouping::Team => id(case.team_id.map(|id| id.0)),
            Grouping::Category => id(case.category_id.map(|id| id.0)),
            Grouping::Company => id(case.company_id.map(|id| id.0)),
            Grouping::Unit => case.unit_id.to_string(),
        }
    }
}

/// Groups counted from their words, as the server counts them: the largest first.
pub fn groups(words: impl IntoIterator<Item = String>) -> Vec<Group> {
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
    largest(counts)
}

/// The largest groups, those of one size in the order of their words.
pub fn largest(counts: BTreeMap<String, i64>) -> Vec<Group> {
    let mut groups: Vec<Group> = counts.into_iter().map(|(word, count)| Group { word, count }).collect();
    groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.word.cmp(&b.word)));
    groups.truncate(GROUPS_MAX as usize);
    groups
}
