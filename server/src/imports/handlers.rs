//! What people do with an import before and after its rows come in.

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::imports::*;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::page::Page;

use super::plan::Stop;
use super::rows::{census, form, groups, head, order};
use super::run::{Frame, Seen};
use super::store::{self, Stored};
use super::{dates, fields, file, runner};
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::jobs;

/// Rows that a look beforehand goes through; the command line goes through all.
const CHECKED: u64 = 5_000;
/// Faults that are shown at once.
const SHOWN: usize = 100;
const PAGE: usize = 50;
/// First rows, and values of a column, that are shown.
const FIRST_ROWS: usize = 8;
const SAMPLES: usize = 3;

pub fn register(registry: &mut Registry) {
    registry.read::<LookAtImport, _>(look);
    registry.read::<CheckImport, _>(check);
    registry.read::<GetImport, _>(get);
    registry.read::<ListImports, _>(list);
    registry.read::<ImportRows, _>(rows);
    registry.write::<MapImport, _>(map);
    registry.prepared::<StartImport, _, _, _>(ready, start);
    registry.write::<CancelImport, _>(cancel);
    registry.write::<UndoImport, _>(undo);
}

/// Tables are the desk's own business, whatever rights an outsider's role holds.
async fn mine(cx: &mut Cx, id: Uuid) -> Result<Stored, Fault> {
    match cx.actor().is_staff() {
        true => store::visible(cx, id).await,
        false => Err(Fault::NotFound),
    }
}

async fn look(cx: &mut Cx, op: LookAtImport) -> Result<Look, Fault> {
    let import = mine(cx, op.id).await?;
    cx.rest();
    let choices = import.body.choices.clone();
    let head = head(file::bytes(&cx.services, import.id).await?, form(&choices)).await?;
    let target = choices.target.unwrap_or_else(|| fields::likely(&head.headings));
    let guesses = fields::guess(target, &head.headings);
    let column = |(index, heading): (usize, &String)| {
        let values = || head.rows.iter().map(|row| row.cell(index).trim()).filter(|value| !value.is_empty());
        let mut order = dates::Order::default();
        values().for_each(|value| order.see(value));
        Column {
            index: index as u32,
            heading: heading.clone(),
            samples: values().take(SAMPLES).map(|value| value.chars().take(80).collect()).collect(),
            guess: guesses[index].map(str::to_string),
            ambiguous: order.is_ambiguous(),
        }
    };
    let columns = head.headings.iter().enumerate().map(column).collect();
    let cell = |row: &super::table::Row, at| row.cell(at).chars().take(80).collect::<String>();
    let cells = |row| (0..head.headings.len()).map(|at| cell(row, at)).collect::<Vec<_>>();
    let rows = head.rows.iter().take(FIRST_ROWS).map(cells).collect();
    let mut import = import.import();
    import.choices.target = Some(target);
    Ok(Look {
        import,
        encoding: head.found.encoding,
        delimiter: head.found.delimiter,
        sheet: head.found.sheet,
        sheets: head.found.sheets,
        columns,
        fields: fields::infos(target),
        rows,
    })
}

async fn map(cx: &mut Cx, op: MapImport) -> Result<Import, Fault> {
    let mut import = mine(cx, op.id).await?;
    if import.state != ImportState::Draft {
        return Err(Fault::refused("imports.begun"));
    }
    if let Some(target) = op.choices.target {
        let named = op.choices.columns.keys().chain(op.choices.fixed.keys());
        if named.into_iter().any(|name| fields::find(target, name).is_none()) {
            return Err(Fault::invalid("/choices", "unknown_word"));
        }
    }
    import.body.choices = op.choices;
    store::save(cx, &import).await?;
    Ok(import.import())
}

/// What an import needs before a row of it can be planned: the file read to its end.
async fn prepared(cx: &mut Cx, id: Uuid) -> Result<Stored, Fault> {
    let mut import = mine(cx, id).await?;
    if import.state != ImportState::Draft {
        return Err(Fault::refused("imports.begun"));
    }
    let choices = import.body.choices.clone();
    let target = choices.target.ok_or_else(|| Fault::invalid("/choices/target", "required"))?;
    let given = |name: &str| {
        choices.columns.contains_key(name) || choices.fixed.get(name).is_some_and(|text| !text.trim().is_empty())
    };
    if let Some(missing) = fields::of(target).iter().find(|field| field.required && !given(field.name)) {
        return Err(Fault::invalid(&format!("/choices/columns/{}", missing.name), "required"));
    }
    cx.rest();
    let census = census(file::bytes(&cx.services, id).await?, choices.clone()).await?;
    if choices.columns.values().any(|column| *column as usize >= census.headings.len()) {
        return Err(Fault::invalid("/choices/columns", "unknown"));
    }
    import.body.dates = order(&census, choices.dates)?;
    import.body.total = Some(census.rows);
    import.body.headings = census.headings;
    Ok(import)
}

