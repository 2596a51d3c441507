//! The change feed under load: dense, in commit order, nothing lost, and every reader sees all of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use yingda_server::ctx::Caller;
use yingda_server::db::Bind;
use yingda_shared::fault::Fault;

use crate::both;
use crate::support::{Backend, Desk};

const WRITERS: u64 = 32;

both!(
    the_feed_is_dense_and_every_reader_sees_every_change,
    a_refused_command_leaves_no_trace,
    a_change_that_cannot_be_told_of_takes_no_other_along,
);

async fn the_feed_is_dense_and_every_reader_sees_every_change(desk: Desk) {
    hold_under_load(desk, 10_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a million changes take minutes"]
async fn soak_feed_sqlite() {
    Desk::tell(Backend::Sqlite, |desk| hold_under_load(desk, 1_000_000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a million changes take minutes"]
async fn soak_feed_postgres() {
    Desk::tell(Backend::Postgres, |desk| hold_under_load(desk, 1_000_000)).await;
}

async fn hold_under_load(desk: Desk, changes: u64) {
    let start = desk.head().await;
    let ended = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..4).map(|_| tokio::spawn(follow(desk.clone(), start, ended.clone()))).collect();
    let written = Arc::new(AtomicU64::new(0));
    let writers = (0..WRITERS).map(|writer| {
        let (desk, written) = (desk.clone(), written.clone());
        tokio::spawn(async move { write_until(desk, writer, written, changes).await })
    });
    let mut kept: Vec<(String, i64)> = Vec::new();
    for writer in futures::future::join_all(writers).await {
        kept.extend(writer.expect("writers end well"));
    }
    ended.store(true, Ordering::Release);

    kept.sort_by_key(|(_, pos)| *pos);
    let positions: Vec<i64> = kept.iter().map(|(_, pos)| *pos).collect();
    let dense: Vec<i64> = (start + 1..=start + kept.len() as i64).collect();
    assert!(positions == dense, "positions of kept changes are dense");
    assert_eq!(desk.head().await, start + kept.len() as i64);
    for reader in readers {
        let seen = reader.await.expect("readers end well");
        assert!(seen == kept, "a reader saw {} of {} changes, or in another order", seen.len(), kept.len());
    }
}

/// Commands of one to four changes each; a third is refused after writing, some panic.
async fn write_until(desk: Desk, writer: u64, written: Arc<AtomicU64>, changes: u64) -> Vec<(String, i64)> {
    let mut kept = Vec::new();
    let mut turn = 0;
    while written.load(Ordering::Relaxed) < changes {
        turn += 1;
        let dice = (writer * 7919 + turn * 104_729) % 97;
        let size = 1 + dice % 4;
        let outcome = desk.services.write(Caller::system(), move |cx| {
            Box::pin(async move {
                let mut mine = Vec::new();
                for part in 0..size {
                    let id = format!("{writer}-{turn}-{part}");
                    let pos = cx.touch("load", &id, vec![format!("user:{writer}")]).await?;
                    mine.push((id, pos));
                }
                match dice {
                    0..30 => Err(Fault::refused("dice")),
                    30 => panic!("a handler that breaks"),
                    _ => Ok(mine),
                }
            })
        });
        if let Ok(mine) = outcome.await {
            written.fetch_add(mine.len() as u64, Ordering::Relaxed);
            kept.extend(mine);
        }
    }
    kept
}

/// Polls `pos > cursor` as a replica does.
async fn follow(desk: Desk, start: i64, ended: Arc<AtomicBool>) -> Vec<(String, i64)> {
    let (mut cursor, mut seen) = (start, Vec::new());
    loop {
        let last_round = ended.load(Ordering::Acquire);
        let mut cx = desk.services.reader(Caller::system());
        let sql = "SELECT pos, id FROM feed WHERE pos > $1 ORDER BY pos";
        let rows = cx.all(sql, vec![Bind::from(cursor)]).await.expect("the feed");
        drop(cx);
        for row in &rows {
            cursor = row.int("pos");
            seen.push((row.text("id"), cursor));
        }
        if last_round {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn a_refused_command_leaves_no_trace(desk: Desk) {
    let before = desk.head().await;
    for fault in ["refused", "panic"] {
        let outcome = desk.services.write::<(), _>(Caller::system(), move |cx| {
            Box::pin(async move {
                cx.count_up("trace").await?;
                cx.touch("load", "trace", Vec::new()).await?;
                match fault {
                    "panic" => panic!("a handler that breaks"),
                    _ => Err(Fault::refused("dice")),
                }
            })
        });
        assert!(outcome.await.is_err());
    }
    assert_eq!(desk.head().await, before);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM feed WHERE id = 'trace'", vec![]).await, 0);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM counters WHERE name = 'trace'", vec![]).await, 0);
    let next = desk.write(|cx| Box::pin(async move { cx.touch("load", "after", Vec::new()).await })).await;
    assert_eq!(next, before + 1);
}

/// The rows of the feed are written together.
async fn a_change_that_cannot_be_told_of_takes_no_other_along(desk: Desk) {
    let before = desk.head().await;
    let touch = |id: &'static str| {
        let work = desk
            .services
            .write(Caller::system(), move |cx| Box::pin(async move { cx.touch("load", id, Vec::new()).await }));
        async move { work.await.is_ok() }
    };
    let outcomes = futures::future::join_all(["one", "two\0", "three"].map(touch)).await;
    assert_eq!(outcomes, [true, false, true]);
    assert_eq!(desk.head().await, before + 2);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM feed WHERE kind = 'load'", vec![]).await, 2);
}
