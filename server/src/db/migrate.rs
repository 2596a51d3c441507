//! Brings the schema up to date: additive steps, each once, in order, the same for both engines.

use super::{Database, DbError};
use crate::binds;

const STEPS: &[(i64, &str)] = &[
    (1, include_str!("../../migrations/0001_base.sql")),
    (2, include_str!("../../migrations/0002_records.sql")),
    (3, include_str!("../../migrations/0003_identity.sql")),
    (4, include_str!("../../migrations/0004_cases.sql")),
    (5, include_str!("../../migrations/0005_hot_paths.sql")),
    (6, include_str!("../../migrations/0006_sync.sql")),
    (7, include_str!("../../migrations/0007_uploads.sql")),
    (8, include_str!("../../migrations/0008_devices.sql")),
    (9, include_str!("../../migrations/0009_leases.sql")),
    (10, include_str!("../../migrations/0010_jobs.sql")),
    (11, include_str!("../../migrations/0011_ties.sql")),
    (12, include_str!("../../migrations/0012_complaints.sql")),
    (13, include_str!("../../migrations/0013_audit_chain.sql")),
    (14, include_str!("../../migrations/0014_workplace.sql")),
    (15, include_str!("../../migrations/0015_imports.sql")),
    (16, include_str!("../../migrations/0016_exports.sql")),
    (17, include_str!("../../migrations/0017_views.sql")),
    (18, include_str!("../../migrations/0018_calendars.sql")),
    (19, include_str!("../../migrations/0019_calendar_versions.sql")),
    (20, include_str!("../../migrations/0020_one_tree.sql")),
    (21, include_str!("../../migrations/0021_contracts.sql")),
    (22, include_str!("../../migrations/0022_sla.sql")),
    (23, include_str!("../../migrations/0023_escalation.sql")),
    (24, include_str!("../../migrations/0024_robots.sql")),
    (25, include_str!("../../migrations/0025_push.sql")),
    (26, include_str!("../../migrations/0026_schedules.sql")),
    (27, include_str!("../../migrations/0027_service_plans.sql")),
    (28, include_str!("../../migrations/0028_tasks.sql")),
    (29, include_str!("../../migrations/0029_pairs.sql")),
    (30, include_str!("../../migrations/0030_articles.sql")),
    (31, include_str!("../../migrations/0031_article_feedback.sql")),
    (32, include_str!("../../migrations/0032_clocks.sql")),
    (33, include_str!("../../migrations/0033_rewards.sql")),
    (34, include_str!("../../migrations/0034_article_seeks.sql")),
];

/// What only an engine's own words can say, run after the step of that number: SQLite's, PostgreSQL's.
const GUARDS: &[(i64, &str, &str)] = &[
    (13, include_str!("guards/audit.sqlite.sql"), include_str!("guards/audit.postgres.sql")),
    (20, include_str!("guards/trees.sqlite.sql"), include_str!("guards/trees.postgres.sql")),
    (33, include_str!("guards/rewards.sqlite.sql"), include_str!("guards/rewards.postgres.sql")),
];

