//! What people look for and do not find: kept so that somebody writes it.

use std::collections::BTreeSet;

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::knowledge::articles::*;

use super::feedback::voter;
use super::finding::{self, Sought};
use super::narrow::Narrow;
use super::store::seeks::{self, Key};
use super::{KIND, reader};
use crate::audit::Line;
use crate::ctx::Cx;
use crate::dispatch::Registry;

/// Words that are kept at most; those that nobody asked for the longest go first.
pub const KEPT: usize = 2_000;
/// Words that are listed at most.
const LISTED: usize = 100;
/// The first ones are looked for once more; to look for all would take long.
const LOOKED_FOR: usize = 50;

pub fn register(registry: &mut Registry) {
    // To look for something takes the index, for which no transaction waits.
    registry.prepared::<SeekInVain, _, _, _>(look, count);
    registry.read::<ListSeeks, _>(list);
    registry.write::<DismissSeek, _>(dismiss);
}

/// What is to be counted. Nobody is believed that nothing is found.
async fn look(cx: &mut Cx, op: SeekInVain) -> Result<Option<Key>, Fault> {
    if cx.actor().kind == ActorKind::Guest {
        cx.services.limits.guest(&cx.caller.address)?;
    }
    let Some(words) = sought_words(&op.q) else { return Ok(None) };
    let reader = reader::of(cx).await?;
    if is_found(cx, &reader, op.language, &op.q).await? {
        return Ok(None);
    }
    let first = cx.services.limits.says_first(&voter(&cx.caller), &words);
    Ok(first.then_some(Key { words, language: op.language, class: reader.class }))
}

async fn count(cx: &mut Cx, key: Option<Key>) -> Result<SeekCounted, Fault> {
    if let Some(key) = &key {
        seeks::count_up(cx, key, KEPT).await?;
    }
    Ok(SeekCounted { counted: key.is_some() })
}

/// Whether somebody finds a published article for a text.
async fn is_found(cx: &mut Cx, reader: &Reader, language: Option<ArticleLanguage>, text: &str) -> Result<bool, Fault> {
    let narrow = Narrow { language, ..Narrow::read() };
    let sought = Sought { reader, narrow: &narrow, text, window: 0..1 };
    Ok(finding::list(cx, &sought).await?.total > 0)
}

/// Whoever of a class reads the least: what they find, all of the class find.
fn least(class: Class) -> Reader {
    let units = (class != Class::Staff).then(BTreeSet::new);
    let products = matches!(class, Class::Customer | Class::Visitor).then(BTreeSet::new);
    Reader { class, drafts: false, units, products }
}

/// What is found by now is left out.
async fn list(cx: &mut Cx, _: ListSeeks) -> Result<Seeks, Fault> {
    let mut rows = Vec::new();
    for (at, seek) in seeks::open(cx, LISTED).await?.into_iter().enumerate() {
        let question = as_question(&seek.words);
        if at >= LOOKED_FOR || !is_found(cx, &least(seek.class), seek.language, &question).await? {
            rows.push(seek);
        }
    }
    Ok(Seeks { rows })
}

async fn dismiss(cx: &mut Cx, op: DismissSeek) -> Result<SeekDismissed, Fault> {
    let key = Key { words: op.words, language: op.language, class: op.class };
    if !seeks::dismiss(cx, &key).await? {
        return Err(Fault::NotFound);
    }
    // Words may name somebody, who is taken out of their row alone: the audit says no more than that some were dismissed.
    let (action, object, field) = (DismissSeek::NAME, key.class.as_str(), "sought");
    cx.audit(Line { action, kind: KIND, object, field, old: "", new: "dismissed", reason: "" }).await?;
    Ok(SeekDismissed { words: key.words })
}
