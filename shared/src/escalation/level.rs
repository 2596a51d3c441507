//! One level: when it is reached, for which cases, what it does, and until when it goes on.

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::CalendarId;
use crate::kernel::limits::{ESCALATION_MINUTES_MAX, ESCALATION_PERCENT, ESCALATION_REPEATS_MAX};
use crate::record::Reference;
use crate::rules::{Action, Condition, HappeningKind, check_actions, check_conditions, references_of};
use crate::sla::{Anchor, ClockKind, Side};

words! {
Direction { Before = "before", After = "after" }
}

words! {
/// What ends a level. That a case is resolved, closed or put aside ends all of them.
Stop {
    /// Somebody said that they see to it, as long as that holds.
    Acknowledged = "acknowledged",
    /// The case has somebody.
    Assigned = "assigned",
    /// The case has another state than when the level was reached first, or than when the escalation began.
    StateChange = "state_change",
    Resolved = "resolved",
}
}

data! {
/// So long before or after the start or the due moment of a clock; either `minutes` or `percent` of the target.
#[derive(Copy)]
pub struct TimeTrigger {
    pub side: Side,
    pub clock: ClockKind,
    pub anchor: Anchor,
    pub direction: Direction,
    /// Of the level's calendar.
    #[serde(default)]
    pub minutes: Option<u32>,
    /// Of the target, in the clock's own time: what a page shows of the clock.
    #[serde(default)]
    pub percent: Option<u32>,
}

#[serde(tag = "on", rename_all = "snake_case")]
pub enum Trigger {
    Time(TimeTrigger),
    /// At once, each time that it happens.
    Event { event: HappeningKind },
}

pub struct Level {
    pub trigger: Trigger,
    /// Its hours: it counts by them, and is reached in them. None is the policy's.
    #[serde(default)]
    pub calendar_id: Option<CalendarId>,
    /// All of them; a level that is reached while they do not hold waits until they do.
    #[serde(default)]
    pub criteria: Vec<Condition>,
    pub actions: Vec<Action>,
    /// Minutes of the level's calendar between two repeats.
    #[serde(default)]
    pub repeat_every: Option<u32>,
    /// How often it is said again, at most.
    #[serde(default)]
    pub max_repeats: u32,
    #[serde(default = "acknowledged")]
    pub stop_when: Vec<Stop>,
}
}

fn acknowledged() -> Vec<Stop> {
    vec![Stop::Acknowledged]
}

impl Level {
    pub fn stops_at(&self, stop: Stop) -> bool {
        self.stop_when.contains(&stop)
    }

    pub(super) fn references(&self) -> Vec<Reference> {
        let calendar = self.calendar_id.map(|id| ("/levels", "calendars", id.0));
        let actions = references_of(&self.actions).into_iter().map(|(_, kind, id)| ("/levels", kind, id));
        calendar.into_iter().chain(actions).collect()
    }

    pub(super) fn check(&self, pointer: &str) -> Vec<FieldFault> {
        let at = |field: &str| format!("{pointer}/{field}");
        let minutes = |minutes: u32| (1..=ESCALATION_MINUTES_MAX).contains(&minutes);
        let told_again = self.actions.iter().any(Action::is_repeated);
        let mut faults = Checks::new()
            .when(self.max_repeats > 0 && self.repeat_every.is_none(), &at("repeat_every"), "repeat_without_interval")
            .when(self.repeat_every.is_some_and(|every| !minutes(every)), &at("repeat_every"), "minutes_range")
            .when(self.repeat_every.is_some() && self.max_repeats == 0, &at("max_repeats"), "repeat_without_maximum")
            .when(self.max_repeats > ESCALATION_REPEATS_MAX, &at("max_repeats"), "repeats_range")
            .when(self.max_repeats > 0 && !told_again, &at("max_repeats"), "nothing_to_repeat")
            .when(self.stop_when.len() > Stop::ALL.len(), &at("stop_when"), "too_many")
            .done();
        faults.extend(self.trigger.check(&at("trigger")));
        faults.extend(check_conditions(&self.criteria, &at("criteria")));
        faults.extend(check_actions(&self.actions, &at("actions")));
        faults
    }
}

impl Trigger {
    fn check(&self, pointer: &str) -> Vec<FieldFault> {
        match self {
            Trigger::Event { event } => {
                Checks::new().when(!event.begins_levels(), &format!("{pointer}/event"), "event_misfit").done()
            }
            Trigger::Time(time) => time.check(pointer),
        }
    }
}

impl TimeTrigger {
    fn check(&self, pointer: &str) -> Vec<FieldFault> {
        let at = |field: &str| format!("{pointer}/{field}");
        let early = self.anchor == Anchor::Start && self.direction == Direction::Before;
        let long = self.minutes.is_some_and(|minutes| minutes > ESCALATION_MINUTES_MAX);
        let percent = self.percent.is_some_and(|percent| !ESCALATION_PERCENT.contains(&percent));
        // So much before the due moment would lie before the start.
        let before = self.anchor == Anchor::Due && self.direction == Direction::Before;
        Checks::new()
            .when(early, &at("direction"), "before_start")
            .when(self.minutes.is_some() == self.percent.is_some(), &at("minutes"), "minutes_or_percent")
            .when(long, &at("minutes"), "level_minutes_range")
            .when(percent, &at("percent"), "level_percent_range")
            .when(
                !percent && before && self.percent.is_some_and(|percent| percent > 100),
                &at("percent"),
                "before_start",
            )
            .done()
    }
}
