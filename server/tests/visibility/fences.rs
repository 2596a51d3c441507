//! What may not slip past a fence from the side: by a field, by a record, by what is left over.

use yingda_server::ctx::Caller;
use yingda_server::files;
use yingda_server::registry::registry;
use yingda_shared::cases::CaseEvent;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::{GetCase, TRACKED};
use yingda_shared::catalog::Asset;
use yingda_shared::contract::Operation;
use yingda_shared::customers::Company;
use yingda_shared::identity::operations::{CreateToken, InviteUser};
use yingda_shared::identity::{ActorKind, Reach, Role, User};
use yingda_shared::kernel::id::{CompanyId, Id, ProductId, RoleId, UnitId, UserId, Uuid};
use yingda_shared::kernel::time::DAY;
use yingda_shared::organisation::Team;
use yingda_shared::record::{Get, Save};

use crate::both;
use crate::support::stories::*;
use crate::support::world::{self, ANNA, BELLA, FIRM_ONE, FIRM_TWO, LOOM, NORTHERN, SOUTH_TEAM, SOUTHERN};
use crate::support::{Desk, code, field, fields};

both!(
    the_ledger_keeps_no_secret,
    a_region_writes_its_own_records_only,
    a_customer_given_to_another_company_leaves_nobody_behind,
    a_right_is_not_had_by_a_side_field,
    a_stranger_with_a_label_does_not_learn_whose_it_is,
    who_of_another_firm_took_it_is_not_told,
    a_note_among_staff_moves_nothing_outside,
    a_customers_new_account_sees_what_it_submits,
    nobody_joins_people_to_teams_out_of_sight_or_widens_a_role,
    what_nobody_attached_is_let_go,
    what_one_side_does_not_see_uses_up_no_page,
    a_record_points_at_what_is_there,
    who_may_not_see_a_case_is_not_called_to_it,
    how_the_desk_hands_a_case_around_stays_inside,
);

async fn keyed<O: Operation>(desk: &Desk, who: &str, op: O) -> O::Output {
    let caller = Caller { command_id: Some(Uuid::now_v7()), ..desk.caller(who).await };
    registry().call(&desk.services, caller, op).await.expect("an answer")
}

async fn the_ledger_keeps_no_secret(desk: Desk) {
    let report = SubmitCase { contact_phone: "13700137000".into(), ..submit("门打不开") };
    let track = keyed(&desk, "guest", report).await.track.expect("a link");
    let path = keyed(&desk, "admin", InviteUser { id: world::user("sales") }).await.path;
    let token = keyed(&desk, "agent", CreateToken { name: "脚本".into(), scope: String::new(), days: 7 }).await.token;
    let link = path.rsplit('/').next().unwrap_or_default();
    for secret in [track.as_str(), link, token.as_str()] {
        assert!(secret.len() >= 32);
        let sql = "SELECT COUNT(*) AS n FROM commands WHERE result LIKE $1 OR id LIKE $1";
        assert_eq!(desk.number(sql, vec![format!("%{secret}%").into()]).await, 0);
    }
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM commands", vec![]).await, 3);
}

async fn a_region_writes_its_own_records_only(desk: Desk) {
    const BEYOND: &str = "records.beyond_own_units";
    let company: Company = desk.done("north", Get::new(SOUTHERN.0)).await;
    let pulled = Company { unit_id: world::NORTH, ..company.clone() };
    let off = Company { active: false, ..company };
    for record in [pulled, off] {
        assert_eq!(code(desk.call("north", Save(record)).await), BEYOND);
    }
    let loom: Asset = desk.done("north", Get::new(LOOM.0)).await;
    assert_eq!(code(desk.call("north", Save(Asset { company_id: NORTHERN, ..loom })).await), BEYOND);
    let team: Team = desk.done("north", Get::new(SOUTH_TEAM.0)).await;
    assert_eq!(code(desk.call("north", Save(Team { active: false, ..team.clone() })).await), BEYOND);
    desk.done("south", Save(Team { name: "南方二组".into(), ..team })).await;
    let own: Company = desk.done("north", Get::new(NORTHERN.0)).await;
    desk.done("north", Save(Company { phone: "010-1234".into(), ..own })).await;
}

async fn a_customer_given_to_another_company_leaves_nobody_behind(desk: Desk) {
    let case = desk.opened_for(NORTHERN, ANNA, "甲方的").await;
    let moved = EditCase { company_id: Some(SOUTHERN.into()), ..edit(case.id, case.rv) };
    assert_eq!(fields(desk.call("agent", moved.clone()).await), field("/contact_id", "unknown"));
    desk.done("agent", EditCase { contact_id: Some(BELLA.into()), ..moved }).await;
    assert_eq!(code(desk.call("anna", GetCase { id: case.id.to_string() }).await), "not_found");
    let theirs = EditCase { asset_id: Some(world::PRINTER.into()), ..edit(case.id, i64::MAX) };
    assert_eq!(fields(desk.call("agent", theirs).await), field("/asset_id", "unknown"));
    let call = QuickOpenCase {
        subject: "错配".into(),
        company_id: Some(NORTHERN),
        asset_id: Some(LOOM),
        ..QuickOpenCase::default()
    };
    assert_eq!(fields(desk.call("agent", call).await), field("/asset_id", "unknown"));
}

