//! A database that goes away or fills up: writers are told to come later, what was answered stays,
//! and afterwards the desk works as before.

use yingda_shared::cases::operations::SubmitCase;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::fault::Fault;

use crate::support::stories::*;
use crate::support::{Ask, Backend, Desk};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_lose_nothing_that_was_answered() {
    Desk::tell(Backend::Postgres, |desk| async move {
        let senders: Vec<_> = (0..8).map(|sender| tokio::spawn(keep_submitting(desk.clone(), sender))).collect();
        for _ in 0..6 {
            tokio::time::sleep(std::time::Duration::from_millis(60)).await;
            desk.cut_connections().await;
        }
        let mut answered = Vec::new();
        for sender in senders {
            answered.extend(sender.await.expect("senders end well"));
        }
        assert!(!answered.is_empty());
        for number in &answered {
            let found = desk.number("SELECT COUNT(*) AS n FROM cases WHERE number = $1", vec![number.into()]).await;
            assert_eq!(found, 1, "{number} was answered and must be there");
        }
        let (head, rows) = (desk.head().await, desk.number("SELECT COUNT(*) AS n FROM feed", vec![]).await);
        assert_eq!(head, rows, "the feed has no gap");
        desk.submitted("anna", "之后照常").await;
    })
    .await;
}

/// Submits until forty were answered; whatever goes wrong meanwhile says to come later.
async fn keep_submitting(desk: Desk, sender: u64) -> Vec<String> {
    let caller = loop {
        match yingda_server::identity::actors::of(&desk.services, &anna()).await {
            Ok(actor) if actor.user_id.is_some() => break yingda_server::ctx::Caller::of((*actor).clone(), "test"),
            Ok(_) => panic!("an account became a guest because the database was away"),
            Err(fault) => passing(&fault),
        }
    };
    let mut numbers = Vec::new();
    while numbers.len() < 40 {
        let op = submit(&format!("第{sender}台"));
        match yingda_server::registry::registry().call(&desk.services, caller.clone(), op).await {
            Ok(case) => numbers.push(case.number),
            Err(fault) => passing(&fault),
        }
    }
    numbers
}

fn anna() -> yingda_server::identity::actors::Credentials {
    let session = Some(crate::support::world::session("anna"));
    yingda_server::identity::actors::Credentials { session, ..Default::default() }
}

#[track_caller]
fn passing(fault: &Fault) {
    assert!(matches!(fault, Fault::Unavailable { .. }), "a database that is away is no mistake of ours: {fault:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_and_writers_come_back_after_a_cut() {
    Desk::tell(Backend::Postgres, |desk| async move {
        let case = desk.submitted("anna", "之前").await;
        desk.cut_connections().await;
        let mut answer = desk.http(Ask::get(&format!("/cases/{}", case.id)).by("anna")).await;
        while answer.status.as_u16() == 503 {
            assert!(!answer.header("retry-after").is_empty());
            answer = desk.http(Ask::get(&format!("/cases/{}", case.id)).by("anna")).await;
        }
        assert_eq!(answer.ok()["case"]["subject"], "之前");
        assert_eq!(desk.http(Ask::get("//readyz")).await.status.as_u16(), 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_keeps_nothing_is_not_ready_until_it_does() {
    Desk::tell(Backend::Postgres, |desk| async move {
        let case = desk.submitted("anna", "之前").await;
        let ready = || async { desk.http(Ask::get("//readyz")).await };
        assert_eq!(ready().await.bytes, b"ready");
        desk.keep_from_writing(true).await;
        let write = || desk.call("anna", submit("只读之中"));
        for _ in 0..3 {
            passing(&write().await.expect_err("nothing can be kept"));
        }
        let told = ready().await;
        assert_eq!((told.status.as_u16(), told.bytes.as_slice()), (503, b"writing".as_slice()));
        let seen = desk.http(Ask::get(&format!("/cases/{}", case.id)).by("anna")).await;
        assert_eq!(seen.ok()["case"]["subject"], "之前", "reading goes on");
        let figures = desk.http(Ask::get("//metrics").here()).await;
        assert!(String::from_utf8_lossy(&figures.bytes).contains("yingda_database_takes_writes 0"));
        desk.keep_from_writing(false).await;
        // Nobody has to write first: whoever asks finds out.
        while ready().await.status.as_u16() == 503 {}
        desk.submitted("anna", "之后").await;
        assert_eq!(desk.number("SELECT COUNT(*) AS n FROM cases", vec![]).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_writing_and_nothing_else() {
    Desk::tell(Backend::Sqlite, |desk| async move {
        fill_up(&desk, 30).await;
        let long = |n: usize| SubmitCase { description: "满".repeat(10_000), ..submit(&format!("第{n}个")) };
        let outcomes = futures::future::join_all((0..40).map(|n| desk.call("anna", long(n)))).await;
        let kept = outcomes.iter().filter_map(|outcome| Some(outcome.as_ref().ok()?.number.clone()));
        let mut kept: Vec<String> = kept.collect();
        assert!(kept.len() < 40, "the disk was full");
        outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).for_each(passing);

        // The writer drops the connection that failed, and with it the limit: there is room again.
        let next = desk.done("anna", long(100)).await;
        assert_eq!(next.number[8..].parse::<usize>(), Ok(kept.len() + 1), "numbers go on without a gap");
        kept.push(next.number);
        let listed = desk.done("anna", ListCases { limit: Some(500), ..ListCases::default() }).await.rows;
        let mut numbers: Vec<String> = listed.into_iter().map(|row| row.number).collect();
        numbers.sort();
        kept.sort();
        assert_eq!(numbers, kept, "exactly what was answered is there");
        assert_eq!(desk.services.database.sound().await.map_err(|error| error.to_string()), Ok(()));
    })
    .await;
}

/// Leaves room for so many pages more in the writer's connection.
async fn fill_up(desk: &Desk, pages: i64) {
    desk.write(move |cx| {
        Box::pin(async move {
            let present = cx.one("PRAGMA page_count", vec![]).await?.int("page_count");
            cx.all(&format!("PRAGMA max_page_count = {}", present + pages), vec![]).await.map(drop)
        })
    })
    .await;
}
