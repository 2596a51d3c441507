//! A database that is away for a while: everyone is told to come later, readiness says so, and what
//! was sent again and again meanwhile is done once when it is back.

use std::sync::OnceLock;

use serde_json::json;
use yingda_shared::kernel::id::Uuid;

use crate::support::http::Answer;
use crate::support::{Ask, Backend, Desk, Line, Relay, world};

/// Rounds of reading and writing in vain. One that nobody answers takes as long as the desk has
/// patience for a connection: together about half a minute, in which other stories go on.
const ROUNDS: [(Line, usize); 3] = [(Line::Dropped, 8), (Line::Refused, 9), (Line::Dropped, 2)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_away_gets_what_was_meant_for_it_once() {
    static LINE: OnceLock<Relay> = OnceLock::new();
    let through = |config: &mut yingda_server::config::Config| {
        config.database = LINE.get_or_init(|| Relay::to(&config.database)).url.clone();
    };
    Desk::tell_empty(Backend::Postgres, through, |desk| async move {
        world::build(&desk).await;
        let line = LINE.get().expect("a line");
        let case = desk.submitted("anna", "断线之前").await;
        let (key, other) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
        let write =
            |key: &str| Ask::post("/cases", json!({"subject": "断线之中"})).header("idempotency-key", key).by("anna");
        let read = || Ask::get(&format!("/cases/{}", case.id)).by("anna");
        assert_eq!(ready(&desk).await, 200);

        // The line is cut while a command is under way: done or not, nobody can tell.
        let (cut, ()) = tokio::join!(desk.http(write(&key)), line.set(Line::Dropped));
        if !cut.status.is_success() {
            later(&cut);
        }
        for (how, rounds) in ROUNDS {
            line.set(how).await;
            for _ in 0..rounds {
                let (one, two) = (write(&key), write(&other));
                let (seen, first, second, ready) =
                    tokio::join!(desk.http(read()), desk.http(one), desk.http(two), ready(&desk));
                [&seen, &first, &second].into_iter().for_each(later);
                assert_eq!(ready, 503, "{how:?}");
            }
        }

        line.set(Line::Open).await;
        let mut made = Vec::new();
        for key in [&key, &other] {
            let mut answer = desk.http(write(key)).await;
            while answer.status.as_u16() == 503 {
                answer = desk.http(write(key)).await;
            }
            let answer = answer.ok();
            assert_eq!(desk.http(write(key)).await.ok(), answer, "the same key, the same answer");
            made.push(answer["number"].clone());
        }
        assert_ne!(made[0], made[1]);
        assert_eq!(ready(&desk).await, 200);
        assert_eq!(desk.http(read()).await.ok()["case"]["subject"], "断线之前");
        assert_eq!(desk.number("SELECT COUNT(*) AS n FROM cases", vec![]).await, 3, "each once");
        assert_eq!(desk.head().await, desk.number("SELECT COUNT(*) AS n FROM feed", vec![]).await, "no gap");
    })
    .await;
}

async fn ready(desk: &Desk) -> u16 {
    desk.http(Ask::get("//readyz")).await.status.as_u16()
}

#[track_caller]
fn later(answer: &Answer) {
    assert_eq!(answer.problem(), (503, "unavailable".into()), "{}", String::from_utf8_lossy(&answer.bytes));
    let seconds = answer.json()["retry_after_s"].as_u64();
    assert!(seconds.is_some_and(|seconds| seconds > 0), "when to come again");
    assert_eq!(answer.header("retry-after").parse().ok(), seconds);
}
