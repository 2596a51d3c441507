//! What was told of a person: notices of others, answers to devices, drafts, saved views, rows of imports, work on many
//! cases, files of lists.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::erased::Traces;
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::notices::Notice;

use super::Person;
use crate::cases::store as cases;
use crate::ctx::{Caller, Cx};
use crate::exports;
use crate::imports;
use crate::jobs::store::said::{self, Said};
use crate::knowledge::articles::store::seeks;
use crate::knowledge::rewards;
use crate::notices;
use crate::services::Services;
use crate::sync::store::{self as sync, Kept};
use crate::tasks;
use crate::views;
use crate::workplace::store::drafts;

/// What a case is called by now, and what those who came along call it.
struct Called {
    number: String,
    subject: String,
    others: Vec<String>,
}

type Names = HashMap<CaseId, Called>;

/// Takes the person out wherever they are named outside of cases and the audit. `all`: the cases that were
/// gone through.
pub async fn told(
    services: &Arc<Services>,
    caller: &Caller,
    person: &Arc<Person>,
    all: &BTreeSet<CaseId>,
) -> Result<(), Fault> {
    let names = names(services, caller, person, all).await?;
    noticed(services, caller, person, &names).await?;
    use Documents::{Drafts, Poison, Rewards, Seeks, TaskEvents, Tasks, Verdicts, Views};
    for documents in [Verdicts, Poison, Drafts, Views, Tasks, TaskEvents, Rewards, Seeks] {
        documents.clean(services, caller, person, |_, _| ()).await?;
    }
    imported(services, caller, person).await?;
    worked(services, caller, person, &names).await?;
    listed(services, caller).await
}

/// Documents that are kept under a key and may name anybody.
#[derive(Clone, Copy)]
enum Documents {
    Verdicts,
    Poison,
    /// What colleagues have begun to write.
    Drafts,
    /// Saved views: their names and what they look for.
    Views,
    Tasks,
    TaskEvents,
    /// Why points for knowledge were taken back.
    Rewards,
    /// Words that were looked for in vain: those that name the person go.
    Seeks,
    /// What rows of imports wrote, with what was there before.
    Imported,
}

impl Documents {
    async fn after(self, cx: &mut Cx, last: &str) -> Result<Vec<(String, String)>, Fault> {
        match self {
            Documents::Verdicts => sync::after(cx, Kept::Verdicts, last, PRUNE_BATCH).await,
            Documents::Poison => sync::after(cx, Kept::Poison, last, PRUNE_BATCH).await,
            Documents::Drafts => drafts::after(cx, last, PRUNE_BATCH).await,
            Documents::Views => views::store::after(cx, last, PRUNE_BATCH).await,
            Documents::Tasks => tasks::store::after(cx, last, PRUNE_BATCH).await,
            Documents::TaskEvents => tasks::store::events_after(cx, last, PRUNE_BATCH).await,
            Documents::Rewards => rewards::store::reasons_after(cx, last, PRUNE_BATCH).await,
            Documents::Seeks => seeks::words_after(cx, last, PRUNE_BATCH).await,
            Documents::Imported => imports::store::rows_after(cx, last, PRUNE_BATCH).await,
        }
    }

    async fn rewrite(self, cx: &mut Cx, key: &str, text: &str) -> Result<(), Fault> {
        match self {
            Documents::Verdicts => sync::rewrite(cx, Kept::Verdicts, key, text).await,
            Documents::Poison => sync::rewrite(cx, Kept::Poison, key, text).await,
            Documents::Drafts => drafts::rewrite(cx, key, text).await,
            Documents::Views => views::store::rewrite(cx, text).await,
            Documents::Tasks => tasks::store::rewrite(cx, key, text).await,
            Documents::TaskEvents => tasks::store::rewrite_event(cx, key, text).await,
            Documents::Rewards => rewards::store::rewrite_reason(cx, key, text).await,
            Documents::Seeks => seeks::forget(cx, key).await,
            Documents::Imported => imports::store::rewrite_row(cx, key, text).await,
        }
    }

    /// Takes the person out of each; `seen` hears of all, by key, as they were.
    async fn clean(
        self,
        services: &Arc<Services>,
        caller: &Caller,
        person: &Arc<Person>,
        mut seen: impl FnMut(&str, &str) + Send,
    ) -> Result<(), Fault> {
        let mut last = String::new();
        loop {
            let page = self.after(&mut services.reader(caller.clone()), &last).await?;
            let Some((end, _)) = page.last() else { return Ok(()) };
            last = end.clone();
            for (key, text) in page {
                seen(&key, &text);
                let Some(left) = cleaned(&person.traces, &text) else { continue };
                let work = services
                    .write(caller.clone(), move |cx| Box::pin(async move { self.rewrite(cx, &key, &left).await }));
                work.await?;
            }
        }
    }
}

