//! What can be done with a case: which acts, in which order, and the dialogs that ask for more.

mod answers;
mod assign;
mod complaint;
mod conflict;
mod dialog;
mod edit;
mod ending;
mod escalate;
mod form;
mod forward;
mod hold;
mod merge;
mod resolve;
mod snooze;
mod split;

use yingda_shared::cases::CaseState;
use yingda_shared::cases::view::CaseDetail;
use yingda_shared::escalation::CaseEscalation;
use yingda_shared::kernel::id::UserId;

pub use assign::{colleague, team};
pub use dialog::ActDialog;
pub use edit::{impacts, urgencies};
pub use form::{ActForm, joined, submit, submit_picked};

use crate::i18n::I18n;
use crate::key;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Take,
    Start,
    Resume,
    Resolve,
    Hold,
    Close,
    Assign,
    Forward,
    Edit,
    Priority,
    Reopen,
    FollowUp,
    Urge,
    Follow,
    Unfollow,
    Snooze,
    Wake,
    Link,
    Merge,
    Duplicate,
    NoDuplicate,
    Split,
    UndoSplit,
    Cancel,
    Classify,
    Acknowledge,
    Investigate,
    Propose,
    Conclude,
    AcknowledgeEscalation,
    Escalate,
}

impl Act {
    const ALL: [Act; 31] = [
        Act::AcknowledgeEscalation,
        Act::Take,
        Act::Classify,
        Act::Acknowledge,
        Act::Investigate,
        Act::Propose,
        Act::Conclude,
        Act::Start,
        Act::Resume,
        Act::Resolve,
        Act::Close,
        Act::Hold,
        Act::Assign,
        Act::Forward,
        Act::Edit,
        Act::Priority,
        Act::Reopen,
        Act::FollowUp,
        Act::Urge,
        Act::Snooze,
        Act::Wake,
        Act::Follow,
        Act::Unfollow,
        Act::Link,
        Act::Merge,
        Act::Duplicate,
        Act::NoDuplicate,
        Act::Split,
        Act::UndoSplit,
        Act::Escalate,
        Act::Cancel,
    ];

