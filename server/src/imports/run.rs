//! The work on an import: groups of rows, each row in a transaction of its own, so that nothing of a
//! row is half done. What became of a row is written with it: a crash goes on where it was.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use sha2::{Digest, Sha256};
use yingda_shared::fault::Fault;
use yingda_shared::imports::{ImportState, OnDuplicate, Outcome, RowFault, Target};
use yingda_shared::kernel::hex::hex;
use yingda_shared::kernel::id::{CaseId, UserId, Uuid};
use yingda_shared::kernel::time::{MINUTE, Millis};

use super::plan::{self, Book, Plan, Step, Stop, Values, Wrong};
use super::store::{self, RowBody, Stored, Written};
use super::table::{Row, Trouble};
use super::{file, rows, undo};
use crate::ctx::{Caller, Cx, now};
use crate::failure;
use crate::identity::actors;
use crate::records;
use crate::registry::registry;
use crate::services::Services;

/// How long a node that says nothing keeps an import to itself.
const LEASE: Millis = 2 * MINUTE;
/// Groups after which the lists that rows name things of are read anew.
const BOOK_GROUPS: usize = 50;
/// Between two looks for imports that nobody works on.
const LOOK: Duration = Duration::from_secs(20);

/// Works on an import in the background.
pub fn begin(services: &Arc<Services>, id: Uuid) {
    let services = services.clone();
    tokio::spawn(async move {
        if let Err(fault) = work(&services, id).await {
            tracing::warn!(?fault, "an import rests until somebody goes on with it");
        }
    });
}

/// Goes on with what was left behind, as long as the process lives.
pub async fn watch(services: Arc<Services>) {
    let mut looks = tokio::time::interval(LOOK);
    loop {
        looks.tick().await;
        let waiting = store::waiting(&mut services.reader(Caller::system())).await;
        for id in waiting.unwrap_or_default() {
            if let Err(fault) = work(&services, id).await {
                tracing::warn!(?fault, "an import rests until somebody goes on with it");
            }
        }
    }
}

/// Works on an import until it ends, unless another node does.
pub async fn work(services: &Arc<Services>, id: Uuid) -> Result<(), Fault> {
    let until = now() + LEASE;
    let taken = services.write(Caller::system(), move |cx| Box::pin(store::take(cx, id, until))).await?;
    if !taken {
        return Ok(());
    }
    let import = store::find(&mut services.reader(Caller::system()), id).await?.ok_or(Fault::NotFound)?;
    match import.state {
        ImportState::Undoing => undo::work(services, import).await,
        _ => bring(services, import).await,
    }
}

/// Who brought the import, with the rights of this moment; `None` when they may do nothing any more.
pub async fn owner(services: &Arc<Services>, import: &Stored) -> Result<Option<Caller>, Fault> {
    let device = format!("import {}", import.body.name);
    if import.owner.is_empty() {
        return Ok(Some(Caller { device, ..Caller::system() }));
    }
    let user = UserId(import.owner.parse().unwrap_or_default());
    let actor = actors::of_user(&mut services.reader(Caller::system()), user).await?;
    Ok(actor.map(|actor| Caller::of(actor, &device)))
}

/// What rows of one file share.
pub struct Frame {
    pub import: Uuid,
    pub target: Target,
    pub body: store::Body,
    pub book: Book,
}

impl Frame {
    pub async fn open(cx: &mut Cx, import: &Stored) -> Result<Frame, Fault> {
        let choices = &import.body.choices;
        let target = choices.target.ok_or_else(|| Fault::invalid("/choices/target", "required"))?;
        let on_duplicate = choices.on_duplicate.unwrap_or(OnDuplicate::Skip);
        let book = Book::open(cx, on_duplicate, import.body.dates).await?;
        Ok(Frame { import: import.id, target, body: import.body.clone(), book })
    }

    pub fn values<'a>(&'a self, row: &'a Row) -> Values<'a> {
        Values { row, choices: &self.body.choices, headings: &self.body.headings }
    }

