//! Lines from before the chain, and lines that retention lets go.

use yingda_server::audit::store::retention;
use yingda_server::audit::take_in;
use yingda_server::ctx::now;
use yingda_shared::audit::ListAudit;
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::kernel::time::DAY;

use super::{check, lines, sql, system, unguarded};
use crate::both;
use crate::support::Desk;

both!(lines_from_before_are_taken_into_the_chain_and_told, old_lines_go_and_what_is_left_still_holds);

async fn lines_from_before_are_taken_into_the_chain_and_told(desk: Desk) {
    let many = PRUNE_BATCH + 20;
    lines(&desk, many).await;
    unguarded(&desk).await;
    // As a database that knew no chain has them.
    let bare = "UPDATE audit SET login = '', action = '', field = '', salt = '', digest = '', hash = ''";
    let before = sql(&desk, bare, vec![]).await as i64;
    sql(&desk, "UPDATE clock SET audit_pos = 0, audit_count = 0, audit_hash = '' WHERE id = 1", vec![]).await;
    assert!(check(&desk, &[]).await.is_err());
    take_in(&desk.services).await.expect("taken in");
    let sound = check(&desk, &[]).await.expect("the chain holds");
    assert_eq!(sound.lines, before + 1, "and a line that says so");
    let told =
        desk.done("admin", ListAudit { action: Some("audit.take_in".into()), ..ListAudit::default() }).await.rows;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].new, before.to_string());
    let by = ListAudit { by: Some("system".into()), field: Some("cells".into()), ..ListAudit::default() };
    assert_eq!(desk.done("admin", by).await.rows.len(), 50, "old lines are found like new ones");
    take_in(&desk.services).await.expect("nothing to do");
    assert_eq!(check(&desk, &[]).await, Ok(sound));
}

async fn old_lines_go_and_what_is_left_still_holds(desk: Desk) {
    let many = PRUNE_BATCH + 20;
    lines(&desk, many).await;
    let all = desk.number("SELECT COUNT(*) AS n FROM audit", vec![]).await;
    let prune = |before: i64| {
        let desk = desk.clone();
        async move { desk.write(move |cx| Box::pin(retention::prune(cx, before))).await as i64 }
    };
    assert_eq!(prune(now() - DAY).await, 0, "nothing is that old");
    assert_eq!(check(&desk, &[]).await.expect("the chain holds").lines, all);
    assert_eq!(prune(now() + DAY).await, PRUNE_BATCH as i64);
    let sound = check(&desk, &[]).await.expect("what is left holds");
    assert_eq!(sound.lines, all - PRUNE_BATCH as i64 + 1, "and a line that says what went");
    assert_eq!(sound.head.count, all + 1);
    assert_eq!(prune(now() + DAY).await, sound.lines);
    lines(&desk, 1).await;
    let sound = check(&desk, &[]).await.expect("what is left holds");
    assert_eq!((sound.lines, sound.head.count), (2, all + 3));
    // What was not let go cannot be taken out, nor the checkpoints themselves.
    for attempt in ["DELETE FROM audit", "DELETE FROM audit_checkpoints", "UPDATE audit_checkpoints SET count = 0"] {
        let tried = desk.services.write(system(), move |cx| Box::pin(async move { cx.exec(attempt, vec![]).await }));
        assert!(tried.await.is_err(), "{attempt}");
    }
}
