//! Nobody hands out more than they have, and an administrator is always left.

use yingda_server::identity::claim::ensure_roles;
use yingda_server::records;
use yingda_shared::identity::actor::scope;
use yingda_shared::identity::operations::WhoAmI;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::identity::{ActorKind, Reach, Role, User};
use yingda_shared::kernel::id::{RoleId, UserId, Uuid};
use yingda_shared::record::{Get, List, Save};

use crate::both;
use crate::support::world::{self, BELLA, FIRM_TWO, NORTH_TEAM};
use crate::support::{Desk, code, field, fields};

both!(
    a_customers_administrator_makes_people_of_the_company_only,
    a_partners_administrator_makes_people_of_the_firm_only,
    an_outsider_is_tied_to_nothing_of_others,
    the_last_administrator_stays,
    who_edits_roles_grants_nothing_beyond_their_own,
    who_edits_users_in_a_region_stays_in_the_region,
    a_role_that_changes_is_felt_at_once,
    a_newer_program_gives_built_in_roles_what_came_since,
);

/// A new person like the one with this login.
fn like(login: &str, new: &str) -> User {
    User { id: UserId(Uuid::now_v7()), login: new.into(), ..world::person(login) }
}

fn role(key: &str) -> RoleId {
    builtin_id(key).expect("a built-in role")
}

const BEYOND: &str = "users.beyond_own_rights";

async fn a_customers_administrator_makes_people_of_the_company_only(desk: Desk) {
    desk.done("adam", Save(like("anna", "anna2"))).await;
    let staff =
        User { role_id: role("administrator"), unit_id: Some(world::HEAD), company_id: None, ..like("anna", "x1") };
    let mixed = User { role_id: role("administrator"), ..like("anna", "x2") };
    let partner = like("paul", "x3");
    let foreign = like("bella", "x4");
    for user in [staff, mixed, partner, foreign] {
        assert_eq!(code(desk.call("adam", Save(user.clone())).await), BEYOND, "{user:?}");
    }
    let mut bella: User = desk.done("admin", Get::new(world::user("bella").0)).await;
    bella.company_id = Some(world::NORTHERN);
    assert_eq!(code(desk.call("adam", Save(bella)).await), BEYOND, "nobody is pulled over from another company");
    let mut admin: User = desk.done("admin", Get::new(world::user("admin").0)).await;
    admin.active = false;
    assert_eq!(code(desk.call("adam", Save(admin)).await), BEYOND);
    let seen = desk.done("adam", List::<User>::default()).await.rows;
    assert_eq!(seen.iter().map(|user| user.login.as_str()).collect::<Vec<_>>(), ["adam", "anna", "anna2"]);
}

async fn a_partners_administrator_makes_people_of_the_firm_only(desk: Desk) {
    desk.done("petra", Save(like("paul", "paul2"))).await;
    for user in [
        User { firm_id: Some(FIRM_TWO), ..like("paul", "x1") },
        like("anna", "x2"),
        like("engineer", "x3"),
        like("quinn", "x4"),
    ] {
        assert_eq!(code(desk.call("petra", Save(user.clone())).await), BEYOND, "{user:?}");
    }
    assert_eq!(code(desk.call("paul", Save(like("paul", "x5"))).await), "forbidden");
}

async fn an_outsider_is_tied_to_nothing_of_others(desk: Desk) {
    let contact = User { contact_id: Some(BELLA), ..like("anna", "x1") };
    assert_eq!(
        fields(desk.call("adam", Save(contact)).await),
        field("/contact_id", "unknown"),
        "would see Bella's cases"
    );
    let team = User { team_ids: vec![NORTH_TEAM], ..like("anna", "x2") };
    assert_eq!(
        fields(desk.call("adam", Save(team)).await),
        field("/team_ids", "unknown"),
        "would get the team's notices"
    );
    let team = User { team_ids: vec![NORTH_TEAM], ..like("paul", "x3") };
    assert_eq!(fields(desk.call("petra", Save(team)).await), field("/team_ids", "unknown"));
    let taken = User { login: "ADMIN".into(), ..like("anna", "x4") };
    assert_eq!(fields(desk.call("adam", Save(taken)).await), field("/login", "taken"));
}

async fn the_last_administrator_stays(desk: Desk) {
    let mut powerless: Role = desk.done("admin", Get::new(role("administrator").0)).await;
    powerless.operations.clear();
    assert_eq!(code(desk.call("admin", Save(powerless)).await), "roles.administrator_stays");
    let admin: User = desk.done("admin", Get::new(world::user("admin").0)).await;
    let leaving = [User { active: false, ..admin.clone() }, User { role_id: role("dispatcher"), ..admin.clone() }];
    for user in leaving.clone() {
        assert_eq!(code(desk.call("admin", Save(user)).await), "users.last_administrator");
    }
    desk.done("admin", Save(like("admin", "second"))).await;
    desk.done("admin", Save(leaving[1].clone())).await;
    assert_eq!(code(desk.call("admin", List::<Role>::default()).await), "forbidden", "an administrator no more");
}

