//! The steps of a complaint that ask for words.

use leptos::prelude::*;
use yingda_shared::cases::complaint::*;
use yingda_shared::catalog::Product;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::time::DAY;
use yingda_shared::organisation::Unit;
use yingda_shared::partners::Firm;

use super::form::{ActForm, submit, submit_picked};
use crate::cases::pane::OpenCase;
use crate::cases::picking::{Pick, RecordPicker};
use crate::form::use_form;
use crate::format::use_now;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Choice, RadioGroup, RadioLook, Select, TextArea, TextInput};
use crate::{key, t};

fn verb(i18n: I18n, operation: &'static str) -> Signal<String> {
    Signal::derive(move || i18n.word("operations", operation))
}

/// The words of an enum as choices.
macro_rules! choices {
    ($i18n:ident, $words:ty, $namespace:literal) => {
        Signal::derive(move || {
            let choice = |word: &$words| Choice::new(word.as_str(), $i18n.word($namespace, word.as_str()));
            <$words>::ALL.iter().map(choice).collect::<Vec<_>>()
        })
    };
}

/// Whom or what it is about.
#[component]
pub fn ClassifyForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<ClassifyComplaint>();
    let Some(seen) = case.with(|detail| detail.case.complaint.clone()).flatten() else { return ().into_any() };
    let pick = |id: Option<Uuid>| Pick::new(id.map(|id| id.to_string()).unwrap_or_default(), case.name(id));
    let against = &seen.against;
    let user = pick(against.user_id.map(|id| id.0));
    let unit = pick(against.unit_id.map(|id| id.0));
    let firm = pick(against.firm_id.map(|id| id.0));
    let product = pick(against.product_id.map(|id| id.0));
    let severity = RwSignal::new(seen.severity.unwrap_or(Severity::Minor).as_str().to_string());
    let topic = RwSignal::new(seen.topic.as_str().to_string());
    let done = case.done(form);
    let send = move |()| {
        let picked = [user.fault("user_id"), unit.fault("unit_id"), firm.fault("firm_id"), product.fault("product_id")];
        let op = ClassifyComplaint {
            id: case.id(),
            severity: Severity::parse(&severity.get_untracked()).unwrap_or(Severity::Minor),
            topic: Topic::parse(&topic.get_untracked()),
            user_id: user.get(),
            unit_id: unit.get(),
            firm_id: firm.get(),
            product_id: product.get(),
        };
        submit_picked(form, picked, op, done.clone());
    };
    view! {
        <ActForm form verb=verb(i18n, "complaints.classify") on_submit=send on_cancel=case.leave()>
            <p class="quiet">{t!(i18n, complaints.act.classify_help)}</p>
            <RadioGroup name="severity" label=t!(i18n, complaints.act.severity) choices=choices!(i18n, Severity, "words.complaint_severity") value=severity look=RadioLook::Row />
            <Select name="topic" label=t!(i18n, complaints.act.topic) choices=choices!(i18n, Topic, "words.complaint_topic") value=topic />
            <RecordPicker<User> name="user_id" label=t!(i18n, complaints.act.user) pick=user error=form.error("user_id")
                offer=|row| (row.active && row.company_id.is_none() && row.firm_id.is_none()).then(|| row.login.clone()) />
            <RecordPicker<Unit> name="unit_id" label=t!(i18n, complaints.act.unit) pick=unit error=form.error("unit_id") offer=|row| row.active.then(String::new) />
            <RecordPicker<Firm> name="firm_id" label=t!(i18n, complaints.act.firm) pick=firm error=form.error("firm_id") offer=|row| row.active.then(String::new) />
            <RecordPicker<Product> name="product_id" label=t!(i18n, complaints.act.product) pick=product error=form.error("product_id") offer=|row| row.active.then(|| row.code.clone()) />
        </ActForm>
    }
    .into_any()
}

/// Days until an answer, as they are offered.
const PROMISES: [i64; 4] = [1, 3, 7, 15];

