//! Work in many items: each has its answer, once, whatever becomes of whoever works on it.

mod bulk;
mod lives;
mod undo;

use serde_json::{Value, json};
use yingda_server::jobs::worker::work_off;
use yingda_shared::cases::bulk::{BulkCase, BulkCases};
use yingda_shared::jobs::{GetJob, ItemOutcome, Job, JobItem, ListJobItems};
use yingda_shared::kernel::id::{CaseId, JobId};

use crate::support::Desk;

pub fn bulk(cases: &[CaseId], command: &str, input: Value) -> BulkCases {
    let cases = cases.iter().map(|id| BulkCase { id: *id, seen: None }).collect();
    BulkCases { cases, command: command.into(), input }
}

pub fn reply(cases: &[CaseId], text: &str) -> BulkCases {
    bulk(cases, "cases.comment", json!({ "text": text }))
}

impl Desk {
    pub async fn many(&self, n: usize) -> Vec<CaseId> {
        let mut ids = Vec::new();
        for i in 0..n {
            ids.push(self.submitted("anna", &format!("第{i}件")).await.id);
        }
        ids
    }

    pub async fn job(&self, who: &str, id: JobId) -> Job {
        self.done(who, GetJob { id }).await
    }

    pub async fn items(&self, who: &str, id: JobId) -> Vec<JobItem> {
        let op = ListJobItems { id, trouble: false, cursor: None, limit: Some(500) };
        self.done(who, op).await.rows
    }

    pub async fn outcomes(&self, who: &str, id: JobId) -> Vec<Option<ItemOutcome>> {
        self.items(who, id).await.iter().map(|item| item.outcome).collect()
    }

    /// The moment has come for all that waits, and whoever worked is thought dead.
    pub async fn due(&self) {
        let sql = "UPDATE jobs SET lease_until = 0 WHERE state IN ('queued', 'running')";
        self.write(move |cx| Box::pin(async move { cx.exec(sql, vec![]).await })).await;
    }

    /// Does all that waits, whenever it was to begin.
    pub async fn work(&self) -> usize {
        self.due().await;
        work_off(&self.services).await.expect("jobs are gone through")
    }
}