    pub fn operation(self) -> &'static str {
        match self {
            Act::Take => "cases.take",
            Act::Start => "cases.start",
            Act::Resume => "cases.resume",
            Act::Resolve => "cases.resolve",
            Act::Hold => "cases.hold",
            Act::Close => "cases.close",
            Act::Assign => "cases.assign",
            Act::Forward => "cases.forward",
            Act::Edit | Act::Priority => "cases.edit",
            Act::Reopen => "cases.reopen",
            Act::FollowUp => "cases.follow_up",
            Act::Urge => "cases.urge",
            Act::Follow => "cases.follow",
            Act::Unfollow => "cases.unfollow",
            Act::Snooze => "cases.snooze",
            Act::Wake => "cases.wake",
            Act::Link => "cases.link",
            Act::Merge => "cases.merge",
            Act::Duplicate => "cases.mark_duplicate",
            Act::NoDuplicate => "cases.unmark_duplicate",
            Act::Split => "cases.split",
            Act::UndoSplit => "cases.undo_split",
            Act::Cancel => "cases.cancel",
            Act::Classify => "complaints.classify",
            Act::Acknowledge => "complaints.acknowledge",
            Act::Investigate => "complaints.investigate",
            Act::Propose => "complaints.propose",
            Act::Conclude => "complaints.conclude",
            Act::AcknowledgeEscalation => "cases.acknowledge",
            Act::Escalate => "cases.escalate",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Act::Take => "check",
            Act::Start | Act::Resume => "play",
            Act::Resolve => "check-circle",
            Act::Hold => "pause-circle",
            Act::Close => "check",
            Act::Assign => "user",
            Act::Forward => "arrow-right",
            Act::Edit => "edit",
            Act::Priority => "flag",
            Act::Reopen => "rotate",
            Act::FollowUp => "plus-box",
            Act::Urge => "bolt",
            Act::Follow | Act::Unfollow => "eye",
            Act::Snooze | Act::Wake => "snooze",
            Act::Link => "link",
            Act::Merge => "merge",
            Act::Duplicate | Act::NoDuplicate => "copy",
            Act::Split => "layers",
            Act::UndoSplit => "rotate",
            Act::Cancel => "ban",
            Act::Classify => "tag",
            Act::Acknowledge => "message",
            Act::Investigate => "search",
            Act::Propose => "check-circle",
            Act::Conclude => "check",
            Act::AcknowledgeEscalation => "check-circle",
            Act::Escalate => "arrow-up",
        }
    }

    /// Single key, where there is one.
    pub fn keys(self) -> &'static str {
        match self {
            Act::Assign => "A",
            Act::Priority => "P",
            Act::Snooze => "Z",
            _ => "",
        }
    }

    /// The verb of the button.
    pub fn verb(self, i18n: I18n, partner: bool) -> String {
        match self {
            Act::Take if partner => i18n.say(key!(partner.accept)),
            Act::Priority => i18n.say(key!(cases.act.priority)),
            Act::Edit => i18n.say(key!(cases.act.edit)),
            Act::Cancel => i18n.say(key!(cases.act.cancel)),
            Act::AcknowledgeEscalation => i18n.say(key!(escalation.acknowledge)),
            Act::Escalate => i18n.say(key!(escalation.request)),
            _ => i18n.word("operations", self.operation()),
        }
    }

    /// After it there is nothing left to do for whoever works through a list.
    pub fn ends(operation: &str) -> bool {
        [
            "cases.resolve",
            "cases.close",
            "cases.hold",
            "cases.snooze",
            "cases.assign",
            "cases.forward",
            "cases.mark_duplicate",
            "cases.cancel",
            "complaints.conclude",
        ]
        .contains(&operation)
    }

    /// Moves the case along its life: listed under `S`.
    pub fn changes_state(self) -> bool {
        !matches!(
            self,
            Act::Classify
                | Act::Assign
                | Act::Forward
                | Act::Edit
                | Act::Priority
                | Act::FollowUp
                | Act::Urge
                | Act::Follow
                | Act::Unfollow
                | Act::Snooze
                | Act::Wake
                | Act::Link
                | Act::Split
                | Act::UndoSplit
                | Act::AcknowledgeEscalation
                | Act::Escalate
        )
    }
}

/// The acts open to this person now, the likeliest first. How the escalation stands is told by the server alone: without
/// it nothing is offered there.
pub fn offered(
    detail: &CaseDetail,
    escalation: Option<&CaseEscalation>,
    me: Option<UserId>,
    partner: bool,
) -> Vec<Act> {
    let case = &detail.case;
    let mine = me.is_some() && (if partner { case.firm_engineer_id } else { case.assignee_id }) == me;
    let fits = |act: &Act| {
        detail.may(act.operation())
            && match act {
                Act::Take => !mine,
                // A case on hold goes on; that is `resume`.
                Act::Start => case.state == CaseState::Assigned,
                Act::Follow => !case.following,
                Act::Unfollow => case.following,
                // Once it is known whom a complaint is about, saying so again is no next step.
                Act::Classify => case.complaint.as_ref().is_some_and(|complaint| complaint.severity.is_none()) || mine,
                Act::AcknowledgeEscalation => escalation.is_some_and(CaseEscalation::waits),
                Act::Escalate => escalation.is_some_and(CaseEscalation::may_be_asked_for),
                // Somebody else's case, and one not begun, is not solved in passing: it stays in the menu.
                _ => true,
            }
    };
    let mut acts: Vec<Act> = Act::ALL.into_iter().filter(fits).collect();
    if mine {
        // Of one's own case the next step comes first anyway; taking over comes last for others'.
        return acts;
    }
    if case.assignee_id.is_some()
        && !partner
        && let Some(at) = acts.iter().position(|act| *act == Act::Take)
    {
        let take = acts.remove(at);
        acts.insert(acts.len().min(3), take);
    }
    acts
}
