//! In-app notices: what happened that someone should know of.

mod push;

pub use push::{GetPushKey, PushKey, Pushed, Subscribe, Subscribed, Unsubscribe};

use crate::cases::PendingReason;
use crate::kernel::id::{ArticleId, CaseId, CompanyId, NoticeId, TaskId};
use crate::kernel::time::Millis;

words! {
NoticeKind {
    Assigned = "assigned",
    Forwarded = "forwarded",
    Mentioned = "mentioned",
    Replied = "replied",
    Attached = "attached",
    Urged = "urged",
    StateChanged = "state_changed",
    Rated = "rated",
    /// A case that one follows has changed.
    Changed = "changed",
    /// It was merged with another one.
    Merged = "merged",
    /// A unit of one's own is complained of.
    Complained = "complained",
    /// A calendar lacks the holidays of a year that begins soon.
    HolidaysMissing = "holidays_missing",
    /// A case took a contract over a share of its limits at which people are told.
    ContractUsed = "contract_used",
    /// A promise is at risk, or broken, and an escalation says so.
    Escalated = "escalated",
    /// A rule of the desk says so.
    Rule = "rule",
    /// A colleague asks for leave, and one decides on it.
    LeaveAsked = "leave_asked",
    /// Leave of one's own was approved or declined.
    LeaveDecided = "leave_decided",
    /// Leave that one approved is not taken, or ends sooner.
    LeaveWithdrawn = "leave_withdrawn",
    /// Somebody else gave one a task.
    TaskGiven = "task_given",
    /// A task of one's own, or of one's team, is due.
    TaskDue = "task_due",
    /// A customer is escalated as a whole, or somebody asks that it be, or it is over.
    AccountEscalated = "account_escalated",
    /// An article waits for one's review.
    ArticleReview = "article_review",
    /// An article that one wrote or looks after went on, or was sent back.
    ArticleMoved = "article_moved",
    /// A review was to be done by now.
    ArticleReviewDue = "article_review_due",
    /// Nobody verified an article of one's own for too long.
    ArticleUnverified = "article_unverified",
    /// A reader found something in an article of one's own.
    ArticleFeedback = "article_feedback",
    /// One looks after an article from now on, or after many.
    ArticleGiven = "article_given",
    /// Whoever looked after articles is gone.
    ArticlesLeft = "articles_left",
}
}

data! {
pub struct Notice {
    pub id: NoticeId,
    pub kind: NoticeKind,
    /// None: it tells of a calendar, of a leave, of a customer, or of a task beside no case.
    #[serde(default)]
    pub case_id: Option<CaseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    /// The customer that it tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
    /// The article that it tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article_id: Option<ArticleId>,
    /// Number of the case; of a calendar, the year that it tells of; of a leave, from when to when; of articles, how many.
    pub number: String,
    /// Subject of the case, or name of the calendar, of whoever takes the leave, or title of the task or article.
    pub subject: String,
    /// Who caused it; nobody where the product tells by itself.
    pub by: String,
    /// Word of the new state, where the state changed; of a leave or an article, of its state.
    #[serde(default)]
    pub state: String,
    /// What a case on hold waits for.
    #[serde(default)]
    pub reason: Option<PendingReason>,
    /// What whoever wrote the rule or the level wants to be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    pub at: Millis,
    pub read: bool,
}

/// The newest notices of the caller.
pub struct ListNotices {}

pub struct Notices {
    pub rows: Vec<Notice>,
    pub unread: i64,
}

/// Marks one notice as read, or all when no id is given.
pub struct ReadNotices {
    #[serde(default)]
    pub id: Option<NoticeId>,
}

pub struct Unread {
    pub unread: i64,
}
}

operation!(ListNotices => Notices, "notices.list", Get "/notices", ReplicaThenServer, "The newest notices of the caller and how many are unread.");
operation!(ReadNotices => Unread, "notices.read", Post "/notices/read", BestEffort, "Marks one notice of the caller as read, or all.");
