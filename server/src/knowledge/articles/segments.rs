//! Indexes for devices (`shared::knowledge::articles::segments`): made when somebody asks and anything changed since, kept in
//! memory, and given to those alone who read all that is in them. Nodes make the same bytes of the same articles.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::Mutex;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, Id};
use yingda_shared::knowledge::articles::*;
use yingda_shared::retrieval::{Draft, Segment, Text};

use super::indexed::keywords;
use super::kept::{ARTICLES_MAX, PAGE};
use super::store::{self, Asked};
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::failure;

pub fn register(registry: &mut Registry) {
    registry.read::<ListSegments, _>(list);
    registry.read::<GetSegment, _>(get);
}

/// What was made last.
#[derive(Default)]
pub struct Segments(Mutex<Option<Arc<Made>>>);

struct Made {
    /// The version of the article that changed last.
    pos: i64,
    of: Vec<(Audience, Segment)>,
}

async fn list(cx: &mut Cx, _: ListSegments) -> Result<SegmentList, Fault> {
    let made = made(cx).await?;
    let audiences = Class::of(cx.actor()).audiences();
    let own = made.of.iter().filter(|(audience, _)| audiences.contains(audience));
    let row = |(audience, segment): &(Audience, Segment)| SegmentRow {
        scope: audience_scope(*audience),
        name: segment.name(),
        pos: made.pos,
    };
    Ok(SegmentList { rows: own.map(row).collect() })
}

async fn get(cx: &mut Cx, op: GetSegment) -> Result<SegmentFile, Fault> {
    let made = made(cx).await?;
    let audiences = Class::of(cx.actor()).audiences();
    let own = made.of.iter().find(|(audience, segment)| audiences.contains(audience) && segment.name() == op.name);
    let (_, segment) = own.ok_or(Fault::NotFound)?;
    Ok(SegmentFile { name: op.name, data: STANDARD.encode(segment.bytes()) })
}

/// The segments of the articles as they are. One makes them, others wait for it.
async fn made(cx: &mut Cx) -> Result<Arc<Made>, Fault> {
    let services = cx.services.clone();
    let mut known = services.segments.0.lock().await;
    let pos = store::newest(cx).await?;
    if let Some(made) = known.as_ref().filter(|made| made.pos == pos) {
        return Ok(made.clone());
    }
    let mut texts = Vec::new();
    for audience in Audience::ALL {
        texts.push((*audience, of_all(cx, *audience).await?));
    }
    cx.rest();
    let making = tokio::task::spawn_blocking(move || texts.into_iter().filter_map(make).collect::<Vec<_>>());
    let of = making.await.map_err(|error| failure::internal(&error))?;
    let made = Arc::new(Made { pos, of });
    *known = Some(made.clone());
    Ok(made)
}

/// The texts of what everybody of an audience reads, of the same articles always in the same order.
async fn of_all(cx: &mut Cx, audience: Audience) -> Result<Vec<(ArticleId, ArticleText)>, Fault> {
    let mut asked = Asked::of(&Reader { drafts: false, ..Reader::whole() });
    asked.and("audience = ?", audience.as_str());
    let articles = asked.list(cx, ARTICLES_MAX as usize).await?;
    let lives: Vec<(ArticleId, u32)> =
        articles.iter().filter(|one| is_for_all(one)).filter_map(|one| Some((one.id, one.live?))).collect();
    let mut texts = Vec::new();
    for lives in lives.chunks(PAGE) {
        let versions = store::versions_of(cx, lives).await?;
        texts.extend(versions.into_iter().map(|version| (version.article_id, version.text)));
    }
    texts.sort_by_key(|(id, _)| *id);
    Ok(texts)
}

fn make((audience, texts): (Audience, Vec<(ArticleId, ArticleText)>)) -> Option<(Audience, Segment)> {
    if texts.is_empty() {
        return None;
    }
    let mut draft = Draft::default();
    for (id, text) in &texts {
        // How titles sound is known here alone: devices carry no readings of characters.
        let (keywords, body) = (keywords(text), plain(&text.body));
        draft.put(id.uuid(), &Text { keywords: &keywords, ..found_by(text, &body) });
    }
    Some((audience, Segment::decode(draft.encode()).ok()?))
}
