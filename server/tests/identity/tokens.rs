//! Personal access tokens: as far as their scope, as long as their days, and no further.

use serde_json::json;
use yingda_shared::identity::operations::*;
use yingda_shared::kernel::time::DAY;

use crate::both;
use crate::support::{Ask, Desk, field, fields, world};

both!(a_token_does_what_its_scope_says, a_narrow_token_makes_no_wider_one, tokens_expire_and_are_revoked);

async fn token(desk: &Desk, who: &str, scope: &str) -> String {
    desk.done(who, CreateToken { name: "脚本".into(), scope: scope.into(), days: 1 }).await.token
}

async fn a_token_does_what_its_scope_says(desk: Desk) {
    let all = token(&desk, "agent", "").await;
    desk.http(Ask::post("/cases/quick-open", json!({"subject": "接口"})).token(&all)).await.ok();
    let narrow = token(&desk, "agent", "cases.list, cases.get").await;
    desk.http(Ask::get("/cases").token(&narrow)).await.ok();
    for ask in [
        Ask::post("/cases/quick-open", json!({"subject": "不许"})),
        Ask::get("/tokens"),
        Ask::get("/sessions"),
        Ask::get("/notices"),
        Ask::post("/notices/read", json!({})),
        Ask::post("/session/password", json!({"current": "x", "new": "a long enough phrase"})),
        Ask::get("/audit"),
    ] {
        assert_eq!(desk.http(ask.token(&narrow)).await.problem(), (403, "forbidden".into()));
    }
    let beyond = CreateToken { name: "x".into(), scope: "cases.list,users.save".into(), days: 1 };
    assert_eq!(fields(desk.call("agent", beyond).await), field("/scope", "unknown_word"));
    let long = CreateToken { name: "x".into(), scope: String::new(), days: 400 };
    assert_eq!(fields(desk.call("agent", long).await), field("/days", "days_range"));
}

async fn a_narrow_token_makes_no_wider_one(desk: Desk) {
    let narrow = token(&desk, "agent", "tokens.create,cases.list").await;
    let ask = Ask::post("/tokens", json!({"name": "更多", "days": 1})).token(&narrow);
    let child = desk.http(ask).await.ok()["token"].as_str().unwrap().to_string();
    desk.http(Ask::get("/cases").token(&child)).await.ok();
    let ask = Ask::post("/cases/quick-open", json!({"subject": "不许"})).token(&child);
    assert_eq!(desk.http(ask).await.problem(), (403, "forbidden".into()));
}

async fn tokens_expire_and_are_revoked(desk: Desk) {
    let status = |token: String| {
        let desk = desk.clone();
        async move { desk.http(Ask::get("/cases").token(&token)).await.status.as_u16() }
    };
    let (one, two) = (token(&desk, "agent", "").await, token(&desk, "agent", "").await);
    assert_eq!((status(one.clone()).await, status(two.clone()).await), (200, 200));
    let listed = desk.done("agent", ListTokens {}).await.rows;
    assert_eq!(listed.len(), 2);
    let stored = "SELECT COUNT(*) AS n FROM tokens WHERE token_hash = $1";
    assert_eq!(desk.number(stored, vec![one.clone().into()]).await, 0, "the token itself is not stored");
    for row in &listed {
        assert!(desk.call("dispatcher", RevokeToken { id: row.id }).await.is_err(), "another's token");
    }
    desk.done("agent", RevokeToken { id: listed[0].id }).await;
    let about =
        yingda_shared::audit::ListAudit { object: Some(world::user("agent").to_string()), ..Default::default() };
    let lines = desk.done("admin", about).await.rows;
    let line = lines.iter().find(|line| line.action == "tokens.revoke").expect("a line of the audit");
    assert_eq!((line.field.as_str(), line.old.as_str(), line.new.as_str()), ("token", "脚本", ""));
    let mut left = [status(one.clone()).await, status(two.clone()).await];
    left.sort();
    assert_eq!(left, [200, 401]);
    desk.write(|cx| {
        Box::pin(async move { cx.exec("UPDATE tokens SET expires_at = expires_at - $1", vec![DAY.into()]).await })
    })
    .await;
    desk.services.actors.clear();
    assert_eq!((status(one).await, status(two).await), (401, 401));
    assert_eq!(desk.http(Ask::get("/cases").token("yd_nonsense")).await.problem(), (401, "unauthenticated".into()));
}
