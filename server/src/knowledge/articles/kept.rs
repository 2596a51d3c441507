//! Articles as devices keep them: published ones that their person reads, each with the version that is read. What is
//! written beside it never leaves the server this way, whatever its person may see.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::hex::hex;
use yingda_shared::kernel::id::{ArticleId, Uuid};
use yingda_shared::knowledge::articles::{
    Article, ArticleVersion, Class, Dossier, KeptArticle, Reader, audience_scope,
};

use super::store::{self, Asked};
use super::{reader, telling};
use crate::ctx::Cx;
use crate::records::store as records;

/// Articles of a device at most, and bytes of their texts: those that changed last. What changes later comes on top.
pub const ARTICLES_MAX: u64 = 2_000;
pub const BYTES_MAX: u64 = 16 * 1024 * 1024;
/// The same of one page, and articles that are asked for at once.
pub const PAGE: usize = 100;
const PAGE_BYTES: u64 = 512 * 1024;

/// On the feed, who reads an article as it stands; nobody does before it is published.
pub fn seen_by(article: &Article) -> Option<String> {
    article.state.is_read().then(|| audience_scope(article.audience))
}

/// Words of the audiences that somebody belongs to.
pub fn words(actor: &Actor) -> Vec<String> {
    Class::of(actor).audiences().iter().copied().map(audience_scope).collect()
}

/// The caller as a reader of what is published.
async fn reader_of(cx: &mut Cx) -> Result<Reader, Fault> {
    Ok(Reader { drafts: false, ..reader::of(cx).await? })
}

/// Names what the caller reads: another side, region or product makes another name.
pub async fn fence(cx: &mut Cx) -> Result<String, Fault> {
    let reader = reader_of(cx).await?;
    let mut digest = Sha256::new().chain_update(reader.class.as_str());
    for unit in reader.units.iter().flatten() {
        digest.update(format!(" unit {unit}"));
    }
    for product in reader.products.iter().flatten() {
        digest.update(format!(" product {product}"));
    }
    let everywhere = [reader.units.is_none(), reader.products.is_none()].map(u8::from);
    Ok(hex(&digest.chain_update(everywhere).finalize()[..8]))
}

pub struct Page {
    pub articles: Vec<KeptArticle>,
    /// Where the next one goes on; None at the end.
    pub next: Option<String>,
}

/// How far a device is: the version of the last article, how many it has, and bytes of their texts.
struct Place {
    before: i64,
    articles: u64,
    bytes: u64,
}

impl Place {
    /// The beginning, for what is no place.
    fn parse(text: &str) -> Place {
        let mut parts = text.split('.').map(|part| part.parse::<u64>().ok());
        let mut next = || parts.next().flatten();
        match (next(), next(), next()) {
            (Some(before), Some(articles), Some(bytes)) => Place { before: before as i64, articles, bytes },
            _ => Place { before: i64::MAX, articles: 0, bytes: 0 },
        }
    }

    fn text(&self) -> String {
        format!("{}.{}.{}", self.before, self.articles, self.bytes)
    }
}

/// The last changed first, after a place; a snapshot goes on where it stopped.
pub async fn page(cx: &mut Cx, after: &str) -> Result<Page, Fault> {
    let reader = reader_of(cx).await?;
    let mut place = Place::parse(after);
    let mut asked = Asked::of(&reader);
    asked.and("rv < ?", place.before);
    let found = asked.list(cx, PAGE).await?;
    let mut more = found.len() == PAGE;
    let (mut articles, mut bytes) = (Vec::new(), 0);
    for kept in kept(cx, found).await? {
        if bytes >= PAGE_BYTES {
            more = true;
            break;
        }
        bytes += kept.live.text.body.len() as u64;
        place.before = kept.article.rv;
        articles.push(kept);
    }
    place.articles += articles.len() as u64;
    place.bytes += bytes;
    // A page of articles whose texts are all gone would begin the same again.
    more &= !articles.is_empty() && place.articles < ARTICLES_MAX && place.bytes < BYTES_MAX;
    Ok(Page { articles, next: more.then(|| place.text()) })
}

/// Of some articles those that the caller reads.
pub async fn some(cx: &mut Cx, ids: &[ArticleId]) -> Result<Vec<KeptArticle>, Fault> {
    let reader = reader_of(cx).await?;
    let mut all = Vec::new();
    for ids in ids.chunks(PAGE) {
        let found = store::some(cx, ids).await?.into_iter().filter(|article| reader.reads(article)).collect();
        all.extend(kept(cx, found).await?);
    }
    Ok(all)
}

/// As devices keep them, in their order.
async fn kept(cx: &mut Cx, articles: Vec<Article>) -> Result<Vec<KeptArticle>, Fault> {
    let staff = cx.actor().is_staff();
    let lives: Vec<(ArticleId, u32)> =
        articles.iter().filter_map(|article| Some((article.id, article.live?))).collect();
    let mut versions: BTreeMap<ArticleId, ArticleVersion> =
        store::versions_of(cx, &lives).await?.into_iter().map(|version| (version.article_id, version)).collect();
    let bare = |mut article: Article| {
        let mut live = versions.remove(&article.id)?;
        article.bare();
        live.bare();
        Some(Dossier { article, live: Some(live), work: None })
    };
    let dossiers: Vec<Dossier> = articles.into_iter().filter_map(bare).collect();
    let ids: BTreeSet<Uuid> = dossiers.iter().flat_map(telling::named).collect();
    let names = records::names(cx, ids).await?;
    let kept = |of: Dossier| {
        let names = telling::called(&of, &names);
        let Dossier { article, live, .. } = of;
        let kept = KeptArticle { article, live: live?, names };
        Some(if staff { kept } else { kept.outside() })
    };
    Ok(dossiers.into_iter().filter_map(kept).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_anything_else_is_the_beginning() {
        let place = Place::parse("17.200.4096");
        assert_eq!((place.before, place.articles, place.bytes), (17, 200, 4096));
        assert_eq!(place.text(), "17.200.4096");
        for odd in ["", "17", "17.x.4", "01900000-0000-7000-8000-000000000001"] {
            let place = Place::parse(odd);
            assert_eq!((place.before, place.articles, place.bytes), (i64::MAX, 0, 0), "{odd}");
        }
    }
}
