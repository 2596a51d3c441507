//! The seam between SQLite and PostgreSQL.

use sqlx::{AnyConnection, Executor};

use super::sql::{Conn, DbError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// Libraries before this one can corrupt a database at a WAL reset.
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);

impl Dialect {
    pub fn of(url: &str) -> Result<Dialect, DbError> {
        match url.split(':').next() {
            Some("sqlite") => Ok(Dialect::Sqlite),
            Some("postgres" | "postgresql") => Ok(Dialect::Postgres),
            _ => Err(DbError::Unfit(format!("the database address {url:?} begins with neither sqlite: nor postgres:"))),
        }
    }

    pub(super) fn address(self, url: &str) -> String {
        match self {
            Dialect::Sqlite if !url.contains('?') => format!("{url}?mode=rwc"),
            _ => url.to_string(),
        }
    }

    pub(super) fn address_of_existing(self, url: &str) -> String {
        match self {
            Dialect::Sqlite if !url.contains('?') => format!("{url}?mode=rw"),
            _ => url.to_string(),
        }
    }

    /// Settings every connection needs.
    pub(super) async fn prepare(self, conn: &mut AnyConnection) -> Result<(), sqlx::Error> {
        match self {
            Dialect::Sqlite => {
                // Nine connections: what they keep in memory counts nine times.
                let pragmas = "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
                     PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-16384; \
                     PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA journal_size_limit=67108864;";
                conn.execute(pragmas).await.map(drop)
            }
            Dialect::Postgres => conn
                .execute("SET statement_timeout='30s'; SET idle_in_transaction_session_timeout='30s'")
                .await
                .map(drop),
        }
    }

    /// Refuses engines that would lose or misorder data.
    pub(super) async fn check(self, conn: &mut Conn) -> Result<(), DbError> {
        match self {
            Dialect::Sqlite => {
                let version = conn.one("SELECT sqlite_version() AS version", vec![]).await?.text("version");
                let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
                let mut next = || parts.next().unwrap_or(0);
                match (next(), next(), next()) < SQLITE_MIN {
                    true => Err(DbError::Unfit(format!(
                        "SQLite {version} is older than 3.51.3, which mends a WAL corruption"
                    ))),
                    false => Ok(()),
                }
            }
            Dialect::Postgres => {
                let sql = "SELECT datcollate AS collation FROM pg_database WHERE datname = current_database()";
                let collation = conn.one(sql, vec![]).await?.text("collation");
                match collation.as_str() {
                    "C" | "POSIX" | "C.UTF-8" | "C.utf8" => Ok(()),
                    other => {
                        Err(DbError::Unfit(format!("the database sorts by {other:?}; create it with LC_COLLATE 'C'")))
                    }
                }
            }
        }
    }

    /// Begins a transaction that writes.
    pub(super) fn begin(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
        }
    }

    /// Reads the clock and keeps every other writer out until the transaction ends.
    pub(super) fn lock_clock(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT pos, audit_pos, audit_count, audit_hash FROM clock WHERE id = 1",
            Dialect::Postgres => "SELECT pos, audit_pos, audit_count, audit_hash FROM clock WHERE id = 1 FOR UPDATE",
        }
    }

    /// Of two words for the same, this engine's.
    pub(super) fn either<T>(self, sqlite: T, postgres: T) -> T {
        match self {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        }
    }
}
