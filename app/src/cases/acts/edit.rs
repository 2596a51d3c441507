//! Changing what a case says. Only touched fields are sent; a clash shows both versions.

use leptos::prelude::*;
use yingda_shared::cases::operations::EditCase;
use yingda_shared::catalog::priority::{Impact, Urgency};
use yingda_shared::catalog::{Asset, Category, Product};
use yingda_shared::customers::{Company, Contact};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::instead::Instead;
use yingda_shared::record::List;

use super::conflict::Conflicts;
use super::form::{ActForm, submit, submit_picked};
use crate::cases::pane::OpenCase;
use crate::cases::picking::{Pick, RecordPicker};
use crate::form::use_form;
use crate::i18n::{I18n, use_i18n};
use crate::t;
use crate::ui::{Choice, Select, TextArea, TextInput};

pub fn impacts(i18n: I18n) -> Vec<Choice> {
    Impact::ALL.iter().map(|word| Choice::new(word.as_str(), i18n.word("words.impact", word.as_str()))).collect()
}

pub fn urgencies(i18n: I18n) -> Vec<Choice> {
    Urgency::ALL.iter().map(|word| Choice::new(word.as_str(), i18n.word("words.urgency", word.as_str()))).collect()
}

/// Some(now) where it differs from what the editor saw.
fn changed<T: PartialEq>(seen: T, now: T) -> Option<T> {
    (seen != now).then_some(now)
}

