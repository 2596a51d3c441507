//! What is told of articles.

use super::model::*;
use crate::kernel::id::{ArticleId, CategoryId, ProductId, UserId};
use crate::kernel::time::Millis;

words! {
/// What is wrong with a link to another article.
LinkFault { Missing = "missing", Retired = "retired", Unpublished = "unpublished" }
}

data! {
/// A link of a text that leads nowhere.
#[derive(Eq)]
pub struct LinkWarning {
    pub href: String,
    pub fault: LinkFault,
}

/// A piece of a text: whether it is what was asked for.
#[derive(Eq, Hash)]
pub struct Piece {
    pub text: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub marked: bool,
}

/// How an article answers to words. Empty where it does not, or where nothing can be said of it yet.
#[derive(Default, Eq, Hash)]
pub struct Excerpt {
    #[serde(default)]
    pub title: Vec<Piece>,
    /// The piece of its text that holds most of them.
    #[serde(default)]
    pub body: Vec<Piece>,
}

/// An article in a list.
pub struct ArticleRow {
    pub id: ArticleId,
    pub rv: i64,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub kind: ArticleKind,
    pub language: ArticleLanguage,
    pub audience: Audience,
    pub governance: Governance,
    pub confidence: Confidence,
    pub state: Workflow,
    /// Of the version that is written beside the one that is read; staff with the right learn of it.
    #[serde(default)]
    pub stage: Option<Stage>,
    #[serde(default)]
    pub product_id: Option<ProductId>,
    #[serde(default)]
    pub category_id: Option<CategoryId>,
    pub owner_id: UserId,
    pub owner: String,
    pub unverified: bool,
    #[serde(default)]
    pub published_at: Option<Millis>,
    #[serde(default)]
    pub review_due: Option<Millis>,
    #[serde(default)]
    pub excerpt: Excerpt,
}

/// Articles as staff list them.
#[derive(Default)]
pub struct ArticleList {
    pub rows: Vec<ArticleRow>,
    /// Opaque; hand it back as `cursor` for the rows after these. Absent on the last page.
    #[serde(default)]
    pub next: Option<String>,
    /// Told by a device from what it keeps, which may be less than what there is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
    /// How many hold what was asked for, where words were: all of them, or where none does most or half of them. Rows
    /// after these come near it.
    #[serde(default)]
    pub total: Option<u32>,
}

/// The same article in the other language.
pub struct PairLink {
    pub id: ArticleId,
    pub title: String,
    /// Whether this article is older than that one.
    pub behind: bool,
}

/// Names of what an article points at.
#[derive(Default)]
pub struct ArticleNames {
    pub owner: String,
    #[serde(default)]
    pub product: String,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub unit: String,
    /// Those who wrote, approved and commented, by their ids.
    #[serde(default)]
    pub people: std::collections::BTreeMap<String, String>,
}

pub struct ArticleDetail {
    pub article: Article,
    /// The version that is read.
    #[serde(default)]
    pub live: Option<ArticleVersion>,
    /// The version that is written.
    #[serde(default)]
    pub work: Option<ArticleVersion>,
    #[serde(default)]
    pub pair: Option<PairLink>,
    #[serde(default)]
    pub redirect: Option<PairLink>,
    pub names: ArticleNames,
    pub unverified: bool,
    /// How many approve it before it is published.
    pub needed: u8,
    /// Links of the version that is written, else of the one that is read, that lead nowhere.
    pub warnings: Vec<LinkWarning>,
    /// Operations that the caller may run on it now.
    pub acts: Vec<String>,
    /// Told by a device from what it keeps: what is written beside it, and what may be done, the server knows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
}

/// What was done.
pub struct ArticleRef {
    pub id: ArticleId,
    pub rv: i64,
    /// The version that is written, and its edition.
    #[serde(default)]
    pub n: Option<u32>,
    #[serde(default)]
    pub edition: Option<u32>,
    #[serde(default)]
    pub warnings: Vec<LinkWarning>,
}

pub struct VersionRow {
    pub n: u32,
    pub stage: Stage,
    pub title: String,
    pub authors: Vec<String>,
    pub saved_at: Millis,
    #[serde(default)]
    pub published_at: Option<Millis>,
}

pub struct ArticleVersions {
    /// The newest first.
    pub rows: Vec<VersionRow>,
}

/// How many articles changed hands.
pub struct Handed {
    pub articles: u32,
}

/// An article as the portal lists it.
pub struct HelpRow {
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub kind: ArticleKind,
    pub category: String,
    pub product: String,
    #[serde(default)]
    pub excerpt: Excerpt,
}

/// Something that articles are listed by.
#[derive(Eq, PartialOrd, Ord)]
pub struct HelpGroup {
    pub name: String,
    pub id: String,
    pub articles: u32,
}

#[derive(Default)]
pub struct HelpList {
    pub rows: Vec<HelpRow>,
    #[serde(default)]
    pub next: Option<String>,
    pub categories: Vec<HelpGroup>,
    pub products: Vec<HelpGroup>,
    /// As that of `ArticleList`.
    #[serde(default)]
    pub total: Option<u32>,
}

/// An article as its readers have it.
pub struct HelpArticle {
    pub id: ArticleId,
    pub slug: String,
    pub title: String,
    pub summary: String,
    /// Markdown.
    pub body: String,
    pub kind: ArticleKind,
    pub language: ArticleLanguage,
    pub published_at: Millis,
    pub outdated: bool,
    pub category: String,
    pub product: String,
    /// Last part of the address of the same in the other language, where the reader has it.
    #[serde(default)]
    pub pair: Option<String>,
    /// Whether whoever reads said that it helped.
    #[serde(default)]
    pub helped: Option<bool>,
}
}
