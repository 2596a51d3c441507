//! The remedy a customer is asked about: agree with one tap, or say what is not right with it.

use leptos::prelude::*;
use yingda_shared::cases::complaint::{AgreeRemedy, DisputeRemedy, Remedy, Stage};

use super::detail::Shown;
use super::fault::FormFault;
use crate::form::{OpForm, use_form};
use crate::format::{amount, day, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Button, Icon, Kind, TextArea, Tone, use_toasts};
use crate::{key, t};

/// When an answer was promised, while it is awaited.
#[component]
pub fn AnswerPromised(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let at = Memo::new(move |_| {
        shown.detail.with(|detail| {
            let complaint = detail.case.complaint.as_ref()?;
            let awaited = matches!(complaint.stage, Stage::Acknowledged | Stage::Investigating | Stage::Disputed);
            complaint.answer_by.filter(|_| awaited)
        })
    });
    move || {
        let at = at.get().filter(|at| *at > now.get())?;
        let text = move || i18n.fill(key!(complaints.portal.answer_by), &[("time", &day(i18n, at, now.get()))]);
        Some(view! { <p class="quiet small" id="answer-by"><Icon name="clock" />" "{text}</p> })
    }
}

/// The proposal, while it waits for the customer.
#[component]
pub fn RemedyCard(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let (agreeing, disputing) = (use_form::<AgreeRemedy>(), use_form::<DisputeRemedy>());
    let may = shown.may("complaints.agree");
    let remedy = Memo::new(move |_| {
        let told = shown.detail.with(|detail| detail.case.complaint.as_ref().and_then(|it| it.remedy.clone()));
        told.filter(|_| may.get())
    });
    let agreed = Callback::new(move |_| {
        toasts.show(Tone::Ok, untrack(|| i18n.say(key!(complaints.portal.agreed_thanks))));
        shown.refresh.run(());
    });
    let disputed = Callback::new(move |_| {
        toasts.show(Tone::Neutral, untrack(|| i18n.say(key!(portal.sent))));
        shown.refresh.run(());
    });
    let open = disputing.fault.with_untracked(Option::is_some);
    let card = move |remedy: Remedy| {
        let paid = (remedy.compensation_minor > 0).then(|| {
            let amount = amount(remedy.compensation_minor);
            view! { <p class="strong">{move || i18n.fill(key!(complaints.portal.compensation), &[("amount", &amount)])}</p> }
        });
        view! {
            <section class="card" id="remedy" aria-labelledby="remedy-title">
                <div class="card-head"><h2 id="remedy-title">{t!(i18n, complaints.portal.proposed_title)}</h2></div>
                <div class="card-body stack">
                    <p class="plain-text">{remedy.text}</p>
                    {paid}
                    <OpForm form=agreeing on_done=agreed class="form">
                        <FormFault form=agreeing />
                        <input type="hidden" name="id" value=shown.id() />
                        <div class="form-actions"><Button kind=Kind::Primary submit=true icon="check" label=t!(i18n, complaints.portal.agree) busy=agreeing.busy /></div>
                    </OpForm>
                </div>
            </section>
            <details class="card fold" id="dispute" open=open>
                <summary><Icon name="rotate" /><span>{t!(i18n, complaints.portal.dispute_title)}</span></summary>
                <div class="card-body">
                    <OpForm form=disputing on_done=disputed class="form" at="dispute">
                        <input type="hidden" name="id" value=shown.id() />
                        <FormFault form=disputing />
                        <TextArea name="reason" id="dispute-reason" label=t!(i18n, complaints.portal.dispute_label) rows=2 required=true
                            value=disputing.value("reason", "") error=disputing.error("reason") />
                        <div class="form-actions"><Button kind=Kind::Primary submit=true label=t!(i18n, complaints.portal.dispute_act) busy=disputing.busy /></div>
                    </OpForm>
                </div>
            </details>
        }
        .into_any()
    };
    move || remedy.get().map(card)
}
