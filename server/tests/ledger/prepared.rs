//! Commands that hash a password first are done once as well: the link is used up, the answer is not.

use yingda_server::ctx::Caller;
use yingda_server::identity::claim;
use yingda_server::registry::registry;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::*;
use yingda_shared::kernel::id::Uuid;

use crate::both;
use crate::support::{Ask, Backend, Desk, code, world};

both!(
    an_accepted_invitation_is_answered_again_with_its_session,
    an_invitation_is_accepted_once_however_often_it_races,
    a_refused_password_leaves_the_link_and_the_id,
    a_new_password_is_set_once,
);

const PHRASE: &str = "correct horse battery staple";

/// Outcome, and the session a browser would have got with it.
async fn sent<O: Operation>(desk: &Desk, who: &str, id: Uuid, op: O) -> (Result<O::Output, Fault>, Option<String>) {
    let caller = Caller { command_id: Some(id), ..desk.caller(who).await };
    let session = caller.fresh_session.clone();
    (registry().call(&desk.services, caller, op).await, session.get().cloned())
}

async fn invited(desk: &Desk, login: &str) -> AcceptInvitation {
    let path = desk.done("admin", InviteUser { id: world::user(login) }).await.path;
    let token = path.strip_prefix("/invitation/").expect("an address").to_string();
    AcceptInvitation { token, password: PHRASE.into() }
}

async fn sessions(desk: &Desk, login: &str) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM sessions WHERE user_id = $1";
    desk.number(sql, vec![world::user(login).0.into()]).await
}

async fn an_accepted_invitation_is_answered_again_with_its_session(desk: Desk) {
    let (id, op) = (Uuid::now_v7(), invited(&desk, "anna").await);
    let (first, session) = sent(&desk, "guest", id, op.clone()).await;
    assert_eq!(first.as_ref().expect("signed in").user_id, world::user("anna"));
    let (head, session) = (desk.head().await, session.expect("a session"));
    let again = sent(&desk, "guest", id, op.clone()).await;
    assert_eq!(again, (first, Some(session.clone())), "whoever lost the answer gets it, cookie and all");
    assert_eq!((desk.head().await, sessions(&desk, "anna").await), (head, 1));
    let cookie = format!("yingda={session}");
    assert_eq!(desk.http(Ask::get("/session").header("cookie", &cookie)).await.ok()["login"], "anna");
    assert_eq!(code(sent(&desk, "guest", Uuid::now_v7(), op).await.0), "not_found", "the link itself is used up");
    let stored = "SELECT COUNT(*) AS n FROM commands WHERE result LIKE $1";
    assert_eq!(desk.number(stored, vec![format!("%{session}%").into()]).await, 0, "nothing of it can be read");
}

async fn an_invitation_is_accepted_once_however_often_it_races(desk: Desk) {
    let (id, op) = (Uuid::now_v7(), invited(&desk, "anna").await);
    let racers = (0..4).map(|_| sent(&desk, "guest", id, op.clone()));
    let outcomes = futures::future::join_all(racers).await;
    assert!(outcomes[0].0.is_ok(), "{:?}", outcomes[0]);
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]), "{outcomes:?}");
    assert_eq!(sessions(&desk, "anna").await, 1);
}

async fn a_refused_password_leaves_the_link_and_the_id(desk: Desk) {
    let (id, op) = (Uuid::now_v7(), invited(&desk, "anna").await);
    let weak = AcceptInvitation { password: "aaaaaaaaaaaa".into(), ..op.clone() };
    assert_eq!(code(sent(&desk, "guest", id, weak).await.0), "invalid");
    assert!(sent(&desk, "guest", id, op).await.0.is_ok());
}

async fn a_new_password_is_set_once(desk: Desk) {
    desk.set_password("anna", PHRASE).await;
    let id = Uuid::now_v7();
    let op = ChangePassword { current: PHRASE.into(), new: "a quite different phrase".into() };
    let (one, two) = tokio::join!(sent(&desk, "anna", id, op.clone()), sent(&desk, "anna", id, op));
    assert_eq!((&one.0, one.1), (&two.0, two.1));
    assert!(one.0.is_ok(), "{:?}", one.0);
    let sql = "SELECT COUNT(*) AS n FROM audit WHERE object = $1";
    assert_eq!(desk.number(sql, vec![world::user("anna").to_string().into()]).await, 1);
}

#[tokio::test]
async fn the_desk_is_claimed_once_and_answered_again() {
    Desk::tell_empty(Backend::Sqlite, |_| {}, first_start).await;
    Desk::tell_empty(Backend::Postgres, |_| {}, first_start).await;
}

async fn first_start(desk: Desk) {
    let link = claim::prepare(&desk.services).await.expect("prepared").expect("a link");
    let op = ClaimDesk {
        token: link.strip_prefix("/claim/").expect("an address").into(),
        organisation: "应答服务".into(),
        name: "管理员".into(),
        login: "root".into(),
        password: PHRASE.into(),
    };
    let id = Uuid::now_v7();
    let first = sent(&desk, "guest", id, op.clone()).await;
    assert!(first.0.is_ok() && first.1.is_some(), "{first:?}");
    assert_eq!(sent(&desk, "guest", id, op.clone()).await, first);
    assert_eq!(code(sent(&desk, "guest", Uuid::now_v7(), op).await.0), "not_found");
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM users", vec![]).await, 1);
}
