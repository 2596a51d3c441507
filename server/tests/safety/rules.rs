//! Rules that hold behind every door, and at every moment: what is refused on the page is refused by the
//! API, by a queue, by work on many, and by taking back; who is no longer, or not yet, somebody is nobody.

use serde_json::{Value, json};
use yingda_shared::cases::complaint::{ClassifyComplaint, SubmitComplaint};
use yingda_shared::cases::operations::*;
use yingda_shared::identity::operations::*;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::identity::{ActorKind, Reach, Role, User};
use yingda_shared::jobs::{ItemOutcome, UndoJob};
use yingda_shared::kernel::id::{UserId, Uuid};
use yingda_shared::record::{Get, Save};
use yingda_shared::sync::conflict::fault_of;
use yingda_shared::sync::store::TrayItem;

use crate::both;
use crate::identity::PHRASE;
use crate::jobs::bulk;
use crate::support::stories::*;
use crate::support::world;
use crate::support::{Ask, Desk, code};
use crate::sync::device::Device;

both!(
    case_14_what_the_page_does_not_offer_no_door_takes,
    case_14_undoing_gives_a_complaint_to_nobody_it_is_about,
    case_17_who_was_invited_is_not_in_yet,
    case_17_whose_role_is_switched_off_is_out_at_once,
);

async fn case_14_what_the_page_does_not_offer_no_door_takes(desk: Desk) {
    // Every right there is: what is left are the rules.
    desk.may_everything(&["anna", "adam", "paul"]).await;
    let case = desk.opened_for(world::NORTHERN, world::ANNA, "按规则").await;
    desk.forwarded_to_firm(case.id, world::FIRM_ONE).await;
    let not_hers = ["cases.start", "cases.link", "cases.merge", "cases.snooze", "cases.follow", "cases.mark_duplicate"];
    let input = |name: &str| -> Value {
        let mut input = crate::contract::recorded(name, 1);
        input["id"] = json!(case.id);
        for other in ["to", "into", "of"] {
            if input.get(other).is_some() {
                input[other] = json!(case.id);
            }
        }
        input
    };
    for who in ["anna", "paul"] {
        for name in not_hers {
            assert_eq!(code(desk.call_json(who, name, input(name)).await), "cases.not_yours", "{who} {name}");
        }
    }
    // A firm works once it took the case, and never says for the customer that all is well.
    assert_eq!(code(desk.call("paul", resolve(case.id)).await), "cases.not_yours");
    for name in ["cases.accept", "cases.rate"] {
        assert_eq!(code(desk.call_json("paul", name, input(name)).await), "cases.not_yours", "{name}");
    }
    // What the state forbids: by the API, from a queue, on many.
    let fresh = desk.submitted("anna", "还没人接").await.id;
    assert_eq!(code(desk.call("agent", StartCase { id: fresh }).await), "cases.not_assigned");
    assert_eq!(code(desk.call("anna", AcceptCase { id: fresh }).await), "cases.not_resolved");
    let phone = Device::of(&desk, "agent");
    phone.rest().await;
    phone.does("cases.start", fresh, json!({})).await;
    phone.does("cases.close", fresh, json!({})).await;
    phone.rest().await;
    let told = |item: &TrayItem| fault_of(&item.verdict.outcome).map(|fault| fault.code().to_string());
    let told: Vec<_> = phone.tray().iter().filter_map(told).collect();
    assert_eq!(told, ["cases.not_assigned", "cases.not_resolved"]);
    let job = desk.done("agent", bulk(&[fresh], "cases.close", json!({}))).await.id;
    desk.work().await;
    assert_eq!(desk.outcomes("agent", job).await, [Some(ItemOutcome::Refused)]);
    assert_eq!(desk.timeline("agent", fresh).await, ["opened"]);
}

async fn case_14_undoing_gives_a_complaint_to_nobody_it_is_about(desk: Desk) {
    let op: SubmitComplaint = serde_json::from_value(json!({"subject": "态度不好"})).expect("a complaint");
    let made = desk.done("anna", op).await;
    desk.done("manager", assign(made.id, "engineer")).await;
    let job =
        desk.done("agent", bulk(&[made.id], "cases.assign", json!({"assignee_id": world::user("south")}))).await.id;
    desk.work().await;
    // Only now it shows whom it is about: the one who had it before.
    let about = ClassifyComplaint {
        user_id: Some(world::user("engineer")),
        ..serde_json::from_value(json!({"id": made.id, "severity": "serious"})).expect("a classification")
    };
    desk.done("manager", about).await;
    assert_eq!(desk.case("manager", made.id).await.case.assignee_id, Some(world::user("south")));
    let back = desk.done("agent", UndoJob { id: job }).await.id;
    desk.work().await;
    assert_eq!(desk.outcomes("agent", back).await, [Some(ItemOutcome::Refused)]);
    let fault = desk.items("agent", back).await.remove(0).fault.expect("why");
    assert_eq!(fault.code(), "complaints.complained_of");
    assert_eq!(desk.case("manager", made.id).await.case.assignee_id, Some(world::user("south")));
    // Nor does anything go back to somebody who left.
    let case = desk.submitted("anna", "换过人").await;
    desk.done("manager", assign(case.id, "colleague")).await;
    let job = desk.done("agent", bulk(&[case.id], "cases.take", json!({}))).await.id;
    desk.work().await;
    let left: User = desk.done("admin", Get::new(world::user("colleague").0)).await;
    desk.done("admin", Save(User { active: false, ..left })).await;
    let back = desk.done("agent", UndoJob { id: job }).await.id;
    desk.work().await;
    assert_eq!(desk.items("agent", back).await.remove(0).fault.expect("why").code(), "cases.inactive_assignee");
}

