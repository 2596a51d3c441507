//! What rules and levels may know of a case beside itself.

use yingda_shared::cases::Case;
use yingda_shared::catalog::Category;
use yingda_shared::customers::Contact;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CategoryId, UnitId};
use yingda_shared::organisation::Unit;
use yingda_shared::rules::{Around, CaseFacts};

use crate::ctx::Cx;
use crate::records::store as records;

pub async fn of(cx: &mut Cx, case: &Case) -> Result<CaseFacts, Fault> {
    Ok(CaseFacts::of(case, around(cx, case).await?))
}

/// Customers' languages are not in the records.
pub async fn around(cx: &mut Cx, case: &Case) -> Result<Around, Fault> {
    let contact = match case.contact_id {
        Some(contact) => records::find::<Contact>(cx, contact.0).await?,
        None => None,
    };
    Ok(Around {
        categories: above_category(cx, case.category_id).await?,
        units: above_unit(cx, case.unit_id).await?,
        department_id: contact.and_then(|contact| contact.department_id),
        language: None,
        level: case.level,
    })
}

/// Categories above one, the nearest first; each once, so that rows that contradict each other do not run in a circle.
async fn above_category(cx: &mut Cx, category: Option<CategoryId>) -> Result<Vec<CategoryId>, Fault> {
    let mut found: Vec<CategoryId> = category.into_iter().collect();
    while let Some(last) = found.last().copied() {
        let above = records::find::<Category>(cx, last.0).await?.and_then(|category| category.parent_id);
        match above.filter(|above| !found.contains(above)) {
            Some(above) => found.push(above),
            None => break,
        }
    }
    Ok(found.split_off(found.len().min(1)))
}

/// Units above one, likewise.
pub async fn above_unit(cx: &mut Cx, unit: UnitId) -> Result<Vec<UnitId>, Fault> {
    let mut found = vec![unit];
    while let Some(last) = found.last().copied() {
        let above = records::find::<Unit>(cx, last.0).await?.and_then(|unit| unit.parent_id);
        match above.filter(|above| !found.contains(above)) {
            Some(above) => found.push(above),
            None => break,
        }
    }
    Ok(found.split_off(1))
}
