//! What nobody needs any more is let go, what somebody may still need stays, and whoever listens
//! meanwhile goes on hearing.

use std::time::Duration;

use axum::body::BodyDataStream;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use yingda_server::ctx::{Cx, now};
use yingda_server::db::{Bind, Dialect};
use yingda_server::retention::prune;
use yingda_shared::cases::operations::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::hex::hex;
use yingda_shared::kernel::id::FileIds;
use yingda_shared::kernel::limits::{FEED_DAYS, FEED_ROWS_MAX, LEDGER_DAYS, NOTICE_DAYS, PRUNE_BATCH};
use yingda_shared::kernel::time::{DAY, HOUR, Millis};
use yingda_shared::retention::{PreviewRetention, RetentionPolicy, SaveRetention};

use crate::both;
use crate::support::stories::PNG;
use crate::support::{Ask, Desk, code, world};

both!(
    what_is_over_goes_and_the_rest_stays,
    more_than_a_batch_goes_batch_by_batch,
    too_many_changes_go_and_the_live_channel_goes_on,
    what_administrators_decide_is_shown_before_and_done_after,
);

/// Long enough for any machine; nothing is measured.
const PATIENCE: Duration = Duration::from_secs(30);

async fn put(cx: &mut Cx, sql: &str, binds: Vec<Bind>) -> Result<(), Fault> {
    cx.exec(sql, binds).await.map(drop)
}

/// One row of each table for an id, all of an age; what expires does so at `expires`.
async fn rows(cx: &mut Cx, name: &'static str, at: Millis, expires: Millis, read: bool) -> Result<(), Fault> {
    let user = world::user("anna").to_string();
    let sql = "INSERT INTO sessions (id, token_hash, user_id, device, created_at, seen_at, expires_at) \
               VALUES ($1, $1, $2, '', $3, $3, $4)";
    put(cx, sql, vec![name.into(), user.as_str().into(), at.into(), expires.into()]).await?;
    let sql = "INSERT INTO invitations (token_hash, user_id, expires_at) VALUES ($1, $2, $3)";
    put(cx, sql, vec![name.into(), user.as_str().into(), expires.into()]).await?;
    let sql = "INSERT INTO tokens (id, token_hash, user_id, name, scope, created_at, expires_at) \
               VALUES ($1, $1, $2, '', '', $3, $4)";
    put(cx, sql, vec![name.into(), user.as_str().into(), at.into(), expires.into()]).await?;
    let sql = "INSERT INTO commands (id, actor, name, at, result) VALUES ($1, '', '', $2, '')";
    put(cx, sql, vec![name.into(), at.into()]).await?;
    let sql = "INSERT INTO notices (id, user_id, at, read, body) VALUES ($1, $2, $3, $4, '')";
    put(cx, sql, vec![name.into(), user.into(), at.into(), read.into()]).await
}

/// Names left in a table.
async fn left(desk: &Desk, table: &str, column: &str) -> Vec<String> {
    let mut cx = desk.services.reader(yingda_server::ctx::Caller::system());
    let sql = format!("SELECT {column} AS name FROM {table} WHERE {column} LIKE 'row-%' ORDER BY {column}");
    cx.all(&sql, vec![]).await.expect("rows").iter().map(|row| row.text("name")).collect()
}

async fn what_is_over_goes_and_the_rest_stays(desk: Desk) {
    let now = now();
    desk.write(move |cx| {
        Box::pin(async move {
            rows(cx, "row-fresh", now - HOUR, now + HOUR, true).await?;
            rows(cx, "row-over", now - 2 * HOUR, now - HOUR, false).await?;
            rows(cx, "row-idle", now - 8 * DAY, now + DAY, true).await?;
            rows(cx, "row-quarter", now - (LEDGER_DAYS + 1) * DAY, now + DAY, true).await?;
            rows(cx, "row-old", now - (NOTICE_DAYS + 1) * DAY, now + DAY, true).await?;
            rows(cx, "row-unread", now - (NOTICE_DAYS + 1) * DAY, now + DAY, false).await
        })
    })
    .await;
    let head = desk.head().await;
    prune(&desk.services).await.expect("pruned");
    let names = |names: &[&str]| names.iter().map(|name| format!("row-{name}")).collect::<Vec<_>>();
    assert_eq!(left(&desk, "sessions", "id").await, names(&["fresh"]), "also those nobody used for a week");
    let live = names(&["fresh", "idle", "old", "quarter", "unread"]);
    assert_eq!(left(&desk, "tokens", "id").await, live);
    assert_eq!(left(&desk, "invitations", "token_hash").await, live);
    assert_eq!(left(&desk, "commands", "id").await, names(&["fresh", "idle", "over"]));
    assert_eq!(left(&desk, "notices", "id").await, names(&["fresh", "idle", "over", "quarter", "unread"]));
    assert_eq!(desk.head().await, head, "nothing anybody sees has changed");
    assert_eq!(desk.http(Ask::get("/session").by("anna")).await.ok()["login"], "anna");
    assert_eq!(prune(&desk.services).await, Ok(0));
}

async fn feed(desk: &Desk) -> (i64, i64) {
    let least = desk.number("SELECT COALESCE(MIN(pos), 0) AS n FROM feed", vec![]).await;
    (least, desk.number("SELECT COUNT(*) AS n FROM feed", vec![]).await)
}

