//! What runs for one case under one policy: only what was done, never what is to come.

use super::key::Cause;
use super::level::Level;
use super::policy::EscalationPolicy;
use crate::cases::CaseState;
use crate::kernel::id::{CaseId, EscalationPolicyId, UserId};
use crate::kernel::time::{MINUTE, Millis};
use crate::rules::{CaseFacts, Happening};
use crate::sla::{Book, CalendarVersion, Clock, Timetable};

data! {
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct EscalationVersion {
    pub id: EscalationPolicyId,
    pub version: i64,
}

/// A level that was reached.
pub struct Run {
    pub level: u16,
    pub cause: Cause,
    /// Acknowledgements before it was said last for the first time.
    pub turn: u32,
    /// How often it was said again in that turn.
    pub repeats: u32,
    pub first_at: Millis,
    pub last_at: Millis,
    /// Of the case, when it was reached.
    pub state: CaseState,
}

pub struct Acknowledgement {
    pub by: UserId,
    pub at: Millis,
    /// From then on it does not hold any more; None holds for good.
    pub until: Option<Millis>,
    /// Which one of this escalation, from 1.
    pub turn: u32,
    /// It ran out, and the highest level was said again for that.
    #[serde(default)]
    pub said_again: bool,
}

pub struct Instance {
    pub case_id: CaseId,
    /// Which escalation of the case, from 1.
    pub ordinal: u32,
    /// The version that it began with, to its end.
    pub policy: EscalationVersion,
    /// Versions of the calendars that the policy names, and of the default one.
    pub calendars: Vec<CalendarVersion>,
    pub began_at: Millis,
    /// Of the case, when it began.
    pub state: CaseState,
    #[serde(default)]
    pub runs: Vec<Run>,
    #[serde(default)]
    pub acknowledged: Option<Acknowledgement>,
}
}

/// All that is read of a case and its surroundings.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The version that the instance names: of another one nothing is done, see `Instance::fits`.
    pub policy: &'a EscalationPolicy,
    pub case: &'a CaseFacts,
    /// All clocks of the case, as they were replayed.
    pub clocks: &'a [Clock],
    /// What happened to it, in any order: of each kind the last one at least.
    pub happenings: &'a [Happening],
    /// Versions of calendars that the clocks and the instance name. Without one of them the wall counts.
    pub book: &'a Book,
}

impl Instance {
    /// `calendars` are the versions of that moment, the default one among them. What happened before `from` sets off
    /// nothing: of a case that opens under the policy, that is when it was opened, on whichever device.
    pub fn begin(
        policy: &EscalationPolicy,
        case: &CaseFacts,
        calendars: Vec<CalendarVersion>,
        ordinal: u32,
        from: Millis,
    ) -> Instance {
        Instance {
            case_id: case.id,
            ordinal,
            policy: policy.version(),
            calendars,
            began_at: from,
            state: case.state,
            runs: Vec::new(),
            acknowledged: None,
        }
    }

    /// Whether the facts are those of this case and of this version of the policy.
    pub fn fits(&self, facts: &Facts) -> bool {
        facts.policy.version() == self.policy && facts.case.id == self.case_id
    }

    /// Somebody sees to it. A second one counts anew from there.
    pub fn acknowledge(&self, by: UserId, facts: &Facts, now: Millis) -> Instance {
        let minutes = facts.policy.acknowledged_minutes.map(Millis::from);
        let table = self.hours(facts, None).unwrap_or(self.desk(facts));
        let until = minutes.map(|minutes| {
            let length = minutes * MINUTE;
            table.after(now, length).unwrap_or(now + length)
        });
        let turn = self.turn() + 1;
        let acknowledged = Acknowledgement { by, at: now, until, turn, said_again: false };
        Instance { acknowledged: Some(acknowledged), ..self.clone() }
    }

    /// Acknowledgements so far.
    pub(super) fn turn(&self) -> u32 {
        self.acknowledged.as_ref().map_or(0, |acknowledged| acknowledged.turn)
    }

    pub(super) fn run(&self, level: u16, cause: Cause) -> Option<&Run> {
        self.runs.iter().find(|run| run.level == level && run.cause == cause)
    }

    /// The hours that a level counts by, in the version that was begun with: its own, else the policy's. None where
    /// it has none, or where that version is not here.
    pub(super) fn hours<'a>(&self, facts: &Facts<'a>, level: Option<&Level>) -> Option<&'a Timetable> {
        let id = level.and_then(|level| level.calendar_id).or(facts.policy.calendar_id)?;
        let version = self.calendars.iter().find(|version| version.id == Some(id))?;
        facts.book.timetable(version)
    }

    /// The default calendar of the desk, as it was.
    pub(super) fn desk<'a>(&self, facts: &Facts<'a>) -> &'a Timetable {
        let version = self.calendars.iter().find(|version| version.id.is_none());
        version.and_then(|version| facts.book.timetable(version)).unwrap_or(Timetable::of_wall())
    }
}

impl EscalationPolicy {
    pub fn version(&self) -> EscalationVersion {
        EscalationVersion { id: self.id, version: self.rv }
    }
}
