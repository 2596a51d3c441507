//! What somebody without an account reported from this device while the server was away: kept until it
//! is sent, and then the link by which they follow it, which nobody else can tell them.

use gloo::storage::{LocalStorage, Storage};
use serde::{Deserialize, Serialize};
use yingda_shared::cases::operations::{CaseRef, SubmitCase};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::time::Millis;
use yingda_shared::sync::conflict::fault_of;
use yingda_shared::sync::{Mutation, Outcome, Verdict};

const REPORTS: &str = "yingda.reports";
/// The newest ones are shown.
const REPORTS_MAX: usize = 20;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The mutation it was queued as.
    pub id: Uuid,
    pub subject: String,
    pub at: Millis,
    /// What the server made of it; None while it waits.
    pub answer: Option<Answer>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    Taken { number: String, track: String },
    Refused { fault: Option<Fault> },
}

/// The newest first.
pub fn reports() -> Vec<Report> {
    LocalStorage::get(REPORTS).unwrap_or_default()
}

/// Something waits to be sent.
pub fn is_waiting() -> bool {
    reports().iter().any(|report| report.answer.is_none())
}

pub fn may_keep(operation: &str) -> bool {
    operation == SubmitCase::NAME
}

/// Notes what was just put into the outbox.
pub fn note(mutation: &Mutation) {
    let subject = mutation.input["subject"].as_str().unwrap_or_default().to_string();
    let mut reports = reports();
    reports.insert(0, Report { id: mutation.id, subject, at: mutation.made_at, answer: None });
    reports.truncate(REPORTS_MAX);
    keep(&reports);
}

/// Notes what the server made of them.
pub fn settle(results: &[Verdict]) {
    let mut reports = reports();
    for verdict in results {
        if let Some(report) = reports.iter_mut().find(|report| report.id == verdict.id) {
            report.answer = Some(answer(&verdict.outcome));
        }
    }
    keep(&reports);
}

/// The person wants it out of sight.
pub fn forget(id: Uuid) {
    let mut reports = reports();
    reports.retain(|report| report.id != id);
    keep(&reports);
}

fn answer(outcome: &Outcome) -> Answer {
    let taken = match outcome {
        Outcome::Ok { output } | Outcome::Merged { output } => CaseRef::deserialize(output).ok(),
        _ => None,
    };
    match taken {
        Some(CaseRef { number, track, .. }) => Answer::Taken { number, track: track.unwrap_or_default() },
        None => Answer::Refused { fault: fault_of(outcome).cloned() },
    }
}

fn keep(reports: &[Report]) {
    if reports.is_empty() {
        LocalStorage::delete(REPORTS);
    } else if LocalStorage::set(REPORTS, reports).is_err() {
        leptos::logging::warn!("this browser keeps no list of reports");
    }
}