async fn case_17_who_was_invited_is_not_in_yet(desk: Desk) {
    let id = UserId(Uuid::now_v7());
    desk.done("admin", Save(User { id, login: "invited".into(), ..world::person("agent") })).await;
    let path = desk.done("admin", InviteUser { id }).await.path;
    let token = path.strip_prefix("/invitation/").expect("an address").to_string();
    let about = desk.http(Ask::get(&format!("/invitations/{token}"))).await.ok();
    let mut told: Vec<_> = about.as_object().expect("an object").keys().cloned().collect();
    told.sort();
    assert_eq!(told, ["login", "name"], "who holds the link learns whom it is for, and nothing else");
    // The link is no session, no token and no tracking link.
    let uses = [
        Ask::get("/cases").token(&token),
        Ask::get("/cases").header("cookie", &format!("yingda={token}")),
        Ask::get("/cases/tracked").track(&token),
    ];
    for ask in uses {
        assert!([401, 404].contains(&desk.http(ask).await.status.as_u16()));
    }
    for password in ["", " ", PHRASE, &token] {
        let tried = desk.call("guest", SignIn { login: "invited".into(), password: password.into() }).await;
        assert!(["invalid", "sign_in_failed"].contains(&code(tried).as_str()), "{password:?}");
    }
    let accept = |token: &str| desk.call("guest", AcceptInvitation { token: token.into(), password: PHRASE.into() });
    let switch = |active: bool| {
        let desk = desk.clone();
        async move {
            let user: User = desk.done("admin", Get::new(id.0)).await;
            desk.done("admin", Save(User { active, ..user })).await;
        }
    };
    // Switched off before the link was used, it opens nothing, nor when the account is there again.
    switch(false).await;
    assert_eq!(code(accept(&token).await), "not_found");
    switch(true).await;
    assert_eq!(code(accept(&token).await), "not_found");
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM sessions WHERE user_id = $1", vec![id.0.into()]).await, 0);
    let path = desk.done("admin", InviteUser { id }).await.path;
    let fresh = path.strip_prefix("/invitation/").expect("an address");
    accept(fresh).await.expect("now it is the person's");
    assert_eq!(code(accept(fresh).await), "not_found", "and once");
}

async fn case_17_whose_role_is_switched_off_is_out_at_once(desk: Desk) {
    let operations = ["cases.list", "cases.get", "tokens.create"].map(String::from).to_vec();
    let role = desk.given_role("sales", ActorKind::Staff, Reach::All, operations).await;
    desk.set_password("sales", PHRASE).await;
    let token = desk.done("sales", CreateToken { name: "t".into(), scope: String::new(), days: 1 }).await.token;
    assert_eq!(desk.http(Ask::get("/cases").by("sales")).await.status.as_u16(), 200);
    assert_eq!(desk.http(Ask::get("/cases").token(&token)).await.status.as_u16(), 200);
    let kept: Role = desk.done("admin", Get::new(role.0)).await;
    desk.done("admin", Save(Role { active: false, ..kept })).await;
    assert_eq!(desk.http(Ask::get("/cases").by("sales")).await.problem(), (401, "unauthenticated".into()));
    assert_eq!(desk.http(Ask::get("/cases").token(&token)).await.problem(), (401, "unauthenticated".into()));
    let again = desk.call("guest", SignIn { login: "sales".into(), password: PHRASE.into() }).await;
    assert!(again.is_err(), "no session without a role");
    let shut = builtin_id("guest").expect("a role");
    let guest: Role = desk.done("admin", Get::new(shut.0)).await;
    desk.done("admin", Save(Role { operations: vec![], ..guest })).await;
    let stranger = Ask::post("/cases", json!({"subject": "路人", "contact_phone": "13700137000"}));
    assert_eq!(
        desk.http(stranger).await.problem(),
        (401, "unauthenticated".into()),
        "strangers as far as they are let"
    );
}
