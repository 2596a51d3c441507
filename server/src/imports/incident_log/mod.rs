//! The incident log of a ServiceNow desk (CSV, one row for each change of an incident).

mod header;
mod log;
mod people;
mod row;
mod write;

use std::io::{IsTerminal, Write as _};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::Millis;

use self::log::Log;
use self::write::Written;
use crate::audit::Line;
use crate::ctx::{Caller, now};
use crate::services::Services;

/// Incidents in one transaction: readers see the import grow and the writer stays free for others.
const BATCH: usize = 200;
const ZONE: &str = "Asia/Shanghai";

#[derive(Clone, Debug, Default, clap::Args)]
pub struct Options {
    /// Read and check only; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// IANA name of the zone the log's dates are in [default: Asia/Shanghai]
    #[arg(long)]
    pub zone: Option<String>,
    /// Stop history here: "2016-03-05 12:00", in the same zone
    #[arg(long)]
    pub until: Option<String>,
    /// Move all dates so that the last kept moment is now
    #[arg(long)]
    pub shift_to_now: bool,
}

/// Brings the log in; answers a summary to print. Safe to run twice: rows already there stay.
pub async fn run(services: &Arc<Services>, file: &Path, options: &Options) -> Result<String, String> {
    let zone = options.zone.as_deref().unwrap_or(ZONE);
    let zone = TimeZone::get(zone).map_err(|_| format!("--zone: {zone:?} is no zone like {ZONE}"))?;
    let until = options.until.as_deref().map(|text| parse_until(text, &zone)).transpose()?;
    let bytes = tokio::fs::read(file).await.map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let log = Log::read(&bytes, zone, until).map_err(|why| format!("{}: {why}", file.display()))?;
    let shift = match log.last() {
        Some(last) if options.shift_to_now => now() - last,
        _ => 0,
    };
    let written = match options.dry_run {
        true => look(services, &log).await,
        false => write(services, &log, shift, file).await,
    };
    Ok(summary(&log, &written.map_err(|fault| fault.code().to_string())?, options.dry_run))
}

fn parse_until(text: &str, zone: &TimeZone) -> Result<Millis, String> {
    let wrong = || format!("--until: {text:?} is no moment like \"2016-03-05 12:00\"");
    row::moment(DateTime::strptime("%Y-%m-%d %H:%M", text.trim()).map_err(|_| wrong())?, zone).ok_or_else(wrong)
}

/// What writing would do.
async fn look(services: &Arc<Services>, log: &Log) -> Result<Written, Fault> {
    let mut cx = services.reader(Caller::system());
    let mut written = Written::default();
    for incident in &log.incidents {
        written += write::known(&mut cx, incident).await?;
    }
    Ok(written)
}

async fn write(services: &Arc<Services>, log: &Log, shift: Millis, file: &Path) -> Result<Written, Fault> {
    let mut written = Written::default();
    if log.incidents.is_empty() {
        return Ok(written);
    }
    let named = log.names();
    services.write(Caller::system(), move |cx| Box::pin(async move { people::ensure(cx, &named).await })).await?;
    let mut progress = Progress::new(log.incidents.len());
    for batch in log.incidents.chunks(BATCH) {
        let batch = batch.to_vec();
        let count = batch.len();
        let work = services
            .write(Caller::system(), move |cx| Box::pin(async move { write::incidents(cx, &batch, shift).await }));
        written += work.await?;
        progress.add(count);
    }
    progress.end();
    if written.events > 0 {
        audit(services, file, written).await?;
    }
    Ok(written)
}

/// One line of the audit for the whole import.
async fn audit(services: &Arc<Services>, file: &Path, written: Written) -> Result<(), Fault> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            let new = format!("{} cases, {} events", written.cases, written.events);
            let line = Line {
                action: "import.incident_log",
                kind: "cases",
                object: &name,
                field: "",
                old: "",
                new: &new,
                reason: "",
            };
            cx.audit(line).await
        })
    });
    work.await
}

fn summary(log: &Log, written: &Written, dry_run: bool) -> String {
    let does = if dry_run { "would bring" } else { "brought" };
    let mut lines = vec![
        format!(
            "rows {}, kept {}, later than --until {}, rejected {}",
            log.rows,
            log.kept(),
            log.later,
            log.rejected.len()
        ),
        format!(
            "{does} {} new cases and {} events; {} rows were already there",
            written.cases, written.events, written.known
        ),
    ];
    lines.extend(log.rejected.iter().map(|rejected| format!("line {}: {}", rejected.line, rejected.why)));
    lines.join("\n")
}

/// One line on a terminal that counts up; silent elsewhere.
struct Progress {
    done: usize,
    of: usize,
    shown: bool,
}

impl Progress {
    fn new(of: usize) -> Progress {
        Progress { done: 0, of, shown: std::io::stderr().is_terminal() }
    }

    fn add(&mut self, count: usize) {
        self.done += count;
        if self.shown {
            let filled = self.done * 30 / self.of;
            eprint!("\r[{}{}] {}/{} cases", "#".repeat(filled), ".".repeat(30 - filled), self.done, self.of);
            // A progress line that cannot be shown is no reason to stop.
            let _ = std::io::stderr().flush();
        }
    }

    fn end(&self) {
        if self.shown {
            eprintln!();
        }
    }
}