pub(super) async fn run(database: &Database) -> Result<(), DbError> {
    let mut conn = super::Conn::new(database.writers.acquire().await?);
    conn.begin(database.dialect.begin()).await?;
    let outcome = steps(&mut conn, database.dialect, STEPS).await;
    conn.end(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
    outcome
}

/// Numbers rise, but need not follow on each other.
fn last() -> i64 {
    STEPS.last().map_or(0, |(step, _)| *step)
}

const DONE: &str = "SELECT step FROM schema_steps ORDER BY step";

/// Whether the schema is this program's own.
pub(super) async fn check(database: &Database) -> Result<(), DbError> {
    let done: Vec<i64> = match database.reader().await?.all(DONE, vec![]).await {
        Ok(rows) => rows.iter().map(|row| row.int("step")).collect(),
        Err(error) if error.is_passing() => return Err(error),
        Err(_) => return Err(DbError::Unfit("there is no Yingda database".into())),
    };
    if done.iter().eq(STEPS.iter().map(|(step, _)| step)) {
        return Ok(());
    }
    let at = done.last().copied().unwrap_or(0);
    Err(DbError::Unfit(format!("the database is at schema step {at}, this program at {}", last())))
}

async fn steps(conn: &mut super::Conn, dialect: super::Dialect, wanted: &[(i64, &str)]) -> Result<(), DbError> {
    if dialect == super::Dialect::Postgres {
        // Two nodes that start together must not both create the tables.
        conn.script("SELECT pg_advisory_xact_lock(7301)").await?;
    }
    conn.script("CREATE TABLE IF NOT EXISTS schema_steps (step BIGINT PRIMARY KEY)").await?;
    let done: Vec<i64> = conn.all(DONE, vec![]).await?.iter().map(|row| row.int("step")).collect();
    if let Some(step) = done.last().filter(|step| **step > last()) {
        return Err(DbError::Unfit(format!("the database is at schema step {step}, newer than this program knows")));
    }
    for (step, sql) in wanted.iter().filter(|(step, _)| !done.contains(step)) {
        conn.script(sql).await?;
        if let Some((_, sqlite, postgres)) = GUARDS.iter().find(|(guarded, ..)| guarded == step) {
            conn.script(dialect.either(sqlite, postgres)).await?;
        }
        conn.exec("INSERT INTO schema_steps (step) VALUES ($1)", binds![*step]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Conn, Database, Dialect};
    use super::{STEPS, steps};
    use crate::binds;

    /// A desk of before the tables got one tree each: what it holds is there afterwards, in its order, found by what
    /// it is found by, and the audit is guarded as before.
    #[tokio::test]
    async fn rows_and_guards_outlive_new_tables() {
        let url = "sqlite::memory:?cache=private".to_string();
        let database = Database::connect(&url, Dialect::Sqlite.address(&url)).await.expect("a database");
        let mut conn = Conn::new(database.writers.acquire().await.expect("a connection"));
        let before: Vec<_> = STEPS.iter().copied().filter(|(step, _)| *step < 20).collect();
        steps(&mut conn, Dialect::Sqlite, &before).await.expect("the old schema");
        for pos in [7, 3] {
            let feed = "INSERT INTO feed (pos, kind, id, vis, at) VALUES ($1, 'cases', 'x', '*', 1)";
            conn.exec(feed, binds![pos]).await.expect("a change");
            let event = "INSERT INTO case_events (pos, id, case_id, at, kind, internal, by_name, by_kind, source, body) \
                         VALUES ($1, $2, 'c', 1, 'opened', 0, 'n', 'agent', $3, '{}')";
            let source = (pos == 3).then(|| "INC-1:2".to_string());
            conn.exec(event, binds![pos, format!("e{pos}"), source]).await.expect("an event");
            let line =
                "INSERT INTO audit (pos, at, actor, kind, object, body, hash) VALUES ($1, 1, 'a', 'k', 'o', '{}', 'h')";
            conn.exec(line, binds![pos]).await.expect("a line");
        }
        steps(&mut conn, Dialect::Sqlite, STEPS).await.expect("the new schema");
        for table in ["feed", "case_events", "audit"] {
            let rows = conn.all(&format!("SELECT rowid AS number, pos FROM {table} ORDER BY pos"), vec![]).await;
            let rows: Vec<_> = rows.expect("rows").iter().map(|row| (row.int("number"), row.int("pos"))).collect();
            assert_eq!(rows, [(3, 3), (7, 7)], "{table}");
        }
        let sources = conn.all("SELECT id, source FROM case_events WHERE source = $1", binds!["INC-1:2"]).await;
        assert_eq!(sources.expect("rows")[0].text("id"), "e3");
        let again = "UPDATE case_events SET source = 'INC-1:2' WHERE pos = 7";
        assert!(conn.exec(again, vec![]).await.is_err(), "a source comes once");
        for changed in ["DELETE FROM audit WHERE pos = 7", "UPDATE audit SET object = 'p' WHERE pos = 7"] {
            assert!(conn.exec(changed, vec![]).await.is_err(), "{changed}");
        }
        let indexes =
            "SELECT COUNT(*) AS n FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = $1";
        for (table, count) in [("feed", 0), ("case_events", 2), ("audit", 5), ("cases", 23)] {
            assert_eq!(conn.one(indexes, binds![table]).await.expect("a row").int("n"), count, "{table}");
        }
    }
}
