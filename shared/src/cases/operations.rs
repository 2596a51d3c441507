//! What can be done with a case. Every write answers with a `CaseRef`; pages read the case again.

use crate::cases::model::{CaseState, Channel, PendingReason, RatingReason, ResolutionCode};
use crate::catalog::priority::{Impact, Urgency};
use crate::kernel::check::Checks;
use crate::kernel::id::{
    AssetId, CaseId, CategoryId, CompanyId, ContactId, FileIds, FirmId, PairId, ProductId, TeamId, UnitId, UserId,
};
use crate::kernel::instead::Instead;
use crate::kernel::limits::{FILES_MAX, NAME_MAX, NOTE_MAX, PHONE_MAX, SUBJECT_MAX, TEXT_MAX};
use crate::kernel::time::Millis;

data! {
/// What every write on a case answers with.
pub struct CaseRef {
    pub id: CaseId,
    pub number: String,
    pub rv: i64,
    pub state: CaseState,
    /// The secret of the tracking link `/t/{track}`; given once, to a guest who submits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
}

/// A customer or guest reports something.
#[derive(Default)]
pub struct SubmitCase {
    /// Made by the sender; the server makes one when absent.
    #[serde(default)]
    pub id: Option<CaseId>,
    pub subject: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub category_id: Option<CategoryId>,
    #[serde(default)]
    pub product_id: Option<ProductId>,
    #[serde(default)]
    pub asset_id: Option<AssetId>,
    /// Serial number read from a QR label; stands for `asset_id`.
    #[serde(default)]
    pub serial: Option<String>,
    #[serde(default)]
    pub urgency: Option<Urgency>,
    #[serde(default)]
    pub files: FileIds,
    /// Who a guest is and how to reach them.
    #[serde(default)]
    pub contact_name: String,
    #[serde(default)]
    pub contact_phone: String,
}

/// An agent writes down what a caller says: only the subject is needed.
#[derive(Default)]
pub struct QuickOpenCase {
    #[serde(default)]
    pub id: Option<CaseId>,
    pub subject: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub channel: Option<Channel>,
    #[serde(default)]
    pub category_id: Option<CategoryId>,
    #[serde(default)]
    pub product_id: Option<ProductId>,
    #[serde(default)]
    pub asset_id: Option<AssetId>,
    #[serde(default)]
    pub company_id: Option<CompanyId>,
    #[serde(default)]
    pub contact_id: Option<ContactId>,
    #[serde(default)]
    pub contact_name: String,
    #[serde(default)]
    pub contact_phone: String,
    #[serde(default)]
    pub impact: Option<Impact>,
    #[serde(default)]
    pub urgency: Option<Urgency>,
    #[serde(default)]
    pub team_id: Option<TeamId>,
    #[serde(default)]
    pub files: FileIds,
    /// Take it on at once.
    #[serde(default)]
    pub take: bool,
    /// The standard description it begins with: its placeholders are filled from the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair_id: Option<PairId>,
    /// Solved at first contact, with these words to the customer; whoever may take it on holds it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub resolution: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution_code: Option<ResolutionCode>,
    /// When it came in, where it is written down later; for those who may bring tables in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Millis>,
    /// What it was called elsewhere; for those who may bring tables in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Changes fields; absent fields stay, and an empty id takes away what is there. `base` is the version
/// the editor saw.
pub struct EditCase {
    pub id: CaseId,
    pub base: i64,
    #[serde(default)]
    pub subject: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub category_id: Option<Instead<CategoryId>>,
    #[serde(default)]
    pub product_id: Option<Instead<ProductId>>,
    #[serde(default)]
    pub asset_id: Option<Instead<AssetId>>,
    #[serde(default)]
    pub company_id: Option<Instead<CompanyId>>,
    #[serde(default)]
    pub contact_id: Option<Instead<ContactId>>,
    #[serde(default)]
    pub contact_name: Option<String>,
    #[serde(default)]
    pub contact_phone: Option<String>,
    #[serde(default)]
    pub impact: Option<Impact>,
    #[serde(default)]
    pub urgency: Option<Urgency>,
}

/// To a person, a team, or both. `base` guards against assigning over someone else's assignment.
pub struct AssignCase {
    pub id: CaseId,
    #[serde(default)]
    pub base: Option<i64>,
    #[serde(default)]
    pub team_id: Option<TeamId>,
    #[serde(default)]
    pub assignee_id: Option<UserId>,
    #[serde(default)]
    pub note: String,
}

/// To another team, another region or branch, or a partner firm.
pub struct ForwardCase {
    pub id: CaseId,
    /// Guards against handing on what someone else took or handed on meanwhile.
    #[serde(default)]
    pub base: Option<i64>,
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    #[serde(default)]
    pub team_id: Option<TeamId>,
    #[serde(default)]
    pub firm_id: Option<FirmId>,
    #[serde(default)]
    pub note: String,
}

/// `base` guards against taking over what someone else took meanwhile.
pub struct TakeCase {
    pub id: CaseId,
    #[serde(default)]
    pub base: Option<i64>,
}

pub struct StartCase {
    pub id: CaseId,
}

pub struct HoldCase {
    pub id: CaseId,
    pub reason: PendingReason,
    #[serde(default)]
    pub note: String,
}

pub struct ResumeCase {
    pub id: CaseId,
}

pub struct ResolveCase {
    pub id: CaseId,
    pub code: ResolutionCode,
    /// What the customer reads.
    pub text: String,
    /// The standard solution that the words come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair_id: Option<PairId>,
}

pub struct AcceptCase {
    pub id: CaseId,
}

pub struct RejectCase {
    pub id: CaseId,
    pub reason: String,
}

pub struct CloseCase {
    pub id: CaseId,
    #[serde(default)]
    pub note: String,
}

pub struct ReopenCase {
    pub id: CaseId,
    pub reason: String,
}

pub struct CancelCase {
    pub id: CaseId,
    pub reason: String,
}

/// After the reopen window: a new case that continues a closed one.
pub struct FollowUpCase {
    pub id: CaseId,
    /// Id of the new case, made by the sender; the server makes one when absent.
    #[serde(default)]
    pub new_id: Option<CaseId>,
    pub subject: String,
    #[serde(default)]
    pub description: String,
}

pub struct CommentCase {
    pub id: CaseId,
    pub text: String,
    /// A note among staff; customers and partners never see it.
    #[serde(default)]
    pub internal: bool,
    #[serde(default)]
    pub files: FileIds,
    /// `pos` of the newest entry the writer had seen: a newer customer reply is shown first.
    #[serde(default)]
    pub seen: Option<i64>,
}

pub struct AttachFiles {
    pub id: CaseId,
    pub files: FileIds,
    #[serde(default)]
    pub internal: bool,
}

pub struct UrgeCase {
    pub id: CaseId,
    #[serde(default)]
    pub note: String,
}

pub struct RateCase {
    pub id: CaseId,
    pub score: u8,
    /// Words of `RatingReason`, separated by commas.
    #[serde(default)]
    pub reasons: String,
    #[serde(default)]
    pub comment: String,
    /// Not satisfied: reopen in the same step.
    #[serde(default)]
    pub reopen: bool,
}
}

fn files(checks: Checks, files: &FileIds) -> Checks {
    checks.when(files.0.len() > FILES_MAX, "/files", "too_many_files")
}

impl EditCase {
    /// Everything as it stands in the version that was seen.
    pub fn untouched(id: CaseId, base: i64) -> EditCase {
        EditCase {
            id,
            base,
            subject: None,
            description: None,
            category_id: None,
            product_id: None,
            asset_id: None,
            company_id: None,
            contact_id: None,
            contact_name: None,
            contact_phone: None,
            impact: None,
            urgency: None,
        }
    }
}

operation!(SubmitCase => CaseRef, "cases.submit", Post "/cases", Queued, "Reports a case from the portal, with or without an account.",
    |op| files(Checks::new(), &op.files).text("/subject", &op.subject, SUBJECT_MAX).optional("/description", &op.description, TEXT_MAX)
        .optional("/serial", op.serial.as_deref().unwrap_or_default(), NAME_MAX)
        .optional("/contact_name", &op.contact_name, NAME_MAX).optional("/contact_phone", &op.contact_phone, PHONE_MAX).done());
operation!(QuickOpenCase => CaseRef, "cases.quick_open", Post "/cases/quick-open", Queued, "Opens a case for a caller; only the subject is needed.",
    |op| files(Checks::new(), &op.files).optional("/source", op.source.as_deref().unwrap_or_default(), NAME_MAX * 2).optional("/resolution", &op.resolution, TEXT_MAX)
        .when(op.resolution_code.is_some_and(|code| !ResolutionCode::OF_CASES.contains(&code)), "/resolution_code", "unknown_word").text("/subject", &op.subject, SUBJECT_MAX).optional("/description", &op.description, TEXT_MAX)
        .optional("/contact_name", &op.contact_name, NAME_MAX).optional("/contact_phone", &op.contact_phone, PHONE_MAX).done());
operation!(EditCase => CaseRef, "cases.edit", Post "/cases/{id}/edit", Queued, "Changes fields; a field that someone else changed meanwhile is answered with a conflict.",
|op| {
    let checks = op.subject.iter().fold(Checks::new(), |checks, text| checks.text("/subject", text, SUBJECT_MAX));
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    checks.optional("/description", &text(&op.description), TEXT_MAX).optional("/contact_name", &text(&op.contact_name), NAME_MAX)
        .optional("/contact_phone", &text(&op.contact_phone), PHONE_MAX).done()
});
operation!(AssignCase => CaseRef, "cases.assign", Post "/cases/{id}/assign", Queued, "Gives the case to a person, a team or both.",
    |op| Checks::new().when(op.team_id.is_none() && op.assignee_id.is_none(), "/assignee_id", "required").optional("/note", &op.note, NOTE_MAX).done());
operation!(ForwardCase => CaseRef, "cases.forward", Post "/cases/{id}/forward", Queued, "Hands the case over to a team, a region or branch, or a partner firm.",
    |op| Checks::new().optional("/note", &op.note, NOTE_MAX).done());
operation!(TakeCase => CaseRef, "cases.take", Post "/cases/{id}/take", Queued, "Takes the case on; for a partner's engineer, accepts it for the firm.");
operation!(StartCase => CaseRef, "cases.start", Post "/cases/{id}/start", Queued, "Work begins.");
operation!(HoldCase => CaseRef, "cases.hold", Post "/cases/{id}/hold", Queued, "Puts the case on hold with a reason.",
    |op| Checks::new().optional("/note", &op.note, NOTE_MAX).done());
operation!(ResumeCase => CaseRef, "cases.resume", Post "/cases/{id}/resume", Queued, "Work goes on after a hold.");
operation!(ResolveCase => CaseRef, "cases.resolve", Post "/cases/{id}/resolve", Queued, "Says how it was solved; the customer accepts or rejects.",
    |op| Checks::new().text("/text", &op.text, TEXT_MAX).when(!ResolutionCode::OF_CASES.contains(&op.code), "/code", "unknown_word").done());
operation!(AcceptCase => CaseRef, "cases.accept", Post "/cases/{id}/accept", Queued, "The customer accepts the solution; the case is closed.");
operation!(RejectCase => CaseRef, "cases.reject", Post "/cases/{id}/reject", Queued, "The customer rejects the solution; work goes on.",
    |op| Checks::new().text("/reason", &op.reason, NOTE_MAX).done());
operation!(CloseCase => CaseRef, "cases.close", Post "/cases/{id}/close", Queued, "Closes a resolved case for the customer.",
    |op| Checks::new().optional("/note", &op.note, NOTE_MAX).done());
operation!(ReopenCase => CaseRef, "cases.reopen", Post "/cases/{id}/reopen", Queued, "Opens a resolved or closed case again, within the reopen window.",
    |op| Checks::new().text("/reason", &op.reason, NOTE_MAX).done());
operation!(CancelCase => CaseRef, "cases.cancel", Post "/cases/{id}/cancel", Queued, "Ends a case that needs no solution.",
    |op| Checks::new().text("/reason", &op.reason, NOTE_MAX).done());
operation!(FollowUpCase => CaseRef, "cases.follow_up", Post "/cases/{id}/follow-up", Queued, "Opens a new case that continues a closed one.",
    |op| Checks::new().text("/subject", &op.subject, SUBJECT_MAX).optional("/description", &op.description, TEXT_MAX).done());
operation!(CommentCase => CaseRef, "cases.comment", Post "/cases/{id}/comments", Queued, "Writes to the customer, or a note among staff.",
    |op| files(Checks::new(), &op.files).when(op.text.trim().is_empty() && op.files.0.is_empty(), "/text", "required").optional("/text", &op.text, TEXT_MAX).done());
operation!(AttachFiles => CaseRef, "cases.attach", Post "/cases/{id}/files", Queued, "Adds files that were uploaded before.",
    |op| files(Checks::new(), &op.files).when(op.files.0.is_empty(), "/files", "required").done());
operation!(UrgeCase => CaseRef, "cases.urge", Post "/cases/{id}/urge", Queued, "The customer asks to hurry.",
    |op| Checks::new().optional("/note", &op.note, NOTE_MAX).done());
operation!(RateCase => CaseRef, "cases.rate", Post "/cases/{id}/rating", Queued, "The customer rates the service, and may reopen in the same step.",
    |op| Checks::new().when(!(1..=5).contains(&op.score), "/score", "score_range").when(!op.reasons_known(), "/reasons", "unknown_word").optional("/reasons", &op.reasons, NOTE_MAX)
        .optional("/comment", &op.comment, NOTE_MAX).done());

impl RateCase {
    pub fn parsed_reasons(&self) -> Vec<RatingReason> {
        RatingReason::ALL.iter().copied().filter(|reason| self.words().any(|word| word == reason.as_str())).collect()
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.reasons.split(',').map(str::trim).filter(|word| !word.is_empty())
    }

    fn reasons_known(&self) -> bool {
        self.words().all(|word| RatingReason::parse(word).is_some())
    }
}
