//! Operations on articles.

use super::model::*;
use super::settings::KnowledgeSettings;
use super::told::*;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{ArticleId, CategoryId, EntryId, ProductId, UserId};
use crate::kernel::limits::{ARTICLE_ASKED_MAX, ARTICLE_SLUG_MAX, FILTER_MAX, NOTE_MAX, SEARCH_MAX};
use crate::kernel::time::Millis;
use crate::record::Saved;

data! {
/// Articles that the caller may read; every filter narrows.
#[derive(Default)]
pub struct ListArticles {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Words of states, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<ArticleLanguage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_id: Option<CategoryId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
    /// Only what waits for a review that the caller may give.
    #[serde(default)]
    pub to_review: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

pub struct GetArticle {
    pub id: ArticleId,
}

pub struct ListVersions {
    pub id: ArticleId,
}

pub struct GetVersion {
    pub id: ArticleId,
    pub n: u32,
}

/// A new article, as a draft of whoever writes it.
pub struct WriteArticle {
    /// Made by the sender, so that a draft that was begun without a network keeps its address.
    #[serde(default)]
    pub article_id: Option<ArticleId>,
    pub language: ArticleLanguage,
    pub facets: Facets,
    pub text: ArticleText,
}

/// The text of the version that is written; without one it is made beside the one that is read.
pub struct DraftArticle {
    pub id: ArticleId,
    pub text: ArticleText,
    /// The edition that was seen.
    #[serde(default)]
    pub seen: Option<u32>,
}

pub struct EditArticle {
    pub id: ArticleId,
    pub facets: Facets,
}

/// Names the same article in the other language; None parts the two.
pub struct PairArticle {
    pub id: ArticleId,
    #[serde(default)]
    pub pair_id: Option<ArticleId>,
}

pub struct ProposeArticle {
    pub id: ArticleId,
    #[serde(default)]
    pub reviewers: Vec<UserId>,
    #[serde(default)]
    pub due: Option<Millis>,
}

pub struct CommentArticle {
    pub id: ArticleId,
    #[serde(default)]
    pub comment_id: Option<EntryId>,
    pub line: u32,
    pub text: String,
}

pub struct SettleComment {
    pub id: ArticleId,
    pub comment_id: EntryId,
}

pub struct ApproveArticle {
    pub id: ArticleId,
    /// The edition that was read.
    pub edition: u32,
}

pub struct SendBackArticle {
    pub id: ArticleId,
    #[serde(default)]
    pub text: String,
}

pub struct PublishArticle {
    pub id: ArticleId,
    /// None: at once.
    #[serde(default)]
    pub at: Option<Millis>,
}

pub struct DiscardArticle {
    pub id: ArticleId,
}

pub struct RollBackArticle {
    pub id: ArticleId,
    pub n: u32,
}

pub struct VerifyArticle {
    pub id: ArticleId,
}

pub struct OutdateArticle {
    pub id: ArticleId,
}

pub struct RetireArticle {
    pub id: ArticleId,
    #[serde(default)]
    pub at: Option<Millis>,
    #[serde(default)]
    pub redirect_id: Option<ArticleId>,
}

pub struct RestoreArticle {
    pub id: ArticleId,
}

pub struct GiveArticle {
    pub id: ArticleId,
    pub owner_id: UserId,
}

/// Everything that one person looks after goes to another.
pub struct GiveArticles {
    pub from_id: UserId,
    pub to_id: UserId,
}

pub struct GetKnowledgeSettings {}

#[serde(transparent)]
pub struct SaveKnowledgeSettings(pub KnowledgeSettings);

/// Published articles that the reader may read.
#[derive(Default)]
pub struct ListHelp {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_id: Option<CategoryId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<ArticleLanguage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// By the last part of its address.
pub struct OpenHelp {
    pub slug: String,
}
}

/// Faults of a part of an input, at its place in the whole.
fn within(place: &str, faults: Vec<FieldFault>) -> impl Iterator<Item = FieldFault> {
    faults.into_iter().map(move |fault| FieldFault { pointer: format!("{place}{}", fault.pointer), ..fault })
}

fn words(q: &Option<String>) -> Checks {
    Checks::new().optional("/q", q.as_deref().unwrap_or_default(), SEARCH_MAX)
}

impl ListArticles {
    fn check(&self) -> Vec<FieldFault> {
        let state = self.state.as_deref().unwrap_or_default();
        let unknown = !state.is_empty() && state.split(',').any(|word| Workflow::parse(word).is_none());
        words(&self.q).optional("/state", state, FILTER_MAX).when(unknown, "/state", "unknown").done()
    }
}

operation!(ListArticles => ArticleList, "articles.list", Get "/articles", ReplicaThenServer, "Articles that the caller may read, the last changed first; for words the best first.", |op| op.check());
operation!(GetArticle => ArticleDetail, "articles.get", Get "/articles/{id}", ReplicaThenServer, "One article with the version that is read, the one that is written, and what may be done.");
operation!(ListVersions => ArticleVersions, "articles.versions", Get "/articles/{id}/versions", Server, "Versions of an article, the newest first.");
operation!(GetVersion => ArticleVersion, "articles.version", Get "/articles/{id}/versions/{n}", Server, "One version of an article.");
operation!(WriteArticle => ArticleRef, "articles.write", Post "/articles", Online, "Begins an article as a draft of the caller.", |op| {
    within("/text", op.text.check()).chain(within("/facets", op.facets.check())).collect()
});
operation!(DraftArticle => ArticleRef, "articles.draft", Put "/articles/{id}/draft", Online, "Saves the text of the version that is written; beside a published one it is made.", |op| {
    within("/text", op.text.check()).collect()
});
operation!(EditArticle => ArticleRef, "articles.edit", Put "/articles/{id}", Online, "Sets what is said of an article beside its text: audience, product, region and so on.", |op| {
    within("/facets", op.facets.check()).collect()
});
operation!(PairArticle => ArticleRef, "articles.pair", Post "/articles/{id}/pair", Online, "Names the same article in the other language, or parts the two.");
operation!(ProposeArticle => ArticleRef, "articles.propose", Post "/articles/{id}/propose", Online, "Asks for a review of the version that is written.", |op| {
    Checks::new().when(op.reviewers.len() > ARTICLE_ASKED_MAX, "/reviewers", "too_many").done()
});
operation!(CommentArticle => ArticleRef, "articles.comment", Post "/articles/{id}/comments", Online, "Says something to a line of the version in review.", |op| {
    Checks::new().text("/text", &op.text, NOTE_MAX).done()
});
operation!(SettleComment => ArticleRef, "articles.settle", Post "/articles/{id}/comments/{comment_id}/settle", Online, "Marks a comment on a line as seen to.");
operation!(ApproveArticle => ArticleRef, "articles.approve", Post "/articles/{id}/approve", Online, "Approves the version in review; nobody approves what they wrote.");
operation!(SendBackArticle => ArticleRef, "articles.send_back", Post "/articles/{id}/send-back", Online, "Makes a draft of the version in review, approved or scheduled again.", |op| {
    Checks::new().optional("/text", &op.text, NOTE_MAX).done()
});
operation!(PublishArticle => ArticleRef, "articles.publish", Post "/articles/{id}/publish", Online, "Publishes the approved version, at once or at a moment.");
operation!(DiscardArticle => ArticleRef, "articles.discard", Post "/articles/{id}/discard", Online, "Gives up the draft; an article that was never published is retired with it.");
operation!(RollBackArticle => ArticleRef, "articles.roll_back", Post "/articles/{id}/roll-back", Online, "Makes a draft of an old version.");
operation!(VerifyArticle => ArticleRef, "articles.verify", Post "/articles/{id}/verify", Online, "Says that a published article still holds.");
operation!(OutdateArticle => ArticleRef, "articles.outdate", Post "/articles/{id}/outdate", Online, "Says that a published article is behind the times; it is still read.");
operation!(RetireArticle => ArticleRef, "articles.retire", Post "/articles/{id}/retire", Online, "Retires a published article, at once or at a moment, with another one for its readers.");
operation!(RestoreArticle => ArticleRef, "articles.restore", Post "/articles/{id}/restore", Online, "Publishes a retired article again, or keeps one from being retired.");
operation!(GiveArticle => ArticleRef, "articles.give", Post "/articles/{id}/give", Online, "Gives an article to somebody else to look after.");
operation!(GiveArticles => Handed, "articles.give_all", Post "/articles/give-all", Online, "Gives everything that one person looks after to another.");
operation!(GetKnowledgeSettings => KnowledgeSettings, "articles.settings", Get "/articles/settings", Server, "How many approve, and how often articles are verified.");
operation!(SaveKnowledgeSettings => Saved, "articles.save_settings", Put "/articles/settings", Online, "Sets how many approve, and how often articles are verified.", |op| op.0.check());
operation!(ListHelp => HelpList, "articles.help", Get "/help", ReplicaThenServer, "Published articles that the reader may read, with what they are about; for words the best first.", |op| words(&op.q).done());
operation!(OpenHelp => HelpArticle, "articles.open", Get "/help/{slug}", ReplicaThenServer, "A published article by the last part of its address; of a retired one, where its readers go.", |op| {
    Checks::new().text("/slug", &op.slug, ARTICLE_SLUG_MAX + 8).done()
});
