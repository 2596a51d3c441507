//! How a customer as a whole is escalated, on the customer's page: what was asked for, how it goes, and asking for it.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{EscalateAccount, GetAccountEscalation, Severity};
use yingda_shared::kernel::id::{CompanyId, UserId};

use super::bearer::Bearer;
use super::requests::{Stepping, rows};
use super::severities;
use super::step::StepDialog;
use crate::boot::{may, use_boot};
use crate::cases::acts::{ActForm, colleague, submit_picked};
use crate::cases::picking_people::{Chosen, PeoplePicker};
use crate::data::fetch;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::ui::{Button, Dialog, RadioGroup, TextArea};
use crate::{key, t};

/// Nothing for whoever may not know of it.
#[component]
pub fn AccountBox(id: CompanyId) -> impl IntoView {
    may(GetAccountEscalation::NAME).then(|| view! { <Requests id /> })
}

#[component]
fn Requests(id: CompanyId) -> impl IntoView {
    let i18n = use_i18n();
    let me = use_boot().with_value(|boot| boot.me.user_id);
    let told = fetch(move || Some(GetAccountEscalation { id }));
    let refresh = Callback::new(move |()| told.refresh());
    let stepping = Stepping { bearer: Bearer::Account(refresh), me, asked: RwSignal::new(None) };
    let asking = RwSignal::new(false);
    let body = move || {
        told.data.with(|told| {
            let told = told.as_ref()?;
            Some(match told.requests.is_empty() {
                true => view! { <p class="quiet">{t!(i18n, escalation.account_none)}</p> }.into_any(),
                false => rows(i18n, &told.requests, &told.names, stepping).into_any(),
            })
        })
    };
    let fault = move || told.fault.get().map(|fault| view! { <p class="faint">{move || i18n.fault(&fault)}</p> });
    let button = move || {
        let offered = told.data.with(|told| told.as_ref().is_some_and(|told| told.may_be_asked_for()));
        (offered && may(EscalateAccount::NAME)).then(|| {
            view! { <Button label=t!(i18n, escalation.request) icon="arrow-up" class="esc-request-new" on_press=move |()| asking.set(true) /> }
        })
    };
    view! {
        <section class="record-extra escalation" id="account-escalation" aria-labelledby="account-escalation-title">
            <h3 id="account-escalation-title">{t!(i18n, escalation.of_account)}</h3>
            {body}
            {fault}
            {button}
            <StepDialog bearer=stepping.bearer asked=stepping.asked />
            <Dialog id="account-escalate" title=t!(i18n, escalation.request) close_label=t!(i18n, common.close) open=asking>
                {move || asking.get().then(|| view! { <AskForm id asking refresh /> })}
            </Dialog>
        </section>
    }
}

#[component]
fn AskForm(id: CompanyId, asking: RwSignal<bool>, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<EscalateAccount>();
    let severity = RwSignal::new(Severity::Major.as_str().to_string());
    let reason = RwSignal::new(String::new());
    let watchers = Chosen::none();
    let send = move |()| {
        let op = EscalateAccount {
            id,
            request_id: None,
            severity: Severity::parse(&severity.get_untracked()).unwrap_or(Severity::Major),
            reason: reason.get_untracked(),
            watchers: watchers.ids::<UserId>(),
        };
        submit_picked(form, [watchers.fault("watchers")], op, move |answer| {
            if answer.is_ok() {
                asking.try_set(false);
                refresh.try_run(());
            }
        });
    };
    let again = Callback::new(send);
    let choices = Signal::derive(move || severities(i18n));
    let verb = Signal::derive(move || i18n.say(key!(escalation.request)));
    let help = MaybeProp::derive(move || Some(i18n.say(key!(escalation.account_watchers_help))));
    view! {
        <ActForm form verb on_submit=send on_cancel=move |()| asking.set(false)>
            <p class="quiet">{t!(i18n, escalation.account_help)}</p>
            <RadioGroup name="severity" label=t!(i18n, escalation.severity_label) choices value=severity />
            <TextArea name="reason" label=t!(i18n, cases.act.reason) value=reason required=true error=form.error("reason") on_send=again />
            <PeoplePicker name="watchers" label=t!(i18n, escalation.watchers) chosen=watchers offer=colleague help error=form.error("watchers") />
        </ActForm>
    }
}
