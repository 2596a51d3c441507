//! Articles of the knowledge base beside a case: found for it, used for it, written from it.

use crate::cases::operations::CaseRef;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{ArticleId, CaseId};
use crate::kernel::limits::SEARCH_MAX;
use crate::knowledge::articles::{ArticleKind, ArticleLanguage, ArticleRef, Audience, UseKind};

data! {
/// Articles that may help with a case.
pub struct SuggestArticles {
    pub id: CaseId,
    /// Instead of the words of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
}

pub struct FoundArticle {
    pub id: ArticleId,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub audience: Audience,
    pub unverified: bool,
}

pub struct UsedArticle {
    pub id: ArticleId,
    pub title: String,
    pub how: UseKind,
}

#[derive(Default)]
pub struct CaseArticles {
    /// The best first.
    pub found: Vec<FoundArticle>,
    pub used: Vec<UsedArticle>,
}

/// An article was used for a case.
pub struct UseArticle {
    pub id: CaseId,
    pub article_id: ArticleId,
    /// Linked, inserted or solved.
    pub how: UseKind,
}

/// A draft of what solved a case, without what is the customer's.
pub struct WriteFromCase {
    pub id: CaseId,
    pub language: ArticleLanguage,
    pub kind: ArticleKind,
}
}

impl UseArticle {
    fn check(&self) -> Vec<FieldFault> {
        Checks::new().when(self.how == UseKind::Read, "/how", "unknown_word").done()
    }
}

operation!(SuggestArticles => CaseArticles, "cases.articles", Get "/cases/{id}/articles", ReplicaThenServer, "Articles that may help with a case, and those that were used for it.", |op| {
    Checks::new().optional("/q", op.q.as_deref().unwrap_or_default(), SEARCH_MAX).done()
});
operation!(UseArticle => CaseRef, "cases.use_article", Post "/cases/{id}/articles", Online, "Says that an article was linked to a case, put into a reply, or solved it.", |op| op.check());
operation!(WriteFromCase => ArticleRef, "cases.write_article", Post "/cases/{id}/write-article", Online, "Begins an article from a solved case; what is the customer's is taken out and listed.");