async fn more_than_a_batch_goes_batch_by_batch(desk: Desk) {
    let many = 2 * PRUNE_BATCH as i64 + 7;
    let first = desk.head().await + 1;
    desk.write(move |cx| {
        Box::pin(async move {
            for n in 0..many {
                cx.touch("load", &n.to_string(), Vec::new()).await?;
            }
            Ok(())
        })
    })
    .await;
    let age = "UPDATE feed SET at = at - $1 WHERE pos < $2";
    let (by, before) = ((FEED_DAYS + 1) * DAY, first + many - 3);
    desk.write(move |cx| Box::pin(async move { put(cx, age, vec![by.into(), before.into()]).await })).await;
    let head = desk.head().await;
    assert_eq!(prune(&desk.services).await, Ok((before - 1) as u64));
    assert_eq!((feed(&desk).await, desk.head().await), ((before, 3), head), "the young end stays, unbroken");
    // An old row behind a young one stays with it.
    let age = "UPDATE feed SET at = at - $1 WHERE pos = $2";
    desk.write(move |cx| Box::pin(async move { put(cx, age, vec![by.into(), (before + 1).into()]).await })).await;
    assert_eq!((prune(&desk.services).await, feed(&desk).await), (Ok(0), (before, 3)));
}

async fn too_many_changes_go_and_the_live_channel_goes_on(desk: Desk) {
    let mut live = desk.stream(Ask::get("/live").by("admin")).await.into_body().into_data_stream();
    // Until the node follows the feed: what was changed before it began is told to nobody.
    while tokio::time::timeout(Duration::from_secs(2), live.next()).await.is_err() {
        touched(&desk).await;
    }
    // As if so many changes had been made elsewhere and were let go before this node read them.
    let (jump, by) = ("UPDATE clock SET pos = pos + $1 WHERE id = 1", FEED_ROWS_MAX + 1_000);
    desk.write(move |cx| Box::pin(async move { put(cx, jump, vec![by.into()]).await })).await;
    prune(&desk.services).await.expect("pruned");
    assert_eq!(feed(&desk).await, (0, 0));
    if desk.services.database.dialect == Dialect::Postgres {
        assert!(hears(&mut live, "event: head").await, "what nobody can name any more is a reason to look");
    }
    let pos = touched(&desk).await;
    assert_eq!((prune(&desk.services).await, feed(&desk).await), (Ok(0), (pos, 1)));
    let digest = Sha256::new().chain_update(desk.services.secret).chain_update(pos.to_be_bytes()).finalize();
    assert!(hears(&mut live, &hex(&digest[..8])).await);
}

/// Waits until the channel says something; signs of life alone do not count.
async fn hears(live: &mut BodyDataStream, words: &str) -> bool {
    let heard = async {
        while let Some(Ok(bytes)) = live.next().await {
            if String::from_utf8_lossy(&bytes).contains(words) {
                return true;
            }
        }
        false
    };
    tokio::time::timeout(PATIENCE, heard).await.unwrap_or(false)
}

async fn touched(desk: &Desk) -> i64 {
    desk.write(|cx| Box::pin(async move { cx.touch("load", "row", vec!["org".into()]).await })).await
}

async fn what_administrators_decide_is_shown_before_and_done_after(desk: Desk) {
    let file = |subject: &'static str| {
        let desk = desk.clone();
        async move {
            // Bytes of its own: alike ones are kept once.
            let bytes: &'static [u8] = [PNG, subject.as_bytes()].concat().leak();
            let file = desk.uploaded("anna", "图.png", bytes).await;
            let op = SubmitCase { subject: subject.into(), files: FileIds(vec![file]), ..SubmitCase::default() };
            (desk.done("anna", op).await.id, bytes)
        }
    };
    let ((closed, _), (open, kept)) = (file("关了的").await, file("开着的").await);
    desk.done("engineer", TakeCase { id: closed, base: None }).await;
    desk.resolved("engineer", closed).await;
    desk.done("anna", AcceptCase { id: closed }).await;
    let old = now() - 400 * DAY;
    desk.write(move |cx| Box::pin(async move { put(cx, "UPDATE cases SET updated_at = $1", vec![old.into()]).await }))
        .await;
    let policy = RetentionPolicy { file_months: 12, audit_years: 1, ..RetentionPolicy::default() };
    assert_eq!(prune(&desk.services).await, Ok(0), "by itself nothing of it goes");
    let ask = PreviewRetention { file_months: 12, audit_years: 1, notice_days: 180, session_days: 7 };
    let would = desk.done("admin", ask.clone()).await;
    assert_eq!((would.files, would.audit_lines, would.notices, would.sessions), (1, 0, 0, 0));
    assert!(would.file_bytes > 0);
    for who in ["manager", "anna"] {
        assert_eq!(code(desk.call(who, SaveRetention(policy.clone())).await), "forbidden", "{who}");
    }
    desk.done("admin", SaveRetention(policy.clone())).await;
    assert_eq!(code(desk.call("admin", SaveRetention(policy)).await), "conflict", "nobody overwrites unseen");
    assert_eq!(prune(&desk.services).await, Ok(1));
    assert_eq!(desk.done("admin", ask).await.files, 0);
    let files = |case| {
        let desk = desk.clone();
        async move { desk.case("anna", case).await.files }
    };
    assert_eq!(files(closed).await, []);
    let left = files(open).await.remove(0);
    let answer = desk.http(Ask::get(&format!("/files/{}/content", left.id)).by("anna")).await;
    assert_eq!(answer.bytes, kept);
    let gone = "SELECT COUNT(*) AS n FROM audit WHERE action = 'retention.let_go'";
    assert_eq!(desk.number(gone, vec![]).await, 1);
}