/// What the customer is told first, and by when there will be an answer.
#[component]
pub fn AcknowledgeForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<AcknowledgeComplaint>();
    let text = case.typed::<AcknowledgeComplaint>("text", "");
    let days = case.typed::<AcknowledgeComplaint>("days", "3");
    let now = use_now();
    let choices = Signal::derive(move || {
        let words = [
            key!(complaints.promise.one),
            key!(complaints.promise.three),
            key!(complaints.promise.seven),
            key!(complaints.promise.fifteen),
        ];
        let choice = |(days, key): (&i64, _)| Choice::new(days.to_string(), i18n.say(key));
        PROMISES.iter().zip(words).map(choice).collect::<Vec<_>>()
    });
    let done = case.done(form);
    let send = move |()| {
        let days = days.get_untracked().parse().unwrap_or(3);
        let op = AcknowledgeComplaint {
            id: case.id(),
            text: text.get_untracked(),
            answer_by: now.get_untracked() + days * DAY,
        };
        submit(form, op, done.clone());
    };
    let help = Signal::derive(move || i18n.say(key!(complaints.act.acknowledge_help)));
    view! {
        <ActForm form verb=verb(i18n, "complaints.acknowledge") on_submit=send.clone() on_cancel=case.leave()>
            <TextArea name="text" label=t!(i18n, complaints.act.acknowledge_text) value=text rows=4 required=true help error=form.error("text") on_send=Callback::new(send) />
            <RadioGroup name="days" label=t!(i18n, complaints.act.answer_by) choices value=days look=RadioLook::Row />
        </ActForm>
    }
}

/// `199.50` in minor units; None for what is no amount.
fn minor(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return Some(0);
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

/// A remedy that the customer agrees to or disputes.
#[component]
pub fn ProposeForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<ProposeRemedy>();
    let text = case.typed::<ProposeRemedy>("text", "");
    let amount = case.typed::<ProposeRemedy>("amount", "");
    let done = case.done(form);
    let send = move |()| match minor(&amount.get_untracked()) {
        Some(compensation_minor) => {
            let op = ProposeRemedy { id: case.id(), text: text.get_untracked(), compensation_minor };
            submit(form, op, done.clone());
        }
        None => {
            let fields = vec![FieldFault::new("/compensation_minor", "amount")];
            form.fault.set(Some(Fault::Invalid { fields }));
        }
    };
    let help = Signal::derive(move || i18n.say(key!(complaints.act.propose_help)));
    let none = MaybeProp::derive(move || Some(i18n.say(key!(complaints.act.compensation_help))));
    view! {
        <ActForm form verb=verb(i18n, "complaints.propose") on_submit=send.clone() on_cancel=case.leave()>
            <TextArea name="text" label=t!(i18n, complaints.act.propose_text) value=text rows=4 required=true help error=form.error("text") on_send=Callback::new(send) />
            <TextInput name="compensation_minor" inputmode="decimal" label=t!(i18n, complaints.act.compensation) value=amount help=none error=form.error("compensation_minor") class="field-narrow" />
        </ActForm>
    }
}

/// The end: what the customer reads, and what was at the root of it.
#[component]
pub fn ConcludeForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<ConcludeComplaint>();
    let text = case.typed::<ConcludeComplaint>("text", "");
    let cause = case.typed::<ConcludeComplaint>("cause", "");
    let class = case.typed::<ConcludeComplaint>("class", CauseClass::Process.as_str());
    let done = case.done(form);
    let send = move |()| {
        let op = ConcludeComplaint {
            id: case.id(),
            text: text.get_untracked(),
            class: CauseClass::parse(&class.get_untracked()).unwrap_or(CauseClass::Process),
            cause: cause.get_untracked(),
            cause_case_id: None,
        };
        submit(form, op, done.clone());
    };
    let again = Callback::new(send.clone());
    let help = Signal::derive(move || i18n.say(key!(complaints.act.cause_help)));
    view! {
        <ActForm form verb=verb(i18n, "complaints.conclude") on_submit=send on_cancel=case.leave()>
            <TextArea name="text" label=t!(i18n, complaints.act.conclude_text) value=text rows=3 required=true error=form.error("text") on_send=again />
            <Select name="class" label=t!(i18n, complaints.act.class) choices=choices!(i18n, CauseClass, "words.complaint_cause") value=class />
            <TextArea name="cause" label=t!(i18n, complaints.act.cause) value=cause rows=3 required=true help error=form.error("cause") on_send=again />
        </ActForm>
    }
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn amounts_are_read_to_the_cent() {
        assert_eq!(
            [minor(""), minor("200"), minor(" 199.5 "), minor("0.07")],
            [Some(0), Some(20_000), Some(19_950), Some(7)]
        );
        assert_eq!([minor("-1"), minor("1.234"), minor("1,000"), minor(".5"), minor("两百")], [None; 5]);
    }
}
