//! One level while it is being edited.

use leptos::prelude::*;
use yingda_shared::escalation::{Direction, Level, Stop, TimeTrigger, Trigger};
use yingda_shared::fault::FieldFault;
use yingda_shared::rules::HappeningKind;
use yingda_shared::sla::{Anchor, ClockKind, Side};

use crate::admin::rules::action::{self, ActionEdit};
use crate::admin::rules::condition::{self, ConditionEdit, next_key};
use crate::admin::rules::wrong::in_rows;

/// Levels come by presses of buttons that may be gone before them: they own what they hold.
#[derive(Clone)]
pub struct LevelEdit {
    pub key: usize,
    /// `time` or `event`.
    pub on: ArcRwSignal<String>,
    pub side: ArcRwSignal<String>,
    pub clock: ArcRwSignal<String>,
    pub anchor: ArcRwSignal<String>,
    pub direction: ArcRwSignal<String>,
    pub amount: ArcRwSignal<String>,
    /// `minutes` or `percent`.
    pub unit: ArcRwSignal<String>,
    pub event: ArcRwSignal<String>,
    /// Id of its calendar; empty for that of the policy.
    pub calendar: ArcRwSignal<String>,
    pub criteria: ArcRwSignal<Vec<ConditionEdit>>,
    pub actions: ArcRwSignal<Vec<ActionEdit>>,
    pub every: ArcRwSignal<String>,
    pub most: ArcRwSignal<String>,
    pub stops: ArcRwSignal<Vec<String>>,
}

impl LevelEdit {
    pub fn of(level: &Level) -> LevelEdit {
        let text = |text: &str| ArcRwSignal::new(text.to_string());
        let number = |number: Option<u32>| ArcRwSignal::new(number.map(|n| n.to_string()).unwrap_or_default());
        let (on, time, event) = match &level.trigger {
            Trigger::Time(time) => ("time", *time, HappeningKind::Urged),
            Trigger::Event { event } => ("event", usual(), *event),
        };
        LevelEdit {
            key: next_key(),
            on: text(on),
            side: text(time.side.as_str()),
            clock: text(time.clock.as_str()),
            anchor: text(time.anchor.as_str()),
            direction: text(time.direction.as_str()),
            amount: number(time.percent.or(time.minutes)),
            unit: text(if time.percent.is_some() { "percent" } else { "minutes" }),
            event: text(event.as_str()),
            calendar: ArcRwSignal::new(level.calendar_id.map(|id| id.to_string()).unwrap_or_default()),
            criteria: ArcRwSignal::new(condition::rows_of(&level.criteria)),
            actions: ArcRwSignal::new(action::rows_of(&level.actions)),
            every: number(level.repeat_every),
            most: number(Some(level.max_repeats).filter(|most| *most > 0)),
            stops: ArcRwSignal::new(level.stop_when.iter().map(Stop::to_string).collect()),
        }
    }

    /// The level that is typed; what cannot be read is told with its pointer.
    pub fn read(&self, pointer: &str, faults: &mut Vec<FieldFault>) -> Level {
        let mut number = |text: &ArcRwSignal<String>, field: &str| {
            let typed = text.with(|text| text.trim().to_string());
            (!typed.is_empty()).then(|| {
                // What cannot be read is told once: nothing else is to be wrong with it.
                typed.parse::<u32>().unwrap_or_else(|_| {
                    faults.push(FieldFault::new(&format!("{pointer}/{field}"), "whole_number"));
                    1
                })
            })
        };
        let trigger = match self.on.get().as_str() {
            "event" => Trigger::Event {
                event: self.event.with(|word| HappeningKind::parse(word)).unwrap_or(HappeningKind::Urged),
            },
            _ => {
                let (usual, percent) = (usual(), self.unit.with(|unit| unit == "percent"));
                let amount = number(&self.amount, if percent { "trigger/percent" } else { "trigger/minutes" });
                Trigger::Time(TimeTrigger {
                    side: self.side.with(|word| Side::parse(word)).unwrap_or(usual.side),
                    clock: self.clock.with(|word| ClockKind::parse(word)).unwrap_or(usual.clock),
                    anchor: self.anchor.with(|word| Anchor::parse(word)).unwrap_or(usual.anchor),
                    direction: self.direction.with(|word| Direction::parse(word)).unwrap_or(usual.direction),
                    minutes: amount.filter(|_| !percent),
                    percent: amount.filter(|_| percent),
                })
            }
        };
        let (repeat_every, max_repeats) =
            (number(&self.every, "repeat_every"), number(&self.most, "max_repeats").unwrap_or_default());
        Level {
            trigger,
            calendar_id: self.calendar.with(|id| id.parse().ok()),
            criteria: self.criteria.with(|rows| condition::read_rows(rows)),
            actions: self.actions.with(|rows| action::read_rows(rows, &format!("{pointer}/actions"), faults)),
            repeat_every,
            max_repeats,
            stop_when: self.stops.with(|words| words.iter().filter_map(|word| Stop::parse(word)).collect()),
        }
    }

    /// The id of one of its controls.
    pub fn control(&self, rest: &str) -> String {
        let id = format!("level-{}", self.key);
        if let Some(rest) = rest.strip_prefix("/criteria") {
            let keys: Vec<usize> = self.criteria.with(|rows| rows.iter().map(|row| row.key).collect());
            return in_rows(&format!("{id}-criteria"), &keys, rest, "field");
        }
        if let Some(rest) = rest.strip_prefix("/actions") {
            let keys: Vec<usize> = self.actions.with(|rows| rows.iter().map(|row| row.key).collect());
            return in_rows(&format!("{id}-actions"), &keys, rest, "do");
        }
        match rest.trim_start_matches("/trigger").trim_start_matches('/').split('/').next() {
            Some("minutes" | "percent") => format!("{id}-amount"),
            Some(field) if !field.is_empty() => format!("{id}-{field}"),
            _ => format!("{id}-on"),
        }
    }
}

fn usual() -> TimeTrigger {
    TimeTrigger {
        side: Side::External,
        clock: ClockKind::Resolution,
        anchor: Anchor::Due,
        direction: Direction::Before,
        minutes: None,
        percent: Some(25),
    }
}

/// A new level: those who work on the case are told before the solution is due.
pub fn blank() -> Level {
    Level {
        trigger: Trigger::Time(usual()),
        calendar_id: None,
        criteria: Vec::new(),
        actions: vec![ActionEdit::blank().read("", &mut Vec::new())],
        repeat_every: None,
        max_repeats: 0,
        stop_when: vec![Stop::Acknowledged],
    }
}
