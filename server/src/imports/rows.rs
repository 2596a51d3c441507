//! Reading the file of an import: the heading first, then rows in groups, away from the threads that
//! answer people.

use std::ops::ControlFlow;

use bytes::Bytes;
use tokio::sync::mpsc;
use yingda_shared::fault::Fault;
use yingda_shared::imports::{Choices, DateOrder};

use super::dates::{self, Order};
use super::table::{self, Form, Found, Row, Trouble};
use crate::failure;

/// Rows handed over at once.
pub const GROUP: usize = 100;
/// Rows a page shows, and columns are judged by.
const HEAD: usize = 200;

pub fn form(choices: &Choices) -> Form {
    Form { encoding: choices.encoding, delimiter: choices.delimiter, sheet: choices.sheet.clone() }
}

/// The beginning of a file.
pub struct Head {
    pub found: Found,
    pub headings: Vec<String>,
    pub rows: Vec<Row>,
}

/// Reads the heading and the first rows.
pub async fn head(bytes: Bytes, form: Form) -> Result<Head, Fault> {
    let read = move || {
        let mut rows = Vec::new();
        let found = table::read(&bytes, &form, &mut |row| {
            rows.push(row);
            if rows.len() > HEAD { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        let mut rows = rows.into_iter();
        let headings = rows.next().ok_or_else(|| Trouble::refused("table_empty"))?;
        Ok(Head { found, headings: headings_of(headings), rows: rows.collect() })
    };
    aside(read).await
}

fn headings_of(row: Row) -> Vec<String> {
    let mut headings: Vec<String> = row.cells.iter().map(|cell| cell.trim().to_string()).collect();
    while headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    headings
}

/// What a whole reading of the file tells.
pub struct Census {
    pub headings: Vec<String>,
    pub rows: u64,
    pub dates: Order,
}

/// Reads the file to its end: whether it can be, how many rows it has, in which order its dates are.
pub async fn census(bytes: Bytes, choices: Choices) -> Result<Census, Fault> {
    let column = choices.columns.get(dates::FIELD).map(|column| *column as usize);
    let read = move || {
        let (mut census, mut first) = (Census { headings: Vec::new(), rows: 0, dates: Order::default() }, true);
        table::read(&bytes, &form(&choices), &mut |row| {
            if std::mem::take(&mut first) {
                census.headings = headings_of(row);
                return ControlFlow::Continue(());
            }
            census.rows += 1;
            if let Some(column) = column {
                census.dates.see(row.cell(column));
            }
            ControlFlow::Continue(())
        })?;
        match (first, census.rows) {
            (true, _) => Err(Trouble::refused("table_empty")),
            (_, 0) => Err(Trouble::refused("table_no_rows")),
            _ => Ok(census),
        }
    };
    aside(read).await
}

/// How the dates are to be read; a choice is asked for where the file does not say.
pub fn order(census: &Census, chosen: Option<DateOrder>) -> Result<Option<DateOrder>, Fault> {
    match chosen.or(census.dates.proven()) {
        None if census.dates.is_ambiguous() => Err(Fault::invalid("/choices/dates", "date_ambiguous")),
        order => Ok(order),
    }
}

/// Runs a reading on a thread that may be busy for long.
async fn aside<T: Send + 'static>(read: impl FnOnce() -> Result<T, Trouble> + Send + 'static) -> Result<T, Fault> {
    let read = tokio::task::spawn_blocking(read).await.map_err(|error| failure::internal(&error))?;
    read.map_err(|trouble| trouble.fault())
}

/// Rows below the heading and after a line, in groups; at the end what went wrong, if anything.
pub fn groups(bytes: Bytes, choices: &Choices, after: i64) -> mpsc::Receiver<Result<Vec<Row>, Trouble>> {
    let (sender, receiver) = mpsc::channel(2);
    let form = form(choices);
    tokio::task::spawn_blocking(move || {
        let (mut group, mut first) = (Vec::with_capacity(GROUP), true);
        let read = table::read(&bytes, &form, &mut |row| {
            if std::mem::take(&mut first) || row.line as i64 <= after {
                return ControlFlow::Continue(());
            }
            group.push(row);
            // Nobody listens any more: the import was stopped.
            match group.len() == GROUP && sender.blocking_send(Ok(std::mem::take(&mut group))).is_err() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        if !group.is_empty() {
            let _ = sender.blocking_send(Ok(group));
        }
        if let Err(trouble) = read {
            let _ = sender.blocking_send(Err(trouble));
        }
    });
    receiver
}
