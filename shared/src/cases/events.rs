//! What happened to a case: the timeline, the audit, later webhooks and reports read these.

use crate::cases::arriving::Noted;
use crate::cases::complaint::{Against, Cause, Severity, Topic};
use crate::cases::model::{CaseState, Channel, PendingReason, RatingReason, ResolutionCode};
use crate::cases::ties::{Joined, LinkKind};
use crate::identity::actor::ActorKind;
use crate::kernel::id::{ArticleId, CaseId, EntryId, EscalationId, FileId, FirmId, TeamId, UnitId, UserId};
use crate::kernel::time::Millis;
use crate::knowledge::articles::UseKind;

data! {
pub struct Change {
    pub field: String,
    pub old: String,
    pub new: String,
}

#[serde(tag = "event", rename_all = "snake_case")]
pub enum CaseEvent {
    Opened { channel: Channel, #[serde(default)] files: Vec<FileId>, #[serde(default)] follow_up_of: Option<CaseId> },
    Edited { changes: Vec<Change> },
    Assigned { team_id: Option<TeamId>, assignee_id: Option<UserId>, #[serde(default)] note: String },
    Forwarded { unit_id: Option<UnitId>, team_id: Option<TeamId>, firm_id: Option<FirmId>, #[serde(default)] note: String },
    /// Someone took it on: staff as assignee, a partner's engineer for the firm.
    /// Who is told to staff alone.
    Taken { user_id: Option<UserId>, for_firm: bool },
    Started,
    Held { reason: PendingReason, #[serde(default)] note: String },
    Resumed { #[serde(default)] by_reply: bool },
    Resolved { code: ResolutionCode, text: String },
    Accepted,
    Rejected { reason: String },
    Closed { #[serde(default)] note: String },
    Reopened { reason: String },
    Cancelled { reason: String },
    Commented { internal: bool, text: String, #[serde(default)] mentions: Vec<UserId>, #[serde(default)] files: Vec<FileId> },
    Attached { internal: bool, files: Vec<FileId> },
    Urged { #[serde(default)] note: String },
    Rated { score: u8, #[serde(default)] reasons: Vec<RatingReason>, #[serde(default)] comment: String },
    /// A later case continues this one.
    FollowedUp { case_id: CaseId, number: String },
    /// `kind` is what the other case is to this one.
    Linked { kind: LinkKind, case_id: CaseId, number: String },
    Unlinked { kind: LinkKind, case_id: CaseId, number: String },
    /// It ended in another case, which its customers follow into.
    Merged { case_id: CaseId, number: String },
    MergeUndone { case_id: CaseId, number: String },
    /// Another case ended in this one; whoever came along with it.
    Absorbed { case_id: CaseId, number: String, #[serde(default)] joined: Vec<Joined> },
    /// It is a case of its own again.
    Parted { case_id: CaseId, number: String },
    /// It ended as another report of a case that stays.
    MarkedDuplicate { case_id: CaseId, number: String },
    UnmarkedDuplicate { case_id: CaseId, number: String },
    /// Comments went to a case of their own.
    SplitOff { case_id: CaseId, number: String, #[serde(default)] entries: Vec<EntryId> },
    SplitFrom { case_id: CaseId, number: String, #[serde(default)] entries: Vec<EntryId> },
    Followed { user_id: UserId },
    Unfollowed { user_id: UserId },
    Snoozed { until: Millis },
    Woken { #[serde(default)] by_reply: bool },
    /// Staff said whom a complaint is about; whoever is complained of loses the case.
    Classified {
        severity: Severity,
        topic: Topic,
        against: Against,
        #[serde(default)] drops_holder: bool,
        #[serde(default)] to_unit_id: Option<UnitId>,
    },
    /// The customer was told that a complaint is taken up, and when there will be an answer.
    Acknowledged { text: String, answer_by: Millis },
    InvestigationBegun,
    RemedyProposed { text: String, #[serde(default)] compensation_minor: i64 },
    RemedyAgreed,
    RemedyDisputed { reason: String },
    /// What was found is told to staff alone.
    Concluded { text: String, #[serde(default)] cause: Option<Cause> },
    /// A level of an escalation was reached.
    Escalated { level: u16, policy: String },
    /// The case counts as escalated so far.
    LevelRaised { level: u16 },
    /// Somebody sees to it; nobody is told again until then.
    EscalationAcknowledged { #[serde(default)] until: Option<Millis> },
    /// Somebody asked that it be escalated, or took a step with that; `state` is the word of where it stands then.
    EscalationRequested { request_id: EscalationId, state: String, #[serde(default)] reason: String },
    /// An article of the knowledge base was named in it, put into a reply, or solved it.
    ArticleUsed { article_id: ArticleId, title: String, how: UseKind },
    /// A fact taken over from another system, with the word that system used for the state.
    Recorded { state: CaseState, word: String, #[serde(default)] changes: Vec<Change> },
}

/// An event as the timeline shows it.
pub struct Entry {
    pub id: EntryId,
    /// Feed position: the order of the timeline.
    pub pos: i64,
    pub at: Millis,
    pub by_id: Option<UserId>,
    pub by: String,
    pub by_kind: ActorKind,
    /// The case it was written on, where that came to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<CaseId>,
    /// Of what was done on a device without the server: when, as far as that is believed. `at` is when it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted: Option<Noted>,
    #[serde(flatten)]
    pub event: CaseEvent,
}
}

impl Entry {
    /// The moment that clocks count by.
    pub fn counts_at(&self) -> Millis {
        self.noted.map_or(self.at, |noted| noted.counts_at)
    }
}

impl CaseEvent {
    /// Stable word of the kind, stored beside the event.
    pub fn kind(&self) -> &'static str {
        match self {
            CaseEvent::Opened { .. } => "opened",
            CaseEvent::Edited { .. } => "edited",
            CaseEvent::Assigned { .. } => "assigned",
            CaseEvent::Forwarded { .. } => "forwarded",
            CaseEvent::Taken { .. } => "taken",
            CaseEvent::Started => "started",
            CaseEvent::Held { .. } => "held",
            CaseEvent::Resumed { .. } => "resumed",
            CaseEvent::Resolved { .. } => "resolved",
            CaseEvent::Accepted => "accepted",
            CaseEvent::Rejected { .. } => "rejected",
            CaseEvent::Closed { .. } => "closed",
            CaseEvent::Reopened { .. } => "reopened",
            CaseEvent::Cancelled { .. } => "cancelled",
            CaseEvent::Commented { .. } => "commented",
            CaseEvent::Attached { .. } => "attached",
            CaseEvent::Urged { .. } => "urged",
            CaseEvent::Rated { .. } => "rated",
            CaseEvent::FollowedUp { .. } => "followed_up",
            CaseEvent::Linked { .. } => "linked",
            CaseEvent::Unlinked { .. } => "unlinked",
            CaseEvent::Merged { .. } => "merged",
            CaseEvent::MergeUndone { .. } => "merge_undone",
            CaseEvent::Absorbed { .. } => "absorbed",
            CaseEvent::Parted { .. } => "parted",
            CaseEvent::MarkedDuplicate { .. } => "marked_duplicate",
            CaseEvent::UnmarkedDuplicate { .. } => "unmarked_duplicate",
            CaseEvent::SplitOff { .. } => "split_off",
            CaseEvent::SplitFrom { .. } => "split_from",
            CaseEvent::Followed { .. } => "followed",
            CaseEvent::Unfollowed { .. } => "unfollowed",
            CaseEvent::Snoozed { .. } => "snoozed",
            CaseEvent::Woken { .. } => "woken",
            CaseEvent::Classified { .. } => "classified",
            CaseEvent::Acknowledged { .. } => "acknowledged",
            CaseEvent::InvestigationBegun => "investigation_begun",
            CaseEvent::RemedyProposed { .. } => "remedy_proposed",
            CaseEvent::RemedyAgreed => "remedy_agreed",
            CaseEvent::RemedyDisputed { .. } => "remedy_disputed",
            CaseEvent::Concluded { .. } => "concluded",
            CaseEvent::Escalated { .. } => "escalated",
            CaseEvent::LevelRaised { .. } => "level_raised",
            CaseEvent::EscalationAcknowledged { .. } => "escalation_acknowledged",
            CaseEvent::EscalationRequested { .. } => "escalation_requested",
            CaseEvent::ArticleUsed { .. } => "article_used",
            CaseEvent::Recorded { .. } => "recorded",
        }
    }

    /// Said among staff: nobody else hears of it.
    pub fn is_internal(&self) -> bool {
        matches!(
            self,
            CaseEvent::Commented { internal: true, .. }
                | CaseEvent::Attached { internal: true, .. }
                | CaseEvent::Linked { .. }
                | CaseEvent::Unlinked { .. }
                | CaseEvent::Snoozed { .. }
                | CaseEvent::Woken { .. }
                | CaseEvent::Escalated { .. }
                | CaseEvent::LevelRaised { .. }
                | CaseEvent::EscalationAcknowledged { .. }
                | CaseEvent::EscalationRequested { .. }
                | CaseEvent::ArticleUsed { .. }
        ) || self.is_silent()
    }

    /// One person's own affair: it changes the case and stands in no timeline.
    pub fn is_silent(&self) -> bool {
        matches!(self, CaseEvent::Followed { .. } | CaseEvent::Unfollowed { .. })
    }

    pub fn files(&self) -> &[FileId] {
        match self {
            CaseEvent::Opened { files, .. }
            | CaseEvent::Commented { files, .. }
            | CaseEvent::Attached { files, .. } => files,
            _ => &[],
        }
    }
}
