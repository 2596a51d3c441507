//! A small world, the same in every test: head office with a northern and a southern region, a
//! customer and a partner firm in each, and one person of every built-in role.

use yingda_server::ctx::Cx;
use yingda_server::identity::claim::ensure_roles;
use yingda_server::identity::{secrets, store};
use yingda_server::records::store::put;
use yingda_shared::catalog::{Asset, Category, Product};
use yingda_shared::customers::{Company, Contact, Department};
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::identity::actor::scope;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::kernel::id::*;
use yingda_shared::organisation::{Team, Unit, UnitKind};
use yingda_shared::partners::Firm;
use yingda_shared::record::Record;

use super::Desk;

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_1000 + n)
}

pub const HEAD: UnitId = UnitId(id(1));
pub const NORTH: UnitId = UnitId(id(2));
pub const NORTH_BRANCH: UnitId = UnitId(id(3));
pub const SOUTH: UnitId = UnitId(id(4));
pub const SOUTH_BRANCH: UnitId = UnitId(id(5));
pub const NORTH_TEAM: TeamId = TeamId(id(11));
pub const SOUTH_TEAM: TeamId = TeamId(id(12));
pub const NORTHERN: CompanyId = CompanyId(id(21));
pub const SOUTHERN: CompanyId = CompanyId(id(22));
pub const NORTHERN_IT: DepartmentId = DepartmentId(id(31));
pub const ANNA: ContactId = ContactId(id(41));
pub const ADAM: ContactId = ContactId(id(42));
pub const BELLA: ContactId = ContactId(id(43));
pub const FIRM_ONE: FirmId = FirmId(id(51));
pub const FIRM_TWO: FirmId = FirmId(id(52));
pub const U8: ProductId = ProductId(id(61));
pub const PRINTERS: CategoryId = CategoryId(id(71));
/// Not for customers to choose.
pub const INTERNAL: CategoryId = CategoryId(id(72));
pub const PRINTER: AssetId = AssetId(id(81));
pub const LOOM: AssetId = AssetId(id(82));

/// Login, built-in role, and where the person belongs.
pub const PEOPLE: &[(&str, &str, Place)] = &[
    ("admin", "administrator", Place::Unit(HEAD)),
    ("manager", "service_manager", Place::Unit(HEAD)),
    ("north", "regional_manager", Place::Unit(NORTH)),
    ("south", "regional_manager", Place::Unit(SOUTH)),
    ("dispatcher", "dispatcher", Place::Unit(NORTH_BRANCH)),
    ("agent", "call_centre_agent", Place::Unit(HEAD)),
    ("engineer", "support_engineer", Place::Team(NORTH_BRANCH, NORTH_TEAM)),
    ("colleague", "support_engineer", Place::Team(NORTH_BRANCH, NORTH_TEAM)),
    ("field", "field_engineer", Place::Team(NORTH_BRANCH, NORTH_TEAM)),
    ("librarian", "knowledge_manager", Place::Unit(HEAD)),
    ("sales", "sales", Place::Unit(NORTH_BRANCH)),
    ("anna", "customer_contact", Place::Company(NORTHERN, ANNA)),
    ("adam", "customer_administrator", Place::Company(NORTHERN, ADAM)),
    ("bella", "customer_administrator", Place::Company(SOUTHERN, BELLA)),
    ("paul", "partner_engineer", Place::Firm(FIRM_ONE)),
    ("petra", "partner_administrator", Place::Firm(FIRM_ONE)),
    ("quinn", "partner_engineer", Place::Firm(FIRM_TWO)),
];

#[derive(Clone, Copy)]
pub enum Place {
    Unit(UnitId),
    Team(UnitId, TeamId),
    Company(CompanyId, ContactId),
    Firm(FirmId),
}

pub fn user(login: &str) -> UserId {
    let index =
        PEOPLE.iter().position(|(name, ..)| *name == login).unwrap_or_else(|| panic!("nobody is called {login}"));
    UserId(id(200 + index as u128))
}

/// The secret of a login's session: everyone of the world is signed in.
pub fn session(login: &str) -> String {
    format!("session-of-{login}")
}

pub fn person(login: &str) -> User {
    let (_, role, place) = PEOPLE.iter().find(|(name, ..)| *name == login).expect("somebody of the world");
    let mut user = User {
        id: user(login),
        rv: 0,
        active: true,
        name: format!("{login}先生"),
        login: login.into(),
        email: format!("{login}@example.com"),
        phone: String::new(),
        role_id: builtin_id(role).expect("a built-in role"),
        unit_id: None,
        team_ids: Vec::new(),
        company_id: None,
        contact_id: None,
        firm_id: None,
        manager_id: None,
        skills: Vec::new(),
        languages: Vec::new(),
        away: Vec::new(),
    };
    match *place {
        Place::Unit(unit) => user.unit_id = Some(unit),
        Place::Team(unit, team) => (user.unit_id, user.team_ids) = (Some(unit), vec![team]),
        Place::Company(company, contact) => (user.company_id, user.contact_id) = (Some(company), Some(contact)),
        Place::Firm(firm) => user.firm_id = Some(firm),
    }
    user
}

