//! A session ends when nobody used it for a week, and after thirty days however much it was used.

use yingda_server::identity::secrets;
use yingda_shared::identity::operations::ListSessions;
use yingda_shared::kernel::time::{DAY, MINUTE, Millis};

use crate::both;
use crate::support::{Ask, Desk, world};

both!(
    a_session_left_alone_for_a_week_is_over,
    a_session_in_daily_use_is_over_after_thirty_days,
    a_session_that_is_over_is_no_device_any_more,
);

/// Lets time go by for one session, as its row tells it.
async fn days_later(desk: &Desk, login: &str, by: Millis) {
    let hash = secrets::hash(&world::session(login));
    desk.write(move |cx| {
        Box::pin(async move {
            let sql = "UPDATE sessions SET created_at = created_at - $1, seen_at = seen_at - $1, \
                       expires_at = expires_at - $1 WHERE token_hash = $2";
            cx.exec(sql, vec![by.into(), hash.into()]).await
        })
    })
    .await;
    desk.services.actors.clear();
}

async fn status(desk: &Desk, login: &str) -> u16 {
    desk.http(Ask::get("/cases").by(login)).await.status.as_u16()
}

/// How long ago a session was seen.
async fn unseen(desk: &Desk, login: &str) -> Millis {
    let hash = secrets::hash(&world::session(login));
    let seen = desk.number("SELECT seen_at AS n FROM sessions WHERE token_hash = $1", vec![hash.into()]).await;
    yingda_server::ctx::now() - seen
}

/// Uses a session until its row tells so: nobody waits for the note.
async fn used(desk: &Desk, login: &str) {
    assert_eq!(status(desk, login).await, 200, "{login} is signed in");
    for _ in 0..10_000 {
        if unseen(desk, login).await < MINUTE {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the use of a session was not noted");
}

async fn a_session_left_alone_for_a_week_is_over(desk: Desk) {
    days_later(&desk, "anna", 7 * DAY - MINUTE).await;
    used(&desk, "anna").await;
    days_later(&desk, "anna", 7 * DAY - MINUTE).await;
    assert_eq!(status(&desk, "anna").await, 200, "its use counts from the beginning again");
    days_later(&desk, "adam", 7 * DAY + MINUTE).await;
    let answer = desk.http(Ask::get("/cases").by("adam")).await;
    assert_eq!(answer.problem(), (401, "unauthenticated".into()));
    let me = desk.http(Ask::get("/session").by("adam")).await.ok();
    assert_eq!((me["kind"].as_str(), me["login"].as_str()), (Some("guest"), Some("")));
    assert_eq!(status(&desk, "bella").await, 200, "others stay");
}

async fn a_session_in_daily_use_is_over_after_thirty_days(desk: Desk) {
    for _ in 0..29 {
        days_later(&desk, "engineer", DAY).await;
        used(&desk, "engineer").await;
    }
    assert_eq!(desk.done("engineer", ListSessions {}).await.rows.len(), 1);
    days_later(&desk, "engineer", DAY).await;
    let answer = desk.http(Ask::get("/cases").by("engineer")).await;
    assert_eq!(answer.problem(), (401, "unauthenticated".into()));
    assert_eq!(status(&desk, "colleague").await, 200, "others stay");
}

async fn a_session_that_is_over_is_no_device_any_more(desk: Desk) {
    desk.set_password("anna", super::PHRASE).await;
    let fresh = super::cookie(desk.http(super::sign_in("anna", super::PHRASE)).await.header("set-cookie"));
    let devices = || async { desk.http(Ask::get("/sessions").header("cookie", &fresh)).await.ok()["rows"].clone() };
    assert_eq!(devices().await.as_array().map(Vec::len), Some(2));
    days_later(&desk, "anna", 7 * DAY + MINUTE).await;
    let left = devices().await;
    assert_eq!((left.as_array().map(Vec::len), &left[0]["current"]), (Some(1), &true.into()));
}
