//! A row of cases: opened as an agent opens one, at the moment it came in, and known again by its
//! number here or by the number it had elsewhere.

use yingda_shared::cases::operations::{EditCase, QuickOpenCase};
use yingda_shared::cases::{Case, Channel};
use yingda_shared::catalog::Asset;
use yingda_shared::catalog::priority::{Impact, Urgency};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::imports::OnDuplicate;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::limits::NAME_MAX;

use super::book::{choice, known_company, named};
use super::{Book, Plan, Step, Stop, Values, Wrong};
use crate::cases::store;
use crate::ctx::{Cx, new_id};
use crate::failure;
use crate::imports::dates;
use crate::records;

/// Where imported numbers stand apart from those of other sources.
pub fn source(number: &str) -> String {
    format!("import:{}", number.trim())
}

pub async fn plan(cx: &mut Cx, book: &Book, values: &Values<'_>) -> Result<Plan, Stop> {
    let number = values.get("number");
    if number.chars().count() > NAME_MAX {
        return Err(Wrong::new("number", "table_number").into());
    }
    let before = known(cx, &number).await?;
    if before.is_some() && book.on_duplicate != OnDuplicate::Update {
        return Ok(Plan { known: true, ..Plan::default() });
    }
    let op = row(cx, book, values, &number).await?;
    match before {
        Some(before) => change(cx, &before, op),
        None => {
            if !cx.actor().may(QuickOpenCase::NAME) {
                return Err(Fault::Forbidden.into());
            }
            let faults = op.check();
            if !faults.is_empty() {
                return Err(Fault::Invalid { fields: faults }.into());
            }
            let id = op.id.unwrap_or_else(new_id);
            let input = serde_json::to_value(&op).map_err(|error| failure::internal(&error))?;
            let step = Step { operation: QuickOpenCase::NAME, kind: "cases", id: id.0, input, before: None };
            Ok(Plan { steps: vec![step], known: false })
        }
    }
}

/// The case of a number, if the caller sees it.
async fn known(cx: &mut Cx, number: &str) -> Result<Option<Case>, Stop> {
    if number.is_empty() {
        return Ok(None);
    }
    if let Some(case) = store::find_visible_by_number(cx, number).await? {
        return Ok(Some(case));
    }
    let Some(case) = store::by_source(cx, &source(number)).await? else { return Ok(None) };
    match store::find_visible(cx, case.id).await? {
        Some(case) => Ok(Some(case)),
        None => Err(Wrong::new("number", "taken").into()),
    }
}

async fn row(cx: &mut Cx, book: &Book, values: &Values<'_>, number: &str) -> Result<QuickOpenCase, Stop> {
    let [company, category, product, serial, team] =
        ["company", "category", "product", "serial", "team"].map(|field| values.get(field));
    let company_id = if company.is_empty() { None } else { Some(known_company(cx, &company).await?.id) };
    let asset: Option<Asset> = match serial.is_empty() {
        true => None,
        false => {
            Some(records::store::by_code(cx, &serial).await?.ok_or_else(|| Wrong::new("serial", "table_unknown"))?)
        }
    };
    let opened = values.get(dates::FIELD);
    let opened_at = match opened.is_empty() {
        true => None,
        false => Some(
            dates::moment(&opened, book.dates, cx.services.config.offset)
                .map_err(|code| Wrong::new(dates::FIELD, code))?,
        ),
    };
    if opened_at.is_some_and(|at| at > cx.now) {
        return Err(Wrong::new(dates::FIELD, "date_ahead").into());
    }
    let id: CaseId = new_id();
    Ok(QuickOpenCase {
        id: Some(id),
        subject: values.needed("subject")?,
        description: values.get("description"),
        channel: choice("channel", "channel", &values.get("channel"), Channel::parse)?,
        category_id: some(&category, || named(&book.categories, "category", &category).map(|found| found.id))?,
        product_id: some(&product, || named(&book.products, "product", &product).map(|found| found.id))?,
        asset_id: asset.map(|asset| asset.id),
        company_id,
        contact_name: values.get("contact_name"),
        contact_phone: values.get("contact_phone"),
        impact: choice("impact", "impact", &values.get("impact"), Impact::parse)?,
        urgency: choice("urgency", "urgency", &values.get("urgency"), Urgency::parse)?,
        team_id: some(&team, || named(&book.teams, "team", &team).map(|found| found.id))?,
        opened_at,
        source: (!number.is_empty()).then(|| source(number)),
        ..QuickOpenCase::default()
    })
}

fn some<T>(said: &str, find: impl FnOnce() -> Result<T, Wrong>) -> Result<Option<T>, Wrong> {
    if said.is_empty() { Ok(None) } else { find().map(Some) }
}

/// The edit that makes the case what the row says. What only an opening can say is left as it is.
fn change(cx: &Cx, case: &Case, op: QuickOpenCase) -> Result<Plan, Stop> {
    let text = |said: &str, now: &str| (!said.is_empty() && said != now).then(|| said.to_string());
    let edit = EditCase {
        id: case.id,
        base: case.rv,
        subject: text(&op.subject, &case.subject),
        description: text(&op.description, &case.description),
        category_id: op.category_id.filter(|id| case.category_id != Some(*id)).map(Into::into),
        product_id: op.product_id.filter(|id| case.product_id != Some(*id)).map(Into::into),
        asset_id: op.asset_id.filter(|id| case.asset_id != Some(*id)).map(Into::into),
        company_id: op.company_id.filter(|id| case.company_id != Some(*id)).map(Into::into),
        contact_id: None,
        contact_name: text(&op.contact_name, &case.contact_name),
        contact_phone: text(&op.contact_phone, &case.contact_phone),
        impact: op.impact.filter(|impact| *impact != case.impact),
        urgency: op.urgency.filter(|urgency| *urgency != case.urgency),
    };
    if edit == EditCase::untouched(case.id, case.rv) {
        return Ok(Plan { known: true, ..Plan::default() });
    }
    if !cx.actor().may(EditCase::NAME) {
        return Err(Fault::Forbidden.into());
    }
    let faults = edit.check();
    if !faults.is_empty() {
        return Err(Fault::Invalid { fields: faults }.into());
    }
    let json = |value: serde_json::Result<serde_json::Value>| value.map_err(|error| failure::internal(&error));
    let step = Step {
        operation: EditCase::NAME,
        kind: "cases",
        id: case.id.0,
        input: json(serde_json::to_value(&edit))?,
        before: Some(json(serde_json::to_value(case))?),
    };
    Ok(Plan { steps: vec![step], known: true })
}
