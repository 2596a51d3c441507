//! What the desk decides about its articles.

use super::model::{Article, Governance};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::CategoryId;
use crate::kernel::limits::{
    ARTICLE_CATEGORY_RULES_MAX, ARTICLE_FEEDBACK_DAYS_MAX, ARTICLE_REVIEWERS_MAX, ARTICLE_VERIFY_MONTHS_MAX,
};

data! {
/// How many approve an article of a category.
#[derive(Eq)]
pub struct CategoryRule {
    pub category_id: CategoryId,
    pub reviewers: u8,
}

#[derive(Eq)]
pub struct KnowledgeSettings {
    #[serde(default)]
    pub rv: i64,
    /// How many approve an article before it is published; 0: whoever publishes decides alone.
    pub reviewers: u8,
    /// The same of what must be so.
    pub compliance_reviewers: u8,
    #[serde(default)]
    pub categories: Vec<CategoryRule>,
    /// Months after which an article is verified anew; 0 for never.
    pub verify_months: u16,
    /// Days within which what readers found is seen to.
    pub feedback_days: u16,
}
}

impl Default for KnowledgeSettings {
    fn default() -> Self {
        KnowledgeSettings {
            rv: 0,
            reviewers: 1,
            compliance_reviewers: 2,
            categories: Vec::new(),
            verify_months: 12,
            feedback_days: 7,
        }
    }
}

impl KnowledgeSettings {
    /// How many people approve this article: what risks more asks for more.
    pub fn needed(&self, article: &Article) -> u8 {
        let of_category = self.categories.iter().find(|rule| Some(rule.category_id) == article.category_id);
        let base = of_category.map_or(self.reviewers, |rule| rule.reviewers);
        match article.governance {
            Governance::Compliance => base.max(self.compliance_reviewers),
            Governance::Experience => base,
        }
    }

    pub fn check(&self) -> Vec<FieldFault> {
        let many = |reviewers: u8| reviewers > ARTICLE_REVIEWERS_MAX;
        Checks::new()
            .when(many(self.reviewers), "/reviewers", "out_of_range")
            .when(many(self.compliance_reviewers), "/compliance_reviewers", "out_of_range")
            .when(self.categories.len() > ARTICLE_CATEGORY_RULES_MAX, "/categories", "too_many")
            .when(self.categories.iter().any(|rule| many(rule.reviewers)), "/categories", "out_of_range")
            .when(self.verify_months > ARTICLE_VERIFY_MONTHS_MAX, "/verify_months", "out_of_range")
            .when(!(1..=ARTICLE_FEEDBACK_DAYS_MAX).contains(&self.feedback_days), "/feedback_days", "out_of_range")
            .done()
    }
}
