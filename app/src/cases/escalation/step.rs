//! A step in the life of a requested escalation: which there are, and the dialog that asks what it needs.

use leptos::prelude::*;
use yingda_shared::escalation::{EscalationRequest, Move, Severity, StepEscalation, Trend};

use super::bearer::Bearer;
use super::{focused, severities, trends};
use crate::cases::acts::{ActForm, submit};
use crate::form::use_form;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Dialog, RadioGroup, TextArea};
use crate::{key, t};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Accept,
    Decline,
    Note,
    Regrade,
    End,
}

/// The step somebody is about to take.
#[derive(Clone, PartialEq)]
pub struct Asked {
    pub request: EscalationRequest,
    pub step: Step,
}

impl Step {
    pub const ALL: [Step; 5] = [Step::Accept, Step::Decline, Step::Note, Step::Regrade, Step::End];

    /// The step without anything said: enough to know whether it may be taken.
    pub fn bare(self) -> Move {
        self.said(String::new(), Trend::Steady, Severity::Minor)
    }

    fn said(self, reason: String, trend: Trend, severity: Severity) -> Move {
        match self {
            Step::Accept => Move::Accept { reason },
            Step::Decline => Move::Decline { reason },
            Step::Note => Move::Note { trend, note: reason },
            Step::Regrade => Move::Regrade { severity },
            Step::End => Move::DeEscalate { reason },
        }
    }

    pub fn verb(self) -> Key {
        match self {
            Step::Accept => key!(escalation.step.accept),
            Step::Decline => key!(escalation.step.decline),
            Step::Note => key!(escalation.step.note),
            Step::Regrade => key!(escalation.step.regrade),
            Step::End => key!(escalation.step.end),
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Step::Accept => "check",
            Step::Decline => "ban",
            Step::Note => "chart",
            Step::Regrade => "flag",
            Step::End => "check-circle",
        }
    }

    /// What its dialog keeps its text under.
    fn field(self) -> &'static str {
        match self {
            Step::Accept => "accept",
            Step::Decline => "decline",
            Step::Note => "note",
            _ => "end",
        }
    }
}

/// Shows the form of the step that is asked for, until it is taken or left.
#[component]
pub fn StepDialog(bearer: Bearer, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(asked.with(Option::is_some)));
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            asked.set(None);
        }
        now
    });
    let title = move || asked.with(|asked| asked.as_ref().map(|asked| i18n.say(asked.step.verb()))).unwrap_or_default();
    view! {
        <Dialog id="escalation-step" title close_label=t!(i18n, common.close) open>
            {move || asked.get().map(|now| view! { <StepForm bearer now asked /> })}
        </Dialog>
    }
}

#[component]
fn StepForm(bearer: Bearer, now: Asked, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<StepEscalation>();
    let Asked { request, step } = now;
    let reason = bearer.typed::<StepEscalation>(step.field(), "");
    let trend = RwSignal::new(request.trend.unwrap_or(Trend::Steady).as_str().to_string());
    let severity = RwSignal::new(request.severity.as_str().to_string());
    let done = bearer.done(form);
    let id = request.id;
    let send = move |()| {
        let trend = Trend::parse(&trend.get_untracked()).unwrap_or(Trend::Steady);
        let severity = Severity::parse(&severity.get_untracked()).unwrap_or(Severity::Minor);
        let op = StepEscalation { id, step: step.said(reason.get_untracked(), trend, severity) };
        let done = done.clone();
        submit(form, op, move |answer| {
            if answer.is_ok() {
                asked.try_set(None);
                // Once the dialog has given the focus back to a button that is about to go.
                request_animation_frame(|| drop(focused()));
            }
            done(answer);
        });
    };
    let again = Callback::new(send.clone());
    let fields = match step {
        Step::Note => {
            let choices = Signal::derive(move || trends(i18n));
            view! {
                <RadioGroup name="trend" label=t!(i18n, escalation.trend_label) choices value=trend />
                <TextArea name="step/note" label=t!(i18n, escalation.note_label) value=reason error=form.error("step/note") on_send=again />
            }
            .into_any()
        }
        Step::Regrade => {
            let choices = Signal::derive(move || severities(i18n));
            view! { <RadioGroup name="severity" label=t!(i18n, escalation.severity_label) choices value=severity /> }
                .into_any()
        }
        Step::Accept | Step::Decline | Step::End => {
            let required = step != Step::Accept;
            let help = MaybeProp::derive(move || Some(i18n.say(key!(escalation.step_help))));
            view! { <TextArea name="step/reason" label=t!(i18n, cases.act.reason) value=reason required help error=form.error("step/reason") on_send=again /> }.into_any()
        }
    };
    view! {
        <ActForm form verb=Signal::derive(move || i18n.say(step.verb())) danger=step == Step::Decline on_submit=send on_cancel=move |()| asked.set(None)>
            {fields}
        </ActForm>
    }
}