/// Rows of imports, and the files that wrote the person's records: which line of one was theirs, only the file says.
async fn imported(services: &Arc<Services>, caller: &Caller, person: &Arc<Person>) -> Result<(), Fault> {
    let (records, mut files) = (person.records(), BTreeSet::new());
    let seen = |key: &str, row: &str| {
        if records.iter().any(|id| row.contains(id)) {
            files.extend(key.split_once(' ').and_then(|(import, _)| import.parse::<Uuid>().ok()));
        }
    };
    Documents::Imported.clean(services, caller, person, seen).await?;
    for import in files {
        imports::file::forget(services, import).await;
    }
    Ok(())
}

/// Nobody knows whom a list in a file names: all files of lists go, and are made again by whoever needs them.
async fn listed(services: &Arc<Services>, caller: &Caller) -> Result<(), Fault> {
    services.write(caller.clone(), |cx| Box::pin(async move { exports::store::end_all(cx).await })).await?;
    while exports::expire(services).await? > 0 {}
    Ok(())
}

/// What the cases are called that their side gave a name to.
async fn names(
    services: &Arc<Services>,
    caller: &Caller,
    person: &Person,
    all: &BTreeSet<CaseId>,
) -> Result<Names, Fault> {
    let (mut names, leaver) = (Names::new(), person.leaver());
    let mut cx = services.reader(caller.clone());
    for id in all {
        let Some(case) = cases::find(&mut cx, *id).await?.filter(|case| leaver.told(case)) else { continue };
        let others = case.ties.joined.iter().filter(|joined| !leaver.brought(joined));
        let others = others.map(|joined| joined.subject.clone()).collect();
        names.insert(*id, Called { number: case.number, subject: case.subject, others });
    }
    Ok(names)
}

async fn noticed(services: &Arc<Services>, caller: &Caller, person: &Arc<Person>, names: &Names) -> Result<(), Fault> {
    let mut last = String::new();
    loop {
        let page = notices::store::after(&mut services.reader(caller.clone()), &last, PRUNE_BATCH).await?;
        let Some((end, _)) = page.last() else { return Ok(()) };
        last = end.clone();
        let left: Vec<(String, String)> = page
            .into_iter()
            .filter_map(|(id, body)| {
                let notice = serde_json::from_str::<Notice>(&body).ok()?;
                let case = notice.case_id.and_then(|id| names.get(&id));
                let called = case.filter(|called| !called.others.contains(&notice.subject));
                let subject =
                    called.map_or_else(|| person.traces.clean(&notice.subject), |called| called.subject.clone());
                let by = person.traces.clean(&notice.by);
                let text = person.traces.clean(&notice.text);
                let left = Notice { subject, by, text, ..notice.clone() };
                (left != notice).then(|| serde_json::to_string(&left).ok().map(|body| (id, body)))?
            })
            .collect();
        if left.is_empty() {
            continue;
        }
        let work = services.write(caller.clone(), move |cx| {
            Box::pin(async move {
                for (id, body) in &left {
                    notices::store::rewrite(cx, id, body).await?;
                }
                Ok(())
            })
        });
        work.await?;
    }
}

/// Jobs and their items, as long as they can be read.
async fn worked(services: &Arc<Services>, caller: &Caller, person: &Arc<Person>, names: &Names) -> Result<(), Fault> {
    let mut last = (String::new(), -1);
    loop {
        let page = said::after(&mut services.reader(caller.clone()), &last, PRUNE_BATCH).await?;
        let Some(end) = page.last() else { return Ok(()) };
        last = (end.job.clone(), end.index);
        let left: Vec<Said> = page.iter().filter_map(|said| without(said, &person.traces, names)).collect();
        if left.is_empty() {
            continue;
        }
        let work = services.write(caller.clone(), move |cx| {
            Box::pin(async move {
                for said in &left {
                    said::rewrite(cx, said).await?;
                }
                Ok(())
            })
        });
        work.await?;
    }
}

/// What a job or an item says without the person; None where they are not in it.
fn without(said: &Said, traces: &Traces, names: &Names) -> Option<Said> {
    let mut left = said.clone();
    let called = said.about.parse().ok().and_then(|case: CaseId| names.get(&case));
    left.label = match called {
        Some(called) => format!("{} {}", called.number, called.subject),
        None => traces.clean(&said.label),
    };
    for text in [&mut left.input, &mut left.fault, &mut left.note] {
        *text = text.as_ref().map(|text| cleaned(traces, text).unwrap_or_else(|| text.clone()));
    }
    (left != *said).then_some(left)
}

/// A kept document without the person; None where they are not in it. Numbers in it are no telephones.
fn cleaned(traces: &Traces, text: &str) -> Option<String> {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return traces.are_in(text).then(|| traces.clean(text));
    };
    let mut left = value.clone();
    traces.clean_all(&mut left);
    (left != value).then(|| left.to_string())
}
