//! Getting in as somebody else: by guessing past a limit, by a host that is not ours, by headers, by a
//! secret that nearly fits, by what a log tells.

use std::sync::{Arc, Mutex};

use serde_json::json;
use yingda_shared::identity::operations::*;
use yingda_shared::kernel::id::Uuid;

use crate::both;
use crate::identity::{PHRASE, cookie};
use crate::support::{Ask, Backend, Desk, Lines, code, world};

both!(
    case_38_a_limit_is_not_slipped_past_by_spelling_or_headers,
    case_39_no_answer_repeats_the_host_it_was_asked_under,
    case_40_an_account_without_a_password_has_none_that_fits,
    case_41_headers_of_a_proxy_sign_nobody_in,
    case_42_a_secret_fits_whole_or_not_at_all,
    case_46_an_address_of_mail_opens_nothing,
);

fn sign_in(login: &str, password: &str) -> Ask {
    Ask::post("/session", json!({"login": login, "password": password})).header("sec-fetch-site", "same-origin")
}

async fn whoami(desk: &Desk, ask: Ask) -> String {
    desk.http(ask).await.json()["login"].as_str().unwrap_or_default().to_string()
}

async fn case_38_a_limit_is_not_slipped_past_by_spelling_or_headers(desk: Desk) {
    desk.set_password("anna", PHRASE).await;
    let spellings = ["anna", "ANNA", " anna", "anna ", "ＡＮＮＡ", "An\u{ff4e}a", "\tanna\n", "\u{3000}anna"];
    let mut tries = 0;
    for n in 0..60u32 {
        let forged = format!("203.0.113.{n}, 198.51.100.{n}");
        let ask = sign_in(spellings[n as usize % spellings.len()], "wrong password")
            .header("x-forwarded-for", &forged)
            .header("x-real-ip", &forged)
            .header("forwarded", &format!("for=203.0.113.{n}"))
            .header("x-client-ip", &forged)
            .header("user-agent", &format!("agent {n}"))
            .header("idempotency-key", &Uuid::now_v7().to_string());
        match desk.http(ask).await.problem() {
            (409, code) if code == "sign_in_failed" => tries += 1,
            (422, _) => {}
            problem => {
                assert_eq!(problem, (429, "limited".into()));
                break;
            }
        }
    }
    assert!((10..20).contains(&tries), "the account was tried {tries} times from one address");
    // The same limit keeps whoever is signed in from guessing the present password.
    let mut tries = 0;
    for n in 0..60 {
        let body = json!({"current": format!("guess number {n}"), "new": "a quite different phrase"});
        let answer = desk.http(Ask::post("/session/password", body).by("anna")).await;
        if answer.status.as_u16() == 429 {
            break;
        }
        assert_eq!(answer.json()["errors"][0]["code"], "password_wrong");
        tries += 1;
    }
    assert!((10..20).contains(&tries), "the password was tried {tries} times");
    let links =
        (0..60).map(|_| desk.services.limits.sign_in("the same link", "198.51.100.9")).filter(Result::is_ok).count();
    assert_eq!(links, 10, "an invitation is tried as seldom");
}

async fn case_39_no_answer_repeats_the_host_it_was_asked_under(desk: Desk) {
    const EVIL: &str = "evil.example";
    desk.set_password("anna", PHRASE).await;
    let evil = |ask: Ask| {
        ask.header("host", EVIL)
            .header("x-forwarded-host", EVIL)
            .header("x-forwarded-proto", "https")
            .header("forwarded", &format!("host={EVIL}"))
            .header("x-original-url", &format!("https://{EVIL}/"))
    };
    let invite = Ask::post(&format!("/users/{}/invitation", world::user("sales")), json!({})).by("admin");
    let upload =
        Ask::new("POST", "/files/uploads").header("tus-resumable", "1.0.0").header("upload-length", "9").by("anna");
    let asks = [
        invite,
        upload,
        Ask::post("/tokens", json!({"name": "t", "days": 1})).by("agent"),
        sign_in("anna", PHRASE),
        Ask::post("/cases", json!({"subject": "路人", "contact_phone": "13700137000"}))
            .header("sec-fetch-site", "none"),
        Ask::get("//qr/PRN-001.svg").by("admin"),
        Ask::get("//api/openapi.json"),
        Ask::get("//readyz"),
        Ask::get("//nowhere"),
    ];
    for ask in asks {
        let answer = desk.http(evil(ask)).await;
        let head = format!("{:?}", answer.headers);
        let body = String::from_utf8_lossy(&answer.bytes);
        assert!(!head.contains(EVIL) && !body.contains(EVIL), "{head} {body}");
    }
    let invited = desk
        .http(evil(Ask::post(&format!("/users/{}/invitation", world::user("anna")), json!({})).by("admin")))
        .await
        .ok();
    assert!(invited["path"].as_str().is_some_and(|path| path.starts_with("/invitation/")), "a path and no address");
}

