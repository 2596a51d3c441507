//! What the desk decides about its articles.

use yingda_shared::catalog::Category;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::knowledge::articles::{GetKnowledgeSettings, KnowledgeSettings, SaveKnowledgeSettings};
use yingda_shared::record::Saved;

use super::writing::me;
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records::store as records;
use crate::settings as documents;

const NAME: &str = "knowledge";

pub fn register(registry: &mut Registry) {
    registry.read::<GetKnowledgeSettings, _>(get);
    registry.write::<SaveKnowledgeSettings, _>(save);
}

pub async fn settings(cx: &mut Cx) -> Result<KnowledgeSettings, Fault> {
    documents::find(cx, NAME).await
}

async fn get(cx: &mut Cx, _: GetKnowledgeSettings) -> Result<KnowledgeSettings, Fault> {
    me(cx)?;
    settings(cx).await
}

async fn save(cx: &mut Cx, op: SaveKnowledgeSettings) -> Result<Saved, Fault> {
    me(cx)?;
    let (before, after) = (settings(cx).await?, op.0);
    if before.rv != after.rv {
        return Err(Fault::Conflict { version: before.rv, changes: Vec::new() });
    }
    for rule in &after.categories {
        records::named::<Category>(cx, Some(rule.category_id), "/categories").await?;
    }
    documents::save(cx, SaveKnowledgeSettings::NAME, NAME, &before, &after).await
}
