//! SQLite's own full text over trigrams, to compare with.

use std::cell::RefCell;

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};
use tokio::runtime::Runtime;
use yingda_server::retrieval::evaluation::{Finder, Set};

pub struct Trigrams {
    runtime: Runtime,
    conn: RefCell<AnyConnection>,
}

/// A text between the quotation marks of a statement.
fn quoted(text: &str) -> String {
    text.replace('\'', "''").replace('\0', "")
}

impl Trigrams {
    pub fn over(set: &Set) -> Trigrams {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let conn = runtime.block_on(async {
            sqlx::any::install_default_drivers();
            let mut conn = AnyConnection::connect("sqlite::memory:").await.expect("a database");
            conn.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize = 'trigram')")
                .await
                .expect("a table");
            for (number, document) in set.documents.iter().enumerate() {
                let (title, body) = (quoted(&document.title), quoted(&document.body));
                let insert = format!("INSERT INTO texts (rowid, title, body) VALUES ({number}, '{title}', '{body}')");
                conn.execute(AssertSqlSafe(insert)).await.expect("a row");
            }
            conn
        });
        Trigrams { runtime, conn: RefCell::new(conn) }
    }
}

impl Finder for Trigrams {
    fn find(&self, text: &str, limit: usize) -> Result<Vec<usize>, String> {
        let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        let grams = letters.windows(3).map(|gram| format!("\"{}\"", gram.iter().collect::<String>().replace('"', "")));
        let sought = quoted(&grams.collect::<Vec<_>>().join(" OR "));
        if sought.is_empty() {
            return Ok(Vec::new());
        }
        let select = format!("SELECT rowid FROM texts WHERE texts MATCH '{sought}' ORDER BY bm25(texts) LIMIT {limit}");
        let mut conn = self.conn.borrow_mut();
        let rows = self.runtime.block_on(conn.fetch_all(AssertSqlSafe(select)));
        let rows = rows.map_err(|error| error.to_string())?;
        Ok(rows.iter().map(|row| row.get::<i64, _>(0) as usize).collect())
    }
}