async fn case_40_an_account_without_a_password_has_none_that_fits(desk: Desk) {
    let nobody = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$5jT7kMzTmJ6yUu0b5uQ8m0n9n2m1o3p4q5r6s7t8u9w";
    for password in ["", " ", "null", "nobody", "0", nobody, "\u{0}", "undefined"] {
        let answer = desk.http(sign_in("adam", password)).await;
        assert!(["sign_in_failed", "invalid"].contains(&answer.code().as_str()), "{password:?}: {}", answer.code());
        assert_eq!(answer.header("set-cookie"), "");
    }
    for body in
        [json!({"login": "adam"}), json!({"login": "adam", "password": null}), json!({"login": "adam", "password": []})]
    {
        let ask = Ask::post("/session", body).header("sec-fetch-site", "same-origin");
        assert_eq!(desk.http(ask).await.problem(), (422, "invalid".into()));
    }
    // Whoever has none cannot change it either, nor is an empty link somebody's.
    for current in ["", " "] {
        let change = ChangePassword { current: current.into(), new: "a quite different phrase".into() };
        assert_eq!(code(desk.call("adam", change).await), "invalid");
    }
    for token in ["", " ", "null", "0", &"0".repeat(64)] {
        let op = AcceptInvitation { token: token.into(), password: PHRASE.into() };
        assert_eq!(code(desk.call("guest", op).await), "not_found", "{token:?}");
    }
}

async fn case_41_headers_of_a_proxy_sign_nobody_in(desk: Desk) {
    let names = [
        "remote-user",
        "x-remote-user",
        "x-forwarded-user",
        "x-auth-request-user",
        "x-auth-request-email",
        "x-webauth-user",
        "x-authenticated-user",
        "x-user",
        "x-user-id",
        "x-forwarded-email",
        "x-forwarded-preferred-username",
        "ssl-client-s-dn",
        "x-ssl-client-cn",
        "x-amzn-oidc-identity",
        "cf-access-authenticated-user-email",
        "tailscale-user-login",
    ];
    for value in ["admin", "admin@example.com", &world::user("admin").to_string(), "CN=admin"] {
        let headers = |ask: Ask| names.iter().fold(ask, |ask, name| ask.header(name, value));
        // Not even from the machine the proxy would stand on.
        for ask in [Ask::get("/session"), Ask::get("/session").here()] {
            assert_eq!(whoami(&desk, headers(ask)).await, "", "{value}");
        }
        assert_eq!(desk.http(headers(Ask::get("/cases"))).await.problem(), (401, "unauthenticated".into()));
        assert_eq!(whoami(&desk, headers(Ask::get("/session").by("anna"))).await, "anna", "nor takes a session over");
    }
    for line in
        ["Basic YWRtaW46YWRtaW4=", "Bearer", "Bearer ", "bearer admin", "Negotiate x", "Digest username=\"admin\""]
    {
        let answer = desk.http(Ask::get("/session").header("authorization", line)).await;
        assert_eq!(answer.json()["login"].as_str().unwrap_or_default(), "", "{line}");
    }
}

async fn case_42_a_secret_fits_whole_or_not_at_all(desk: Desk) {
    let token = desk.done("agent", CreateToken { name: "t".into(), scope: String::new(), days: 1 }).await.token;
    desk.set_password("anna", PHRASE).await;
    let session = cookie(desk.http(sign_in("anna", PHRASE)).await.header("set-cookie"));
    let session = session.strip_prefix("yingda=").expect("a session").to_string();
    let (_, track) = desk.guest_case("链接").await;
    let nearly = |secret: &str| {
        let mut other = secret.to_string();
        let last = other.pop().expect("a secret");
        other.push(if last == '0' { '1' } else { '0' });
        [
            secret[..secret.len() - 1].to_string(),
            secret[1..].to_string(),
            format!("{secret}0"),
            format!("0{secret}"),
            format!("{secret}%00"),
            format!("{secret}{secret}"),
            secret.to_uppercase(),
            other,
            "0e462097431906509019562988736854".into(),
            "0".into(),
            "true".into(),
            "null".into(),
            yingda_server::identity::secrets::hash(secret),
        ]
    };
    let status = async |ask: Ask| desk.http(ask).await.status.as_u16();
    assert_eq!(status(Ask::get("/cases").token(&token)).await, 200);
    assert_eq!(status(Ask::get("/cases").header("cookie", &format!("yingda={session}"))).await, 200);
    assert_eq!(status(Ask::get("/cases/tracked").track(&track)).await, 200);
    for wrong in nearly(&token) {
        assert_eq!(status(Ask::get("/cases").token(&wrong)).await, 401, "{wrong}");
    }
    for wrong in nearly(&session) {
        assert_eq!(status(Ask::get("/cases").header("cookie", &format!("yingda={wrong}"))).await, 401, "{wrong}");
    }
    for wrong in nearly(&track) {
        assert_eq!(status(Ask::get("/cases/tracked").track(&wrong)).await, 404, "{wrong}");
    }
    // Each is a secret of its kind only.
    assert_eq!(status(Ask::get("/cases").token(&session)).await, 401);
    assert_eq!(status(Ask::get("/cases").header("cookie", &format!("yingda={token}"))).await, 401);
    assert_eq!(status(Ask::get("/cases/tracked").track(&token)).await, 404);
    // What is stored of them opens nothing, and is not the secret.
    for (table, column) in [("tokens", "token_hash"), ("sessions", "token_hash"), ("cases", "track_hash")] {
        for secret in [&token, &session, &track] {
            let sql = format!("SELECT COUNT(*) AS n FROM {table} WHERE {column} = $1");
            assert_eq!(desk.number(&sql, vec![secret.as_str().into()]).await, 0, "{table}");
        }
    }
}

