//! What is logged while an operation runs belongs to it: its name, the side it came from, the mark of
//! its command, and nothing that opens anything.

use serde_json::json;
use yingda_server::db::ledger;
use yingda_shared::kernel::id::Uuid;

use crate::support::{Ask, Backend, Desk, Lines};

/// One thread, so that the log of the writer's task is the test's own.
#[tokio::test]
async fn an_operation_has_a_span_with_its_name_and_no_secret() {
    let lines = Lines::default();
    let _listening = lines.listen(tracing::Level::INFO);
    Desk::tell(Backend::Sqlite, story).await;
    let text = lines.text();
    let line = |name: &str| {
        let found = text.lines().find(|line| line.contains(&format!("name=\"{name}\"")));
        found.unwrap_or_else(|| panic!("no span of {name} in {text}")).to_string()
    };
    let key = key();
    assert!(line("cases.submit").contains("actor=\"customer\""));
    assert!(line("cases.submit").contains(&format!("command=\"{}\"", ledger::mark(key))), "{}", line("cases.submit"));
    assert!(line("sessions.open").contains("actor=\"guest\""));
    // An audit that cannot be written fails inside the writer; what is logged there says whose it is.
    let broken = text.lines().find(|line| line.contains("an operation failed")).expect("a failure");
    assert!(broken.contains("operation{name=\"cases.urge\""), "{broken}");
    for secret in [key.to_string(), key.simple().to_string(), "hunter2hunter2".into(), "session-of-anna".into()] {
        assert!(!text.contains(&secret), "{secret} in {text}");
    }
}

fn key() -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_dead_beef)
}

async fn story(desk: Desk) {
    let ask = Ask::post("/cases", json!({"subject": "日志"})).by("anna");
    let case = desk.http(ask.header("idempotency-key", &key().to_string())).await.ok();
    desk.http(Ask::post("/session", json!({"login": "anna", "password": "hunter2hunter2"}))).await;
    desk.write(|cx| Box::pin(async move { cx.exec("ALTER TABLE case_events RENAME TO elsewhere", vec![]).await }))
        .await;
    let urge = Ask::post(&format!("/cases/{}/urge", case["id"].as_str().expect("an id")), json!({})).by("anna");
    assert_eq!(desk.http(urge).await.status.as_u16(), 500);
}
