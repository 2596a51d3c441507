//! Cookies, and requests that other sites make a browser send.

use axum::http::Method;
use serde_json::json;
use yingda_server::registry::registry;
use yingda_shared::contract::Verb;
use yingda_shared::identity::operations::*;

use super::{PHRASE, cookie};
use crate::both;
use crate::support::{Ask, Backend, Desk, code, world};

both!(
    no_unsafe_route_obeys_another_site,
    our_own_pages_and_programs_are_obeyed,
    demo_accounts_open_nothing_outside_a_demo,
    in_a_demo_only_its_accounts_open,
);

/// Every address that changes something, with the fields of its path filled in.
fn unsafe_routes() -> Vec<(String, String)> {
    let writes = registry().entries().filter(|entry| entry.verb != Verb::Get);
    let filled = |path: &str| {
        let parts = path
            .split('/')
            .map(|part| if part.starts_with('{') { "00000000-0000-0000-0000-000000000000" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let mut routes: Vec<_> = writes.map(|entry| (entry.verb.as_str().to_string(), filled(entry.path))).collect();
    routes.push(("POST".into(), "/files?name=x".into()));
    routes
}

async fn no_unsafe_route_obeys_another_site(desk: Desk) {
    let before = desk.head().await;
    let foreign: [&[(&str, &str)]; 8] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:3000")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "https://127.0.0.1:3000.evil.example"), ("host", "127.0.0.1:3000")],
        &[("sec-fetch-site", "cross-site"), ("authorization", "Basic eDp5")],
        &[],
    ];
    for (method, path) in unsafe_routes() {
        for headers in foreign {
            let mut ask = Ask::new(&method, &path)
                .json(json!({}))
                .header("cookie", &format!("yingda={}", world::session("admin")));
            for (name, value) in headers {
                ask = ask.header(name, value);
            }
            let answer = desk.http(ask).await;
            assert_eq!(answer.json()["status"], 403);
            assert_eq!(answer.problem(), (403, "foreign_origin".into()), "{method} {path} {headers:?}");
        }
    }
    assert_eq!(desk.head().await, before);
    for method in [Method::GET, Method::HEAD] {
        let ask = Ask::new(method.as_str(), "/session").header("sec-fetch-site", "cross-site");
        assert_eq!(desk.http(ask).await.status.as_u16(), 200, "reading harms nobody");
    }
}

async fn our_own_pages_and_programs_are_obeyed(desk: Desk) {
    let cookie = format!("yingda={}", world::session("anna"));
    let ours: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[("origin", "http://127.0.0.1:3000")],
        &[("origin", "http://desk.local:8080"), ("host", "desk.local:8080")],
    ];
    for headers in ours {
        let mut ask = Ask::post("/cases", json!({"subject": "自家页面"})).header("cookie", &cookie);
        for (name, value) in headers {
            ask = ask.header(name, value);
        }
        desk.http(ask).await.ok();
    }
    let op = CreateToken { name: "程序".into(), scope: String::new(), days: 1 };
    let token = desk.done("agent", op).await.token;
    let ask = Ask::post("/cases/quick-open", json!({"subject": "程序"}))
        .token(&token)
        .header("origin", "https://elsewhere.example");
    desk.http(ask).await.ok();
}

async fn demo_accounts_open_nothing_outside_a_demo(desk: Desk) {
    let ask = Ask::post("/session/demo", json!({"login": "admin"}));
    let answer = desk.http(ask).await;
    assert_eq!((answer.problem(), answer.header("set-cookie")), ((404, "not_found".into()), ""));
    assert_eq!(desk.http(Ask::get("/session/demo-accounts")).await.ok()["accounts"], json!([]));
}

async fn in_a_demo_only_its_accounts_open(desk: Desk) {
    use yingda_server::identity::{sessions::DEMO, store};
    desk.write(|cx| Box::pin(async move { store::set_setting(cx, DEMO, Some("anna,paul")).await })).await;
    let accounts = desk.done("guest", DemoAccounts {}).await.accounts;
    assert_eq!(accounts.iter().map(|account| account.login.as_str()).collect::<Vec<_>>(), ["anna", "paul"]);
    assert!(desk.call("guest", DemoSignIn { login: "anna".into() }).await.is_ok());
    for other in ["admin", "", "anna,paul", "ANNA "] {
        assert_eq!(code(desk.call("guest", DemoSignIn { login: other.into() }).await), "not_found", "{other:?}");
    }
}

async fn signed_in_at(public_url: &'static str) -> String {
    let found = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let kept = found.clone();
    let story = |desk: Desk| async move {
        world::build(&desk).await;
        desk.set_password("anna", PHRASE).await;
        let ask = Ask::post("/session", json!({"login": "anna", "password": PHRASE})).header("origin", public_url);
        let answer = desk.http(ask).await;
        let name = cookie(answer.header("set-cookie"));
        let me = desk.http(Ask::get("/session").header("cookie", &name)).await;
        assert_eq!(me.json()["login"], "anna");
        *kept.lock().unwrap() =
            format!("{}\n{}", answer.header("set-cookie"), answer.header("strict-transport-security"));
    };
    Desk::tell_empty(Backend::Sqlite, |config| config.public_url = public_url.into(), story).await;
    std::mem::take(&mut *found.lock().unwrap())
}

#[tokio::test]
async fn cookies_are_bound_to_the_host_over_https_and_plain_on_loopback() {
    let secure = signed_in_at("https://desk.example.com").await;
    assert!(secure.starts_with("__Host-yingda="), "{secure}");
    for flag in ["; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/", "max-age=31536000"] {
        assert!(secure.contains(flag), "{flag} is missing in {secure}");
    }
    assert!(!secure.contains("; Domain"));
    let plain = signed_in_at("http://127.0.0.1:3000").await;
    assert!(plain.starts_with("yingda=") && plain.contains("; HttpOnly; SameSite=Lax"), "{plain}");
    assert!(!plain.contains("Secure") && !plain.contains("max-age=31536000"));
}