async fn a_right_is_not_had_by_a_side_field(desk: Desk) {
    let call = QuickOpenCase { subject: "销售来电".into(), take: true, ..QuickOpenCase::default() };
    assert_eq!(code(desk.call("sales", call.clone()).await), "forbidden");
    desk.done("agent", call).await;
    let case = desk.submitted("anna", "没修好").await;
    desk.done("agent", TakeCase { id: case.id, base: None }).await;
    desk.done("agent", StartCase { id: case.id }).await;
    desk.resolved("agent", case.id).await;
    let mut role: Role = desk.done("admin", Get::new(world::person("anna").role_id.0)).await;
    role.operations.retain(|name| name != "cases.reopen");
    desk.done("admin", Save(role)).await;
    let reopening = RateCase { reopen: true, ..rate(case.id, 1) };
    assert_eq!(code(desk.call("anna", reopening).await), "cases.not_yours");
    desk.done("anna", rate(case.id, 1)).await;
}

async fn a_stranger_with_a_label_does_not_learn_whose_it_is(desk: Desk) {
    let report =
        SubmitCase { serial: Some("LOOM-7".into()), contact_phone: "13700137000".into(), ..submit("织机冒烟") };
    let made = desk.done("guest", report).await;
    let link = format!("track:{}", made.track.expect("a link"));
    let seen = desk.done(&link, GetCase { id: TRACKED.into() }).await;
    assert_eq!((seen.case.company_id, seen.case.asset_id), (None, None));
    assert!(!seen.names.values().any(|name| name.contains("南方纺织")));
    assert_eq!(desk.case("agent", made.id).await.case.company_id, Some(SOUTHERN));
}

async fn who_of_another_firm_took_it_is_not_told(desk: Desk) {
    let case = desk.opened_for(NORTHERN, ANNA, "转了两家").await;
    desk.forwarded_to_firm(case.id, FIRM_TWO).await;
    desk.done("quinn", TakeCase { id: case.id, base: None }).await;
    desk.forwarded_to_firm(case.id, FIRM_ONE).await;
    let quinn = world::user("quinn");
    for who in ["paul", "anna"] {
        let detail = desk.case(who, case.id).await;
        assert!(!detail.names.contains_key(&quinn.0), "{who}");
        let told = |event: &CaseEvent| matches!(event, CaseEvent::Taken { user_id: Some(_), .. });
        assert!(!detail.timeline.iter().any(|entry| told(&entry.event)), "{who}");
    }
    assert!(desk.case("agent", case.id).await.names.contains_key(&quinn.0));
}

async fn a_note_among_staff_moves_nothing_outside(desk: Desk) {
    let case = desk.submitted("anna", "看得见的").await;
    let before = desk.case("anna", case.id).await.case.updated_at;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    desk.noted("agent", case.id, "只给同事").await;
    assert_eq!(desk.case("anna", case.id).await.case.updated_at, before);
    desk.commented("agent", case.id, "给客户").await;
    assert!(desk.case("anna", case.id).await.case.updated_at > before);
}

async fn a_customers_new_account_sees_what_it_submits(desk: Desk) {
    let new = User { id: UserId(Uuid::now_v7()), login: "newcomer".into(), contact_id: None, ..world::person("anna") };
    desk.done("adam", Save(new.clone())).await;
    let kept: User = desk.done("admin", Get::new(new.id.0)).await;
    let contact = kept.contact_id.expect("a contact of its own");
    let case = desk.opened_for(NORTHERN, contact, "新同事的").await;
    let id = new.id;
    let hash = yingda_server::identity::secrets::hash(&world::session("newcomer"));
    desk.write(move |cx| {
        Box::pin(async move {
            let session = yingda_server::ctx::new_id();
            yingda_server::identity::store::open_session(cx, session, &hash, id, "Firefox").await
        })
    })
    .await;
    assert_eq!(desk.case("newcomer", case.id).await.case.number, case.number);
}

