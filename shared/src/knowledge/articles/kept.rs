//! An article as a device keeps it: the version that is read, and nothing of how it came about.

use super::model::{Article, ArticleVersion};
use super::told::ArticleNames;
use crate::kernel::id::{UserId, Uuid};

/// The kind of its rows on devices, which is the word of the feed.
pub const ARTICLES: &str = "articles";

data! {
/// A published article on a device of somebody who reads it.
pub struct KeptArticle {
    pub article: Article,
    /// The version that is read.
    pub live: ArticleVersion,
    /// What ids in it are called; outside the desk nobody is named.
    pub names: ArticleNames,
}
}

impl KeptArticle {
    /// Takes out what is not for those outside the desk: who wrote it, who looks after it.
    pub fn outside(mut self) -> KeptArticle {
        let nobody = UserId(Uuid::nil());
        (self.article.owner_id, self.article.created_by) = (nobody, nobody);
        self.live.authors.clear();
        self.names.owner.clear();
        self.names.people.clear();
        self
    }
}

impl Article {
    /// Takes out how a next version comes about.
    pub fn bare(&mut self) {
        (self.work, self.stage, self.review_due, self.publish_at) = (None, None, None, None);
        self.reviewers.clear();
    }
}

impl ArticleVersion {
    /// Takes out how it came about.
    pub fn bare(&mut self) {
        self.approvals.clear();
        self.comments.clear();
        self.masked.clear();
        self.returned.clear();
    }
}
