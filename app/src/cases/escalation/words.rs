//! Words and signs of an escalation.

use yingda_shared::cases::listing::Names;
use yingda_shared::escalation::{CaseEscalation, Cause, Passed, RequestState, Severity, Trend, WhyPassed};
use yingda_shared::fault::Fault;
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::rules::{Action, Recipient};

use crate::i18n::{I18n, Key, find};
use crate::key;
use crate::ui::Tone;

pub fn severity(severity: Severity) -> (Key, Tone) {
    match severity {
        Severity::Minor => (key!(escalation.severity.minor), Tone::Neutral),
        Severity::Major => (key!(escalation.severity.major), Tone::Warn),
        Severity::Critical => (key!(escalation.severity.critical), Tone::Danger),
    }
}

pub fn trend(trend: Trend) -> Key {
    match trend {
        Trend::Improving => key!(escalation.trend.improving),
        Trend::Steady => key!(escalation.trend.steady),
        Trend::Worsening => key!(escalation.trend.worsening),
    }
}

/// Icon, tone and word of where a request stands.
pub fn request_sign(state: RequestState) -> (&'static str, Tone, Key) {
    match state {
        RequestState::Requested => ("clock", Tone::Warn, key!(escalation.state.requested)),
        RequestState::Accepted => ("arrow-up", Tone::Danger, key!(escalation.state.accepted)),
        RequestState::Declined => ("ban", Tone::Neutral, key!(escalation.state.declined)),
        RequestState::DeEscalated => ("check", Tone::Ok, key!(escalation.state.de_escalated)),
    }
}

/// Icon, tone and word of what became of an effect.
pub fn effect_sign(state: ErrandState) -> (&'static str, Tone, Key) {
    match state {
        ErrandState::Waiting => ("clock", Tone::Neutral, key!(escalation.effect.waiting)),
        ErrandState::Done => ("check", Tone::Ok, key!(escalation.effect.done)),
        ErrandState::Refused => ("ban", Tone::Warn, key!(escalation.effect.refused)),
        ErrandState::Dead => ("alert", Tone::Danger, key!(escalation.effect.dead)),
    }
}

/// What somebody is called; a word for those who are there no more.
pub fn name(i18n: I18n, called: &Names, id: Uuid) -> String {
    called.get(&id).cloned().unwrap_or_else(|| i18n.say(key!(escalation.somebody)))
}

pub fn names(i18n: I18n, called: &Names, ids: impl IntoIterator<Item = Uuid>) -> String {
    let names: Vec<String> = ids.into_iter().map(|id| name(i18n, called, id)).collect();
    names.join(&i18n.say(key!(beside.and)))
}

/// What set off a level.
pub fn cause(i18n: I18n, cause: Cause) -> String {
    match cause {
        Cause::Clock { clock, .. } => {
            i18n.fill(key!(escalation.by_clock), &[("clock", &i18n.word("words.clock", clock.as_str()))])
        }
        Cause::Event { .. } => i18n.say(key!(escalation.by_event)),
    }
}

/// An effect as a phrase.
pub fn effect(i18n: I18n, told: &CaseEscalation, action: &Action) -> String {
    let named =
        |key, ids: [Option<Uuid>; 2]| i18n.fill(key, &[("to", &names(i18n, &told.names, ids.into_iter().flatten()))]);
    match action {
        Action::Notify { .. } => i18n.say(key!(escalation.effect.notify)),
        Action::RaiseLevel { level } => i18n.fill(key!(escalation.effect.raise_level), &[("n", &level.to_string())]),
        Action::Reassign { team_id, assignee_id } => {
            named(key!(escalation.effect.reassign), [team_id.map(|id| id.0), assignee_id.map(|id| id.0)])
        }
        Action::Dispatch(_) => i18n.say(key!(escalation.effect.dispatch)),
        Action::SetPriority { priority } => {
            let to = i18n.word("words.priority", priority.as_str());
            i18n.fill(key!(escalation.effect.set_priority), &[("to", &to)])
        }
        Action::SetCategory { category_id } => named(key!(escalation.effect.set_category), [Some(category_id.0), None]),
        Action::OpenTask { title, .. } => i18n.fill(key!(escalation.effect.open_task), &[("title", title)]),
        // What stands behind the host may be a secret of those who keep the policy.
        Action::Webhook { url } => {
            let host = url.split('/').nth(2).unwrap_or_default();
            i18n.fill(key!(escalation.effect.webhook), &[("host", host)])
        }
    }
}

/// Why an effect did not come, in words.
pub fn fault(i18n: I18n, code: &str) -> String {
    // What broke says its trace, or when to try again: nothing of that was kept.
    let broke = ["internal", "unavailable", "limited"].contains(&code);
    match find(&format!("fault.{code}")).filter(|_| !broke) {
        Some(_) => i18n.fault(&Fault::refused(code)),
        None => i18n.say(key!(escalation.effect.broke)),
    }
}

/// Who was passed over, and why.
pub fn passed(i18n: I18n, told: &CaseEscalation, action: &Action, passed: &Passed) -> String {
    let recipient = match action {
        Action::Notify { recipients, .. } => recipients.get(passed.place as usize),
        _ => None,
    };
    let role = recipient.and_then(|recipient| match recipient {
        Recipient::Owner => Some(i18n.say(key!(escalation.whom.owner))),
        Recipient::TeamLead => Some(i18n.say(key!(escalation.whom.team_lead))),
        Recipient::OnCall { .. } => Some(i18n.say(key!(escalation.whom.on_call))),
        Recipient::Manager { steps } => Some(i18n.fill(key!(escalation.whom.manager), &[("n", &steps.to_string())])),
        Recipient::Named { .. } | Recipient::Robot { .. } => None,
    });
    let somebody = match (passed.user_id, recipient) {
        (Some(user), _) => Some(name(i18n, &told.names, user.0)),
        (None, Some(Recipient::Named { user_id })) => Some(name(i18n, &told.names, user_id.0)),
        (None, Some(Recipient::Robot { robot_id })) => Some(name(i18n, &told.names, robot_id.0)),
        (None, _) => None,
    };
    let whom: Vec<String> = role.into_iter().chain(somebody).collect();
    let why = match passed.why {
        WhyPassed::NoOwner => key!(escalation.why.no_owner),
        WhyPassed::NoLead => key!(escalation.why.no_lead),
        WhyPassed::NoRota => key!(escalation.why.no_rota),
        WhyPassed::Gap => key!(escalation.why.gap),
        WhyPassed::NoManager => key!(escalation.why.no_manager),
        WhyPassed::Circle => key!(escalation.why.circle),
        WhyPassed::Unknown => key!(escalation.why.unknown),
        WhyPassed::NoRight => key!(escalation.why.no_right),
        WhyPassed::Inactive => key!(escalation.why.inactive),
        WhyPassed::Away => key!(escalation.why.away),
        WhyPassed::OffHours => key!(escalation.why.off_hours),
        WhyPassed::NoRobot => key!(escalation.why.no_robot),
    };
    let circle: Vec<String> = passed.circle.iter().map(|user| name(i18n, &told.names, user.0)).collect();
    let why = match circle.is_empty() {
        true => i18n.say(why),
        false => format!("{} ({})", i18n.say(why), circle.join(" → ")),
    };
    i18n.fill(key!(escalation.passed), &[("whom", &whom.join(" · ")), ("why", &why)])
}

/// Where the panel shows how a case is escalated.
pub fn panel(base: &str, number: &str) -> String {
    format!("{base}/{number}?context=1#{}", super::PANEL)
}
