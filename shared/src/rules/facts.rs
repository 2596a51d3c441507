//! What of a case conditions may ask for.

use crate::cases::{Case, CaseState, Channel};
use crate::catalog::priority::{Impact, Priority, Urgency};
use crate::kernel::id::{
    CaseId, CategoryId, CompanyId, ContactId, DepartmentId, FirmId, ProductId, TeamId, UnitId, UserId, Uuid,
};
use crate::sla::{CaseKind, PendingReason};

words! {
Field {
    Kind = "kind",
    State = "state",
    Priority = "priority",
    Impact = "impact",
    Urgency = "urgency",
    Channel = "channel",
    PendingReason = "pending_reason",
    /// With all categories above its own.
    Category = "category",
    Product = "product",
    Company = "company",
    Department = "department",
    Contact = "contact",
    /// With all units above its own.
    Unit = "unit",
    Team = "team",
    Assignee = "assignee",
    Firm = "firm",
    Subject = "subject",
    Language = "language",
    Reopened = "reopened",
    Urged = "urged",
    Score = "score",
    /// How far it was escalated; 0 is not at all.
    Level = "level",
}
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug)]
pub enum FieldType {
    /// One of some words.
    Word(fn(&str) -> bool),
    Id,
    Number,
    Text,
}

/// One value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Word(&'static str),
    Id(Uuid),
    Number(i64),
    Text(String),
}

data! {
/// A case as rules see it at one moment.
pub struct CaseFacts {
    pub id: CaseId,
    pub kind: CaseKind,
    pub state: CaseState,
    pub priority: Priority,
    pub impact: Impact,
    pub urgency: Urgency,
    pub channel: Channel,
    pub pending_reason: Option<PendingReason>,
    /// Its own, then those above it.
    pub categories: Vec<CategoryId>,
    pub product_id: Option<ProductId>,
    pub company_id: Option<CompanyId>,
    pub department_id: Option<DepartmentId>,
    pub contact_id: Option<ContactId>,
    /// Its own, then those above it.
    pub units: Vec<UnitId>,
    pub team_id: Option<TeamId>,
    pub assignee_id: Option<UserId>,
    pub firm_id: Option<FirmId>,
    pub subject: String,
    /// The customer's, such as `zh`.
    pub language: Option<String>,
    pub reopened: u32,
    pub urged: u32,
    /// What the customer rated it with.
    pub score: Option<u8>,
    pub level: u16,
}
}

/// What is known of a case and does not stand in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// Categories above its own, the nearest first.
    pub categories: Vec<CategoryId>,
    /// Units above its own, the nearest first.
    pub units: Vec<UnitId>,
    pub department_id: Option<DepartmentId>,
    pub language: Option<String>,
    pub level: u16,
}

impl CaseFacts {
    pub fn of(case: &Case, around: Around) -> CaseFacts {
        CaseFacts {
            id: case.id,
            kind: if case.complaint.is_some() { CaseKind::Complaint } else { CaseKind::Case },
            state: case.state,
            priority: case.priority,
            impact: case.impact,
            urgency: case.urgency,
            channel: case.channel,
            pending_reason: case.pending_reason,
            categories: case.category_id.into_iter().chain(around.categories).collect(),
            product_id: case.product_id,
            company_id: case.company_id,
            department_id: around.department_id,
            contact_id: case.contact_id,
            units: std::iter::once(case.unit_id).chain(around.units).collect(),
            team_id: case.team_id,
            assignee_id: case.assignee_id,
            firm_id: case.firm_id,
            subject: case.subject.clone(),
            language: around.language,
            reopened: case.reopen_count,
            urged: case.urge_count,
            score: case.rating.as_ref().map(|rating| rating.score),
            level: around.level,
        }
    }

    /// None where the field says nothing; several where something is part of something.
    pub fn values(&self, field: Field) -> Vec<Value> {
        fn id<T: Into<Uuid>>(id: Option<T>) -> Vec<Value> {
            id.map(|id| Value::Id(id.into())).into_iter().collect()
        }
        let word = |word| vec![Value::Word(word)];
        let number = |number: u32| vec![Value::Number(number.into())];
        match field {
            Field::Kind => word(self.kind.as_str()),
            Field::State => word(self.state.as_str()),
            Field::Priority => word(self.priority.as_str()),
            Field::Impact => word(self.impact.as_str()),
            Field::Urgency => word(self.urgency.as_str()),
            Field::Channel => word(self.channel.as_str()),
            Field::PendingReason => self.pending_reason.into_iter().map(|why| Value::Word(why.as_str())).collect(),
            Field::Category => self.categories.iter().map(|id| Value::Id(id.0)).collect(),
            Field::Product => id(self.product_id.map(|id| id.0)),
            Field::Company => id(self.company_id.map(|id| id.0)),
            Field::Department => id(self.department_id.map(|id| id.0)),
            Field::Contact => id(self.contact_id.map(|id| id.0)),
            Field::Unit => self.units.iter().map(|id| Value::Id(id.0)).collect(),
            Field::Team => id(self.team_id.map(|id| id.0)),
            Field::Assignee => id(self.assignee_id.map(|id| id.0)),
            Field::Firm => id(self.firm_id.map(|id| id.0)),
            Field::Subject => vec![Value::Text(self.subject.clone())],
            Field::Language => self.language.iter().map(|text| Value::Text(text.clone())).collect(),
            Field::Reopened => number(self.reopened),
            Field::Urged => number(self.urged),
            Field::Score => self.score.into_iter().map(|score| Value::Number(score.into())).collect(),
            Field::Level => number(self.level.into()),
        }
    }
}

impl Field {
    pub fn kind(self) -> FieldType {
        match self {
            Field::Kind => FieldType::Word(|word| CaseKind::parse(word).is_some()),
            Field::State => FieldType::Word(|word| CaseState::parse(word).is_some()),
            Field::Priority => FieldType::Word(|word| Priority::parse(word).is_some()),
            Field::Impact => FieldType::Word(|word| Impact::parse(word).is_some()),
            Field::Urgency => FieldType::Word(|word| Urgency::parse(word).is_some()),
            Field::Channel => FieldType::Word(|word| Channel::parse(word).is_some()),
            Field::PendingReason => FieldType::Word(|word| PendingReason::parse(word).is_some()),
            Field::Subject | Field::Language => FieldType::Text,
            Field::Reopened | Field::Urged | Field::Score | Field::Level => FieldType::Number,
            _ => FieldType::Id,
        }
    }

    /// What a change of can be listened to: what people or rules change, one after the other.
    pub fn is_changed(self) -> bool {
        !matches!(self, Field::Kind | Field::Channel | Field::Language | Field::Department)
    }
}