pub async fn build(desk: &Desk) {
    desk.write(|cx| Box::pin(fill(cx))).await;
}

async fn fill(cx: &mut Cx) -> Result<(), Fault> {
    ensure_roles(cx).await?;
    let unit = |id, name: &str, kind, parent_id| Unit { id, rv: 0, active: true, name: name.into(), kind, parent_id };
    save(cx, unit(HEAD, "总部", UnitKind::HeadOffice, None)).await?;
    save(cx, unit(NORTH, "华北区", UnitKind::Region, Some(HEAD))).await?;
    save(cx, unit(NORTH_BRANCH, "北京分支", UnitKind::Branch, Some(NORTH))).await?;
    save(cx, unit(SOUTH, "华南区", UnitKind::Region, Some(HEAD))).await?;
    save(cx, unit(SOUTH_BRANCH, "广州分支", UnitKind::Branch, Some(SOUTH))).await?;
    for (id, name, unit_id) in [(NORTH_TEAM, "北方一组", NORTH_BRANCH), (SOUTH_TEAM, "南方一组", SOUTH_BRANCH)]
    {
        save(cx, Team { id, rv: 0, active: true, name: name.into(), unit_id, lead_id: None }).await?;
    }
    save(cx, company(NORTHERN, "北方机械", "K-001", NORTH_BRANCH)).await?;
    save(cx, company(SOUTHERN, "南方纺织", "K-002", SOUTH_BRANCH)).await?;
    let name = "信息部".to_string();
    save(cx, Department { id: NORTHERN_IT, rv: 0, active: true, name, company_id: NORTHERN }).await?;
    save(cx, contact(ANNA, "安娜", NORTHERN, "13800138000")).await?;
    save(cx, contact(ADAM, "亚当", NORTHERN, "13800138001")).await?;
    save(cx, contact(BELLA, "贝拉", SOUTHERN, "13900139000")).await?;
    for (id, name, unit_id) in [(FIRM_ONE, "甲服务商", NORTH), (FIRM_TWO, "乙服务商", SOUTH)] {
        save(
            cx,
            Firm { id, rv: 0, active: true, name: name.into(), unit_id, phone: String::new(), note: String::new() },
        )
        .await?;
    }
    let (name, version) = ("U8".to_string(), "16.0".to_string());
    save(cx, Product { id: U8, rv: 0, active: true, name, code: "u8".into(), version, modules: vec!["总账".into()] })
        .await?;
    save(cx, category(PRINTERS, "打印", true)).await?;
    save(cx, category(INTERNAL, "内部事务", false)).await?;
    save(cx, asset(PRINTER, "打印机", "PRN-001", NORTHERN)).await?;
    save(cx, asset(LOOM, "织机", "LOOM-7", SOUTHERN)).await?;
    for (login, ..) in PEOPLE {
        save(cx, person(login)).await?;
        let hash = secrets::hash(&session(login));
        store::open_session(cx, SessionId(Uuid::now_v7()), &hash, user(login), "Firefox · Linux").await?;
    }
    Ok(())
}

async fn save<R: Record>(cx: &mut Cx, record: R) -> Result<i64, Fault> {
    put(cx, &record, vec![scope::ORGANISATION.into()]).await
}

fn company(id: CompanyId, name: &str, code: &str, unit_id: UnitId) -> Company {
    let (phone, address, note) = Default::default();
    Company { id, rv: 0, active: true, name: name.into(), code: code.into(), unit_id, phone, address, note }
}

pub fn contact(id: ContactId, name: &str, company: CompanyId, phone: &str) -> Contact {
    let (email, title) = Default::default();
    let (company_id, department_id) = (Some(company), None);
    Contact { id, rv: 0, active: true, name: name.into(), company_id, department_id, phone: phone.into(), email, title }
}

fn category(id: CategoryId, name: &str, portal: bool) -> Category {
    let (parent_id, team_id, impact, urgency) = Default::default();
    Category { id, rv: 0, active: true, name: name.into(), parent_id, portal, team_id, impact, urgency }
}

fn asset(id: AssetId, name: &str, serial: &str, company_id: CompanyId) -> Asset {
    let (place, note) = ("三楼".to_string(), String::new());
    Asset {
        id,
        rv: 0,
        active: true,
        name: name.into(),
        serial: serial.into(),
        product_id: Some(U8),
        company_id,
        place,
        note,
    }
}
