//! What can be read of cases.

use crate::cases::events::Entry;
use crate::cases::listing::{CaseList, CaseRow, Names};
use crate::cases::similar::Likeness;
use crate::cases::view::CaseDetail;
use crate::catalog::Asset;
use crate::customers::Contact;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{AssetId, CaseId, CompanyId, ContactId};
use crate::kernel::limits::{FILTER_MAX, SEARCH_MAX, SUBJECT_MAX};

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

/// Which cases, in which order. Every filter narrows. Several words of one filter are separated by commas and any
/// of them is enough; a `!` before them asks for all but these. An id may be `none`: the field is empty.
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
    /// `me`, `none` or users' ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// Words of `Channel`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// What is open and promised: `overdue`, `today`, or within 24 hours, `day`; `risk` is overdue or close to it. What
    /// stands still is none of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// `today`, the last so many hours or days as `24h` or `7d`, or days as `2026-11-01..2026-11-30`, either end open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The same of the last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// `customer`: somebody wrote and waits for an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<String>,
    /// `only` those out of sight until later, or `no` such; both when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed: Option<String>,
    /// `me`: those the caller follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follower: Option<String>,
    /// Word of `Sort`, with a leading `-` for descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// Word of `Grouping`: the first page tells how many cases each group holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
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
    |op| op.faults());
operation!(SimilarCases => Similar, "cases.similar", Get "/similar-cases", ReplicaThenServer, "Open and recently closed cases that may report the same.",
    |op| Checks::new().optional("/subject", op.subject.as_deref().unwrap_or_default(), SUBJECT_MAX).done());
operation!(CountCases => CaseCounts, "cases.count", Get "/case-counts", ReplicaThenServer, "How many cases each state holds.",
    |op| Checks::new().optional("/q", op.q.as_deref().unwrap_or_default(), SEARCH_MAX).done());
operation!(FindCaller => Callers, "cases.find_caller", Get "/callers", ReplicaThenServer, "Finds a caller by phone or name, with assets and open cases.",
    |op| Checks::new().text("/q", &op.q, SEARCH_MAX).done());

impl ListCases {
    /// Every filter by the name of its field, the search left out.
    pub fn filters(&self) -> [(&'static str, Option<&str>); 18] {
        let fields = [
            ("/state", &self.state),
            ("/priority", &self.priority),
            ("/assignee", &self.assignee),
            ("/team_id", &self.team_id),
            ("/unit_id", &self.unit_id),
            ("/firm_id", &self.firm_id),
            ("/company_id", &self.company_id),
            ("/contact_id", &self.contact_id),
            ("/asset_id", &self.asset_id),
            ("/category_id", &self.category_id),
            ("/product_id", &self.product_id),
            ("/channel", &self.channel),
            ("/due", &self.due),
            ("/created", &self.created),
            ("/updated", &self.updated),
            ("/waits", &self.waits),
            ("/snoozed", &self.snoozed),
            ("/follower", &self.follower),
        ];
        // A form that was left empty asks for nothing.
        fields.map(|(pointer, text)| (pointer, text.as_deref().filter(|text| !text.is_empty())))
    }

    /// What is too long, whoever asks.
    pub fn faults(&self) -> Vec<FieldFault> {
        let checks = Checks::new().optional("/q", self.q.as_deref().unwrap_or_default(), SEARCH_MAX);
        let long = |checks: Checks, (pointer, text): (&'static str, Option<&str>)| {
            checks.optional(pointer, text.unwrap_or_default(), FILTER_MAX)
        };
        let shape = [("/sort", self.sort.as_deref()), ("/group", self.group.as_deref())];
        self.filters().into_iter().chain(shape).fold(checks, long).done()
    }
}