async fn nobody_joins_people_to_teams_out_of_sight_or_widens_a_role(desk: Desk) {
    const BEYOND: &str = "users.beyond_own_rights";
    let mut role: Role = desk.done("admin", Get::new(world::person("north").role_id.0)).await;
    role.operations.extend(["users.save".to_string(), "roles.save".to_string()]);
    desk.done("admin", Save(role.clone())).await;
    let north: User = desk.done("admin", Get::new(world::user("north").0)).await;
    let joined = User { team_ids: vec![SOUTH_TEAM], ..north.clone() };
    assert_eq!(code(desk.call("north", Save(joined)).await), BEYOND);
    let south: User = desk.done("admin", Get::new(world::user("south").0)).await;
    assert_eq!(code(desk.call("north", Save(User { unit_id: north.unit_id, ..south })).await), BEYOND);
    let own = Role {
        id: RoleId(Uuid::now_v7()),
        rv: 0,
        name: "小组".into(),
        reach: Reach::Team,
        builtin: None,
        operations: vec!["cases.get".into()],
        ..role
    };
    let saved = desk.done("north", Save(own.clone())).await;
    for wider in [Reach::Region, Reach::All] {
        let wider = Role { rv: saved.rv, reach: wider, ..own.clone() };
        assert_eq!(code(desk.call("north", Save(wider)).await), BEYOND);
    }
    let other = Role { rv: saved.rv, kind: ActorKind::Customer, reach: Reach::OwnCompany, ..own };
    assert_eq!(code(desk.call("north", Save(other)).await), BEYOND);
}

async fn what_nobody_attached_is_let_go(desk: Desk) {
    let (left, same) = (desk.uploaded("anna", "旧.png", PNG).await, desk.uploaded("anna", "同样.png", PNG).await);
    let case = desk.submitted("anna", "有图").await;
    desk.done(
        "anna",
        AttachFiles { id: case.id, files: yingda_shared::kernel::id::FileIds(vec![same]), internal: false },
    )
    .await;
    assert_eq!(files::sweep(&desk.services).await, Ok(0), "still young");
    desk.write(move |cx| {
        Box::pin(async move { cx.exec("UPDATE files SET at = at - $1", vec![(2 * DAY).into()]).await })
    })
    .await;
    assert_eq!(files::sweep(&desk.services).await, Ok(1));
    let count = desk.number("SELECT COUNT(*) AS n FROM files WHERE id = $1", vec![left.uuid().into()]).await;
    assert_eq!(count, 0);
    // The bytes are another file's too, and stay with it.
    assert!(files::bytes(&desk.services, &hash_of(&desk, same.uuid()).await).await.is_ok());
}

async fn hash_of(desk: &Desk, file: Uuid) -> String {
    let mut cx = desk.services.reader(Caller::system());
    cx.one("SELECT hash FROM files WHERE id = $1", vec![file.into()]).await.expect("a file").text("hash")
}

async fn what_one_side_does_not_see_uses_up_no_page(desk: Desk) {
    let case = desk.submitted("anna", "改了又改").await;
    for n in 0..60 {
        let op = EditCase { subject: Some(format!("第{n}版")), ..edit(case.id, i64::MAX) };
        desk.done("agent", op).await;
    }
    let seen = desk.case("anna", case.id).await;
    assert_eq!((seen.timeline.len(), seen.more), (1, false));
    let staff = desk.case("agent", case.id).await;
    assert_eq!((staff.timeline.len(), staff.more), (50, true));
}

async fn a_record_points_at_what_is_there(desk: Desk) {
    let nothing = Uuid::now_v7();
    let printer: Asset = desk.done("admin", Get::new(world::PRINTER.0)).await;
    let foreign = Asset { product_id: Some(ProductId(nothing)), ..printer.clone() };
    assert_eq!(fields(desk.call("admin", Save(foreign)).await), field("/product_id", "unknown"));
    let homeless = Asset { company_id: CompanyId(nothing), ..printer };
    assert_eq!(fields(desk.call("admin", Save(homeless)).await), field("/company_id", "unknown"));
    let company: Company = desk.done("admin", Get::new(NORTHERN.0)).await;
    let nowhere = Company { unit_id: UnitId(nothing), ..company };
    assert_eq!(fields(desk.call("admin", Save(nowhere)).await), field("/unit_id", "unknown"));
}

async fn who_may_not_see_a_case_is_not_called_to_it(desk: Desk) {
    let case = desk.opened_for(NORTHERN, ANNA, "北方的事").await;
    desk.noted("agent", case.id, "请 @south 和 @north 看看").await;
    assert!(desk.notices("south").await.is_empty());
    assert_eq!(desk.notices("north").await.len(), 1);
}

async fn how_the_desk_hands_a_case_around_stays_inside(desk: Desk) {
    let case = desk.opened_for(NORTHERN, ANNA, "内部流转").await;
    desk.done("manager", assign(case.id, "engineer")).await;
    desk.done("agent", EditCase { subject: Some("改过的".into()), ..edit(case.id, i64::MAX) }).await;
    desk.forwarded_to_team(case.id, SOUTH_TEAM).await;
    desk.forwarded_to_firm(case.id, FIRM_ONE).await;
    desk.noted("agent", case.id, "内部").await;
    assert_eq!(desk.timeline("agent", case.id).await.len(), 6);
    assert_eq!(desk.timeline("anna", case.id).await, ["opened"]);
    assert_eq!(desk.timeline("paul", case.id).await, ["opened", "forwarded"]);
}
