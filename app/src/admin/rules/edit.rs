//! A rule while it is being edited: what is typed, and the rule that it says.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::id::RuleId;
use yingda_shared::record::Save;
use yingda_shared::rules::{Field, HappeningKind, Rule, ThresholdWhen, When};
use yingda_shared::sla::{ClockKind, Side, ThresholdKind};

use super::action::{self, ActionEdit, ActionRows};
use super::condition::{self, ConditionRows};
use super::wrong::in_rows;

#[derive(Clone, Copy)]
pub struct Edit {
    pub name: RwSignal<String>,
    pub order: RwSignal<String>,
    pub active: RwSignal<bool>,
    pub event: RwSignal<String>,
    /// Of a change alone.
    pub fields: RwSignal<Vec<String>>,
    /// Of a threshold alone; empty is any.
    pub side: RwSignal<String>,
    pub clock: RwSignal<String>,
    pub kind: RwSignal<String>,
    pub conditions: ConditionRows,
    pub actions: ActionRows,
    pub last: RwSignal<bool>,
    /// As it was saved last.
    pub kept: RwSignal<Rule>,
}

impl Edit {
    pub fn of(rule: &Rule) -> Edit {
        let edit = Edit {
            name: RwSignal::default(),
            order: RwSignal::default(),
            active: RwSignal::default(),
            event: RwSignal::default(),
            fields: RwSignal::default(),
            side: RwSignal::default(),
            clock: RwSignal::default(),
            kind: RwSignal::default(),
            conditions: RwSignal::default(),
            actions: RwSignal::default(),
            last: RwSignal::default(),
            kept: RwSignal::new(rule.clone()),
        };
        edit.load(rule);
        edit
    }

    pub fn load(self, rule: &Rule) {
        let threshold = rule.when.threshold.unwrap_or_default();
        self.name.set(rule.name.clone());
        self.order.set(rule.order.to_string());
        self.active.set(rule.active);
        self.event.set(rule.when.event.to_string());
        self.fields.set(rule.when.fields.iter().map(Field::to_string).collect());
        self.side.set(threshold.side.map(|word| word.to_string()).unwrap_or_default());
        self.clock.set(threshold.clock.map(|word| word.to_string()).unwrap_or_default());
        self.kind.set(threshold.kind.map(|word| word.to_string()).unwrap_or_default());
        self.conditions.set(condition::rows_of(&rule.conditions));
        self.actions.set(action::rows_of(&rule.actions));
        self.last.set(rule.last);
    }

    pub fn hears(self) -> HappeningKind {
        self.event.with(|word| HappeningKind::parse(word)).unwrap_or(HappeningKind::Opened)
    }

    fn when(self) -> When {
        let event = self.hears();
        let threshold = ThresholdWhen {
            side: self.side.with(|word| Side::parse(word)),
            clock: self.clock.with(|word| ClockKind::parse(word)),
            kind: self.kind.with(|word| ThresholdKind::parse(word)),
        };
        let fields = self.fields.with(|words| words.iter().filter_map(|word| Field::parse(word)).collect());
        When {
            event,
            fields: if event == HappeningKind::Changed { fields } else { Vec::new() },
            threshold: Some(threshold)
                .filter(|one| event == HappeningKind::Threshold && *one != ThresholdWhen::default()),
        }
    }

    /// The rule that is typed, with all that is wrong with it.
    pub fn typed(self) -> (Rule, Vec<FieldFault>) {
        let mut faults = Vec::new();
        let order = self.order.with(|text| text.trim().parse().ok());
        if order.is_none() {
            faults.push(FieldFault::new("/order", "whole_number"));
        }
        let kept = self.kept.get();
        let rule = Rule {
            id: kept.id,
            rv: kept.rv,
            active: self.active.get(),
            name: self.name.with(|name| name.trim().to_string()),
            order: order.unwrap_or_default(),
            when: self.when(),
            conditions: self.conditions.with(|rows| condition::read_rows(rows)),
            actions: self.actions.with(|rows| action::read_rows(rows, "/then", &mut faults)),
            last: self.last.get(),
        };
        faults.extend(Save(rule.clone()).check());
        (rule, faults)
    }

    pub fn read(self) -> Result<Rule, Vec<FieldFault>> {
        let (rule, faults) = self.typed();
        if faults.is_empty() { Ok(rule) } else { Err(faults) }
    }

    /// The control that a fault is about.
    pub fn control(self, pointer: &str) -> String {
        if let Some(rest) = pointer.strip_prefix("/if") {
            let keys: Vec<usize> = self.conditions.with(|rows| rows.iter().map(|row| row.key).collect());
            return in_rows("rule-if", &keys, rest, "field");
        }
        if let Some(rest) = pointer.strip_prefix("/then") {
            let keys: Vec<usize> = self.actions.with(|rows| rows.iter().map(|row| row.key).collect());
            return in_rows("rule-then", &keys, rest, "do");
        }
        match pointer.trim_start_matches("/when").trim_start_matches('/').split('/').next() {
            Some(name) if !name.is_empty() => format!("rule-{name}"),
            _ => "rule-event".into(),
        }
    }
}

/// A new rule: a new case, a notice. It runs after all others.
pub fn blank(id: RuleId, order: i32) -> Rule {
    let action = ActionEdit::blank().read("/then/0", &mut Vec::new());
    Rule {
        id,
        rv: 0,
        active: true,
        name: String::new(),
        order,
        when: When { event: HappeningKind::Opened, fields: Vec::new(), threshold: None },
        conditions: Vec::new(),
        actions: vec![action],
        last: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::id::Uuid;
    use yingda_shared::rules::{Condition, Test};

    #[test]
    fn what_is_typed_is_the_rule() {
        Owner::new().with(|| {
            let mut rule = Rule { name: "VIP".into(), rv: 3, ..blank(RuleId(Uuid::from_u128(7)), 30) };
            rule.when = When {
                event: HappeningKind::Threshold,
                fields: Vec::new(),
                threshold: Some(ThresholdWhen { clock: Some(ClockKind::Resolution), ..ThresholdWhen::default() }),
            };
            let edit = Edit::of(&rule);
            assert_eq!(edit.read(), Ok(rule.clone()));
            // Another event asks for no clock.
            edit.event.set("changed".into());
            edit.fields.set(vec!["team".into()]);
            assert_eq!(
                edit.read().map(|rule| rule.when),
                Ok(When { event: HappeningKind::Changed, fields: vec![Field::Team], threshold: None })
            );
            edit.order.set("soon".into());
            let none = Condition { field: Field::Team, test: Test::AnyOf, values: Vec::new() };
            edit.conditions.set(condition::rows_of(&[none]));
            let wrong: Vec<String> = edit.read().expect_err("faults").into_iter().map(|fault| fault.pointer).collect();
            assert_eq!(wrong, ["/order", "/if/0/values"]);
            let key = edit.conditions.with_untracked(|rows| rows[0].key);
            assert_eq!(edit.control("/if/0/values"), format!("rule-if-{key}-values"));
            assert_eq!(edit.control("/then"), "rule-then");
            assert_eq!(edit.control("/when/fields/0"), "rule-fields");
            assert_eq!(edit.control("/name"), "rule-name");
        });
    }
}
