//! Devices that keep work: how long they may, how a lost one is erased, how one leaves.

use serde_json::{Value, json};
use yingda_shared::identity::devices::*;
use yingda_shared::identity::operations::*;
use yingda_shared::kernel::id::{SessionId, Uuid};
use yingda_shared::kernel::time::{HOUR, MINUTE, Millis};

use super::{PHRASE, cookie, sign_in, whoami};
use crate::both;
use crate::support::{Ask, Desk, code, field, fields, world};

both!(
    a_lost_device_is_erased_when_it_next_asks,
    ones_own_lost_device_is_erased_as_well,
    nobody_erases_devices_beyond_their_rights,
    what_is_to_be_erased_stays_so_when_the_password_changes,
    each_side_gets_its_lease_with_every_exchange,
    the_policy_is_checked_and_not_overwritten_unseen,
    a_spare_key_is_for_its_owner_and_the_password,
    signing_out_clears_the_browser,
    who_left_while_the_server_was_away_is_out_at_the_next_contact,
);

const EVERYTHING: &str = "\"cache\", \"cookies\", \"storage\"";

/// Signs in from a browser of its own; answers its cookie.
async fn browser(desk: &Desk, login: &str) -> String {
    desk.set_password(login, PHRASE).await;
    cookie(desk.http(sign_in(login, PHRASE)).await.header("set-cookie"))
}

async fn sessions(desk: &Desk, login: &str) -> Vec<SessionInfo> {
    desk.done("admin", ListDevices { id: world::user(login) }).await.rows
}

/// The session that only this browser has.
async fn session_of(desk: &Desk, login: &str, cookie: &str) -> SessionId {
    let list = desk.http(Ask::get("/sessions").header("cookie", cookie)).await.ok();
    let list: Sessions = serde_json::from_value(list).expect("sessions");
    assert!(!list.rows.is_empty(), "{login} is signed in");
    list.rows.iter().find(|session| session.current).expect("its own").id
}

fn exchange(login: &str) -> Value {
    json!({"client": Uuid::from_u128(7), "user": world::user(login), "push": [], "build": "test"})
}

/// Everything the device may ask for tells it to erase.
async fn is_told(desk: &Desk, lost: &str) {
    let asks = [
        Ask::get("/cases").header("cookie", lost),
        Ask::post("/sync", exchange("anna")).header("cookie", lost).header("sec-fetch-site", "same-origin"),
    ];
    for ask in asks {
        let answer = desk.http(ask).await;
        assert_eq!(answer.problem(), (401, "wiped".into()));
        assert_eq!(answer.header("clear-site-data"), EVERYTHING);
        assert!(answer.header("set-cookie").starts_with("yingda=;"), "{}", answer.header("set-cookie"));
    }
}

