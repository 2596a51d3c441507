//! Who one is: signing in and out, and what ends it.

mod devices;
mod doors;
mod invitations;
mod rights;
mod sessions;
mod tokens;

use serde_json::json;
use yingda_shared::identity::User;
use yingda_shared::identity::operations::*;
use yingda_shared::record::{Get, Save};

use crate::both;
use crate::support::{Ask, Desk, code, field, fields, world};

both!(
    a_wrong_password_and_an_unknown_name_get_the_same_answer,
    an_account_is_tried_so_often_and_no_more,
    an_address_tries_so_often_and_no_more,
    devices_are_listed_and_signed_out,
    a_new_password_ends_everything_but_this_session_and_renews_it,
    an_account_that_is_switched_off_is_out_at_once,
    signing_in_ends_the_session_it_began_with,
);

pub const PHRASE: &str = "correct horse battery staple";

fn sign_in(login: &str, password: &str) -> Ask {
    Ask::post("/session", json!({"login": login, "password": password})).header("sec-fetch-site", "same-origin")
}

/// The session cookie as a browser would send it back.
pub fn cookie(answer: &str) -> String {
    answer.split(';').next().unwrap_or_default().to_string()
}

async fn whoami(desk: &Desk, cookie: &str) -> String {
    let me = desk.http(Ask::get("/session").header("cookie", cookie)).await.ok();
    me["login"].as_str().unwrap_or_default().to_string()
}

async fn a_wrong_password_and_an_unknown_name_get_the_same_answer(desk: Desk) {
    desk.set_password("anna", PHRASE).await;
    let right = desk.http(sign_in(" ＡＮＮＡ ", PHRASE)).await;
    assert_eq!(whoami(&desk, &cookie(right.header("set-cookie"))).await, "anna");
    let wrong = desk.http(sign_in("anna", "something else entirely")).await;
    let unknown = desk.http(sign_in("nobody", PHRASE)).await;
    let without = desk.http(sign_in("adam", PHRASE)).await;
    for answer in [&wrong, &unknown, &without] {
        assert_eq!(answer.problem(), (409, "sign_in_failed".into()));
        assert_eq!((&answer.bytes, answer.header("set-cookie")), (&wrong.bytes, ""));
    }
}

async fn an_account_is_tried_so_often_and_no_more(desk: Desk) {
    desk.set_password("anna", PHRASE).await;
    // The one who exists last, so that the limit is still felt below.
    for login in ["nobody", "anna"] {
        let mut tries = 0;
        // From a new address each time, as a botnet would. The limit refills while time goes by.
        while tries < 60 && desk.http(sign_in(login, "wrong password").from(tries)).await.code() == "sign_in_failed" {
            tries += 1;
        }
        assert!((10..60).contains(&tries), "{login} was tried {tries} times");
    }
    let right = desk.http(sign_in("anna", PHRASE).from(99)).await;
    assert_eq!(right.status.as_u16(), 429, "not even with the right password");
    assert!(right.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
}

async fn an_address_tries_so_often_and_no_more(desk: Desk) {
    let limits = &desk.services.limits;
    let tries = (0..80).map(|n| limits.sign_in(&format!("name-{n}"), "203.0.113.9"));
    let taken = tries.filter(Result::is_ok).count();
    assert!((60..80).contains(&taken), "{taken}");
    assert!(limits.sign_in("name-81", "203.0.113.10").is_ok(), "others are not locked out with it");
}

async fn devices_are_listed_and_signed_out(desk: Desk) {
    desk.set_password("anna", PHRASE).await;
    let agent = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0";
    let phone = cookie(desk.http(sign_in("anna", PHRASE).header("user-agent", agent)).await.header("set-cookie"));
    let rows = desk.http(Ask::get("/sessions").header("cookie", &phone)).await.ok()["rows"].clone();
    assert_eq!(rows.as_array().map(Vec::len), Some(2));
    let current = |row: &serde_json::Value| row["current"] == true;
    let mine = rows.as_array().unwrap().iter().find(|row| current(row)).expect("this one");
    assert_eq!(mine["device"], "Chrome · Android");
    let other = rows.as_array().unwrap().iter().find(|row| !current(row)).expect("the other");
    let revoke = |who: &'static str, id: &serde_json::Value| {
        let (desk, path) = (desk.clone(), format!("/sessions/{}/revoke", id.as_str().unwrap()));
        async move { desk.http(Ask::post(&path, json!({})).by(who)).await }
    };
    assert_eq!(revoke("bella", &mine["id"]).await.problem(), (404, "not_found".into()));
    assert_eq!(revoke("anna", &mine["id"]).await.status.as_u16(), 200);
    assert_eq!(whoami(&desk, &phone).await, "");
    assert_eq!(revoke("anna", &other["id"]).await.status.as_u16(), 200);
    assert_eq!(code(desk.call("anna", ListSessions {}).await), "unauthenticated");
}

