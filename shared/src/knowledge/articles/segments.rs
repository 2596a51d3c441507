//! Indexes of published articles that the server makes, so that devices need not: one of each audience, of what everybody
//! reads who belongs to it. What is read in a part of the organisation alone, or by owners of a product, devices index.

use super::model::{Article, ArticleText, Audience};
use crate::kernel::check::Checks;
use crate::retrieval::Text;

/// Characters of a name.
const NAME_MAX: usize = 40;

data! {
/// The indexes that the caller may have.
pub struct ListSegments {}

pub struct GetSegment {
    pub name: String,
}

pub struct SegmentRow {
    /// Whose it is, such as `kb:partner`.
    pub scope: String,
    /// The name of its content.
    pub name: String,
    /// Position of the feed: what changed up to it is in it.
    pub pos: i64,
}

#[derive(Default)]
pub struct SegmentList {
    pub rows: Vec<SegmentRow>,
}

pub struct SegmentFile {
    pub name: String,
    /// The bytes in Base64.
    pub data: String,
}
}

operation!(ListSegments => SegmentList, "articles.segments", Get "/articles/segments", Server, "Indexes of published articles that the caller may have.");
operation!(GetSegment => SegmentFile, "articles.segment", Get "/articles/segments/{name}", Server, "An index of published articles; one that was made anew since is not found.", |op| {
    Checks::new().text("/name", &op.name, NAME_MAX).done()
});

/// The word of an audience, on the feed and of its index.
pub fn audience_scope(audience: Audience) -> String {
    format!("kb:{audience}")
}

/// Whether everybody of its audience reads an article: those alone stand in an index that is sent to all of them.
pub fn is_for_all(article: &Article) -> bool {
    article.state.is_read() && article.unit_id.is_none() && !article.only_owners
}

/// What an article is found by; `plain` is its body without markup.
pub fn found_by<'a>(text: &'a ArticleText, plain: &'a str) -> Text<'a> {
    Text { title: &text.title, keywords: &text.summary, body: plain }
}
