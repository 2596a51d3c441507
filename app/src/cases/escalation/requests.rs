//! Escalations that somebody asked for: why, how it stands, and what may be done about it.

use leptos::prelude::*;
use yingda_shared::cases::listing::Names;
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{
    CaseEscalation, EscalationRequest, RequestState, RequestTurn, StepEscalation, TrendNote,
};
use yingda_shared::kernel::id::UserId;

use super::bearer::Bearer;
use super::step::{Asked, Step};
use super::words::{name, names, request_sign, severity, trend};
use crate::boot::may;
use crate::format::exact;
use crate::i18n::I18n;
use crate::ui::{Button, Chip, Disclosure, Icon};
use crate::{key, t};

/// What is needed to show requests and to take a step with one.
#[derive(Clone, Copy)]
pub struct Stepping {
    pub bearer: Bearer,
    pub me: Option<UserId>,
    pub asked: RwSignal<Option<Asked>>,
}

/// Those for the case, and those for its customer. Nothing where nobody asked. Follows the language with whoever asks.
pub fn requests(i18n: I18n, told: &CaseEscalation, stepping: Stepping) -> Option<AnyView> {
    let account = (!told.account.is_empty()).then(|| {
        view! {
            <div class="esc-account">
                <h4>{t!(i18n, escalation.of_account)}</h4>
                {rows(i18n, &told.account, &told.names, stepping)}
            </div>
        }
    });
    let own = (!told.requests.is_empty()).then(|| {
        view! {
            <h4>{t!(i18n, escalation.requests)}</h4>
            {rows(i18n, &told.requests, &told.names, stepping)}
        }
    });
    (account.is_some() || own.is_some()).then(|| view! { {account}{own} }.into_any())
}

/// Requests, each with the steps that are open to whoever looks.
pub fn rows(i18n: I18n, requests: &[EscalationRequest], called: &Names, stepping: Stepping) -> impl IntoView + use<> {
    let rows = requests.iter().map(|request| row(i18n, called, request, stepping)).collect_view();
    view! { <ul class="esc-requests">{rows}</ul> }
}

fn row(i18n: I18n, called: &Names, request: &EscalationRequest, stepping: Stepping) -> impl IntoView + use<> {
    let (icon, tone, state) = request_sign(request.state);
    let stands = request.state.as_str();
    let (grave, grave_tone) = severity(request.severity);
    let by = name(i18n, called, request.requested_by.0);
    let asked_for = i18n.fill(key!(escalation.requested), &[("by", &by), ("time", &exact(request.requested_at))]);
    let watchers = (!request.watchers.is_empty()).then(|| {
        let people = names(i18n, called, request.watchers.iter().map(|user| user.0));
        i18n.fill(key!(escalation.watched), &[("people", &people)])
    });
    let mood = request.trend.map(|word| i18n.fill(key!(escalation.mood), &[("trend", &i18n.say(trend(word)))]));
    let facts = [Some(asked_for), mood, watchers].into_iter().flatten();
    let facts = facts.map(|words| view! { <small class="quiet">{words}</small> }).collect_view();
    let turns = request.turns.iter().map(|turn| self::turn(i18n, called, turn)).collect_view();
    let turns = (!request.turns.is_empty()).then(|| view! { <ol class="esc-turns">{turns}</ol> });
    let notes = request.notes.iter().rev().map(|each| note(i18n, called, each)).collect_view();
    let notes = (!request.notes.is_empty()).then(|| {
        let count = request.notes.len().to_string();
        view! { <Disclosure summary=t!(i18n, escalation.notes) note=count><ol class="esc-turns">{notes}</ol></Disclosure> }
    });
    view! {
        <li data-state=stands>
            <span class="row">
                <Chip text=Signal::derive(move || i18n.say(state)) icon tone />
                <Chip text=Signal::derive(move || i18n.say(grave)) icon="flag" tone=grave_tone />
            </span>
            <p class="plain-text">{request.reason.clone()}</p>
            {facts}
            {turns}
            {notes}
            {steps(i18n, request, stepping)}
        </li>
    }
}

fn turn(i18n: I18n, called: &Names, turn: &RequestTurn) -> impl IntoView + use<> {
    let (icon, tone, state) = request_sign(turn.state);
    let (by, at) = (name(i18n, called, turn.by.0), exact(turn.at));
    let reason = Some(turn.reason.clone()).filter(|reason| !reason.trim().is_empty());
    view! {
        <li>
            <span class="status" data-tone=tone.name()><Icon name=icon /><span>{i18n.t(state)}</span></span>
            <small class="quiet">{format!("{by} · {at}")}</small>
            {reason.map(|reason| view! { <span class="plain-text">{reason}</span> })}
        </li>
    }
}

/// How the customer took it at a moment.
fn note(i18n: I18n, called: &Names, note: &TrendNote) -> impl IntoView + use<> {
    let (by, at, word) = (name(i18n, called, note.by.0), exact(note.at), trend(note.trend));
    let said = Some(note.note.clone()).filter(|said| !said.is_empty());
    view! {
        <li>
            <span>{i18n.t(word)}</span>
            <small class="quiet">{format!("{by} · {at}")}</small>
            {said.map(|said| view! { <span class="plain-text">{said}</span> })}
        </li>
    }
}

/// The steps that are open to this person; none is shown that would be refused.
fn steps(i18n: I18n, request: &EscalationRequest, stepping: Stepping) -> impl IntoView + use<> {
    let Stepping { bearer, me, asked } = stepping;
    let by = me.filter(|_| may(StepEscalation::NAME));
    let open: Vec<Step> = match by {
        Some(me) => Step::ALL.into_iter().filter(|step| request.allows(&step.bare(), me).is_ok()).collect(),
        None => Vec::new(),
    };
    let own = request.state == RequestState::Requested && by == Some(request.requested_by);
    let own = own.then(|| view! { <small class="faint">{t!(i18n, escalation.own)}</small> });
    let request = request.clone();
    let buttons = move || {
        let open = if bearer.is_away() { Vec::new() } else { open.clone() };
        let button = |step: Step| {
            let request = request.clone();
            let press = move |()| asked.set(Some(Asked { request: request.clone(), step }));
            view! { <Button label=i18n.t(step.verb()) icon=step.icon() on_press=press /> }
        };
        (!open.is_empty()).then(|| view! { <div class="esc-steps">{open.into_iter().map(button).collect_view()}</div> })
    };
    view! { {own}{buttons} }
}
