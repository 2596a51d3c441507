//! Articles as readers have them in the help centre.

use std::collections::BTreeMap;

use super::{Library, Look, all, best, find, newest, says};
use crate::fault::Fault;
use crate::kernel::id::{Id, Uuid};
use crate::kernel::limits::PAGE_DEFAULT;
use crate::knowledge::articles::*;
use crate::sync::overlay::View;

pub fn list(op: &ListHelp, view: &View<'_>, library: Option<&Library>) -> Option<Result<HelpList, Fault>> {
    let spoken = |look: &Look| op.language.is_none_or(|language| language == look.article().language);
    let wanted = |look: &Look| {
        let article = look.article();
        spoken(look)
            && (op.category_id.is_none() || op.category_id == article.category_id)
            && (op.product_id.is_none() || op.product_id == article.product_id)
    };
    let limit = PAGE_DEFAULT as usize;
    let (found, next) = match op.q.as_deref().filter(|q| says(q)) {
        Some(asked) => (best(view, library, asked, limit, wanted), None),
        None => match newest(view, op.cursor.as_deref(), limit, wanted) {
            Ok((found, next)) => (found.into_iter().map(|look| (look, Excerpt::default())).collect(), next),
            Err(fault) => return Some(Err(fault)),
        },
    };
    let row = |(look, excerpt): (&Look, Excerpt)| HelpRow {
        excerpt,
        slug: look.article().slug.clone(),
        title: look.article().title.clone(),
        summary: look.article().summary.clone(),
        kind: look.article().kind,
        category: look.kept.names.category.clone(),
        product: look.kept.names.product.clone(),
    };
    let looks: Vec<&Look> = all(view).filter(|look| spoken(look)).collect();
    let categories = looks.iter().map(|look| (look.article().category_id.map(Id::uuid), &look.kept.names.category));
    let products = looks.iter().map(|look| (look.article().product_id.map(Id::uuid), &look.kept.names.product));
    Some(Ok(HelpList {
        rows: found.into_iter().map(row).collect(),
        next,
        categories: groups(categories),
        products: groups(products),
        total: None,
    }))
}

/// How many articles are about each thing; what is there no more names nothing.
fn groups<'a>(named: impl Iterator<Item = (Option<Uuid>, &'a String)>) -> Vec<HelpGroup> {
    let mut counted: BTreeMap<Uuid, (&str, u32)> = BTreeMap::new();
    for (id, name) in named.filter(|(_, name)| !name.is_empty()) {
        let Some(id) = id else { continue };
        counted.entry(id).or_insert((name.as_str(), 0)).1 += 1;
    }
    let group = |(id, (name, articles)): (Uuid, (&str, u32))| HelpGroup {
        name: name.to_string(),
        id: id.to_string(),
        articles,
    };
    let mut groups: Vec<HelpGroup> = counted.into_iter().map(group).collect();
    groups.sort();
    groups
}

pub fn open(op: &OpenHelp, view: &View<'_>) -> Option<HelpArticle> {
    let look = all(view).find(|look| look.article().slug == op.slug)?;
    let (article, text) = (look.article(), &look.kept.live.text);
    let pair = article.pair_id.and_then(|pair| find(view, pair.uuid())).map(|pair| pair.article().slug.clone());
    Some(HelpArticle {
        id: article.id,
        slug: article.slug.clone(),
        title: text.title.clone(),
        summary: text.summary.clone(),
        body: text.body.clone(),
        kind: article.kind,
        language: article.language,
        published_at: article.published_at.unwrap_or_default(),
        outdated: article.state == Workflow::Outdated,
        category: look.kept.names.category.clone(),
        product: look.kept.names.product.clone(),
        pair,
        // What one said of it the server knows.
        helped: None,
    })
}
