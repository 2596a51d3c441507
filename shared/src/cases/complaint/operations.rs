//! What can be done with a complaint beside what can be done with every case.

use crate::cases::complaint::{CauseClass, Severity, Topic};
use crate::cases::operations::CaseRef;
use crate::kernel::check::Checks;
use crate::kernel::id::{CaseId, CompanyId, ContactId, FileIds, FirmId, ProductId, UnitId, UserId};
use crate::kernel::limits::{COMPENSATION_MAX, FILES_MAX, NAME_MAX, NOTE_MAX, PHONE_MAX, SUBJECT_MAX, TEXT_MAX};
use crate::kernel::time::Millis;

data! {
/// A customer or guest complains; staff write down what a customer says.
pub struct SubmitComplaint {
    /// Made by the sender; the server makes one when absent.
    #[serde(default)]
    pub id: Option<CaseId>,
    pub subject: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub topic: Option<Topic>,
    /// What would make it good.
    #[serde(default)]
    pub expectation: String,
    /// The case whose handling is complained of.
    #[serde(default)]
    pub about_id: Option<CaseId>,
    #[serde(default)]
    pub files: FileIds,
    /// Who a guest is and how to reach them; for staff, who called.
    #[serde(default)]
    pub contact_name: String,
    #[serde(default)]
    pub contact_phone: String,
    /// Staff only: whose complaint it is.
    #[serde(default)]
    pub company_id: Option<CompanyId>,
    #[serde(default)]
    pub contact_id: Option<ContactId>,
}

/// Says whom or what it is about, and how grave it is.
pub struct ClassifyComplaint {
    pub id: CaseId,
    pub severity: Severity,
    #[serde(default)]
    pub topic: Option<Topic>,
    #[serde(default)]
    pub user_id: Option<UserId>,
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    #[serde(default)]
    pub firm_id: Option<FirmId>,
    #[serde(default)]
    pub product_id: Option<ProductId>,
}

/// Tells the customer that it is taken up, and when there will be an answer.
pub struct AcknowledgeComplaint {
    pub id: CaseId,
    /// What the customer reads: what happens next.
    pub text: String,
    pub answer_by: Millis,
}

pub struct InvestigateComplaint {
    pub id: CaseId,
}

/// Offers the customer a remedy.
pub struct ProposeRemedy {
    pub id: CaseId,
    pub text: String,
    #[serde(default)]
    pub compensation_minor: i64,
}

pub struct AgreeRemedy {
    pub id: CaseId,
}

pub struct DisputeRemedy {
    pub id: CaseId,
    pub reason: String,
}

/// Ends it, with what was at the root of it.
pub struct ConcludeComplaint {
    pub id: CaseId,
    /// What the customer reads.
    pub text: String,
    pub class: CauseClass,
    /// What was found; staff only.
    pub cause: String,
    /// The case in which the root cause is dealt with.
    #[serde(default)]
    pub cause_case_id: Option<CaseId>,
}
}

operation!(SubmitComplaint => CaseRef, "complaints.submit", Post "/complaints", Queued, "Complains about how the customer was served.",
    |op| Checks::new().when(op.files.0.len() > FILES_MAX, "/files", "too_many_files")
        .text("/subject", &op.subject, SUBJECT_MAX).optional("/description", &op.description, TEXT_MAX)
        .optional("/expectation", &op.expectation, NOTE_MAX)
        .optional("/contact_name", &op.contact_name, NAME_MAX).optional("/contact_phone", &op.contact_phone, PHONE_MAX).done());
operation!(ClassifyComplaint => CaseRef, "complaints.classify", Post "/complaints/{id}/classify", Queued, "Says whom or what a complaint is about; whoever is complained of may not handle it.");
operation!(AcknowledgeComplaint => CaseRef, "complaints.acknowledge", Post "/complaints/{id}/acknowledge", Queued, "Tells the customer that the complaint is taken up, and by when there will be an answer.",
    |op| Checks::new().text("/text", &op.text, TEXT_MAX).done());
operation!(InvestigateComplaint => CaseRef, "complaints.investigate", Post "/complaints/{id}/investigate", Queued, "The investigation begins, or begins again after a dispute.");
operation!(ProposeRemedy => CaseRef, "complaints.propose", Post "/complaints/{id}/remedy", Queued, "Offers the customer a remedy to agree to or to dispute.",
    |op| Checks::new().text("/text", &op.text, TEXT_MAX)
        .when(!(0..=COMPENSATION_MAX).contains(&op.compensation_minor), "/compensation_minor", "compensation_range").done());
operation!(AgreeRemedy => CaseRef, "complaints.agree", Post "/complaints/{id}/agree", Queued, "The customer agrees to the remedy.");
operation!(DisputeRemedy => CaseRef, "complaints.dispute", Post "/complaints/{id}/dispute", Queued, "The customer disputes the remedy; the investigation goes on.",
    |op| Checks::new().text("/reason", &op.reason, NOTE_MAX).done());
operation!(ConcludeComplaint => CaseRef, "complaints.conclude", Post "/complaints/{id}/conclude", Queued, "Ends a complaint with its root cause.",
    |op| Checks::new().text("/text", &op.text, TEXT_MAX).text("/cause", &op.cause, TEXT_MAX).done());