    /// What the row becomes, the rows before it in the file considered.
    pub async fn plan(&self, cx: &mut Cx, row: &Row, first: Option<u64>) -> Result<Plan, Stop> {
        let values = self.values(row);
        values.too_wide()?;
        match (first, self.book.on_duplicate) {
            (Some(line), OnDuplicate::Refuse) => {
                let mut wrong = Wrong::new(plan::key_field(self.target, &values), "table_repeated");
                wrong.params.insert("line".into(), line.to_string());
                Err(wrong.into())
            }
            (Some(_), OnDuplicate::Skip) => Ok(Plan { known: true, ..Plan::default() }),
            (first, _) => {
                let mut plan = plan::plan(cx, &self.book, &values, self.target).await?;
                plan.known |= first.is_some();
                Ok(plan)
            }
        }
    }

    pub fn faults(&self, row: &Row, wrongs: Vec<Wrong>) -> Vec<RowFault> {
        wrongs.into_iter().map(|wrong| self.values(row).fault(wrong)).collect()
    }
}

/// The things that rows of this file were about, and the lines they stood in.
#[derive(Default)]
pub struct Seen(HashMap<u64, u64>);

impl Seen {
    /// The line that was about the same thing before this one.
    pub fn first(&mut self, frame: &Frame, row: &Row) -> Option<u64> {
        let key = plan::key(frame.target, &frame.values(row))?;
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        match self.0.entry(hasher.finish()) {
            std::collections::hash_map::Entry::Occupied(entry) => Some(*entry.get()),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(row.line);
                None
            }
        }
    }
}

async fn bring(services: &Arc<Services>, mut import: Stored) -> Result<(), Fault> {
    let bytes = file::bytes(services, import.id).await?;
    let mut groups = rows::groups(bytes, &import.body.choices, 0);
    let mut frame = Arc::new(Frame::open(&mut services.reader(Caller::system()), &import).await?);
    let (mut seen, mut count) = (Seen::default(), 0);
    import.state = ImportState::Running;
    while let Some(group) = groups.recv().await {
        let group = match group {
            Ok(group) => group,
            Err(trouble) => return end(services, import, ImportState::Failed, Some(trouble)).await,
        };
        let Some(caller) = owner(services, &import).await? else {
            return end(services, import, ImportState::Failed, Some(Trouble::refused("forbidden"))).await;
        };
        count += 1;
        if count % BOOK_GROUPS == 0 {
            frame = Arc::new(Frame::open(&mut services.reader(Caller::system()), &import).await?);
        }
        let mut rows = Vec::new();
        for row in group {
            let first = seen.first(&frame, &row);
            if row.line as i64 > import.line {
                rows.push((row, first));
            }
        }
        let Some((last, _)) = rows.last() else { continue };
        import.line = last.line as i64;
        let works = rows.into_iter().map(|(row, first)| one(services, &caller, frame.clone(), row, first));
        let mut refused = Vec::new();
        for ended in join_all(works).await {
            let (line, outcome, faults) = ended?;
            import.body.counts.rows += 1;
            import.body.counts.add(outcome);
            if outcome == Outcome::Refused {
                refused.push((line, RowBody { faults, ..RowBody::default() }));
            }
        }
        match note(services, import, refused, Outcome::Refused).await? {
            Some(going_on) => import = going_on,
            None => return Ok(()),
        }
    }
    end(services, import, ImportState::Done, None).await
}

/// Brings one row in.
async fn one(
    services: &Arc<Services>,
    caller: &Caller,
    frame: Arc<Frame>,
    row: Row,
    first: Option<u64>,
) -> Result<(i64, Outcome, Vec<RowFault>), Fault> {
    let line = row.line as i64;
    let (inner, row) = (frame.clone(), Arc::new(row));
    let mine = row.clone();
    let work = services.write(caller.clone(), move |cx| {
        Box::pin(async move {
            if let Some(known) = store::outcome(cx, inner.import, line).await? {
                return Ok(Ok(known));
            }
            let plan = match inner.plan(cx, &mine, first).await {
                Ok(plan) => plan,
                Err(Stop::Wrong(wrongs)) => return Ok(Err(wrongs)),
                Err(Stop::Fault(fault)) => return Err(fault),
            };
            let mut body = RowBody::default();
            for step in &plan.steps {
                body.written.push(write(cx, step).await?);
            }
            store::add_row(cx, inner.import, line, plan.outcome(), &body).await?;
            Ok(Ok(plan.outcome()))
        })
    });
    let wrongs = match work.await {
        Ok(Ok(outcome)) => return Ok((line, outcome, Vec::new())),
        Ok(Err(wrongs)) => wrongs,
        Err(fault) => match Stop::from(fault) {
            Stop::Wrong(wrongs) => wrongs,
            Stop::Fault(fault) => return Err(fault),
        },
    };
    Ok((line, Outcome::Refused, frame.faults(&row, wrongs)))
}

