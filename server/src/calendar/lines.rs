//! `yingda clock`: questions line by line, each with its answer. What is wrong with a line is its answer,
//! and the next line goes on.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use serde::Deserialize;
use serde_json::value::RawValue;
use yingda_shared::calendar::{NoMoment, Pause, Pauses};
use yingda_shared::kernel::time::{MINUTE, Millis};

use super::compiled::Compiled;
use super::moments::{self, Moment};

/// Bytes of one line.
pub const LINE_MAX: u64 = 1_048_576;
const BUFFER: usize = 256 * 1024;

/// Answers every line of the input, in order; empty ones have no answer. Whoever waits for an answer before
/// asking on gets it: what is written goes out before more is read.
pub fn answer_all(calendar: &Compiled, input: impl Read, output: impl Write) -> io::Result<()> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let mut output = BufWriter::with_capacity(BUFFER, output);
    let (mut line, mut answer) = (Vec::new(), Vec::new());
    let mut first = true;
    loop {
        if input.buffer().is_empty() {
            output.flush()?;
        }
        let Some(whole) = read_line(&mut input, &mut line)? else { return Ok(()) };
        let mut text = line.as_slice();
        if std::mem::take(&mut first) {
            text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
        }
        if text.trim_ascii().is_empty() && whole {
            continue;
        }
        answer.clear();
        match whole {
            true => answer_one(calendar, text, &mut answer)?,
            false => refuse(&mut answer, None, "the line is longer than 1 MiB")?,
        }
        output.write_all(&answer)?;
    }
}

/// The next line without its end; `Some(false)` for one that is too long, which is skipped.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    if input.by_ref().take(LINE_MAX + 1).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') || line.len() as u64 <= LINE_MAX {
        return Ok(Some(true));
    }
    line.clear();
    input.skip_until(b'\n')?;
    Ok(Some(false))
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Asked {
    Due,
    Between,
    Open,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    op: Asked,
    start: Option<Moment>,
    minutes: Option<f64>,
    pauses: Option<Vec<(Moment, Option<Moment>)>>,
    from: Option<Moment>,
    to: Option<Moment>,
    at: Option<Moment>,
}

/// Of a line that is no question, what its answer is called by.
#[derive(Deserialize)]
struct Called<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

/// What an answer holds beside its id.
enum Reply {
    Due(Millis),
    Spent(Millis),
    Open { open: bool, opens: Millis },
}

fn answer_one(calendar: &Compiled, line: &[u8], answer: &mut Vec<u8>) -> io::Result<()> {
    let question: Question = match serde_json::from_slice(line) {
        Ok(question) => question,
        Err(error) => {
            let id = serde_json::from_slice(line).ok().and_then(|called: Called| called.id);
            return refuse(answer, id, &without_line(&error));
        }
    };
    let reply = match reply(calendar, &question) {
        Ok(reply) => reply,
        Err(why) => return refuse(answer, question.id, why),
    };
    begin(answer, question.id)?;
    match reply {
        Reply::Due(at) => moment(answer, "due", at, calendar)?,
        // Whole minutes are written as such: a number of JSON says no more with a zero behind its point.
        Reply::Spent(spent) if spent % MINUTE == 0 => write!(answer, ",\"minutes\":{}", spent / MINUTE)?,
        Reply::Spent(spent) => write!(answer, ",\"minutes\":{}", spent as f64 / MINUTE as f64)?,
        Reply::Open { open, opens } => {
            write!(answer, ",\"open\":{open}")?;
            moment(answer, "opens", opens, calendar)?;
        }
    }
    answer.write_all(b"}\n")
}

fn reply(calendar: &Compiled, question: &Question) -> Result<Reply, &'static str> {
    match question.op {
        Asked::Due => {
            let (Some(start), Some(minutes)) = (question.start, question.minutes) else {
                return Err("due takes start and minutes");
            };
            let (target, pauses) = (target(minutes)?, pauses(question)?);
            let due = calendar.ask(|line| line.due(start.0, target, &pauses));
            due.map_err(why).and_then(written).map(Reply::Due)
        }
        Asked::Between => {
            let (Some(from), Some(to)) = (question.from, question.to) else {
                return Err("between takes from and to");
            };
            if to.0 < from.0 {
                return Err("to lies before from");
            }
            let pauses = pauses(question)?;
            calendar.ask(|line| line.spent(from.0, to.0, &pauses)).map(Reply::Spent).map_err(why)
        }
        Asked::Open => {
            let at = question.at.ok_or("open takes at")?.0;
            let opens = calendar.ask(|line| line.next_opening(at)).map_err(why).and_then(written)?;
            Ok(Reply::Open { open: opens == at, opens })
        }
    }
}

/// Milliseconds of working time. What is more than nothing stays more than nothing.
fn target(minutes: f64) -> Result<Millis, &'static str> {
    let target = (minutes * MINUTE as f64).round();
    match minutes {
        // Not a number is no number of minutes either.
        _ if minutes.is_nan() || minutes < 0.0 => Err("minutes are 0 or more"),
        0.0 => Ok(0),
        // What a conversion cuts off there is longer than all years together.
        _ => Ok((target as Millis).max(1)),
    }
}

fn pauses(question: &Question) -> Result<Pauses, &'static str> {
    let Some(pauses) = &question.pauses else { return Ok(Pauses::default()) };
    let pauses = pauses.iter().map(|(from, to)| Pause { from: from.0, to: to.map(|to| to.0) });
    Pauses::new(pauses.collect()).ok_or("a pause ends before it begins")
}

fn why(none: NoMoment) -> &'static str {
    match none {
        NoMoment::Never | NoMoment::Beyond => {
            "the calendar never reaches it: it has too few working hours from there on"
        }
        NoMoment::Paused => "a pause without an end comes before it",
    }
}

fn written(at: Millis) -> Result<Millis, &'static str> {
    moments::can_be_written(at).then_some(at).ok_or("the calendar reaches it only after the year 9999")
}

fn moment(answer: &mut Vec<u8>, name: &str, at: Millis, calendar: &Compiled) -> io::Result<()> {
    write!(answer, ",\"{name}\":\"")?;
    moments::write(answer, at, calendar.zone())?;
    answer.write_all(b"\"")
}

fn begin(answer: &mut Vec<u8>, id: Option<&RawValue>) -> io::Result<()> {
    answer.write_all(b"{\"id\":")?;
    answer.write_all(id.map_or("null", RawValue::get).as_bytes())
}

fn refuse(answer: &mut Vec<u8>, id: Option<&RawValue>, why: &str) -> io::Result<()> {
    begin(answer, id)?;
    answer.write_all(b",\"error\":")?;
    serde_json::to_writer(&mut *answer, why)?;
    answer.write_all(b"}\n")
}

/// Every line is line 1 to its parser.
fn without_line(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match said.strip_suffix(&place) {
        Some(said) => format!("{said} at column {}", error.column()),
        None => said,
    }
}
