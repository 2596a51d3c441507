//! A row of standard descriptions and solutions, known again by its title within its category.

use yingda_shared::imports::OnDuplicate;
use yingda_shared::kernel::text::fold;
use yingda_shared::knowledge::pairs::{Audience, Language, Pair};

use super::book::{choice, named, switch};
use super::{Book, Plan, Stop, Values, saving};
use crate::ctx::{Cx, new_id};
use crate::records::store;

/// Letters of a text from which on it is told to be English: what holds none but ASCII is.
fn language_of(text: &str) -> Language {
    if text.is_ascii() { Language::En } else { Language::Zh }
}

pub async fn plan(cx: &mut Cx, book: &Book, values: &Values<'_>) -> Result<Plan, Stop> {
    let name = values.needed("name")?;
    let category = named(&book.categories, "category", &values.needed("category")?)?.id;
    let mut found: Vec<Pair> = store::by_title(cx, &name).await?;
    found.retain(|pair| pair.category_id == category && fold(&pair.name) == fold(&name) && pair.merged_into.is_none());
    let before = found.into_iter().next();
    let known = before.is_some();
    if known && book.on_duplicate != OnDuplicate::Update {
        return Ok(Plan { known, ..Plan::default() });
    }
    let mut pair = before.clone().unwrap_or_else(|| Pair {
        id: new_id(),
        rv: 0,
        active: true,
        language: language_of(&format!("{name}{}", values.get("solution"))),
        name,
        category_id: category,
        product_id: None,
        description: String::new(),
        solution: String::new(),
        audience: Audience::Internal,
        unit_id: None,
        merged_into: None,
    });
    values.put("description", &mut pair.description);
    values.put("solution", &mut pair.solution);
    let language = choice("language", "language", &values.get("language"), Language::parse)?;
    pair.language = language.unwrap_or(pair.language);
    let audience = choice("audience", "audience", &values.get("audience"), Audience::parse)?;
    pair.audience = audience.unwrap_or(pair.audience);
    let product = values.get("product");
    if !product.is_empty() {
        pair.product_id = Some(named(&book.products, "product", &product)?.id);
    }
    let unit = values.get("unit");
    if !unit.is_empty() {
        pair.unit_id = Some(named(&book.units, "unit", &unit)?.id);
    }
    pair.active = switch(&values.get("active"))?.unwrap_or(pair.active);
    let steps = saving(cx, before.as_ref(), pair).await?.into_iter().collect();
    Ok(Plan { steps, known })
}