/// Runs the operation of a step as the caller, and keeps what an undo needs.
async fn write(cx: &mut Cx, step: &Step) -> Result<Written, Fault> {
    run(cx, step.operation, step.input.clone()).await?;
    let (_, after) = present(cx, step.kind, step.id).await?.ok_or(Fault::NotFound)?;
    Ok(Written { kind: step.kind.into(), id: step.id, before: step.before.clone(), after })
}

pub async fn run(cx: &mut Cx, operation: &str, input: serde_json::Value) -> Result<(), Fault> {
    let entry = registry().get(operation).ok_or(Fault::NotFound)?;
    registry().decide_json(cx, entry, entry.version, input).await.map(drop)
}

/// What is there now, with a mark that changes when it does.
pub async fn present(cx: &mut Cx, kind: &str, id: Uuid) -> Result<Option<(serde_json::Value, String)>, Fault> {
    if kind == "cases" {
        let Some(case) = crate::cases::store::find(cx, CaseId(id)).await? else { return Ok(None) };
        let value = serde_json::to_value(&case).map_err(|error| failure::internal(&error))?;
        return Ok(Some((value, format!("rv {}", case.rv))));
    }
    let Some(kind) = undo::KINDS.iter().copied().find(|known| *known == kind) else { return Ok(None) };
    let Some((rv, mut value)) = records::store::raw(cx, kind, id).await? else { return Ok(None) };
    value["rv"] = 0.into();
    let mark = hex(&Sha256::digest(value.to_string())).chars().take(16).collect();
    value["rv"] = rv.into();
    Ok(Some((value, mark)))
}

/// Writes what a group came to. `None` when somebody stopped the import meanwhile.
pub async fn note(
    services: &Arc<Services>,
    import: Stored,
    rows: Vec<(i64, RowBody)>,
    outcome: Outcome,
) -> Result<Option<Stored>, Fault> {
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            for (line, body) in rows {
                store::add_row(cx, import.id, line, outcome, &body).await?;
            }
            let now = store::find(cx, import.id).await?.ok_or(Fault::NotFound)?;
            let stopped = now.state != import.state && now.state != ImportState::Queued;
            let mut import = import;
            if stopped {
                // Somebody stopped it, or is taking it back by now: that stands, and these rows are told.
                let line = if now.state == ImportState::Undoing { now.line } else { import.line };
                let counts = import.body.counts;
                import = Stored { line, ..now };
                import.body.counts = counts;
            }
            store::save(cx, &import).await?;
            store::renew(cx, import.id, if stopped { 0 } else { cx.now + LEASE }).await?;
            Ok((!stopped).then_some(import))
        })
    });
    work.await
}

/// The end of the work, with a line of the audit for the whole.
pub async fn end(
    services: &Arc<Services>,
    mut import: Stored,
    state: ImportState,
    trouble: Option<Trouble>,
) -> Result<(), Fault> {
    import.state = state;
    import.body.ended_at = Some(now());
    import.body.trouble = trouble.map(|trouble| trouble.row());
    let caller = owner(services, &import).await?.unwrap_or_else(Caller::system);
    let work = services.write(caller, move |cx| {
        Box::pin(async move {
            let (id, counts) = (import.id.to_string(), import.body.counts);
            let new = format!(
                "{}: {} created, {} updated, {} skipped, {} refused, {} undone, {} kept",
                import.body.name,
                counts.created,
                counts.updated,
                counts.skipped,
                counts.refused,
                counts.undone,
                counts.kept
            );
            let action = if state == ImportState::Undone { "imports.undo" } else { "imports.start" };
            let line = crate::audit::Line {
                action,
                kind: "imports",
                object: &id,
                field: "state",
                old: "",
                new: &new,
                reason: "",
            };
            cx.audit(line).await?;
            store::save(cx, &import).await?;
            store::renew(cx, import.id, 0).await
        })
    });
    work.await
}
