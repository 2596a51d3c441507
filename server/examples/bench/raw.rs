//! What the engine takes on this disk without us: the rows of a create, as many in a transaction as
//! there are clients, each in its savepoint, into tables with the same indexes.

use std::time::{Duration, Instant};

use yingda_server::binds;
use yingda_server::db::{Bind, Conn, Database, DbError, Dialect};
use yingda_shared::kernel::id::Uuid;

use super::desk::Bench;
use super::{CLIENTS, row};

pub async fn creates(bench: &Bench, time: Duration) -> Result<(), String> {
    if bench.services.database.dialect == Dialect::Postgres {
        return Ok(());
    }
    let path = bench.folder.join("raw.sqlite");
    let database = Database::open(&format!("sqlite:{}", path.display())).await.map_err(|error| error.to_string())?;
    let rate = fill(&database, time).await.map_err(|error| error.to_string())?;
    database.close().await;
    row(&format!("the same rows without us, {CLIENTS} in a transaction"), format!("{rate:.0}/s"));
    Ok(())
}

async fn fill(database: &Database, time: Duration) -> Result<f64, DbError> {
    let mut conn = database.reader().await?;
    let (begun, mut made) = (Instant::now(), 0_i64);
    while begun.elapsed() < time {
        conn.exec("BEGIN IMMEDIATE", vec![]).await?;
        for _ in 0..CLIENTS {
            conn.exec("SAVEPOINT command", vec![]).await?;
            create(&mut conn, made).await?;
            conn.exec("RELEASE SAVEPOINT command", vec![]).await?;
            made += 1;
        }
        conn.exec("UPDATE clock SET pos = $1 WHERE id = 1", binds![made * 2]).await?;
        conn.exec("COMMIT", vec![]).await?;
    }
    Ok(made as f64 / begun.elapsed().as_secs_f64())
}

async fn create(conn: &mut Conn, n: i64) -> Result<(), DbError> {
    let (id, entry) = (Uuid::now_v7(), Uuid::now_v7());
    let (now, nobody) = (1_795_500_000_000 + n, Bind::NoText);
    let body = "x".repeat(900);
    let mut case = binds![n, format!("CS-2026-{n:06}"), "new", true, 3];
    case.push(Uuid::from_u128(1).into());
    case.extend(std::iter::repeat_n(nobody.clone(), 7));
    case.extend(binds![now, now, now, "cs-2026 打印机卡纸 13800138000", body, id]);
    let places: Vec<String> = (1..=case.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "INSERT INTO cases (rv, number, state, open, priority, unit_id, team_id, assignee_id, firm_id, company_id, \
         contact_id, category_id, asset_id, created_at, updated_at, resolve_by, search, body, id) VALUES ({})",
        places.join(", ")
    );
    conn.exec(&sql, case).await?;
    let (first, second) = (n * 2 + 1, n * 2 + 2);
    let sql = "INSERT INTO case_events (pos, id, case_id, at, kind, internal, by_name, by_kind, body) \
               VALUES ($1, $2, $3, $4, 'opened', 0, 'x', 'staff', $5)";
    conn.exec(sql, binds![first, entry, id, now, "{\"event\":\"opened\",\"channel\":\"phone\",\"files\":[]}"]).await?;
    for (pos, kind, id) in [(first, "case_events", entry), (second, "cases", id)] {
        let sql = "INSERT INTO feed (pos, kind, id, vis, at) VALUES ($1, $2, $3, $4, $5)";
        conn.exec(sql, binds![pos, kind, id, "org unit:x case:y", now]).await?;
    }
    Ok(())
}
