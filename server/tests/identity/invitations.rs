//! Links that set a password: each works once, for a while, for one person.

use yingda_server::identity::claim;
use yingda_shared::identity::User;
use yingda_shared::identity::operations::*;
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time::DAY;
use yingda_shared::record::{Get, Save};

use super::PHRASE;
use crate::both;
use crate::support::{Backend, Desk, code, field, fields, world};

both!(
    an_invitation_works_once,
    an_invitation_expires_and_a_new_one_ends_the_old,
    nobody_takes_over_an_account_they_could_not_make,
    an_invitation_ends_with_the_account,
);

async fn invite(desk: &Desk, by: &str, login: &str) -> String {
    let path = desk.done(by, InviteUser { id: world::user(login) }).await.path;
    path.strip_prefix("/invitation/").expect("an address").to_string()
}

async fn accept(desk: &Desk, token: &str) -> Result<SignedIn, yingda_shared::fault::Fault> {
    desk.call("guest", AcceptInvitation { token: token.into(), password: PHRASE.into() }).await
}

async fn an_invitation_works_once(desk: Desk) {
    let token = invite(&desk, "admin", "anna").await;
    let about = desk.done("guest", GetInvitation { token: token.clone() }).await;
    assert_eq!((about.login.as_str(), about.name.as_str()), ("anna", "anna先生"));
    let weak = AcceptInvitation { token: token.clone(), password: "aaaaaaaaaaaa".into() };
    assert_eq!(fields(desk.call("guest", weak).await), field("/password", "password_weak"));
    assert_eq!(accept(&desk, &token).await.expect("signed in").user_id, world::user("anna"));
    assert_eq!(code(accept(&desk, &token).await), "not_found");
    assert_eq!(code(desk.call("guest", GetInvitation { token }).await), "not_found");
    assert!(desk.call("guest", SignIn { login: "anna".into(), password: PHRASE.into() }).await.is_ok());
    let stored = "SELECT COUNT(*) AS n FROM sessions WHERE user_id = $1";
    assert_eq!(
        desk.number(stored, vec![world::user("anna").0.into()]).await,
        2,
        "old sessions ended with the old password"
    );
}

async fn an_invitation_expires_and_a_new_one_ends_the_old(desk: Desk) {
    let old = invite(&desk, "admin", "anna").await;
    let new = invite(&desk, "admin", "anna").await;
    assert_eq!(code(accept(&desk, &old).await), "not_found");
    desk.write(|cx| {
        Box::pin(
            async move { cx.exec("UPDATE invitations SET expires_at = expires_at - $1", vec![(7 * DAY).into()]).await },
        )
    })
    .await;
    assert_eq!(code(accept(&desk, &new).await), "not_found");
    assert_eq!(code(accept(&desk, "").await), "not_found");
}

async fn nobody_takes_over_an_account_they_could_not_make(desk: Desk) {
    for (by, whom) in [
        ("adam", "bella"),
        ("adam", "admin"),
        ("adam", "paul"),
        ("petra", "quinn"),
        ("petra", "anna"),
        ("petra", "engineer"),
    ] {
        let op = InviteUser { id: world::user(whom) };
        assert_eq!(code(desk.call(by, op).await), "not_found", "{by} invites {whom}");
    }
    let unknown = InviteUser { id: UserId(world::HEAD.0) };
    assert_eq!(code(desk.call("adam", unknown).await), "not_found", "as if it were not there");
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM invitations", vec![]).await, 0);
    invite(&desk, "adam", "anna").await;
    invite(&desk, "petra", "paul").await;
}

async fn an_invitation_ends_with_the_account(desk: Desk) {
    let token = invite(&desk, "admin", "anna").await;
    let user: User = desk.done("admin", Get::new(world::user("anna").0)).await;
    desk.done("admin", Save(User { active: false, ..user })).await;
    assert_eq!(code(accept(&desk, &token).await), "not_found");
}

#[tokio::test]
async fn the_very_first_link_makes_the_administrator_once() {
    Desk::tell_empty(Backend::Sqlite, |_| {}, first_start).await;
    Desk::tell_empty(Backend::Postgres, |_| {}, first_start).await;
}

async fn first_start(desk: Desk) {
    let earlier = claim::prepare(&desk.services).await.expect("prepared").expect("a link");
    let link = claim::prepare(&desk.services).await.expect("prepared").expect("nobody claimed it yet");
    let secret = |link: &str| link.strip_prefix("/claim/").expect("an address").to_string();
    let op = |token: &str| ClaimDesk {
        token: token.into(),
        organisation: "应答服务".into(),
        name: "管理员".into(),
        login: "Root".into(),
        password: PHRASE.into(),
    };
    assert_eq!(code(desk.call("guest", op(&secret(&earlier))).await), "not_found", "a later start ends earlier links");
    assert_eq!(code(desk.call("guest", op("")).await), "not_found");
    let racers = futures::future::join_all((0..4).map(|_| desk.call("guest", op(&secret(&link))))).await;
    assert_eq!(racers.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{racers:?}");
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM users", vec![]).await, 1);
    assert!(desk.call("guest", SignIn { login: "root".into(), password: PHRASE.into() }).await.is_ok());
    assert_eq!(claim::prepare(&desk.services).await, Ok(None), "no link once somebody is there");
}