async fn a_lost_device_is_erased_when_it_next_asks(desk: Desk) {
    let (lost, kept) = (browser(&desk, "anna").await, browser(&desk, "anna").await);
    let session = session_of(&desk, "anna", &lost).await;
    desk.done("admin", RevokeDevice { id: world::user("anna"), session, erase: true }).await;
    let told = |rows: &[SessionInfo]| {
        let row = rows.iter().find(|row| row.id == session).expect("it is still listed");
        (row.erase_at.is_some(), row.erased_at.is_some())
    };
    assert_eq!(told(&sessions(&desk, "anna").await), (true, false), "it has not asked yet");
    is_told(&desk, &lost).await;
    for _ in 0..10_000 {
        if told(&sessions(&desk, "anna").await).1 {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(told(&sessions(&desk, "anna").await), (true, true));
    is_told(&desk, &lost).await;
    assert_eq!(whoami(&desk, &kept).await, "anna", "other devices go on");
    let lines =
        desk.number("SELECT COUNT(*) AS n FROM audit WHERE body LIKE $1", vec!["%users.revoke_device%".into()]).await;
    assert_eq!(lines, 1);
}

async fn ones_own_lost_device_is_erased_as_well(desk: Desk) {
    let lost = browser(&desk, "anna").await;
    let session = session_of(&desk, "anna", &lost).await;
    assert_eq!(code(desk.call("adam", RevokeSession { id: session, erase: true }).await), "not_found");
    desk.done("anna", RevokeSession { id: session, erase: true }).await;
    assert_eq!(code(desk.call("anna", RevokeSession { id: session, erase: true }).await), "not_found", "ordered once");
    is_told(&desk, &lost).await;
}

async fn nobody_erases_devices_beyond_their_rights(desk: Desk) {
    let id = world::user("anna");
    let session = session_of(&desk, "anna", &browser(&desk, "anna").await).await;
    for who in ["manager", "engineer", "anna", "paul"] {
        assert_eq!(code(desk.call(who, RevokeDevice { id, session, erase: true }).await), "forbidden", "{who}");
        assert_eq!(code(desk.call(who, ListDevices { id }).await), "forbidden", "{who}");
    }
    let admins = RevokeDevice { id: world::user("admin"), session, erase: true };
    assert_eq!(code(desk.call("admin", admins).await), "not_found", "the session is another person's");
}

async fn what_is_to_be_erased_stays_so_when_the_password_changes(desk: Desk) {
    let lost = browser(&desk, "anna").await;
    let session = session_of(&desk, "anna", &lost).await;
    desk.done("anna", RevokeSession { id: session, erase: true }).await;
    let new = "another staple for the battery".to_string();
    desk.done("anna", ChangePassword { current: PHRASE.into(), new }).await;
    is_told(&desk, &lost).await;
}

/// How long the device may go on after an exchange.
async fn lease(desk: &Desk, login: &str) -> Millis {
    let reply = desk.http(Ask::post("/sync", exchange(login)).by(login)).await.ok();
    let given = reply["lease"].as_i64().expect("a lease") - reply["server_now"].as_i64().expect("a moment");
    assert!((given % HOUR).abs() < MINUTE, "{given}");
    (given + MINUTE) / HOUR
}

async fn each_side_gets_its_lease_with_every_exchange(desk: Desk) {
    let hours = async || (lease(&desk, "engineer").await, lease(&desk, "paul").await, lease(&desk, "anna").await);
    assert_eq!(hours().await, (72, 72, 168));
    let policy = DevicePolicy { staff_hours: 8, partner_hours: 24, customer_hours: 48, ..DevicePolicy::default() };
    desk.done("admin", SaveDevicePolicy(policy)).await;
    assert_eq!(hours().await, (8, 24, 48));
}

async fn the_policy_is_checked_and_not_overwritten_unseen(desk: Desk) {
    let odd = DevicePolicy { partner_hours: 0, ..DevicePolicy::default() };
    assert_eq!(fields(desk.call("admin", SaveDevicePolicy(odd)).await), field("/partner_hours", "hours_range"));
    let strict = DevicePolicy { pin_required: true, ..DevicePolicy::default() };
    let saved = desk.done("admin", SaveDevicePolicy(strict.clone())).await;
    assert_eq!(code(desk.call("admin", SaveDevicePolicy(strict)).await), "conflict");
    assert_eq!(desk.done("admin", GetDevicePolicy {}).await.rv, saved.rv);
    let mut asked = Vec::new();
    for who in ["engineer", "paul", "anna"] {
        asked.push(desk.done(who, WhoAmI {}).await.pin_required);
    }
    assert_eq!(asked, [true, true, false], "customers keep their own devices");
    for who in ["manager", "anna"] {
        assert_eq!(code(desk.call(who, SaveDevicePolicy(DevicePolicy::default())).await), "forbidden");
    }
}

async fn a_spare_key_is_for_its_owner_and_the_password(desk: Desk) {
    desk.set_password("engineer", PHRASE).await;
    let device = Uuid::from_u128(77);
    let key = "0f".repeat(32);
    let keep = json!({"device": device, "key": key});
    let answer = desk.http(Ask::post("/devices/key", keep.clone()).by("engineer")).await;
    assert_eq!((answer.status.as_u16(), answer.header("clear-site-data")), (200, "\"storage\""));
    assert_eq!(answer.header("set-cookie"), "", "whoever sets a PIN stays signed in");
    let odd = KeepDeviceKey { device, key: "0f".into() };
    assert_eq!(fields(desk.call("engineer", odd).await), field("/key", "malformed"));
    let others = KeepDeviceKey { device, key: "ff".repeat(32) };
    assert_eq!(code(desk.call("colleague", others).await), "forbidden");
    let recover = |password: &str| RecoverDeviceKey { device, password: password.into() };
    assert_eq!(desk.done("engineer", recover(PHRASE)).await.key, key);
    let wrong = desk.call("engineer", recover("something else entirely")).await;
    assert_eq!(fields(wrong), field("/password", "password_wrong"));
    desk.set_password("colleague", PHRASE).await;
    assert_eq!(code(desk.call("colleague", recover(PHRASE)).await), "not_found");
    assert_eq!(code(desk.call("guest", recover(PHRASE)).await), "unauthenticated");
}

async fn signing_out_clears_the_browser(desk: Desk) {
    let out = |cookie: &str, body: Value| {
        Ask::post("/session/close", body).header("cookie", cookie).header("sec-fetch-site", "same-origin")
    };
    let first = browser(&desk, "anna").await;
    let answer = desk.http(out(&first, json!({}))).await;
    assert_eq!(answer.header("clear-site-data"), EVERYTHING);
    assert_eq!(whoami(&desk, &first).await, "");
    let second = browser(&desk, "anna").await;
    let answer = desk.http(out(&second, json!({"keep": true}))).await;
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"cookies\"", "what others wait with stays");
    assert_eq!(whoami(&desk, &second).await, "");
}

async fn who_left_while_the_server_was_away_is_out_at_the_next_contact(desk: Desk) {
    for (mark, cleared) in [("all", EVERYTHING), ("keep", "\"cache\", \"cookies\"")] {
        let session = browser(&desk, "anna").await;
        let cookies = format!("{session}; yd_left={mark}; yd_lang=en");
        let me = desk.http(Ask::get("/session").header("cookie", &cookies)).await;
        assert!(me.header("set-cookie").starts_with("yingda=;"), "{}", me.header("set-cookie"));
        assert_eq!(me.ok()["kind"], "guest", "no answer is for whoever left");
        let close = Ask::post("/session/close", json!({})).header("cookie", &cookies);
        let answer = desk.http(close.header("sec-fetch-site", "same-origin")).await;
        assert_eq!((answer.status.as_u16(), answer.header("clear-site-data")), (200, cleared));
        let over: Vec<_> = answer.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok()).collect();
        assert!(over.iter().any(|line| line.starts_with("yd_left=;") && line.contains("Max-Age=0")), "{over:?}");
        assert_eq!(whoami(&desk, &session).await, "", "the session is over");
    }
    let session = browser(&desk, "anna").await;
    let cookies = format!("{session}; yd_left=all");
    // Somebody signs in on the page that is still open: the mark is not for them.
    let answer = desk.http(sign_in("anna", PHRASE).header("cookie", &cookies)).await;
    let set: Vec<_> = answer.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok()).collect();
    assert!(set.iter().any(|line| line.starts_with("yd_left=;")), "{set:?}");
    assert_eq!(whoami(&desk, &cookie(set[0])).await, "anna");
}
