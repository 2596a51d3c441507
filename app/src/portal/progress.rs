//! How far a case has come: the promise, the steps, the solution while it waits for a word.

use leptos::prelude::*;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::steps::{Step as CaseStep, StepKind, StepState as State};

use super::detail::Shown;
use crate::format::{ago, day, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Icon, Step, StepState, Steps};
use crate::{key, t};

/// What was promised and what comes next, in one glance.
#[component]
pub fn PromiseCard(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let card = Memo::new(move |_| {
        let (tone, icon, title, text) = shown.standing().card(i18n, now.get());
        (tone.name(), icon, title, text)
    });
    let urged = move || {
        let at = shown.detail.with(|detail| detail.case.urged_at).filter(|_| shown.standing().state.is_open())?;
        Some(i18n.fill(key!(portal.urged_at), &[("time", &ago(i18n, at, now.get()))]))
    };
    view! {
        <div class="promise-card" data-tone=move || card.get().0 role="status">
            {move || view! { <Icon name=card.get().1 /> }}
            <b>{move || card.get().2}</b>
            <span>{move || card.get().3}</span>
            {move || urged().map(|text| view! { <span class="promise-urged">{text}</span> })}
        </div>
    }
}

/// How it was solved, while the customer is asked whether it was.
#[component]
pub fn Solution(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let text = Memo::new(move |_| {
        let solved = shown.standing().state == CaseState::Resolved;
        shown
            .detail
            .with(|detail| detail.case.resolution.as_ref().filter(|_| solved).map(|resolution| resolution.text.clone()))
    });
    move || {
        text.get().map(|text| {
            view! {
                <section class="card" aria-labelledby="solution-title">
                    <div class="card-head"><h2 id="solution-title">{t!(i18n, portal.entry.resolved)}</h2></div>
                    <div class="card-body"><p class="plain-text">{text}</p></div>
                </section>
            }
        })
    }
}

/// Four or five steps, like a parcel's.
#[component]
pub fn Progress(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let steps = Signal::derive(move || {
        let now = now.get();
        let step = |step: &CaseStep| {
            let when = step.at.map(|at| day(i18n, at, now)).unwrap_or_default();
            let state = match (step.kind, step.state) {
                (StepKind::Cancelled, State::Current) => StepState::Stopped,
                (StepKind::Closed, State::Current) | (_, State::Done) => StepState::Done,
                (_, State::Current) => StepState::Current,
                (_, State::Todo) => StepState::Todo,
            };
            let promised =
                step.state != State::Done && step.kind != StepKind::Submitted && step.at.is_some_and(|at| at > now);
            let late = step.state == State::Todo && !promised;
            let fact = match (late, promised) {
                (true, _) => String::new(),
                (_, true) => i18n.fill(key!(portal.promise.before), &[("time", &when)]),
                _ => when,
            };
            Step { name: i18n.word("words.step", step.kind.as_str()), fact, state }
        };
        shown.detail.with(|detail| detail.steps.iter().map(step).collect::<Vec<_>>())
    });
    let words = Signal::derive(move || {
        [
            key!(words.step_state.done),
            key!(words.step_state.current),
            key!(words.step_state.todo),
            key!(words.step_state.stopped),
        ]
        .map(|key| i18n.say(key))
    });
    view! { <Steps label=t!(i18n, portal.progress) steps words row=true /> }
}
