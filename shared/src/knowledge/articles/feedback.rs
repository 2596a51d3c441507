//! What readers say of articles, how often these are used, and what is wrong with them.

use super::told::ArticleRow;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{ArticleFeedbackId, ArticleId};
use crate::kernel::limits::NOTE_MAX;
use crate::kernel::page::Page;
use crate::kernel::time::Millis;

words! {
/// What was found.
FeedbackKind {
    /// It did not help, and why.
    NotHelped = "not_helped",
    /// Something in it is wrong.
    Wrong = "wrong",
}
}

words! {
FeedbackState { Open = "open", Done = "done" }
}

words! {
/// What an article was used for.
UseKind {
    Read = "read",
    /// Named in a case.
    Linked = "linked",
    /// Put into a reply.
    Inserted = "inserted",
    /// It solved a case.
    Solved = "solved",
}
}

words! {
/// What is wrong with an article that is read.
Ailment {
    /// Whoever looked after it is gone.
    Orphan = "orphan",
    Unverified = "unverified",
    /// Published long ago and used for nothing since.
    Unused = "unused",
    /// It helped fewer than it did not.
    Unhelpful = "unhelpful",
    BrokenLinks = "broken_links",
    /// The other language was published later.
    Behind = "behind",
}
}

data! {
/// Whether an article helped. Said again by the same reader, it replaces what they said before.
pub struct VoteArticle {
    pub id: ArticleId,
    pub helped: bool,
    /// 1 to 5.
    #[serde(default)]
    pub stars: Option<u8>,
    /// Why not.
    #[serde(default)]
    pub reason: String,
}

pub struct Voted {
    pub id: ArticleId,
    pub helped: bool,
}

/// Something in an article is wrong.
pub struct FlagArticle {
    pub id: ArticleId,
    pub text: String,
}

/// A reader looked at it.
pub struct SawArticle {
    pub id: ArticleId,
}

/// Something that a reader found.
pub struct ArticleFeedback {
    pub id: ArticleFeedbackId,
    pub article_id: ArticleId,
    pub kind: FeedbackKind,
    pub state: FeedbackState,
    pub text: String,
    /// Name of whoever said it; empty of visitors.
    pub by: String,
    pub at: Millis,
    /// Until when it is seen to.
    pub due_at: Millis,
    #[serde(default)]
    pub answer: String,
    #[serde(default)]
    pub done_by: String,
    #[serde(default)]
    pub done_at: Option<Millis>,
}

pub struct FeedbackRow {
    pub feedback: ArticleFeedback,
    /// Title of the article, and who looks after it.
    pub title: String,
    pub owner: String,
    pub late: bool,
    /// Whether the caller may say that it was seen to.
    pub may_settle: bool,
}

/// What readers found and nobody saw to yet, the most urgent first.
#[derive(Default)]
pub struct ListFeedback {
    /// Only of articles that the caller looks after.
    #[serde(default)]
    pub mine: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article_id: Option<ArticleId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

pub struct SettleFeedback {
    pub feedback_id: ArticleFeedbackId,
    #[serde(default)]
    pub answer: String,
}

/// How often an article was used, and what readers said.
#[derive(Copy, Default, Eq)]
pub struct UseCounts {
    pub read: i64,
    pub linked: i64,
    pub inserted: i64,
    pub solved: i64,
    pub helped: i64,
    pub not_helped: i64,
    /// Mean of the stars times ten; 0 without any.
    pub stars: i64,
}

pub struct GetUses {
    pub id: ArticleId,
}

pub struct GetHealth {}

pub struct AilingArticle {
    pub ailment: Ailment,
    pub row: ArticleRow,
    /// Who could look after it instead.
    #[serde(default)]
    pub proposed: Option<ProposedOwner>,
}

pub struct ProposedOwner {
    pub id: crate::kernel::id::UserId,
    pub name: String,
}

pub struct Health {
    pub rows: Vec<AilingArticle>,
    /// There are more than these of one kind.
    pub more: bool,
}
}

impl VoteArticle {
    fn check(&self) -> Vec<FieldFault> {
        let odd = self.stars.is_some_and(|stars| !(1..=5).contains(&stars));
        Checks::new().when(odd, "/stars", "score_range").optional("/reason", &self.reason, NOTE_MAX).done()
    }
}

operation!(VoteArticle => Voted, "articles.vote", Post "/articles/{id}/vote", Online, "Says whether an article helped; the last word of a reader counts.", |op| op.check());
operation!(FlagArticle => Voted, "articles.flag", Post "/articles/{id}/flag", Online, "Tells whoever looks after an article that something in it is wrong.", |op| {
    Checks::new().text("/text", &op.text, NOTE_MAX).done()
});
operation!(SawArticle => Voted, "articles.saw", Post "/articles/{id}/saw", BestEffort, "Counts that an article was read.");
operation!(ListFeedback => Page<FeedbackRow>, "articles.feedback", Get "/articles/feedback", Server, "What readers found in articles and nobody saw to yet, the most urgent first.");
operation!(SettleFeedback => ArticleFeedback, "articles.settle_feedback", Post "/articles/feedback/{feedback_id}/settle", Online, "Says that something a reader found was seen to.", |op| {
    Checks::new().optional("/answer", &op.answer, NOTE_MAX).done()
});
operation!(GetUses => UseCounts, "articles.uses", Get "/articles/{id}/uses", Server, "How often an article was read and used, and what readers said.");
operation!(GetHealth => Health, "articles.health", Get "/articles/health", Server, "Published articles that need somebody to look after them.");
