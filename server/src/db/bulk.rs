//! Filling a database quickly: many rows in one statement, indexes made at the end, and no waiting for
//! the disk before that. For a database that nobody uses yet: a crash meanwhile leaves it useless.

use super::{Bind, Conn, Database, DbError, Dialect, places};
use crate::binds;

/// Rows of one statement at most: of the widest table, what both engines take of values.
const ROWS: usize = 512;

/// Inserts rows; `head` is the statement up to its values. By powers of two, so that few different
/// statements are kept prepared.
pub async fn insert(conn: &mut Conn, head: &str, rows: Vec<Vec<Bind>>) -> Result<(), DbError> {
    let width = rows.first().map_or(0, Vec::len);
    let nameless = conn.takes_nameless();
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let count = if rows.len() < ROWS { 1 << rows.len().ilog2() } else { ROWS };
        let sql = format!("{head} {}", values(count, width, nameless));
        conn.exec(&sql, rows.by_ref().take(count).flatten().collect()).await?;
    }
    Ok(())
}

/// `VALUES ($1, $2), ($3, $4)`, or without names `VALUES (?, ?), (?, ?)`.
fn values(rows: usize, width: usize, nameless: bool) -> String {
    let row = |n: usize| if nameless { vec!["?"; width].join(", ") } else { places(n * width + 1, width) };
    let rows: Vec<String> = (0..rows).map(|n| format!("({})", row(n))).collect();
    format!("VALUES {}", rows.join(", "))
}

/// An index that is not there while its table is filled.
pub struct Aside(String);

/// Takes the indexes of a table away that no constraint needs.
pub async fn set_aside(conn: &mut Conn, dialect: Dialect, table: &str) -> Result<Vec<Aside>, DbError> {
    let sql = match dialect {
        Dialect::Sqlite => {
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL"
        }
        // Indexes behind a constraint carry its name in the catalogue.
        Dialect::Postgres => {
            "SELECT indexname::TEXT AS name, indexdef AS sql FROM pg_indexes WHERE tablename = $1 \
             AND schemaname = current_schema() \
             AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
        }
    };
    let rows = conn.all(sql, binds![table]).await?;
    for row in &rows {
        conn.exec(&format!("DROP INDEX {}", row.text("name")), vec![]).await?;
    }
    Ok(rows.iter().map(|row| Aside(row.text("sql"))).collect())
}

impl Database {
    /// What is written waits for the disk no more.
    pub async fn hasten(&self) -> Result<(), DbError> {
        let sql = match self.dialect {
            // Rows are read back for each index: mapped, they are not copied; a second thread sorts.
            Dialect::Sqlite => {
                "PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; PRAGMA wal_autocheckpoint=16000; \
                 PRAGMA mmap_size=2147418112; PRAGMA threads=1;"
            }
            Dialect::Postgres => "SET synchronous_commit = off",
        };
        Conn::new(self.writers.acquire().await?).script(sql).await
    }

    /// Brings what was written out of the log of writes, from where it is read for each index.
    pub async fn gather(&self) -> Result<(), DbError> {
        if self.dialect == Dialect::Postgres {
            return Ok(());
        }
        Conn::new(self.writers.acquire().await?).script("PRAGMA wal_checkpoint(TRUNCATE)").await
    }

    /// Makes an index that was taken away. Past the writer, which would call so long a statement stuck.
    pub async fn bring_back(&self, index: &Aside) -> Result<(), DbError> {
        let mut conn = Conn::new(self.writers.acquire().await?);
        conn.begin(self.dialect.begin()).await?;
        if self.dialect == Dialect::Postgres {
            conn.script("SET LOCAL statement_timeout = 0").await?;
        }
        let made = conn.exec(&index.0, vec![]).await;
        conn.end(if made.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
        made.map(drop)
    }

    /// Puts everything on the disk, lets the planner look at the tables, and is careful again.
    pub async fn settle(&self) -> Result<(), DbError> {
        let mut conn = Conn::new(self.writers.acquire().await?);
        match self.dialect {
            Dialect::Sqlite => {
                conn.script(
                    "PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=1000; \
                     PRAGMA mmap_size=0; PRAGMA threads=0;",
                )
                .await?;
                conn.script("PRAGMA wal_checkpoint(TRUNCATE);").await
            }
            Dialect::Postgres => conn.script("SET synchronous_commit = on; ANALYZE").await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_through_all_rows() {
        assert_eq!(values(2, 3, false), "VALUES ($1, $2, $3), ($4, $5, $6)");
        assert_eq!(values(2, 3, true), "VALUES (?, ?, ?), (?, ?, ?)");
    }
}
