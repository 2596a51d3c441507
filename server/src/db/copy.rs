//! What a copy of the database is made and checked with.

use std::collections::BTreeMap;

use super::{Conn, Database, DbError, Dialect};

/// Rows by table.
pub type Counts = BTreeMap<String, i64>;

/// PostgreSQL as it is at one moment, kept so until this is dropped: a program that is told its name
/// sees the same.
pub struct Snapshot {
    conn: Conn,
    pub name: String,
}

impl Snapshot {
    pub async fn counts(&mut self) -> Result<Counts, DbError> {
        counts(&mut self.conn, Dialect::Postgres).await
    }

    pub fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Database {
    /// A database whichever schema it has, none included: makes and changes nothing.
    pub async fn as_it_is(url: &str) -> Result<Database, DbError> {
        Database::connect(url, Dialect::of(url)?.address_of_existing(url)).await
    }

    /// Copies a SQLite database into a new file while it serves.
    pub async fn copy_to(&self, path: &str) -> Result<(), DbError> {
        self.reader().await?.exec("VACUUM INTO $1", vec![path.into()]).await.map(drop)
    }

    /// Holds PostgreSQL's present state.
    pub async fn snapshot(&self) -> Result<Snapshot, DbError> {
        let mut conn = self.reader().await?;
        conn.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        // It is held as long as the copy takes.
        conn.script("SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0").await?;
        let name = conn.one("SELECT pg_export_snapshot() AS name", vec![]).await?.text("name");
        Ok(Snapshot { conn, name })
    }

    /// Rows of every table.
    pub async fn counts(&self) -> Result<Counts, DbError> {
        counts(&mut self.reader().await?, self.dialect).await
    }

    /// Asks the engine whether its pages are sound and every key leads somewhere.
    pub async fn sound(&self) -> Result<(), DbError> {
        // PostgreSQL checks keys as they are written, and its pages by their sums as they are read.
        if self.dialect == Dialect::Postgres {
            return Ok(());
        }
        let mut conn = self.reader().await?;
        let verdict = conn.one("PRAGMA integrity_check", vec![]).await?.text("integrity_check");
        if verdict != "ok" {
            return Err(DbError::Unfit(verdict));
        }
        match conn.all("PRAGMA foreign_key_check", vec![]).await?.first() {
            None => Ok(()),
            Some(row) => Err(DbError::Unfit(format!("a row of {} refers to nothing", row.text("table")))),
        }
    }
}

async fn counts(conn: &mut Conn, dialect: Dialect) -> Result<Counts, DbError> {
    let sql = match dialect {
        Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Dialect::Postgres => "SELECT tablename::TEXT AS name FROM pg_tables WHERE schemaname = current_schema()",
    };
    let mut counts = Counts::new();
    for row in conn.all(sql, vec![]).await? {
        let name = row.text("name");
        let sql = format!("SELECT COUNT(*) AS n FROM \"{}\"", name.replace('"', "\"\""));
        let n = conn.one(&sql, vec![]).await?.int("n");
        counts.insert(name, n);
    }
    Ok(counts)
}