async fn check(cx: &mut Cx, op: CheckImport) -> Result<Checked, Fault> {
    let import = prepared(cx, op.id).await?;
    let most = if cx.actor().user_id.is_none() { u64::MAX } else { CHECKED };
    let frame = Frame::open(cx, &import).await?;
    let mut groups = groups(file::bytes(&cx.services, op.id).await?, &import.body.choices, 0);
    let (mut counts, mut faults, mut seen) = (Counts::default(), Vec::new(), Seen::default());
    while let Some(group) = groups.recv().await {
        for row in group.map_err(|trouble| trouble.fault())? {
            if counts.rows == most {
                return Ok(Checked { counts, more: true, faults });
            }
            counts.rows += 1;
            let first = seen.first(&frame, &row);
            match frame.plan(cx, &row, first).await {
                Ok(plan) => counts.add(plan.outcome()),
                Err(Stop::Fault(fault)) => return Err(fault),
                Err(Stop::Wrong(wrongs)) => {
                    counts.add(Outcome::Refused);
                    let room = SHOWN.saturating_sub(faults.len());
                    faults.extend(frame.faults(&row, wrongs).into_iter().take(room));
                }
            }
        }
    }
    Ok(Checked { counts, more: false, faults })
}

async fn ready(cx: &mut Cx, op: StartImport) -> Result<Stored, Fault> {
    prepared(cx, op.id).await
}

async fn start(cx: &mut Cx, mut import: Stored) -> Result<Import, Fault> {
    let before = mine(cx, import.id).await?;
    // Chosen anew, or started elsewhere, while the file was read.
    if before.state != ImportState::Draft || before.body.choices != import.body.choices {
        return Err(Fault::refused("imports.begun"));
    }
    import.state = ImportState::Queued;
    begin(cx, import, StartImport::NAME).await
}

/// Hands the import to a job.
async fn begin(cx: &mut Cx, mut import: Stored, kind: &'static str) -> Result<Import, Fault> {
    import.body.job = Some(jobs::start(cx, runner::job(kind, &import)).await?.id);
    store::save(cx, &import).await?;
    Ok(import.import())
}

async fn get(cx: &mut Cx, op: GetImport) -> Result<Import, Fault> {
    Ok(mine(cx, op.id).await?.import())
}

async fn list(cx: &mut Cx, op: ListImports) -> Result<Page<Import>, Fault> {
    if !cx.actor().is_staff() {
        return Err(Fault::NotFound);
    }
    let malformed = || Fault::invalid("/cursor", "malformed");
    let before = match op.cursor.as_deref() {
        None => None,
        Some(cursor) => {
            let (at, id) = cursor.split_once('~').ok_or_else(malformed)?;
            Some((at.parse().map_err(|_| malformed())?, id.parse().map_err(|_| malformed())?))
        }
    };
    let mut found = store::list(cx, before, PAGE + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| format!("{}~{}", last.at, last.id));
    Ok(Page { rows: found.iter().map(Stored::import).collect(), next })
}

async fn rows(cx: &mut Cx, op: ImportRows) -> Result<RowFaults, Fault> {
    let import = mine(cx, op.id).await?;
    let after = i64::try_from(op.after.unwrap_or_default()).unwrap_or(i64::MAX);
    let mut found = store::of_outcome(cx, import.id, op.outcome, after, SHOWN + 1).await?;
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    Ok(RowFaults { rows: found.into_iter().flat_map(|(_, body)| body.faults).collect(), more })
}

async fn cancel(cx: &mut Cx, op: CancelImport) -> Result<Import, Fault> {
    let import = mine(cx, op.id).await?;
    let job = import.body.job.filter(|_| matches!(import.state, ImportState::Queued | ImportState::Running));
    jobs::stop(cx, job.ok_or_else(|| Fault::refused("imports.not_running"))?).await?;
    Ok(mine(cx, op.id).await?.import())
}

async fn undo(cx: &mut Cx, op: UndoImport) -> Result<Import, Fault> {
    let mut import = mine(cx, op.id).await?;
    if !import.state.may_undo() {
        return Err(Fault::refused("imports.not_undoable"));
    }
    import.state = ImportState::Undoing;
    import.line = i64::MAX;
    import.body.reason = op.reason;
    import.body.trouble = None;
    import.body.ended_at = None;
    begin(cx, import, UndoImport::NAME).await
}
