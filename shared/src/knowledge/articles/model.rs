//! What an article and its versions are.

use super::masking::Masked;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{ArticleId, CategoryId, EntryId, ProductId, UnitId, UserId};
use crate::kernel::limits::{ARTICLE_BODY_MAX, ARTICLE_SUMMARY_MAX, ARTICLE_VERIFY_MONTHS_MAX, SUBJECT_MAX};
use crate::kernel::time::Millis;

words! {
/// Where an article stands. While nothing of it was published, as its first version stands.
Workflow {
    Draft = "draft",
    InReview = "in_review",
    Approved = "approved",
    Scheduled = "scheduled",
    Published = "published",
    /// Still read, and known to be behind the times.
    Outdated = "outdated",
    /// Still read, until the day on which it is retired.
    PendingRetirement = "pending_retirement",
    Retired = "retired",
}
}

words! {
/// Where one version stands.
Stage {
    Draft = "draft",
    InReview = "in_review",
    Approved = "approved",
    Scheduled = "scheduled",
    Published = "published",
    /// A later one was published.
    Superseded = "superseded",
}
}

words! {
/// How far what it says is trusted.
Confidence { InWork = "in_work", NotValidated = "not_validated", Validated = "validated" }
}

words! {
/// Who reads it; each includes those before it.
Audience { Internal = "internal", Partner = "partner", Customer = "customer", Public = "public" }
}

words! {
/// What was learnt from work, or what must be so.
Governance { Experience = "experience", Compliance = "compliance" }
}

words! {
ArticleKind { Fault = "fault", HowTo = "how_to", Question = "question", KnownError = "known_error" }
}

words! {
ArticleLanguage { Zh = "zh", En = "en" }
}

data! {
#[derive(Eq)]
pub struct Article {
    pub id: ArticleId,
    #[serde(default)]
    pub rv: i64,
    /// The last part of its address in the portal; it stays when the title changes.
    pub slug: String,
    pub kind: ArticleKind,
    pub language: ArticleLanguage,
    pub audience: Audience,
    pub governance: Governance,
    pub confidence: Confidence,
    /// Of the version that is read; of the first one while none is.
    pub title: String,
    #[serde(default)]
    pub summary: String,
    #[serde(default)]
    pub product_id: Option<ProductId>,
    /// Among customers only those who have an asset of the product read it.
    #[serde(default)]
    pub only_owners: bool,
    #[serde(default)]
    pub category_id: Option<CategoryId>,
    /// Read in this part of the organisation alone.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    pub owner_id: UserId,
    /// The same in the other language.
    #[serde(default)]
    pub pair_id: Option<ArticleId>,
    pub state: Workflow,
    /// The version that is read.
    #[serde(default)]
    pub live: Option<u32>,
    /// The version that is written beside it, and where that stands.
    #[serde(default)]
    pub work: Option<u32>,
    #[serde(default)]
    pub stage: Option<Stage>,
    /// The highest number of a version.
    pub last: u32,
    /// Months after which somebody has to look whether it still holds; 0 for never, None as the desk says.
    #[serde(default)]
    pub verify_months: Option<u16>,
    #[serde(default)]
    pub verified_at: Option<Millis>,
    /// After this moment it counts as unverified.
    #[serde(default)]
    pub verify_by: Option<Millis>,
    #[serde(default)]
    pub verify_told: bool,
    /// Who was asked for a review, and until when.
    #[serde(default)]
    pub reviewers: Vec<UserId>,
    #[serde(default)]
    pub review_due: Option<Millis>,
    #[serde(default)]
    pub review_told: bool,
    #[serde(default)]
    pub publish_at: Option<Millis>,
    #[serde(default)]
    pub retire_at: Option<Millis>,
    /// Where readers of a retired one are sent.
    #[serde(default)]
    pub redirect_id: Option<ArticleId>,
    #[serde(default)]
    pub published_at: Option<Millis>,
    pub created_at: Millis,
    pub created_by: UserId,
}

/// What a version says.
#[derive(Eq)]
pub struct ArticleText {
    pub title: String,
    #[serde(default)]
    pub summary: String,
    /// Markdown.
    pub body: String,
}

#[derive(Eq)]
pub struct Approval {
    pub by_id: UserId,
    pub at: Millis,
}

/// What a reviewer says to a line of a version.
#[derive(Eq)]
pub struct LineComment {
    pub id: EntryId,
    /// From 1.
    pub line: u32,
    pub text: String,
    pub by_id: UserId,
    pub at: Millis,
    #[serde(default)]
    pub settled: bool,
}

#[derive(Eq)]
pub struct ArticleVersion {
    pub article_id: ArticleId,
    pub n: u32,
    /// Counts the savings of the text: whoever writes says which one they saw.
    pub edition: u32,
    pub stage: Stage,
    pub text: ArticleText,
    /// Everybody who wrote in it: none of them approves it.
    pub authors: Vec<UserId>,
    /// The version that it was made from.
    #[serde(default)]
    pub based_on: Option<u32>,
    pub saved_at: Millis,
    #[serde(default)]
    pub published_at: Option<Millis>,
    #[serde(default)]
    pub approvals: Vec<Approval>,
    #[serde(default)]
    pub comments: Vec<LineComment>,
    /// Why it was sent back last.
    #[serde(default)]
    pub returned: String,
    /// What of a customer was taken out when it was made from a case.
    #[serde(default)]
    pub masked: Vec<Masked>,
}

/// What is said about an article beside its text.
#[derive(Eq)]
pub struct Facets {
    pub kind: ArticleKind,
    pub audience: Audience,
    pub governance: Governance,
    #[serde(default)]
    pub product_id: Option<ProductId>,
    #[serde(default)]
    pub only_owners: bool,
    #[serde(default)]
    pub category_id: Option<CategoryId>,
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    #[serde(default)]
    pub verify_months: Option<u16>,
}
}