async fn a_new_password_ends_everything_but_this_session_and_renews_it(desk: Desk) {
    desk.set_password("anna", PHRASE).await;
    let other = cookie(desk.http(sign_in("anna", PHRASE)).await.header("set-cookie"));
    let token = desk.done("engineer", CreateToken { name: "脚本".into(), scope: String::new(), days: 1 }).await.token;
    let change = |who: &'static str, current: &str, new: &str| {
        let op = ChangePassword { current: current.into(), new: new.into() };
        let desk = desk.clone();
        async move { desk.call(who, op).await }
    };
    assert_eq!(
        fields(change("anna", "wrong password", "a quite different phrase").await),
        field("/current", "password_wrong")
    );
    assert_eq!(fields(change("anna", PHRASE, "short").await), field("/new", "password_short"));
    assert_eq!(fields(change("anna", PHRASE, "password1234").await), field("/new", "password_weak"));
    assert_eq!(whoami(&desk, &other).await, "anna");
    let body = json!({"current": PHRASE, "new": "a quite different phrase"});
    let answer = desk.http(Ask::post("/session/password", body).by("anna")).await;
    let (old, renewed) = (format!("yingda={}", world::session("anna")), cookie(answer.header("set-cookie")));
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!((whoami(&desk, &other).await, whoami(&desk, &old).await), (String::new(), String::new()));
    assert_eq!(whoami(&desk, &renewed).await, "anna", "the caller stays, under another secret");
    let left = desk.http(Ask::get("/sessions").header("cookie", &renewed)).await.ok();
    assert_eq!(left["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!(desk.http(sign_in("anna", PHRASE)).await.code(), "sign_in_failed");

    desk.set_password("engineer", PHRASE).await;
    assert_eq!(desk.http(Ask::get("/cases").token(&token)).await.status.as_u16(), 200);
    change("engineer", PHRASE, "a quite different phrase").await.expect("a change");
    assert_eq!(desk.http(Ask::get("/cases").token(&token)).await.problem(), (401, "unauthenticated".into()));
}

async fn an_account_that_is_switched_off_is_out_at_once(desk: Desk) {
    desk.set_password("anna", PHRASE).await;
    assert_eq!(desk.http(Ask::get("/cases").by("anna")).await.status.as_u16(), 200);
    let user: User = desk.done("admin", Get::new(world::user("anna").0)).await;
    desk.done("admin", Save(User { active: false, ..user })).await;
    assert_eq!(desk.http(Ask::get("/cases").by("anna")).await.problem(), (401, "unauthenticated".into()));
    assert_eq!(desk.http(sign_in("anna", PHRASE)).await.code(), "sign_in_failed");
    assert_eq!(
        desk.number("SELECT COUNT(*) AS n FROM sessions WHERE user_id = $1", vec![world::user("anna").0.into()]).await,
        0
    );
}

async fn signing_in_ends_the_session_it_began_with(desk: Desk) {
    desk.set_password("anna", PHRASE).await;
    let planted = format!("yingda={}", world::session("bella"));
    let answer = desk.http(sign_in("anna", PHRASE).header("cookie", &planted)).await;
    let fresh = cookie(answer.header("set-cookie"));
    assert_ne!(fresh, planted, "a planted session is never taken over");
    assert_eq!((whoami(&desk, &fresh).await.as_str(), whoami(&desk, &planted).await.as_str()), ("anna", ""));
    let out = desk
        .http(Ask::post("/session/close", json!({})).header("cookie", &fresh).header("sec-fetch-site", "same-origin"))
        .await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(whoami(&desk, &fresh).await, "");
}
