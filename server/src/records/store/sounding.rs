//! Rows by what their names sound like.

use yingda_shared::fault::Fault;
use yingda_shared::record::{Record, search_text};

use crate::binds;
use crate::ctx::Cx;
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

/// Looks at the rows of a kind after an id and renews those that are not found by their sound yet; answers the last id,
/// None behind the last row. Nothing that anybody reads changes, so that nobody is told.
pub async fn renew(cx: &mut Cx, kind: &'static str, after: String, limit: usize) -> Result<Option<String>, Fault> {
    let sql = format!("SELECT id, name, search FROM {kind} WHERE id > $1 ORDER BY id LIMIT {limit}");
    let rows = cx.all(&sql, binds![after]).await?;
    for row in &rows {
        let before = row.text("search");
        let now = heard(before.clone(), &row.text("name"));
        if now != before {
            let sql = format!("UPDATE {kind} SET search = $2 WHERE id = $1");
            cx.exec(&sql, binds![row.text("id"), now]).await?;
        }
    }
    Ok(rows.last().filter(|_| rows.len() == limit).map(|row| row.text("id")))
}
