//! Levels in plain sentences.

use yingda_shared::escalation::{Level, TimeTrigger, Trigger};

use crate::admin::rules::choices::capital;
use crate::admin::rules::sentence::Say;
use crate::key;

pub fn level(say: Say, level: &Level) -> String {
    let i18n = say.i18n;
    let (when, then) = (trigger(say, &level.trigger), say.actions(&level.actions));
    let mut said = match level.criteria.is_empty() {
        true => i18n.fill(key!(escalation_admin.sentence_always), &[("when", &when), ("then", &then)]),
        false => {
            let conditions = say.conditions(&level.criteria);
            i18n.fill(key!(escalation_admin.sentence), &[("when", &when), ("if", &conditions), ("then", &then)])
        }
    };
    if let Some(every) = level.repeat_every.filter(|_| level.max_repeats > 0) {
        let values = [("every", &*every.to_string()), ("most", &*level.max_repeats.to_string())];
        said.push_str(&i18n.fill(key!(escalation_admin.repeats), &values));
    }
    let stops: Vec<String> = level.stop_when.iter().map(|stop| say.word("stop", stop.as_str())).collect();
    if !stops.is_empty() {
        let stops = stops.join(&i18n.say(key!(rules.or)));
        said.push_str(&i18n.fill(key!(escalation_admin.until), &[("stops", &stops)]));
    }
    said.push_str(&i18n.say(key!(escalation_admin.end)));
    capital(&said)
}

fn trigger(say: Say, trigger: &Trigger) -> String {
    match trigger {
        Trigger::Event { event } => {
            say.i18n.fill(key!(escalation_admin.at_event), &[("event", &say.word("event", event.as_str()))])
        }
        Trigger::Time(time) => at_time(say, time),
    }
}

fn at_time(say: Say, time: &TimeTrigger) -> String {
    let i18n = say.i18n;
    let (side, clock) = (say.word("side", time.side.as_str()), say.word("clock", time.clock.as_str()));
    let anchor = say.word("anchor", time.anchor.as_str());
    let amount = match (time.minutes, time.percent) {
        (Some(0), _) | (None, None) => {
            return i18n
                .fill(key!(escalation_admin.at_once), &[("side", &side), ("clock", &clock), ("anchor", &anchor)]);
        }
        (Some(minutes), _) => i18n.fill(key!(escalation_admin.minutes), &[("n", &minutes.to_string())]),
        (None, Some(percent)) => i18n.fill(key!(escalation_admin.percent), &[("n", &percent.to_string())]),
    };
    let direction = say.word("direction", time.direction.as_str());
    let values =
        [("side", &*side), ("clock", &*clock), ("anchor", &*anchor), ("direction", &*direction), ("amount", &*amount)];
    i18n.fill(key!(escalation_admin.at_time), &values)
}
