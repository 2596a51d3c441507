//! Rules in plain sentences.

use yingda_shared::kernel::id::Uuid;
use yingda_shared::record::Reference;
use yingda_shared::rules::{Action, Condition, Dispatch, Recipient, Rule, TaskDue, TaskFor, Test, ThresholdWhen, When};

use super::choices::{Asked, asked, capital, words_of};
use crate::admin::records::names::Names;
use crate::i18n::{I18n, Key};
use crate::key;

/// Says rules in the language of the page, with the names of what they name.
#[derive(Clone, Copy)]
pub struct Say {
    pub i18n: I18n,
    pub names: Names,
}

impl Say {
    /// Finds out the names of records. Only from effects and events.
    pub fn want(self, references: Vec<Reference>) {
        for (_, kind, id) in references {
            self.names.want(kind, vec![id.to_string()]);
        }
    }

    pub fn rule(self, rule: &Rule) -> String {
        let (when, then) = (self.when(&rule.when), self.actions(&rule.actions));
        let said = match rule.conditions.is_empty() {
            true => self.fill(key!(rules.sentence_always), &[("when", &when), ("then", &then)]),
            false => {
                let conditions = self.conditions(&rule.conditions);
                self.fill(key!(rules.sentence), &[("when", &when), ("if", &conditions), ("then", &then)])
            }
        };
        capital(&said)
    }

    pub fn when(self, when: &When) -> String {
        if let Some(threshold) = &when.threshold {
            return self.threshold(threshold);
        }
        if when.fields.is_empty() {
            return self.word("event", when.event.as_str());
        }
        let fields: Vec<String> = when.fields.iter().map(|field| self.word("field", field.as_str())).collect();
        self.fill(key!(rules.fields_change), &[("fields", &self.either(fields))])
    }

    fn threshold(self, when: &ThresholdWhen) -> String {
        let side = when.side.map(|side| self.word("side", side.as_str())).unwrap_or_default();
        let clock = self.word("clock", when.clock.map_or("any", |clock| clock.as_str()));
        let kind = self.word("threshold", when.kind.map_or("any", |kind| kind.as_str()));
        self.fill(key!(rules.threshold_reached), &[("side", &side), ("clock", &clock), ("kind", &kind)])
    }

    pub fn conditions(self, conditions: &[Condition]) -> String {
        let all: Vec<String> = conditions.iter().map(|condition| self.condition(condition)).collect();
        all.join(&self.i18n.say(key!(rules.and)))
    }

    pub fn condition(self, condition: &Condition) -> String {
        let field = self.word("field", condition.field.as_str());
        let value = |value: &String| match asked(condition.field) {
            Asked::Words => self.i18n.word(words_of(condition.field).0, value),
            Asked::Records => self.named(value),
            Asked::Number => value.clone(),
            Asked::Texts => self.quoted(value),
        };
        let values = self.either(condition.values.iter().map(value).collect());
        let key = match condition.test {
            Test::AnyOf => key!(rules.is_any_of),
            Test::NoneOf => key!(rules.is_none_of),
            Test::AtLeast => key!(rules.is_at_least),
            Test::AtMost => key!(rules.is_at_most),
            Test::Contains => key!(rules.contains),
            Test::Set => key!(rules.is_set),
            Test::Unset => key!(rules.is_unset),
        };
        self.fill(key, &[("field", &field), ("values", &values)])
    }

    pub fn actions(self, actions: &[Action]) -> String {
        let all: Vec<String> = actions.iter().map(|action| self.action(action)).collect();
        match all.is_empty() {
            true => self.i18n.say(key!(rules.nothing)),
            false => all.join(&self.i18n.say(key!(rules.then_and))),
        }
    }

