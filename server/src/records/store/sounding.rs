//! Rows by what their names sound like.

use yingda_shared::fault::Fault;
use yingda_shared::record::{Record, search_text};

use crate::binds;
use crate::ctx::Cx;
use crate::db::Row;
use crate::records::sound::sounds;

/// What a record is found by: its words, and how its name sounds.
pub fn found_by<R: Record>(record: &R) -> String {
    heard(search_text(record), record.name())
}

fn heard(words: String, name: &str) -> String {
    match sounds(name) {
        sounds if sounds.is_empty() || words.ends_with(&sounds) => words,
        sounds => format!("{words} {sounds}"),
    }
}

/// A row that is not found by its sound yet.
pub struct Unheard {
    id: String,
    before: String,
    now: String,
}

/// Of the rows of a kind after an id those that are not found by their sound yet, and the last id, None behind the last
/// row.
pub async fn unheard(
    cx: &mut Cx,
    kind: &'static str,
    after: &str,
    limit: usize,
) -> Result<(Vec<Unheard>, Option<String>), Fault> {
    let sql = format!("SELECT id, name, search FROM {kind} WHERE id > $1 ORDER BY id LIMIT {limit}");
    let rows = cx.all(&sql, binds![after]).await?;
    let unheard = |row: &Row| {
        let before = row.text("search");
        let now = heard(before.clone(), &row.text("name"));
        (now != before).then(|| Unheard { id: row.text("id"), before, now })
    };
    let last = rows.last().filter(|_| rows.len() == limit).map(|row| row.text("id"));
    Ok((rows.iter().filter_map(unheard).collect(), last))
}

/// Renews rows that nobody changed meanwhile. Nothing that anybody reads changes, so that nobody is told.
pub async fn renew(cx: &mut Cx, kind: &'static str, rows: Vec<Unheard>) -> Result<(), Fault> {
    let sql = format!("UPDATE {kind} SET search = $2 WHERE id = $1 AND search = $3");
    for row in rows {
        cx.exec(&sql, binds![row.id, row.now, row.before]).await?;
    }
    Ok(())
}