impl ArticleKind {
    /// Headings of its template, as words of the group `article_heading`.
    pub fn headings(self) -> &'static [&'static str] {
        match self {
            ArticleKind::Fault => &["problem", "environment", "cause", "steps"],
            ArticleKind::HowTo => &["purpose", "before", "steps", "check"],
            ArticleKind::Question => &["question", "answer"],
            ArticleKind::KnownError => &["problem", "environment", "cause", "workaround", "fix"],
        }
    }
}

impl Stage {
    /// Where an article stands of which nothing was published yet.
    pub fn workflow(self) -> Workflow {
        match self {
            Stage::Draft => Workflow::Draft,
            Stage::InReview => Workflow::InReview,
            Stage::Approved => Workflow::Approved,
            Stage::Scheduled => Workflow::Scheduled,
            Stage::Published | Stage::Superseded => Workflow::Published,
        }
    }
}

impl Workflow {
    /// Whether its audience reads it.
    pub fn is_read(self) -> bool {
        matches!(self, Workflow::Published | Workflow::Outdated | Workflow::PendingRetirement)
    }
}

impl Article {
    /// Nobody looked for too long whether it still holds.
    pub fn is_unverified(&self, now: Millis) -> bool {
        self.state.is_read() && self.verify_by.is_some_and(|by| by <= now)
    }

    /// Whether the other language was published later.
    pub fn is_behind(&self, pair: &Article) -> bool {
        self.state.is_read() && pair.state.is_read() && pair.published_at > self.published_at
    }

    pub fn facets(&self) -> Facets {
        Facets {
            kind: self.kind,
            audience: self.audience,
            governance: self.governance,
            product_id: self.product_id,
            only_owners: self.only_owners,
            category_id: self.category_id,
            unit_id: self.unit_id,
            verify_months: self.verify_months,
        }
    }
}

impl ArticleText {
    pub fn check(&self) -> Vec<FieldFault> {
        Checks::new()
            .text("/title", &self.title, SUBJECT_MAX)
            .optional("/summary", &self.summary, ARTICLE_SUMMARY_MAX)
            .optional("/body", &self.body, ARTICLE_BODY_MAX)
            .done()
    }

    /// Without blanks around it, and with one kind of line ends.
    pub fn tidy(self) -> ArticleText {
        ArticleText {
            title: self.title.trim().to_string(),
            summary: self.summary.trim().to_string(),
            body: self.body.replace("\r\n", "\n").replace('\r', "\n"),
        }
    }
}

impl Facets {
    pub fn check(&self) -> Vec<FieldFault> {
        Checks::new()
            .when(self.only_owners && self.product_id.is_none(), "/product_id", "required")
            .when(
                self.verify_months.is_some_and(|months| months > ARTICLE_VERIFY_MONTHS_MAX),
                "/verify_months",
                "out_of_range",
            )
            .done()
    }
}
