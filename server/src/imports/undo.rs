//! Taking an import back, the last row first. What nobody went on with returns to what it was; what
//! somebody changed since stays, and is said to.

use std::sync::Arc;

use futures::future::join_all;
use serde_json::{Value, json};
use yingda_shared::cases::operations::{CancelCase, EditCase};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::imports::{ImportState, Outcome, RowFault};

use super::plan::{Stop, Wrong};
use super::rows::GROUP;
use super::run::{end, hold, leave, note, owner, present, run};
use super::store::{self, RowBody, Stored, Written};
use crate::ctx::{Caller, Cx};
use crate::jobs::runner::Task;
use crate::services::Services;

/// Kinds of records that tables bring.
pub const KINDS: &[&str] = &["companies", "departments", "contacts", "users", "assets", "pairs"];
/// Fields of a case that a row may change.
const CASE_FIELDS: &[&str] = &["subject", "description", "contact_name", "contact_phone", "impact", "urgency"];
const CASE_IDS: &[&str] = &["category_id", "product_id", "asset_id", "company_id"];

pub async fn work(services: &Arc<Services>, task: &Task, mut import: Stored) -> Result<(), Fault> {
    loop {
        let mut cx = services.reader(Caller::system());
        let rows = store::written_before(&mut cx, import.id, import.line, GROUP).await?;
        drop(cx);
        let Some((last, _)) = rows.last() else { break };
        import.line = *last;
        let caller = owner(services, task, &import).await?;
        let works = rows.into_iter().map(|(line, body)| one(services, task, &caller, &import, line, body));
        for outcome in join_all(works).await {
            import.body.counts.add(outcome?);
        }
        note(services, task, &import).await?;
    }
    end(services, task, import, ImportState::Undone, None).await
}

/// Takes one row back, or writes down why it has to stay.
async fn one(
    services: &Arc<Services>,
    task: &Task,
    caller: &Caller,
    import: &Stored,
    line: i64,
    body: RowBody,
) -> Result<Outcome, Fault> {
    let (id, reason, written, held) = (import.id, import.body.reason.clone(), body.written.clone(), task.clone());
    let work = services.write(caller.clone(), move |cx| {
        Box::pin(async move {
            hold(cx, &held).await?;
            for one in written.iter().rev() {
                take_back(cx, one, &reason).await?;
            }
            store::add_row(cx, id, line, Outcome::Undone, &RowBody::default()).await
        })
    });
    let fault = match work.await {
        Ok(()) => return Ok(Outcome::Undone),
        Err(fault) => fault,
    };
    let wrongs = match Stop::from(fault) {
        Stop::Wrong(wrongs) => wrongs,
        Stop::Fault(fault) => return Err(fault),
    };
    let fault = |wrong: Wrong| RowFault {
        line: line as u64,
        column: String::new(),
        field: wrong.field,
        code: wrong.code,
        params: wrong.params,
        value: String::new(),
    };
    let body = RowBody { faults: wrongs.into_iter().map(fault).collect(), ..body };
    leave(services, task, id, line, Outcome::Kept, body).await?;
    Ok(Outcome::Kept)
}

async fn take_back(cx: &mut Cx, written: &Written, reason: &str) -> Result<(), Fault> {
    let (now, mark) = present(cx, &written.kind, written.id).await?.ok_or(Fault::NotFound)?;
    if mark != written.after {
        return Err(Fault::refused("imports.changed_since"));
    }
    if written.kind == "cases" {
        return case_back(cx, written, &now, reason).await;
    }
    let mut record = written.before.clone().unwrap_or_else(|| {
        let mut off = now.clone();
        off["active"] = false.into();
        off
    });
    record["rv"] = now["rv"].clone();
    run(cx, &format!("{}.save", written.kind), record).await
}

/// A case that was opened is cancelled; one that was changed is changed back.
async fn case_back(cx: &mut Cx, written: &Written, now: &Value, reason: &str) -> Result<(), Fault> {
    let Some(before) = &written.before else {
        return run(cx, CancelCase::NAME, json!({ "id": written.id, "reason": reason })).await;
    };
    let mut edit = json!({ "id": written.id, "base": now["rv"] });
    for field in CASE_FIELDS.iter().filter(|field| before[**field] != now[**field]) {
        edit[*field] = before[*field].clone();
    }
    for field in CASE_IDS.iter().filter(|field| before[**field] != now[**field]) {
        // The empty text takes away what is there.
        edit[*field] = if before[*field].is_null() { "".into() } else { before[*field].clone() };
    }
    run(cx, EditCase::NAME, edit).await
}
