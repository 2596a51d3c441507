//! A row of assets, known again by the serial number.

use yingda_shared::catalog::Asset;
use yingda_shared::imports::OnDuplicate;

use super::book::{known_company, named, switch};
use super::{Book, Plan, Stop, Values, saving};
use crate::ctx::{Cx, new_id};
use crate::records::store;

pub async fn plan(cx: &mut Cx, book: &Book, values: &Values<'_>) -> Result<Plan, Stop> {
    let serial = values.needed("serial")?;
    let before: Option<Asset> = store::by_code(cx, &serial).await?;
    let known = before.is_some();
    if known && book.on_duplicate != OnDuplicate::Update {
        return Ok(Plan { known, ..Plan::default() });
    }
    let company = values.get("company");
    let company = if company.is_empty() { None } else { Some(known_company(cx, &company).await?.id) };
    let mut asset = match (before.clone(), company) {
        (Some(asset), _) => asset,
        (None, None) => return Err(super::Wrong::new("company", "required").into()),
        (None, Some(company_id)) => Asset {
            id: new_id(),
            rv: 0,
            active: true,
            name: values.needed("name")?,
            serial,
            product_id: None,
            company_id,
            place: String::new(),
            note: String::new(),
        },
    };
    asset.company_id = company.unwrap_or(asset.company_id);
    values.put("name", &mut asset.name);
    values.put("place", &mut asset.place);
    values.put("note", &mut asset.note);
    let product = values.get("product");
    if !product.is_empty() {
        asset.product_id = Some(named(&book.products, "product", &product)?.id);
    }
    asset.active = switch(&values.get("active"))?.unwrap_or(asset.active);
    let steps = saving(cx, before.as_ref(), asset).await?.into_iter().collect();
    Ok(Plan { steps, known })
}
