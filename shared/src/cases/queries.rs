//! What can be read of cases.

use crate::cases::events::Entry;
use crate::cases::listing::{CaseList, CaseRow, Names};
use crate::cases::similar::Likeness;
use crate::cases::view::CaseDetail;
use crate::catalog::Asset;
use crate::customers::Contact;
use crate::kernel::check::Checks;
use crate::kernel::id::{AssetId, CaseId, CategoryId, CompanyId, ContactId, FirmId, TeamId, UnitId};
use crate::kernel::limits::{SEARCH_MAX, SUBJECT_MAX};

/// Stands for the case of the caller's tracking link.
pub const TRACKED: &str = "tracked";

data! {
pub struct GetCase {
    /// Id or number, or `tracked` for the case of the caller's tracking link.
    pub id: String,
}

/// Entries older than `before`, newest first.
pub struct CaseTimeline {
    pub id: CaseId,
    #[serde(default)]
    pub before: Option<i64>,
}

pub struct Timeline {
    pub entries: Vec<Entry>,
    /// Older ones are left.
    pub more: bool,
}

/// Which cases, in which order. Every filter narrows; several words in one filter are separated by commas.
#[derive(Default)]
pub struct ListCases {
    /// Number, phone, name or subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Words of `CaseState`, or `open`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// `me`, `none` or a user's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_id: Option<TeamId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<UnitId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm_id: Option<FirmId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<ContactId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_id: Option<AssetId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_id: Option<CategoryId>,
    /// `only` those out of sight until later, or `no` such; both when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed: Option<String>,
    /// `me`: those the caller follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follower: Option<String>,
    /// Word of `Sort`, with a leading `-` for descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What may have been reported before: of a case, or of one about to be opened.
#[derive(Default)]
pub struct SimilarCases {
    /// The case itself; what it says stands for the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<CaseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<ContactId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_id: Option<AssetId>,
}

pub struct SimilarCase {
    pub row: CaseRow,
    /// What they have in common, the weightiest first.
    pub because: Vec<Likeness>,
}

pub struct Similar {
    /// The likeliest first.
    pub cases: Vec<SimilarCase>,
    pub names: Names,
}

/// How many cases each state holds, under the same filters.
pub struct CountCases {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
}

pub struct CaseCounts {
    pub by_state: std::collections::BTreeMap<String, i64>,
    pub mine: i64,
    pub unassigned: i64,
}

/// Who is calling: by phone number or name.
pub struct FindCaller {
    pub q: String,
}

pub struct Caller {
    pub contact: Contact,
    pub company: Option<String>,
    pub assets: Vec<Asset>,
    pub open_cases: Vec<CaseRow>,
}

pub struct Callers {
    pub callers: Vec<Caller>,
}
}

operation!(GetCase => CaseDetail, "cases.get", Get "/cases/{id}", ReplicaThenServer, "One case by id or number, with the newest part of its timeline.");
operation!(CaseTimeline => Timeline, "cases.timeline", Get "/cases/{id}/timeline", ReplicaThenServer, "Older entries of a case's timeline.");
operation!(ListCases => CaseList, "cases.list", Get "/cases", ReplicaThenServer, "Cases the caller may see, filtered and sorted.",
    |op| Checks::new().optional("/q", op.q.as_deref().unwrap_or_default(), SEARCH_MAX).done());
operation!(SimilarCases => Similar, "cases.similar", Get "/similar-cases", ReplicaThenServer, "Open and recently closed cases that may report the same.",
    |op| Checks::new().optional("/subject", op.subject.as_deref().unwrap_or_default(), SUBJECT_MAX).done());
operation!(CountCases => CaseCounts, "cases.count", Get "/case-counts", ReplicaThenServer, "How many cases each state holds.",
    |op| Checks::new().optional("/q", op.q.as_deref().unwrap_or_default(), SEARCH_MAX).done());
operation!(FindCaller => Callers, "cases.find_caller", Get "/callers", ReplicaThenServer, "Finds a caller by phone or name, with assets and open cases.",
    |op| Checks::new().text("/q", &op.q, SEARCH_MAX).done());
