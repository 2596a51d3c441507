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
use super::kept::{ARTICLES_MAX, BYTES_MAX, PAGE};
use super::store::{self, Asked};
use crate::ctx::{Caller, Cx};
use crate::dispatch::Registry;
use crate::failure;

pub fn register(registry: &mut Registry) {
    registry.read::<ListSegments, _>(list);
    registry.read::<GetSegment, _>(get);
}

/// What was made last.
#[derive(Default)]
pub struct Segments(Mutex<Option<Arc<Made>>>);

#[derive(Clone)]
struct Made {
    /// The version of the article that changed last.
    pos: i64,
    /// The versions that are read of what everybody of an audience reads.
    lives: Vec<Live>,
    of: Arc<Vec<(Audience, Segment)>>,
}

type Live = (Audience, ArticleId, u32);

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

/// The segments of the articles as they are. One makes them, others wait for it; what was begun is ended though whoever
/// asked for it is gone.
async fn made(cx: &mut Cx) -> Result<Arc<Made>, Fault> {
    let services = cx.services.clone();
    cx.rest();
    let making = tokio::spawn(async move {
        let mut known = services.segments.0.lock().await;
        let mut cx = services.reader(Caller::system());
        let pos = store::newest(&mut cx).await?;
        if let Some(made) = known.as_ref().filter(|made| made.pos == pos) {
            return Ok(made.clone());
        }
        let lives = lives(&mut cx).await?;
        let of = match known.as_ref().filter(|made| made.lives == lives) {
            // A draft was saved: what is read is what it was.
            Some(made) => made.of.clone(),
            None => Arc::new(make(&mut cx, &lives).await?),
        };
        let made = Arc::new(Made { pos, lives, of });
        *known = Some(made.clone());
        Ok(made)
    });
    making.await.map_err(|error| failure::internal(&error))?
}

/// What everybody of some audience reads: those that changed last, as many as a device keeps.
async fn lives(cx: &mut Cx) -> Result<Vec<Live>, Fault> {
    let asked = Asked::of(&Reader { drafts: false, ..Reader::whole() });
    let articles = asked.list(cx, ARTICLES_MAX as usize).await?;
    let live = |one: &Article| Some((one.audience, one.id, one.live?));
    let mut lives: Vec<Live> = articles.iter().filter(|one| is_for_all(one)).filter_map(live).collect();
    // The same articles stand in the same order, whichever changed last.
    lives.sort();
    Ok(lives)
}

/// A segment of each audience, of no more text than a device keeps.
async fn make(cx: &mut Cx, lives: &[Live]) -> Result<Vec<(Audience, Segment)>, Fault> {
    let (mut made, mut left) = (Vec::new(), BYTES_MAX);
    for audience in Audience::ALL {
        let own: Vec<(ArticleId, u32)> =
            lives.iter().filter(|(of, ..)| of == audience).map(|(_, id, n)| (*id, *n)).collect();
        let mut draft = Draft::default();
        for part in own.chunks(PAGE) {
            let mut versions = store::versions_of(cx, part).await?;
            versions.sort_by_key(|version| version.article_id);
            let taken = versions.into_iter().take_while(|version| {
                left = left.saturating_sub(version.text.body.len() as u64);
                left > 0
            });
            let texts: Vec<(ArticleId, ArticleText)> =
                taken.map(|version| (version.article_id, version.text)).collect();
            let put = tokio::task::spawn_blocking(move || {
                for (id, text) in &texts {
                    // How titles sound is known here alone: devices carry no readings of characters.
                    let (keywords, body) = (keywords(text), plain(&text.body));
                    draft.put(id.uuid(), &Text { keywords: &keywords, ..found_by(text, &body) });
                }
                draft
            });
            draft = put.await.map_err(|error| failure::internal(&error))?;
        }
        if !own.is_empty() {
            made.extend(Segment::decode(draft.encode()).ok().map(|segment| (*audience, segment)));
        }
    }
    Ok(made)
}
