//! The records an incident points at. Their ids follow from their names, so that a second run, or
//! a second file, finds what the first one made and leaves it as it has become.

use sha2::{Digest, Sha256};
use yingda_shared::catalog::Category;
use yingda_shared::customers::Contact;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::identity::actor::scope;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::kernel::id::{CategoryId, ContactId, Id, RoleId, TeamId, UnitId, UserId, Uuid};
use yingda_shared::kernel::text::fold;
use yingda_shared::organisation::{Team, Unit, UnitKind};
use yingda_shared::record::Record;

use super::log::Named;
use crate::ctx::{Cx, new_id};
use crate::identity::claim::ensure_roles;
use crate::records::store;

fn derived(kind: &str, name: &str) -> Uuid {
    let hash = Sha256::digest(format!("incident-log\u{1f}{kind}\u{1f}{name}"));
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.iter()).for_each(|(byte, hashed)| *byte = *hashed);
    // Version 8 of RFC 9562: made by a rule of one's own.
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

pub fn contact_id(name: &str) -> ContactId {
    ContactId(derived("contact", name))
}
pub fn team_id(name: &str) -> TeamId {
    TeamId(derived("team", name))
}
pub fn user_id(name: &str) -> UserId {
    UserId(derived("user", name))
}

/// The leaf of the tree a case belongs to.
pub fn category_id(category: &str, subcategory: Option<&str>) -> CategoryId {
    match subcategory {
        Some(sub) => CategoryId(derived("category", &format!("{category}\u{1f}{sub}"))),
        None => CategoryId(derived("category", category)),
    }
}

/// `Resolver 89` → `log-resolver-89`: no login a person would have chosen. A name that letters and
/// digits do not tell apart from another (张三, 李四) is told by its hash.
fn login(name: &str) -> String {
    let folded = fold(name);
    let plain: String = folded.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(40).collect();
    let told = folded.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ') && folded.len() <= 40;
    match told {
        true => format!("log-{plain}"),
        false => format!("log-{plain}-{}", &derived("user", name).simple().to_string()[..8]),
    }
}

/// Makes what is missing, below the head office. Answers how many records were made.
pub async fn ensure(cx: &mut Cx, named: &Named) -> Result<usize, Fault> {
    ensure_roles(cx).await?;
    let head_office = head_office(cx).await?;
    let role_id = builtin_id("support_engineer").ok_or(Fault::NotFound)?;
    let mut made = 0;
    for name in &named.groups {
        let team =
            Team { id: team_id(name), rv: 0, active: true, name: name.clone(), unit_id: head_office, lead_id: None };
        made += add(cx, team).await?;
    }
    for (name, groups) in &named.assignees {
        let team_ids = groups.iter().map(|group| team_id(group)).collect();
        made += add(cx, user(name, role_id, head_office, team_ids)).await?;
    }
    for name in &named.callers {
        made += add(cx, contact(name)).await?;
    }
    for (name, subcategories) in &named.categories {
        let top = category_id(name, None);
        made += add(cx, category(top, name, None)).await?;
        for sub in subcategories {
            made += add(cx, category(category_id(name, Some(sub)), sub, Some(top))).await?;
        }
    }
    Ok(made)
}

async fn add<R: Record>(cx: &mut Cx, record: R) -> Result<usize, Fault> {
    if store::find::<R>(cx, record.id().uuid()).await?.is_some() {
        return Ok(0);
    }
    store::put(cx, &record, vec![scope::ORGANISATION.into()]).await?;
    Ok(1)
}

async fn head_office(cx: &mut Cx) -> Result<UnitId, Fault> {
    let units: Vec<Unit> = store::all(cx).await?;
    if let Some(root) = units.iter().find(|unit| unit.kind == UnitKind::HeadOffice) {
        return Ok(root.id);
    }
    let root =
        Unit { id: new_id(), rv: 0, active: true, name: "总部".into(), kind: UnitKind::HeadOffice, parent_id: None };
    store::put(cx, &root, vec![scope::ORGANISATION.into()]).await?;
    Ok(root.id)
}

/// Someone cases were given to. Without credentials nobody signs in as them.
fn user(name: &str, role_id: RoleId, unit: UnitId, team_ids: Vec<TeamId>) -> User {
    User {
        id: user_id(name),
        rv: 0,
        active: true,
        name: name.into(),
        login: login(name),
        email: String::new(),
        phone: String::new(),
        role_id,
        unit_id: Some(unit),
        team_ids,
        company_id: None,
        contact_id: None,
        firm_id: None,
        manager_id: None,
        skills: Vec::new(),
        languages: Vec::new(),
        away: Vec::new(),
    }
}

fn contact(name: &str) -> Contact {
    Contact {
        id: contact_id(name),
        rv: 0,
        active: true,
        name: name.into(),
        company_id: None,
        department_id: None,
        phone: String::new(),
        email: String::new(),
        title: String::new(),
    }
}

fn category(id: CategoryId, name: &str, parent_id: Option<CategoryId>) -> Category {
    Category {
        id,
        rv: 0,
        active: true,
        name: name.into(),
        parent_id,
        portal: false,
        team_id: None,
        impact: None,
        urgency: None,
    }
}
