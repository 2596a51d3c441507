//! What the levels did: who was told and who was passed over, what else was done, and what was not.

use leptos::prelude::*;
use yingda_shared::escalation::{CaseEscalation, SendAgain, Sent, Told};
use yingda_shared::jobs::ErrandState;
use yingda_shared::rules::Action;

use super::words::{effect, effect_sign, fault, names, passed};
use crate::api::call;
use crate::boot::may;
use crate::cases::pane::OpenCase;
use crate::data::Fetch;
use crate::format::exact;
use crate::i18n::I18n;
use crate::ui::{Button, Disclosure, Icon, Size, Tone, use_toasts};
use crate::{key, t};

/// Shown at once; what was before is a press away.
const SHOWN: usize = 5;

/// Nothing where nothing was done. Follows the language with whoever asks.
pub fn done(i18n: I18n, case: OpenCase, told: &CaseEscalation) -> Option<AnyView> {
    if told.done.is_empty() {
        return None;
    }
    let line = |one: &Told| line(i18n, case, told, one);
    let newest = told.done.iter().take(SHOWN).map(line).collect_view();
    let older = told.done.len().saturating_sub(SHOWN);
    let rest = (older > 0).then(|| {
        let rest = told.done.iter().skip(SHOWN).map(line).collect_view();
        let summary = move || i18n.fill(key!(escalation.earlier), &[("n", &older.to_string())]);
        view! { <Disclosure summary><ul class="esc-done">{rest}</ul></Disclosure> }
    });
    let all = view! {
        <h4>{t!(i18n, escalation.done)}</h4>
        <ul class="esc-done">{newest}</ul>
        {rest}
    };
    Some(all.into_any())
}

fn line(i18n: I18n, case: OpenCase, told: &CaseEscalation, one: &Told) -> impl IntoView + use<> {
    let (icon, tone, word) = effect_sign(one.state);
    let state = one.state.as_str();
    let what = effect(i18n, told, &one.action);
    let when = exact(one.ended_at.unwrap_or(one.due_at));
    let said = match &one.action {
        Action::Notify { text, .. } => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        _ => None,
    };
    let notifies = matches!(one.action, Action::Notify { .. }) && one.state == ErrandState::Done;
    let groups = one.sent.iter().any(|sent| sent.robot_id.is_some());
    let reached = notifies.then(|| match one.people.is_empty() {
        // What became of the messages stands below.
        true if groups => None,
        true => Some(i18n.say(key!(escalation.told_nobody))),
        false => {
            let people = names(i18n, &told.names, one.people.iter().map(|user| user.0));
            Some(i18n.fill(key!(escalation.told), &[("people", &people)]))
        }
    });
    // What waits for another try has not failed yet.
    let failed = one.fault.as_deref().filter(|_| one.state != ErrandState::Waiting);
    let why = failed.map(|code| fault(i18n, code));
    let over = one.passed.iter().map(|each| passed(i18n, told, &one.action, each));
    // A call is an errand itself.
    let calls = matches!(one.action, Action::Webhook { .. });
    let anew = calls.then(|| again(i18n, case, told, &one.id, one.state)).flatten();
    let letters = one.sent.iter().map(|sent| letter(i18n, case, told, sent)).collect_view();
    let lines = reached.flatten().into_iter().chain(why).chain(over);
    let lines = lines.map(|words| view! { <small class="quiet">{words}</small> }).collect_view();
    view! {
        <li data-state=state>
            <span class="esc-effect"><b>{what}</b><span class="status" data-tone=tone.name()><Icon name=icon /><span>{i18n.t(word)}</span></span></span>
            <small class="faint">{when}</small>
            {said.map(|text| view! { <span class="plain-text">{text}</span> })}
            {lines}
            {anew}
            {letters}
        </li>
    }
}

/// A letter to one person, or a message to a group: whether it went, and another try where it did not.
fn letter(i18n: I18n, case: OpenCase, told: &CaseEscalation, sent: &Sent) -> impl IntoView + use<> {
    let (icon, tone, word) = match sent.state {
        ErrandState::Waiting if sent.held_until.is_some() => ("clock", Tone::Info, key!(escalation.letter.held)),
        ErrandState::Waiting => ("clock", Tone::Neutral, key!(escalation.letter.waiting)),
        ErrandState::Done => ("check", Tone::Ok, key!(escalation.letter.done)),
        ErrandState::Refused => ("x-circle", Tone::Danger, key!(escalation.letter.refused)),
        ErrandState::Dead => ("alert", Tone::Danger, key!(escalation.letter.dead)),
    };
    let whom = |id| names(i18n, &told.names, std::iter::once(id));
    let to = match (sent.user_id, sent.robot_id) {
        (Some(user), _) => i18n.fill(key!(escalation.letter.to), &[("to", &whom(user.0))]),
        (None, robot) => {
            let to = robot.map(|robot| whom(robot.0)).unwrap_or_default();
            i18n.fill(key!(escalation.letter.to_group), &[("to", &to)])
        }
    };
    let time = sent.held_until.map(exact).unwrap_or_default();
    let stands = move || i18n.fill(word, &[("time", &time)]);
    let why = sent.fault.as_deref().filter(|_| sent.state != ErrandState::Waiting).map(|code| fault(i18n, code));
    let again = again(i18n, case, told, &sent.id, sent.state);
    view! {
        <span class="esc-effect"><small>{to}</small><span class="status" data-tone=tone.name()><Icon name=icon /><span>{stands}</span></span></span>
        {why.map(|words| view! { <small class="quiet">{words}</small> })}
        {again}
    }
}

/// Another try of what was refused or given up.
fn again(i18n: I18n, case: OpenCase, told: &CaseEscalation, errand: &str, state: ErrandState) -> Option<AnyView> {
    let failed = matches!(state, ErrandState::Refused | ErrandState::Dead) && may("cases.send_again");
    failed.then(|| {
        let (busy, toasts) = (RwSignal::new(false), use_toasts());
        let op = SendAgain { id: told.case_id, errand: errand.to_string() };
        let press = move |()| {
            let op = op.clone();
            busy.set(true);
            leptos::task::spawn_local(async move {
                let outcome = call(op).await;
                busy.try_set(false);
                match outcome {
                    Ok(_) => drop(case.escalation.map(Fetch::refresh)),
                    Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
                }
            });
        };
        view! { <Button label=t!(i18n, escalation.letter.again) size=Size::Small icon="rotate" busy on_press=press /> }
            .into_any()
    })
}
