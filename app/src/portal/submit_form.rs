//! The report itself: as few fields as a person in a hurry will fill in.

use std::collections::BTreeMap;

use leptos::prelude::*;
use yingda_shared::cases::operations::SubmitCase;
use yingda_shared::catalog::Category;
use yingda_shared::catalog::priority::Urgency;
use yingda_shared::kernel::id::CategoryId;
use yingda_shared::kernel::limits::{NAME_MAX, PHONE_MAX, SUBJECT_MAX};
use yingda_shared::portal::Options;

use super::attachments::{KeptFiles, PHOTOS};
use super::fault::FormFault;
use super::label::LabelledThing;
use crate::boot::use_boot;
use crate::form::{OpForm, use_form};
use crate::i18n::{I18n, use_i18n};
use crate::knowledge::pairs::Suggested;
use crate::ui::{
    Button, Choice, ErrorSummary, FileInput, Kind, RadioGroup, RadioLook, Select, Size, TextArea, TextInput,
};
use crate::{key, t};

/// What goes wrong, a photo, and for strangers how to reach them.
#[component]
pub fn SubmitForm(options: Options, serial: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let guest = use_boot().with_value(|boot| boot.me.user_id.is_none());
    let form = use_form::<SubmitCase>();
    let subject = form.value("subject", "");
    let next = if guest { "/t/{track}?new=1" } else { "/my/{number}?new=1" };
    let categories = StoredValue::new(branches(&options.categories));
    let choices = Signal::derive(move || categories.get_value());
    let known = options.asset.is_some();
    // A label nobody knows is still a fact that the desk can use: it opens the description.
    let first =
        serial.as_ref().filter(|_| !known).map(|serial| i18n.fill(key!(portal.serial_line), &[("serial", serial)]));
    let description = form.value("description", &first.unwrap_or_default());
    let urgencies = Signal::derive(move || {
        let choice = |urgency: &Urgency| Choice::new(urgency.as_str(), i18n.word("words.urgency", urgency.as_str()));
        Urgency::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    // A page that came back stands at its top; with script one stands at the button.
    let posted = form.fault.with_untracked(Option::is_some);
    let errors = form.errors();
    let errors = Signal::derive(move || {
        let named = errors.get().into_iter().filter(|(field, _)| !field.is_empty());
        named.map(|(field, what)| (field.clone(), named_fault(i18n, &field, &what))).collect::<Vec<_>>()
    });
    let optional = Signal::derive(t!(i18n, common.optional));
    view! {
        <OpForm form next class="form" files=true>
            <ErrorSummary title=t!(i18n, common.fix_these) errors />
            {posted.then(|| view! { <FormFault form /> })}
            {serial.map(|serial| view! { <LabelledThing serial asset=options.asset /> })}
            <TextInput name="subject" label=t!(i18n, portal.subject) placeholder=Signal::derive(t!(i18n, portal.subject_example))
                value=subject error=form.error("subject") required=true maxlength=SUBJECT_MAX as u32 />
            <Suggested subject solved=Callback::new(move |()| subject.set(String::new())) />
            {guest.then(|| view! {
                <div class="form-pair">
                    <TextInput name="contact_phone" kind="tel" autocomplete="tel" inputmode="tel" required=true label=t!(i18n, portal.phone)
                        value=form.value("contact_phone", "") error=form.error("contact_phone") maxlength=PHONE_MAX as u32 />
                    <TextInput name="contact_name" autocomplete="name" label=t!(i18n, portal.name) note=optional
                        value=form.value("contact_name", "") error=form.error("contact_name") maxlength=NAME_MAX as u32 />
                </div>
            })}
            <FileInput name="files" label=t!(i18n, portal.photos) prompt=t!(i18n, portal.photos_prompt) note=optional accept=PHOTOS multiple=true
                error=form.error("files") />
            <KeptFiles form />
            <TextArea name="description" label=t!(i18n, portal.description) note=optional value=description error=form.error("description") rows=4
                placeholder=Signal::derive(t!(i18n, portal.description_example)) />
            {(!choices.with_untracked(Vec::is_empty)).then(|| view! {
                <Select name="category_id" label=t!(i18n, portal.category) note=optional blank=Signal::derive(t!(i18n, portal.category_blank)) choices
                    value=form.value("category_id", "") error=form.error("category_id") />
            })}
            <RadioGroup name="urgency" label=t!(i18n, portal.urgency) choices=urgencies look=RadioLook::Row
                value=form.value("urgency", "") error=form.error("urgency") />
            {(!posted).then(|| view! { <FormFault form /> })}
            <div class="form-actions">
                <Button kind=Kind::Primary size=Size::Large class="btn-wide" submit=true label=t!(i18n, portal.send_report) busy=form.busy />
            </div>
        </OpForm>
    }
}

/// What is wrong, with the field's label before it.
fn named_fault(i18n: I18n, field: &str, what: &str) -> String {
    let label = match field {
        "subject" => key!(portal.subject),
        "contact_phone" => key!(portal.phone),
        "contact_name" => key!(portal.name),
        "description" => key!(portal.description),
        "category_id" => key!(portal.category),
        "files" => key!(portal.photos),
        _ => return what.to_string(),
    };
    i18n.fill(key!(portal.field_fault), &[("field", &i18n.say(label)), ("what", what)])
}

/// Categories in the order of their tree, each by its way from the root.
fn branches(categories: &[Category]) -> Vec<Choice> {
    let mut below: BTreeMap<Option<CategoryId>, Vec<&Category>> = BTreeMap::new();
    for category in categories {
        // A child whose parent is not for customers stands at the top.
        let parent = category.parent_id.filter(|parent| categories.iter().any(|other| other.id == *parent));
        below.entry(parent).or_default().push(category);
    }
    let mut found = Vec::with_capacity(categories.len());
    walk(&below, None, "", &mut found);
    found
}

fn walk(
    below: &BTreeMap<Option<CategoryId>, Vec<&Category>>,
    parent: Option<CategoryId>,
    way: &str,
    found: &mut Vec<Choice>,
) {
    for category in below.get(&parent).into_iter().flatten() {
        let name = if way.is_empty() { category.name.clone() } else { format!("{way} / {}", category.name) };
        found.push(Choice::new(category.id.to_string(), name.clone()));
        walk(below, Some(category.id), &name, found);
    }
}