    pub fn action(self, action: &Action) -> String {
        match action {
            Action::Notify { recipients, media, text, urgent } => {
                let who = self.both(recipients.iter().map(|who| self.recipient(who)).collect());
                let ways = self.both(media.iter().map(|way| self.word("medium", way.as_str())).collect());
                let key = match (media.is_empty(), *urgent) {
                    (true, _) => key!(rules.does_tell),
                    (false, true) => key!(rules.does_notify_urgent),
                    (false, false) => key!(rules.does_notify),
                };
                let said = self.fill(key, &[("who", &who), ("ways", &ways)]);
                match text.trim().is_empty() {
                    true => said,
                    false => self.fill(key!(rules.does_say), &[("does", &said), ("text", &self.quoted(text))]),
                }
            }
            Action::RaiseLevel { level } => self.fill(key!(rules.does_raise), &[("level", &level.to_string())]),
            Action::Reassign { team_id, assignee_id } => {
                let team = team_id.map(|id| self.id(id.0));
                let person = assignee_id.map(|id| self.id(id.0));
                let who = team.into_iter().chain(person).collect::<Vec<_>>().join(" / ");
                self.fill(key!(rules.does_reassign), &[("who", &who)])
            }
            Action::Dispatch(dispatch) => self.dispatch(dispatch),
            Action::SetPriority { priority } => {
                let priority = self.i18n.word("words.priority", priority.as_str());
                self.fill(key!(rules.does_set_priority), &[("priority", &priority)])
            }
            Action::SetCategory { category_id } => {
                self.fill(key!(rules.does_set_category), &[("category", &self.id(category_id.0))])
            }
            Action::OpenTask { title, whom, due, .. } => self.opens(title, whom, *due),
            Action::Webhook { url } => self.fill(key!(rules.does_call), &[("url", url)]),
        }
    }

    fn opens(self, title: &str, whom: &TaskFor, due: Option<TaskDue>) -> String {
        let does = self.fill(key!(rules.does_open_task), &[("title", title)]);
        let who = match (whom, whom.person()) {
            (TaskFor::NamedTeam { team_id }, _) => self.id(team_id.0),
            (_, Some(person)) => self.recipient(&person),
            (_, None) => self.word("task_for", "team"),
        };
        let does = self.fill(key!(rules.does_task_for), &[("does", &does), ("who", &who)]);
        match due {
            None => does,
            Some(TaskDue { minutes, working }) => {
                let key = if working { key!(rules.does_task_due_working) } else { key!(rules.does_task_due) };
                self.fill(key, &[("does", &does), ("n", &minutes.to_string())])
            }
        }
    }

    fn dispatch(self, dispatch: &Dispatch) -> String {
        let skills = (!dispatch.skills.is_empty()).then(|| {
            let skills = self.both(dispatch.skills.iter().map(|skill| self.quoted(skill)).collect());
            self.fill(key!(rules.needs_skills), &[("skills", &skills)])
        });
        let most = dispatch.most.map(|most| self.fill(key!(rules.needs_below), &[("n", &most.to_string())]));
        let asks = [
            skills,
            dispatch.on_duty.then(|| self.i18n.say(key!(rules.needs_duty))),
            dispatch.same_region.then(|| self.i18n.say(key!(rules.needs_region))),
            dispatch.same_language.then(|| self.i18n.say(key!(rules.needs_language))),
            most,
        ];
        let asks: Vec<String> = asks.into_iter().flatten().collect();
        let asks = if asks.is_empty() { self.i18n.say(key!(rules.needs_nothing)) } else { self.both(asks) };
        let team = dispatch.team_id.map_or_else(|| self.i18n.say(key!(rules.any_team)), |id| self.id(id.0));
        let by = self.word("strategy", dispatch.by.as_str());
        self.fill(key!(rules.does_dispatch), &[("team", &team), ("needs", &asks), ("by", &by)])
    }

    pub fn recipient(self, recipient: &Recipient) -> String {
        match recipient {
            Recipient::Owner => self.word("recipient", "owner"),
            Recipient::TeamLead => self.word("recipient", "team_lead"),
            Recipient::OnCall { rota_id } => self.fill(key!(rules.on_call_of), &[("rota", &self.id(rota_id.0))]),
            Recipient::Manager { steps: steps @ 1..=3 } => self.word("recipient", &format!("manager_{steps}")),
            Recipient::Manager { steps } => self.fill(key!(rules.manager_above), &[("n", &steps.to_string())]),
            Recipient::Named { user_id } => self.id(user_id.0),
            Recipient::Robot { robot_id } => self.fill(key!(rules.group_of), &[("robot", &self.id(robot_id.0))]),
        }
    }

    fn id(self, id: Uuid) -> String {
        self.named(&id.to_string())
    }

    fn named(self, id: &str) -> String {
        self.names.of(id).unwrap_or_else(|| "…".into())
    }

    fn quoted(self, text: &str) -> String {
        self.fill(key!(rules.quoted), &[("text", text)])
    }

    fn either(self, words: Vec<String>) -> String {
        words.join(&self.i18n.say(key!(rules.or)))
    }

    fn both(self, words: Vec<String>) -> String {
        words.join(&self.i18n.say(key!(common.comma)))
    }

    pub fn word(self, kind: &str, word: &str) -> String {
        self.i18n.word(&format!("rule_words.{kind}"), word)
    }

    fn fill(self, key: Key, values: &[(&str, &str)]) -> String {
        self.i18n.fill(key, values)
    }
}