/// All fields that staff may change.
#[component]
pub fn EditForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<EditCase>();
    let Some(seen) = case.with(|detail| detail.case.clone()) else { return ().into_any() };
    let text = |value: &str| RwSignal::new(value.to_string());
    let pick = |id: Option<yingda_shared::kernel::id::Uuid>| {
        Pick::new(id.map(|id| id.to_string()).unwrap_or_default(), case.name(id))
    };
    let (subject, description) = (text(&seen.subject), text(&seen.description));
    let (name, phone) = (text(&seen.contact_name), text(&seen.contact_phone));
    let category = pick(seen.category_id.map(|id| id.0));
    let product = pick(seen.product_id.map(|id| id.0));
    let asset = pick(seen.asset_id.map(|id| id.0));
    let company = pick(seen.company_id.map(|id| id.0));
    let contact = Pick::new(
        seen.contact_id.map(|id| id.to_string()).unwrap_or_default(),
        seen.contact_id.map(|_| seen.contact_name.clone()).unwrap_or_default(),
    );
    let impact = text(seen.impact.map_or("", Impact::as_str));
    let urgency = text(seen.urgency.map_or("", Urgency::as_str));
    let of_company = Callback::new(move |()| List::<Asset> { company_id: company.get(), ..List::default() });
    let people = Callback::new(move |()| List::<Contact> { company_id: company.get(), ..List::default() });
    let base = StoredValue::new(seen.clone());
    let op = move || {
        let seen = base.get_value();
        EditCase {
            subject: changed(seen.subject.clone(), subject.get_untracked().trim().to_string()),
            description: changed(seen.description.clone(), description.get_untracked()),
            contact_name: changed(seen.contact_name.clone(), name.get_untracked()),
            contact_phone: changed(seen.contact_phone.clone(), phone.get_untracked()),
            category_id: changed(seen.category_id, category.get()).map(Instead::of),
            product_id: changed(seen.product_id, product.get()).map(Instead::of),
            asset_id: changed(seen.asset_id, asset.get()).map(Instead::of),
            company_id: changed(seen.company_id, company.get()).map(Instead::of),
            contact_id: changed(seen.contact_id, contact.get()).map(Instead::of),
            impact: changed(seen.impact, Impact::parse(&impact.get_untracked())).flatten(),
            urgency: changed(seen.urgency, Urgency::parse(&urgency.get_untracked())).flatten(),
            ..EditCase::untouched(seen.id, seen.rv)
        }
    };
    let done = case.done(form);
    let again = done.clone();
    let send = move |()| {
        let picked = [
            category.fault("category_id"),
            product.fault("product_id"),
            company.fault("company_id"),
            contact.fault("contact_id"),
            asset.fault("asset_id"),
        ];
        submit_picked(form, picked, op(), done.clone());
    };
    let stale = Memo::new(move |_| {
        form.fault.with(|fault| match fault {
            Some(Fault::Conflict { version, changes }) => Some((*version, changes.clone())),
            _ => None,
        })
    });
    let verb = Signal::derive(move || i18n.say(crate::key!(common.save)));
    view! {
        {move || stale.get().map(|(version, changes)| {
            let again = again.clone();
            let resend = Callback::new(move |op: EditCase| submit(form, op, again.clone()));
            view! { <Conflicts case version changes mine=op() resend /> }
        })}
        <div hidden=move || stale.with(Option::is_some)>
            <ActForm form verb on_submit=send on_cancel=case.leave()>
                <TextInput name="subject" id="edit-subject" label=t!(i18n, fields.subject) value=subject required=true error=form.error("subject") />
                <TextArea name="description" label=t!(i18n, fields.description) value=description rows=4 error=form.error("description") />
                <div class="form-pair">
                    <Select name="impact" label=t!(i18n, fields.impact) choices=Signal::derive(move || impacts(i18n)) value=impact />
                    <Select name="urgency" label=t!(i18n, fields.urgency) choices=Signal::derive(move || urgencies(i18n)) value=urgency />
                </div>
                <RecordPicker<Category> name="category_id" label=t!(i18n, fields.category_id) pick=category error=form.error("category_id") offer=|row| row.active.then(String::new) />
                <RecordPicker<Product> name="product_id" label=t!(i18n, fields.product_id) pick=product error=form.error("product_id") offer=|row| row.active.then(|| row.code.clone()) />
                <RecordPicker<Company> name="company_id" label=t!(i18n, fields.company_id) pick=company error=form.error("company_id") offer=|row| row.active.then(|| row.code.clone()) />
                <RecordPicker<Contact> name="contact_id" label=t!(i18n, fields.contact_id) pick=contact error=form.error("contact_id") narrow=people offer=|row| row.active.then(|| row.phone.clone()) />
                <RecordPicker<Asset> name="asset_id" label=t!(i18n, fields.asset_id) pick=asset error=form.error("asset_id") narrow=of_company offer=|row| row.active.then(|| row.serial.clone()) />
                <div class="form-pair">
                    <TextInput name="contact_name" label=t!(i18n, fields.contact_name) value=name error=form.error("contact_name") />
                    <TextInput name="contact_phone" label=t!(i18n, fields.contact_phone) kind="tel" value=phone error=form.error("contact_phone") />
                </div>
            </ActForm>
        </div>
    }
    .into_any()
}

/// Impact and urgency, from which the priority follows.
#[component]
pub fn PriorityForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<EditCase>();
    let Some(seen) = case.with(|detail| detail.case.clone()) else { return ().into_any() };
    let impact = RwSignal::new(seen.impact.map_or("", Impact::as_str).to_string());
    let urgency = RwSignal::new(seen.urgency.map_or("", Urgency::as_str).to_string());
    let done = case.done(form);
    let base = StoredValue::new(seen);
    let send = move |()| {
        let seen = base.get_value();
        let op = EditCase {
            impact: changed(seen.impact, Impact::parse(&impact.get_untracked())).flatten(),
            urgency: changed(seen.urgency, Urgency::parse(&urgency.get_untracked())).flatten(),
            ..EditCase::untouched(seen.id, seen.rv)
        };
        submit(form, op, done.clone());
    };
    let verb = Signal::derive(move || i18n.say(crate::key!(common.save)));
    view! {
        <ActForm form verb on_submit=send on_cancel=case.leave()>
            <p class="quiet">{t!(i18n, cases.act.priority_help)}</p>
            <Select name="impact" label=t!(i18n, fields.impact) choices=Signal::derive(move || impacts(i18n)) value=impact />
            <Select name="urgency" label=t!(i18n, fields.urgency) choices=Signal::derive(move || urgencies(i18n)) value=urgency />
        </ActForm>
    }
    .into_any()
}
