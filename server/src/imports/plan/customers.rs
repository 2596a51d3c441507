//! A row of customers: the company, the department in it, the contact there.

use yingda_shared::customers::{Company, Contact, Department};
use yingda_shared::imports::OnDuplicate;
use yingda_shared::kernel::id::CompanyId;
use yingda_shared::kernel::text::{fold, phone_digits};

use super::book::company;
use super::{Book, Plan, Stop, Values, Wrong, saving};
use crate::ctx::{Cx, new_id};
use crate::records::store;

pub async fn plan(cx: &mut Cx, book: &Book, values: &Values<'_>) -> Result<Plan, Stop> {
    let name = values.needed("company")?;
    let before = company(cx, &values.get("code"), &name).await?;
    let update = book.on_duplicate == OnDuplicate::Update;
    let mut plan = Plan { known: before.is_some(), ..Plan::default() };
    let after = match &before {
        Some(before) if !update => before.clone(),
        Some(before) => changed(book, values, before.clone(), &name)?,
        None => {
            let unit_id = book.unit(&values.get("unit"), cx.actor().unit_id)?;
            let (rv, code, phone, address, note) = Default::default();
            let id = new_id();
            let blank = Company { id, rv, active: true, name: name.clone(), code, unit_id, phone, address, note };
            changed(book, values, blank, &name)?
        }
    };
    let id = after.id;
    plan.steps.extend(saving(cx, before.as_ref(), after).await.map_err(of_company)?);
    let department = values.get("department");
    let mut department_id = None;
    if !department.is_empty() {
        let known = if before.is_some() { department_of(cx, id, &department).await? } else { None };
        department_id = known.as_ref().map(|known| known.id);
        if known.is_none() {
            let new = Department { id: new_id(), rv: 0, active: true, name: department, company_id: id };
            department_id = Some(new.id);
            plan.known = false;
            plan.steps.extend(saving(cx, None, new).await.map_err(|stop| renamed(stop, "name", "department"))?);
        }
    }
    let [contact, phone, email] = ["contact", "contact_phone", "contact_email"].map(|field| values.get(field));
    if contact.is_empty() && phone.is_empty() && email.is_empty() {
        return Ok(plan);
    }
    let known = if before.is_some() { contact_of(cx, id, &contact, &phone, &email).await? } else { None };
    plan.known = known.is_some();
    let blank = Contact {
        id: new_id(),
        rv: 0,
        active: true,
        name: contact.clone(),
        company_id: Some(id),
        department_id,
        phone: String::new(),
        email: String::new(),
        title: String::new(),
    };
    if let (Some(_), false) = (&known, update) {
        return Ok(plan);
    }
    let mut after = known.clone().unwrap_or(blank);
    values.put("contact", &mut after.name);
    values.put("contact_phone", &mut after.phone);
    values.put("contact_email", &mut after.email);
    values.put("contact_title", &mut after.title);
    after.department_id = department_id.or(after.department_id);
    plan.steps.extend(saving(cx, known.as_ref(), after).await.map_err(of_contact)?);
    Ok(plan)
}

fn changed(book: &Book, values: &Values<'_>, mut company: Company, name: &str) -> Result<Company, Wrong> {
    company.name = name.into();
    values.put("code", &mut company.code);
    values.put("company_phone", &mut company.phone);
    values.put("address", &mut company.address);
    values.put("note", &mut company.note);
    let unit = values.get("unit");
    if !unit.is_empty() {
        company.unit_id = book.unit(&unit, None)?;
    }
    Ok(company)
}

async fn department_of(cx: &mut Cx, company: CompanyId, name: &str) -> Result<Option<Department>, Stop> {
    let all: Vec<Department> = store::of_company(cx, company, &fold(name)).await?;
    Ok(all.into_iter().find(|department| fold(&department.name) == fold(name)))
}

/// A contact of the company by telephone, then by e-mail, then by name.
async fn contact_of(
    cx: &mut Cx,
    company: CompanyId,
    name: &str,
    phone: &str,
    email: &str,
) -> Result<Option<Contact>, Stop> {
    let digits = phone_digits(phone);
    if !digits.is_empty() {
        let all: Vec<Contact> = store::of_company(cx, company, &digits).await?;
        return Ok(all.into_iter().find(|contact| phone_digits(&contact.phone) == digits));
    }
    if !email.is_empty() {
        let all: Vec<Contact> = store::of_company(cx, company, &fold(email)).await?;
        return Ok(all.into_iter().find(|contact| fold(&contact.email) == fold(email)));
    }
    let all: Vec<Contact> = store::of_company(cx, company, &fold(name)).await?;
    let mut same = all.into_iter().filter(|contact| fold(&contact.name) == fold(name));
    match (same.next(), same.next()) {
        (Some(_), Some(_)) => Err(Wrong::new("contact", "table_several").into()),
        (found, _) => Ok(found),
    }
}

fn of_company(stop: Stop) -> Stop {
    renamed(renamed(stop, "name", "company"), "phone", "company_phone")
}

fn of_contact(stop: Stop) -> Stop {
    let pairs =
        [("name", "contact"), ("phone", "contact_phone"), ("email", "contact_email"), ("title", "contact_title")];
    pairs.into_iter().fold(stop, |stop, (from, to)| renamed(stop, from, to))
}

/// Three kinds stand in one row, and each calls its fields alike.
fn renamed(stop: Stop, from: &str, to: &str) -> Stop {
    match stop {
        Stop::Wrong(mut all) => {
            all.iter_mut().filter(|wrong| wrong.field == from).for_each(|wrong| wrong.field = to.into());
            Stop::Wrong(all)
        }
        fault => fault,
    }
}
