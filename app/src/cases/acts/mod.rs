//! What can be done with a case: which acts, in which order, and the dialogs that ask for more.

mod assign;
mod conflict;
mod dialog;
mod edit;
mod ending;
mod form;
mod forward;
mod hold;
mod resolve;

use yingda_shared::cases::CaseState;
use yingda_shared::cases::view::CaseDetail;
use yingda_shared::kernel::id::UserId;

pub use dialog::ActDialog;
pub use edit::urgencies;
pub use form::{ActForm, submit, submit_picked};

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
    Cancel,
}

impl Act {
    const ALL: [Act; 14] = [
        Act::Take,
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
            Act::Cancel => "cases.cancel",
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
            Act::FollowUp => "link",
            Act::Urge => "bolt",
            Act::Cancel => "ban",
        }
    }

    /// Single key, where there is one.
    pub fn keys(self) -> &'static str {
        match self {
            Act::Assign => "A",
            Act::Priority => "P",
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
            _ => i18n.word("operations", self.operation()),
        }
    }

    /// After it there is nothing left to do for whoever works through a list.
    pub fn ends(operation: &str) -> bool {
        ["cases.resolve", "cases.close", "cases.hold", "cases.assign", "cases.forward", "cases.cancel"]
            .contains(&operation)
    }

    /// Moves the case along its life: listed under `S`.
    pub fn changes_state(self) -> bool {
        !matches!(self, Act::Assign | Act::Forward | Act::Edit | Act::Priority | Act::FollowUp | Act::Urge)
    }
}

/// The acts open to this person now, the likeliest first.
pub fn offered(detail: &CaseDetail, me: Option<UserId>, partner: bool) -> Vec<Act> {
    let case = &detail.case;
    let mine = me.is_some() && (if partner { case.firm_engineer_id } else { case.assignee_id }) == me;
    let fits = |act: &Act| {
        detail.may(act.operation())
            && match act {
                Act::Take => !mine,
                // A case on hold goes on; that is `resume`.
                Act::Start => case.state == CaseState::Assigned,
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
