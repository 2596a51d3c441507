//! `yingda clock`: counts working time by a calendar.

use std::fs::File;
use std::io::{ErrorKind, Read, stdin, stdout};
use std::path::{Path, PathBuf};

use clap::Args;
use yingda_server::calendar::compiled::Compiled;
use yingda_server::calendar::{file, holidays, lines};
use yingda_server::words::{Language, fault};
use yingda_shared::calendar::Holidays;
use yingda_shared::kernel::limits::CALENDAR_BYTES_MAX;

use super::Failed;

/// Count working time: questions on standard input, one JSON object a line, answers on standard output
///
///   {"id":1,"op":"due","start":"2026-10-09T16:00:00+08:00","minutes":480,"pauses":[["…","…"]]}  → {"id":1,"due":"…"}
///   {"id":2,"op":"between","from":"…","to":"…"}  → {"id":2,"minutes":123.5}
///   {"id":3,"op":"open","at":"…"}  → {"id":3,"open":false,"opens":"…"}, the next moment of work
///
/// Times are RFC 3339, counted in milliseconds; answers carry the offset of the calendar's zone. A line that
/// cannot be answered gets {"id":…,"error":"…"}, and the rest goes on. docs/calendars.md has the rules.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Clock {
    /// The calendar: {"zone":"Asia/Shanghai","week":{"mon":[["09:00","12:00"],["13:00","18:00"]],…},"days":{"2026-10-01":[]}}
    #[arg(long, value_name = "FILE")]
    calendar: PathBuf,
    /// Holidays and make-up days below the calendar's own days: cn (mainland China, 2020 to 2026), or a file
    /// (holiday-cn JSON, iCalendar, CSV with date and off). Several times: the later goes first
    #[arg(long, value_name = "cn|FILE")]
    holidays: Vec<String>,
}

pub fn run(clock: Clock) -> Result<(), Failed> {
    let wrong = |path: &Path, why: String| Failed::Usage(format!("{}: {why}", path.display()));
    let calendar = file::read(&bytes(&clock.calendar)?).map_err(|why| wrong(&clock.calendar, why))?;
    let mut days = Holidays::default();
    for source in &clock.holidays {
        let path = Path::new(source);
        let more = match source.as_str() {
            "cn" => holidays::china(),
            _ => {
                holidays::read(&bytes(path)?).map_err(|odd| wrong(path, fault(Language::En, &odd.code, &odd.params)))?
            }
        };
        days.0.extend(more.0);
    }
    let compiled = Compiled::of(calendar, days).ok_or_else(|| wrong(&clock.calendar, "no such zone".into()))?;
    match lines::answer_all(&compiled, stdin().lock(), stdout().lock()) {
        // Whoever reads the answers has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|error| Failed::Work(format!("cannot go on: {error}"))),
    }
}

/// A file that is small enough to be what it is said to be.
fn bytes(path: &Path) -> Result<Vec<u8>, Failed> {
    let cannot = |why: String| Failed::Usage(format!("cannot read {}: {why}", path.display()));
    let file = File::open(path).map_err(|error| cannot(error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(CALENDAR_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|error| cannot(error.to_string()))?;
    match bytes.len() as u64 > CALENDAR_BYTES_MAX {
        true => Err(cannot(format!("it has more than {} MiB", CALENDAR_BYTES_MAX / 1_048_576))),
        false => Ok(bytes),
    }
}
