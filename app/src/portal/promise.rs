//! Where a case stands, in the customer's words: the step, what was promised, whether they are needed.

use yingda_shared::cases::listing::CaseRow;
use yingda_shared::cases::view::CaseView;
use yingda_shared::cases::{CaseState, PendingReason};
use yingda_shared::kernel::time::Millis;
use yingda_shared::sla::Owing;

use crate::format::day;
use crate::i18n::{I18n, Key};
use crate::key;
use crate::ui::Tone;

/// What of a case decides how it is told.
#[derive(Clone, Copy, PartialEq)]
pub struct Standing {
    pub state: CaseState,
    pub pending: Option<PendingReason>,
    pub responded: bool,
    pub respond_by: Millis,
    pub resolve_by: Millis,
    pub resolved_at: Option<Millis>,
    pub closed_at: Option<Millis>,
    /// What its clocks say; nothing for a case that keeps none yet.
    pub owing: Owing,
}

impl From<&CaseRow> for Standing {
    fn from(row: &CaseRow) -> Standing {
        Standing {
            state: row.state,
            pending: row.pending_reason,
            responded: row.first_response_at.is_some(),
            respond_by: row.respond_by,
            resolve_by: row.resolve_by,
            resolved_at: None,
            closed_at: None,
            owing: row.owing,
        }
    }
}

impl From<&CaseView> for Standing {
    fn from(case: &CaseView) -> Standing {
        Standing {
            state: case.state,
            pending: case.pending_reason,
            responded: case.first_response_at.is_some(),
            respond_by: case.respond_by,
            resolve_by: case.resolve_by,
            resolved_at: case.resolved_at,
            closed_at: case.closed_at,
            owing: case.owing,
        }
    }
}

impl Standing {
    /// The desk can do nothing before the customer does.
    pub fn needs_you(self) -> bool {
        self.waits_for_reply() || self.state == CaseState::Resolved
    }

    pub fn waits_for_reply(self) -> bool {
        self.state == CaseState::Pending && self.pending == Some(PendingReason::Customer)
    }

    /// How many of the five steps lie behind.
    pub fn reached(self) -> usize {
        match self.state {
            CaseState::New => 0,
            CaseState::Assigned => 1,
            CaseState::InProgress | CaseState::Pending => 2,
            CaseState::Resolved => 3,
            _ => 5,
        }
    }

    /// The step in two to five characters.
    pub fn word(self, i18n: I18n) -> String {
        let key = match self.state {
            CaseState::Resolved => key!(portal.now.confirm),
            CaseState::Merged | CaseState::Duplicate => key!(portal.now.merged),
            CaseState::New => key!(words.step.submitted),
            CaseState::Assigned => key!(words.step.accepted),
            CaseState::InProgress => key!(words.step.handling),
            CaseState::Pending if self.waits_for_reply() => key!(words.step.waiting_for_you),
            CaseState::Pending => key!(words.step.handling),
            CaseState::Closed => key!(words.step.closed),
            CaseState::Cancelled => key!(words.step.cancelled),
        };
        i18n.say(key)
    }

    /// The step of a case of which only the state is known, and what it waits for.
    pub fn word_of(state: &str, pending: Option<PendingReason>, i18n: I18n) -> String {
        let Some(state) = CaseState::parse(state) else { return String::new() };
        let at = 0;
        Standing {
            state,
            pending,
            responded: false,
            respond_by: at,
            resolve_by: at,
            resolved_at: None,
            closed_at: None,
            owing: Owing::default(),
        }
        .word(i18n)
    }

    /// Nothing runs, and something stands still: what was promised moves when work goes on.
    fn is_paused(self) -> bool {
        self.owing.next.is_none() && self.owing.still.is_some()
    }

    /// What was promised next: when, and whether that is an answer.
    fn due(self) -> (Millis, bool) {
        match self.owing.next {
            Some(next) => (next.due_at, next.kind.is_response()),
            None if self.responded => (self.resolve_by, false),
            None => (self.respond_by, true),
        }
    }

    /// What was promised next, and whether that moment is over.
    fn promise(self, i18n: I18n, now: Millis) -> String {
        if self.is_paused() {
            return i18n.say(key!(portal.promise.paused));
        }
        let (at, answer) = self.due();
        let key = if answer { key!(portal.promise.respond) } else { key!(portal.promise.resolve) };
        if at < now { i18n.say(key!(portal.promise.over)) } else { i18n.fill(key, &[("time", &day(i18n, at, now))]) }
    }

    fn is_over(self, now: Millis) -> bool {
        !self.is_paused() && self.due().0 < now
    }

    /// The one line under the step.
    pub fn line(self, i18n: I18n, now: Millis) -> String {
        match self.state {
            CaseState::Resolved => i18n.say(key!(portal.next.confirm)),
            CaseState::Pending if self.waits_for_reply() => i18n.say(key!(portal.next.reply)),
            state if state.is_open() => self.promise(i18n, now),
            _ => String::new(),
        }
    }

    /// Tone, icon, sentence and what comes next: the first thing on the page of a case.
    pub fn card(self, i18n: I18n, now: Millis) -> (Tone, &'static str, String, String) {
        let say = |key: Key| i18n.say(key);
        let ended = |at: Option<Millis>| at.map(|at| day(i18n, at, now)).unwrap_or_default();
        match self.state {
            CaseState::Resolved => {
                (Tone::Ok, "check-circle", say(key!(portal.now.solved)), say(key!(portal.next.confirm)))
            }
            CaseState::Closed => {
                (Tone::Ok, "check-circle", self.word(i18n), ended(self.closed_at.or(self.resolved_at)))
            }
            CaseState::Cancelled | CaseState::Merged | CaseState::Duplicate => {
                (Tone::Neutral, "ban", self.word(i18n), ended(self.closed_at))
            }
            CaseState::Pending if self.waits_for_reply() => {
                (Tone::Warn, "message", self.word(i18n), say(key!(portal.next.reply)))
            }
            _ => {
                let next = match (self.state, self.pending) {
                    (CaseState::New, _) => key!(portal.next.accept),
                    (CaseState::Assigned, _) => key!(portal.next.start),
                    (CaseState::Pending, Some(PendingReason::Scheduled)) => key!(portal.next.scheduled),
                    (CaseState::Pending, Some(PendingReason::WorkOrder)) => key!(portal.next.visit),
                    (CaseState::Pending, _) => key!(portal.next.third_party),
                    _ => key!(portal.next.handling),
                };
                let (tone, icon) = match self.is_paused() {
                    true => (Tone::Neutral, "pause-circle"),
                    false if self.is_over(now) => (Tone::Warn, "alert"),
                    false => (Tone::Accent, "clock"),
                };
                (tone, icon, self.promise(i18n, now), say(next))
            }
        }
    }
}