async fn who_edits_roles_grants_nothing_beyond_their_own(desk: Desk) {
    let id = RoleId(Uuid::now_v7());
    let keeper = Role {
        id,
        rv: 0,
        active: true,
        name: "角色管理".into(),
        kind: ActorKind::Staff,
        reach: Reach::Team,
        operations: ["roles.save", "roles.get", "cases.list"].map(String::from).to_vec(),
        builtin: None,
    };
    desk.done("admin", Save(keeper)).await;
    let mut sales: User = desk.done("admin", Get::new(world::user("sales").0)).await;
    sales.role_id = id;
    desk.done("admin", Save(sales)).await;
    let mine: Role = desk.done("sales", Get::new(id.0)).await;
    let mut more = mine.clone();
    more.operations.push("users.save".into());
    assert_eq!(code(desk.call("sales", Save(more)).await), BEYOND);
    let wider = Role { reach: Reach::All, ..mine.clone() };
    assert_eq!(code(desk.call("sales", Save(wider)).await), BEYOND);
    let fewer = Role { operations: vec!["roles.save".into()], ..mine };
    desk.done("sales", Save(fewer)).await;
}

async fn who_edits_users_in_a_region_stays_in_the_region(desk: Desk) {
    let mut manager: Role = desk.done("admin", Get::new(role("regional_manager").0)).await;
    manager.operations.push("users.save".into());
    desk.done("admin", Save(manager)).await;
    desk.done("north", Save(like("dispatcher", "dispatcher2"))).await;
    let elsewhere = User { unit_id: Some(world::SOUTH_BRANCH), ..like("dispatcher", "x1") };
    assert_eq!(code(desk.call("north", Save(elsewhere)).await), BEYOND);
    let everywhere = User { unit_id: Some(world::NORTH_BRANCH), ..like("engineer", "x2") };
    assert_eq!(code(desk.call("north", Save(everywhere)).await), BEYOND, "a role that sees everything");
    let mut admin: User = desk.done("north", Get::new(world::user("admin").0)).await;
    (admin.role_id, admin.unit_id) = (role("dispatcher"), Some(world::NORTH_BRANCH));
    assert_eq!(code(desk.call("north", Save(admin)).await), BEYOND, "who may not make one may not unmake one");
}

async fn a_role_that_changes_is_felt_at_once(desk: Desk) {
    let may = |desk: Desk| async move {
        desk.done("sales", WhoAmI {}).await.operations.contains(&"cases.assign".to_string())
    };
    assert!(!may(desk.clone()).await);
    let mut sales: Role = desk.done("admin", Get::new(role("sales").0)).await;
    sales.operations.push("cases.assign".into());
    desk.done("admin", Save(sales)).await;
    assert!(may(desk.clone()).await);
}

/// The role as a program wrote it that had none of these operations.
async fn without(desk: &Desk, key: &str, operations: &[&str]) {
    let mut present: Role = desk.done("admin", Get::new(role(key).0)).await;
    present.operations.retain(|operation| !operations.contains(&operation.as_str()));
    desk.write(move |cx| {
        Box::pin(async move { records::store::put(cx, &present, vec![scope::ORGANISATION.into()]).await.map(|_| ()) })
    })
    .await;
}

async fn a_newer_program_gives_built_in_roles_what_came_since(desk: Desk) {
    without(&desk, "administrator", &["leaves.ask", "monitor.get"]).await;
    without(&desk, "regional_manager", &["leaves.ask", "audit.list"]).await;
    without(&desk, "field_engineer", &["leaves.ask"]).await;
    desk.write(|cx| Box::pin(ensure_roles(cx))).await;
    let rights = async |key: &str| desk.done("admin", Get::<Role>::new(role(key).0)).await.operations;
    let has = |rights: &[String], operation: &str| rights.iter().any(|name| name == operation);
    assert!(has(&rights("administrator").await, "monitor.get"));
    let manager = rights("regional_manager").await;
    assert!(has(&manager, "leaves.ask"), "it came since");
    assert!(!has(&manager, "audit.list"), "somebody took it away");
    let field = rights("field_engineer").await;
    assert!(has(&field, "leaves.ask"));
    assert!(!has(&field, "monitor.get"), "it does not ship with this role");
    let told = desk.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'roles.save'", vec![]).await;
    assert_eq!(told, 3, "each role that grew is in the audit");
    desk.write(|cx| Box::pin(ensure_roles(cx))).await;
    assert_eq!(rights("regional_manager").await, manager, "the same program gives nothing more");
}
