//! Asking that a case be escalated: how grave it is, why, and who is told of each step.

use leptos::prelude::*;
use yingda_shared::escalation::{EscalateCase, Severity};
use yingda_shared::kernel::id::UserId;

use super::assign::colleague;
use super::form::{ActForm, submit_picked};
use crate::cases::escalation::severities;
use crate::cases::pane::OpenCase;
use crate::cases::picking_people::{Chosen, PeoplePicker};
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::ui::{RadioGroup, TextArea};
use crate::{key, t};

#[component]
pub fn EscalateForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<EscalateCase>();
    let severity = case.typed::<EscalateCase>("severity", Severity::Major.as_str());
    let reason = case.typed::<EscalateCase>("reason", "");
    let watchers = Chosen::none();
    let done = case.done(form);
    let send = move |()| {
        let op = EscalateCase {
            id: case.id(),
            request_id: None,
            severity: Severity::parse(&severity.get_untracked()).unwrap_or(Severity::Major),
            reason: reason.get_untracked(),
            watchers: watchers.ids::<UserId>(),
        };
        submit_picked(form, [watchers.fault("watchers")], op, done.clone());
    };
    let again = Callback::new(send.clone());
    let choices = Signal::derive(move || severities(i18n));
    let verb = Signal::derive(move || i18n.say(key!(escalation.request)));
    let help = MaybeProp::derive(move || Some(i18n.say(key!(escalation.watchers_help))));
    view! {
        <ActForm form verb on_submit=send on_cancel=case.leave()>
            <p class="quiet">{t!(i18n, escalation.request_help)}</p>
            <RadioGroup name="severity" label=t!(i18n, escalation.severity_label) choices value=severity />
            <TextArea name="reason" label=t!(i18n, cases.act.reason) value=reason required=true error=form.error("reason") on_send=again />
            <PeoplePicker name="watchers" label=t!(i18n, escalation.watchers) chosen=watchers offer=colleague help error=form.error("watchers") />
        </ActForm>
    }
}
