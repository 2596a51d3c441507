//! Categories that are no more than a pair.

use yingda_shared::catalog::Category;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::page::Page;
use yingda_shared::knowledge::pairs::folding::{Foldable, foldable};
use yingda_shared::knowledge::pairs::{FoldCategory, ListFoldable, Pair};
use yingda_shared::record::{Save, Saved};

use crate::ctx::Cx;
use crate::records::handlers as keeping;
use crate::records::store as records;

pub async fn list(cx: &mut Cx, _: ListFoldable) -> Result<Page<Foldable>, Fault> {
    keeping::fence::<Pair>(cx)?;
    let categories: Vec<Category> = records::all(cx).await?;
    let pairs: Vec<Pair> = records::all(cx).await?;
    Ok(Page { rows: foldable(&categories, &pairs), next: None })
}

/// Its pairs go along, the retired ones too: what is taken up again is found where the others are.
pub async fn fold(cx: &mut Cx, op: FoldCategory) -> Result<Saved, Fault> {
    keeping::fence::<Pair>(cx)?;
    for right in [<Save<Pair> as Operation>::NAME, <Save<Category> as Operation>::NAME] {
        if !cx.actor().may(right) {
            return Err(Fault::Forbidden);
        }
    }
    let category: Category = records::find(cx, op.category_id.0).await?.ok_or(Fault::NotFound)?;
    let categories: Vec<Category> = records::all(cx).await?;
    let pairs: Vec<Pair> = records::all(cx).await?;
    let found = foldable(&categories, &pairs).into_iter().find(|one| one.category_id == category.id);
    let into = found.ok_or_else(|| Fault::refused("pairs.not_foldable"))?.into_id;
    for pair in pairs.into_iter().filter(|pair| pair.category_id == category.id) {
        keeping::replace(cx, Pair { category_id: into, ..pair }).await?;
    }
    keeping::replace(cx, Category { active: false, ..category }).await
}
