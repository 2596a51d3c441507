//! The knowledge base on a device: published articles that its person reads, listed, found by the engine that the server
//! finds them by, and read. Drafts, reviews and what others say of an article are the server's.

mod console;
mod help;
mod library;

use std::sync::OnceLock;

use serde_json::Value;

use crate::cases::articles::SuggestArticles;
use crate::contract::Operation;
use crate::fault::Fault;
use crate::kernel::id::Uuid;
use crate::knowledge::articles::*;
use crate::offline::{Here, answered};
use crate::retrieval::Text;
use crate::sync::overlay::View;
use crate::sync::{Body, Key};

pub use library::Library;

/// What devices answer of the knowledge base.
const NAMES: [&str; 5] = [ListArticles::NAME, GetArticle::NAME, ListHelp::NAME, OpenHelp::NAME, SuggestArticles::NAME];

/// Whether an operation reads the knowledge base. Nothing that waits in an outbox changes what it answers.
pub fn is_of_knowledge(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Whether it asks for articles by words, and so for a `Library`.
pub fn is_search(name: &str, input: &Value) -> bool {
    name == SuggestArticles::NAME || (is_of_knowledge(name) && input["q"].as_str().is_some_and(says))
}

fn says(q: &str) -> bool {
    !q.trim().is_empty()
}

/// The answer to a read of the knowledge base; None for what the server alone knows.
pub(super) fn answer(
    name: &str,
    input: &Value,
    view: &View<'_>,
    here: &Here,
    library: Option<&Library>,
) -> Option<Result<Value, Fault>> {
    // Where none lie, nobody knows whether there are any.
    all(view).next()?;
    match name {
        ListArticles::NAME => answered(input, |op| console::list(&op, view, here, library)),
        GetArticle::NAME => answered(input, |op| console::get(&op, view, here).map(Ok)),
        SuggestArticles::NAME => answered(input, |op| console::suggest(&op, view, here, library)),
        ListHelp::NAME => answered(input, |op| help::list(&op, view, library)),
        OpenHelp::NAME => answered(input, |op| help::open(&op, view).map(Ok)),
        _ => None,
    }
}

/// An article as it was read from its row, and its text without markup once somebody looks for something in it.
struct Look {
    kept: KeptArticle,
    plain: OnceLock<String>,
}

impl Look {
    fn of(body: &Body) -> Option<&Look> {
        body.seen(|body| Some(Look { kept: body.parse()?, plain: OnceLock::new() }))
    }

    fn article(&self) -> &Article {
        &self.kept.article
    }

    fn plain(&self) -> &str {
        self.plain.get_or_init(|| plain(&self.kept.live.text.body))
    }

    /// What it is found by.
    fn text(&self) -> Text<'_> {
        found_by(&self.kept.live.text, self.plain())
    }
}

fn all<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v Look> + 'v {
    view.all(ARTICLES).filter_map(|(_, body)| Look::of(body))
}

fn find<'v>(view: &'v View<'_>, id: Uuid) -> Option<&'v Look> {
    Look::of(view.get(&Key::new(ARTICLES, id))?)
}

/// The last changed first, after a version of a list before it, as many as are asked for and whether there are more.
fn newest<'v>(
    view: &'v View<'_>,
    cursor: Option<&str>,
    limit: usize,
    wanted: impl Fn(&Look) -> bool,
) -> Result<(Vec<&'v Look>, Option<String>), Fault> {
    let before: Option<i64> = match cursor {
        Some(cursor) => Some(cursor.parse().map_err(|_| Fault::invalid("/cursor", "malformed"))?),
        None => None,
    };
    let follows = |look: &Look| before.is_none_or(|rv| look.article().rv < rv);
    let mut found: Vec<&Look> = all(view).filter(|look| wanted(look) && follows(look)).collect();
    found.sort_by_key(|look| std::cmp::Reverse(look.article().rv));
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| last.article().rv.to_string());
    Ok((found, next))
}

/// Those that answer best and how they do, by the library of the device or by one that is made for this question.
fn best<'v>(
    view: &'v View<'_>,
    library: Option<&Library>,
    asked: &str,
    limit: usize,
    wanted: impl Fn(&Look) -> bool,
) -> Vec<(&'v Look, Excerpt)> {
    match library {
        Some(library) => library.shown(asked, limit, view, wanted),
        None => Library::of(view).shown(asked, limit, view, wanted),
    }
}
