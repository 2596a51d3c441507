//! `yingda import customers|users|assets|cases|pairs`: the import of the page, from the command line.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use yingda_server::config::Settings;
use yingda_server::ctx::Caller;
use yingda_server::imports;
use yingda_server::jobs;
use yingda_server::registry::registry;
use yingda_server::services::Services;
use yingda_server::words::{Language, fault};
use yingda_shared::fault::Fault;
use yingda_shared::imports::*;
use yingda_shared::kernel::limits::TABLE_BYTES_MAX;

use super::{Failed, config, services};

/// Faults that are printed; the rest is counted.
const PRINTED: usize = 20;
const LOOK: Duration = Duration::from_millis(200);

#[derive(Args)]
pub struct Table {
    /// CSV (UTF-8, GB18030, UTF-16) or XLSX
    file: PathBuf,
    #[command(flatten)]
    settings: Settings,
    /// Which column is which field: "heading=field", several times
    #[arg(long = "map", value_name = "HEADING=FIELD")]
    map: Vec<String>,
    /// What a field holds where the file says nothing: "field=text", several times
    #[arg(long = "set", value_name = "FIELD=TEXT")]
    set: Vec<String>,
    /// What becomes of a row whose thing is there already: skip, update or refuse
    #[arg(long, default_value = "skip")]
    on_duplicate: String,
    /// What 5/11/2026 means: day_first or month_first
    #[arg(long)]
    dates: Option<String>,
    /// utf-8, gb18030, utf-16le, utf-16be or windows-1252 [default: told from the file]
    #[arg(long)]
    encoding: Option<String>,
    /// Name of the sheet [default: the first]
    #[arg(long)]
    sheet: Option<String>,
    /// Read and check every row; write nothing
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(target: Target, table: Table) -> Result<(), Failed> {
    let choice = |text: &str, name: &str| Failed::Usage(format!("--{name}: there is no {text:?}"));
    let on_duplicate = OnDuplicate::parse(&table.on_duplicate);
    let on_duplicate = on_duplicate.ok_or_else(|| choice(&table.on_duplicate, "on-duplicate"))?;
    let dates = table.dates.as_deref().map(|text| DateOrder::parse(text).ok_or_else(|| choice(text, "dates")));
    let encoding = table.encoding.as_deref().map(|text| Encoding::parse(text).ok_or_else(|| choice(text, "encoding")));
    let (dates, encoding) = (dates.transpose()?, encoding.transpose()?);
    let (map, fixed) = (pairs(&table.map, "map")?, pairs(&table.set, "set")?);
    let cannot = |error: std::io::Error| Failed::Work(format!("cannot read {}: {error}", table.file.display()));
    let size = tokio::fs::metadata(&table.file).await.map_err(cannot)?.len();
    if size > TABLE_BYTES_MAX {
        return Err(Failed::Work(format!("{}: at most {} MiB", table.file.display(), TABLE_BYTES_MAX / 1_048_576)));
    }
    let bytes = tokio::fs::read(&table.file).await.map_err(cannot)?;
    imports::table::kind(&bytes).map_err(|trouble| said(trouble.fault()))?;
    let name = table.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let services = services(config(table.settings)?).await?;
    let import = imports::file::keep(&services, Caller::system(), &name, vec![bytes.into()]).await.map_err(said)?;
    let mut choices = Choices {
        target: Some(target),
        encoding,
        sheet: table.sheet,
        fixed,
        on_duplicate: Some(on_duplicate),
        dates,
        ..Choices::default()
    };
    call(&services, MapImport { id: import.id, choices: choices.clone() }).await?;
    let look = call(&services, LookAtImport { id: import.id }).await?;
    choices.columns = columns(&look, &map)?;
    call(&services, MapImport { id: import.id, choices }).await?;
    let outcome = match table.dry_run {
        true => check(&services, import.id).await,
        false => bring(&services, import.id).await,
    };
    if table.dry_run {
        // A look leaves nothing behind, not even a draft.
        let id = import.id;
        imports::file::forget(&services, id).await;
        let work = services.write(Caller::system(), move |cx| Box::pin(imports::store::drop_some(cx, id)));
        work.await.map_err(said)?;
    }
    services.database.close().await;
    outcome
}

/// Faults as a terminal reads them.
fn said(failed: Fault) -> Failed {
    let fields = failed.fields().iter().map(|field| {
        let place = field.pointer.trim_start_matches("/choices/").trim_start_matches("/file");
        format!("{place} {}", fault(Language::En, &field.code, &field.params)).trim().to_string()
    });
    let all: Vec<String> = fields.collect();
    let whole = || fault(Language::En, failed.code(), &failed.params());
    Failed::Work(if all.is_empty() { whole() } else { all.join("; ") })
}

async fn call<O: yingda_shared::contract::Operation>(services: &Arc<Services>, op: O) -> Result<O::Output, Failed> {
    registry().call(services, Caller::system(), op).await.map_err(said)
}

fn pairs(texts: &[String], name: &str) -> Result<BTreeMap<String, String>, Failed> {
    let pair = |text: &String| {
        let (left, right) =
            text.split_once('=').ok_or_else(|| Failed::Usage(format!("--{name}: {text:?} has no =")))?;
        Ok((left.trim().to_string(), right.trim().to_string()))
    };
    texts.iter().map(pair).collect()
}

/// Fields and their columns: as said, and as guessed where nothing is said of either.
fn columns(look: &Look, map: &BTreeMap<String, String>) -> Result<BTreeMap<String, u32>, Failed> {
    let mut columns = BTreeMap::new();
    for (heading, field) in map {
        let column = look.columns.iter().find(|column| column.heading == *heading);
        let column = column.ok_or_else(|| Failed::Usage(format!("--map: the file has no column {heading:?}")))?;
        if look.columns.iter().filter(|column| column.heading == *heading).count() > 1 {
            return Err(Failed::Usage(format!("--map: the file has several columns {heading:?}; name them apart")));
        }
        if !look.fields.iter().any(|known| known.name == *field) {
            let known: Vec<&str> = look.fields.iter().map(|field| field.name.as_str()).collect();
            return Err(Failed::Usage(format!("--map: there is no field {field:?}, only {}", known.join(", "))));
        }
        columns.insert(field.clone(), column.index);
    }
    for column in look.columns.iter().filter(|column| !map.contains_key(&column.heading)) {
        if let Some(field) = &column.guess {
            columns.entry(field.clone()).or_insert(column.index);
        }
    }
    Ok(columns)
}

async fn check(services: &Arc<Services>, id: yingda_shared::kernel::id::Uuid) -> Result<(), Failed> {
    let checked = call(services, CheckImport { id }).await?;
    let counts = checked.counts;
    println!(
        "would bring {} rows: {} created, {} updated, {} skipped, {} refused",
        counts.rows, counts.created, counts.updated, counts.skipped, counts.refused
    );
    print(&checked.faults);
    Ok(())
}

async fn bring(services: &Arc<Services>, id: yingda_shared::kernel::id::Uuid) -> Result<(), Failed> {
    call(services, StartImport { id }).await?;
    let shown = std::io::stderr().is_terminal();
    let work = || {
        let services = services.clone();
        tokio::spawn(async move { jobs::worker::work_off(&services).await })
    };
    let mut worker = work();
    let import = loop {
        let import = call(services, GetImport { id }).await?;
        if shown {
            eprint!("\r{}/{}", import.counts.rows, import.total.unwrap_or_default());
            // A progress line that cannot be shown is no reason to stop.
            let _ = std::io::stderr().flush();
        }
        if !import.state.is_busy() {
            break import;
        }
        // A server of the same database may have taken it up; what it leaves is gone on with here.
        if worker.is_finished() {
            worker = work();
        }
        tokio::time::sleep(LOOK).await;
    };
    if shown {
        eprintln!();
    }
    let counts = import.counts;
    println!(
        "brought {} rows: {} created, {} updated, {} skipped, {} refused (import {id})",
        counts.rows, counts.created, counts.updated, counts.skipped, counts.refused
    );
    print(&call(services, ImportRows { id, outcome: Outcome::Refused, after: None }).await?.rows);
    match (import.state, &import.trouble) {
        (ImportState::Done, _) => Ok(()),
        (_, Some(trouble)) => Err(Failed::Work(fault(Language::En, &trouble.code, &trouble.params))),
        (state, None) => Err(Failed::Work(format!("the import is {state}"))),
    }
}

fn print(faults: &[RowFault]) {
    for row in faults.iter().take(PRINTED) {
        let why = fault(Language::En, &row.code, &row.params);
        println!("line {}: {} {:?}: {why}", row.line, row.field, row.value);
    }
    if faults.len() > PRINTED {
        println!("and more; see /admin/import");
    }
}