async fn case_46_an_address_of_mail_opens_nothing(desk: Desk) {
    // Mail is not sent yet, and an address proves nobody: it is no login, and nobody changes their own.
    desk.set_password("anna", PHRASE).await;
    for login in ["anna@example.com", "ANNA@EXAMPLE.COM"] {
        assert_eq!(desk.http(sign_in(login, PHRASE)).await.code(), "sign_in_failed", "{login}");
    }
    let mut user = desk.call_json("admin", "users.get", json!({"id": world::user("anna")})).await.expect("anna");
    user["email"] = json!("admin@example.com");
    assert_eq!(code(desk.call_json("anna", "users.save", user.clone()).await), "forbidden");
    desk.call_json("adam", "users.save", user).await.expect("whoever looks after the company's people");
    assert_eq!(whoami(&desk, Ask::get("/session").by("anna")).await, "anna");
    let me = desk.done("anna", WhoAmI {}).await;
    assert!(!me.operations.contains(&"users.save".to_string()) && me.login == "anna");
}

/// One thread, so that all that is logged is this test's own.
#[tokio::test]
async fn case_47_the_log_holds_no_secret_at_any_level() {
    let lines = Lines::default();
    let _listening = lines.listen(tracing::Level::TRACE);
    let secrets = Arc::new(Mutex::new(Vec::new()));
    // The first time is for tests beside this one, which nobody listens to: what they came upon first is
    // looked at anew.
    for backend in [Backend::Sqlite, Backend::Sqlite, Backend::Postgres] {
        let told = secrets.clone();
        Desk::tell(backend, |desk| uses_every_secret(desk, told)).await;
        tracing::callsite::rebuild_interest_cache();
    }
    let text = lines.text();
    assert!(text.contains("sessions.open"), "the log tells what was done");
    let secrets = secrets.lock().expect("the secrets");
    assert!(secrets.len() >= 8);
    for secret in secrets.iter() {
        let line = text.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "{secret} stands in the log");
    }
}

async fn uses_every_secret(desk: Desk, secrets: Arc<Mutex<Vec<String>>>) {
    const WRONG: &str = "wr0ng-and-typed-by-mistake";
    const NEXT: &str = "next year's battery and staple";
    desk.set_password("anna", PHRASE).await;
    desk.http(sign_in("anna", WRONG)).await;
    let session = cookie(desk.http(sign_in("anna", PHRASE)).await.header("set-cookie"));
    let change = json!({"current": PHRASE, "new": NEXT});
    let ask = Ask::post("/session/password", change).header("cookie", &session).header("sec-fetch-site", "same-origin");
    let renewed = cookie(desk.http(ask).await.header("set-cookie"));
    let token =
        desk.http(Ask::post("/tokens", json!({"name": "t", "days": 1})).by("agent")).await.ok()["token"].clone();
    let token = token.as_str().expect("a token").to_string();
    desk.http(Ask::get("/cases").token(&token)).await.ok();
    let path = desk.done("admin", InviteUser { id: world::user("sales") }).await.path;
    let link = path.strip_prefix("/invitation/").expect("an address").to_string();
    desk.http(Ask::get(&format!("/invitations/{link}"))).await.ok();
    desk.http(Ask::post(&format!("/invitations/{link}/accept"), json!({"password": PHRASE}))).await.ok();
    let (_, track) = desk.guest_case("链接").await;
    desk.http(Ask::get("/cases/tracked").track(&track)).await.ok();
    let key = "0f0e".repeat(16);
    desk.http(Ask::post("/devices/key", json!({"device": Uuid::now_v7(), "key": key})).by("agent")).await.ok();
    let of_cookie = |line: &str| line.split_once('=').map(|(_, secret)| secret.to_string()).expect("a secret");
    let told =
        [PHRASE.into(), WRONG.into(), NEXT.into(), of_cookie(&session), of_cookie(&renewed), token, link, track, key];
    secrets.lock().expect("the secrets").extend(told);
}
