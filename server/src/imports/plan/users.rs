//! A row of users. Nobody hands out by a file what they could not hand out by hand: the operation
//! decides that, as it does on the page.

use yingda_shared::identity::User;
use yingda_shared::imports::OnDuplicate;
use yingda_shared::kernel::text::fold;

use super::book::{known_company, named, switch};
use super::{Book, Plan, Stop, Values, saving};
use crate::ctx::{Cx, new_id};
use crate::records::store;

pub async fn plan(cx: &mut Cx, book: &Book, values: &Values<'_>) -> Result<Plan, Stop> {
    let login = values.needed("login")?;
    let before: Option<User> = store::by_code(cx, &fold(&login)).await?;
    let known = before.is_some();
    if known && book.on_duplicate != OnDuplicate::Update {
        return Ok(Plan { known, ..Plan::default() });
    }
    let role = values.get("role");
    let mut user = match before.clone() {
        Some(user) => user,
        None => User {
            id: new_id(),
            rv: 0,
            active: true,
            name: values.needed("name")?,
            login,
            email: String::new(),
            phone: String::new(),
            role_id: book.role(&values.needed("role")?)?.id,
            unit_id: None,
            team_ids: Vec::new(),
            company_id: None,
            contact_id: None,
            firm_id: None,
            manager_id: None,
            skills: Vec::new(),
            languages: Vec::new(),
            away: Vec::new(),
        },
    };
    values.put("name", &mut user.name);
    values.put("email", &mut user.email);
    values.put("phone", &mut user.phone);
    if !role.is_empty() {
        user.role_id = book.role(&role)?.id;
    }
    let [unit, teams, company, firm] = ["unit", "teams", "company", "firm"].map(|field| values.get(field));
    if !unit.is_empty() {
        user.unit_id = Some(book.unit(&unit, None)?);
    }
    if !teams.is_empty() {
        user.team_ids = book.teams("teams", &teams)?.into_iter().map(|team| team.id).collect();
    }
    if !company.is_empty() {
        user.company_id = Some(known_company(cx, &company).await?.id);
    }
    if !firm.is_empty() {
        user.firm_id = Some(named(&book.firms, "firm", &firm)?.id);
    }
    user.active = switch(&values.get("active"))?.unwrap_or(user.active);
    let steps = saving(cx, before.as_ref(), user).await?.into_iter().collect();
    Ok(Plan { steps, known })
}
