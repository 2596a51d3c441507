//! Complaining: about a case one has, or about the service as such.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use yingda_shared::cases::complaint::{SubmitComplaint, Topic};
use yingda_shared::kernel::limits::{NAME_MAX, NOTE_MAX, PHONE_MAX, SUBJECT_MAX};

use super::attachments::{KeptFiles, PHOTOS};
use super::fault::FormFault;
use super::frame::PortalFrame;
use crate::boot::use_boot;
use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Button, Choice, ErrorSummary, FileInput, Kind, Select, Size, TextArea, TextInput};

/// `/complain`; `?about={id}&number={number}` names the case it is about.
#[component]
pub fn ComplainPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Title text=t!(i18n, complaints.submit_title) />
        <PortalFrame title=t!(i18n, complaints.submit_title)>
            <main class="portal-main portal-narrow" id="main" tabindex="-1">
                <h1 class="vh">{t!(i18n, complaints.submit_title)}</h1>
                <p class="quiet">{t!(i18n, complaints.lead)}</p>
                <ComplainForm />
            </main>
        </PortalFrame>
    }
}

#[component]
fn ComplainForm() -> impl IntoView {
    let i18n = use_i18n();
    let guest = use_boot().with_value(|boot| boot.me.user_id.is_none());
    let form = use_form::<SubmitComplaint>();
    let next = if guest { "/t/{track}?new=1" } else { "/my/{number}?new=1" };
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name)).unwrap_or_default();
    let (about, number) = (asked("about"), asked("number"));
    let topics = Signal::derive(move || {
        let choice = |topic: &Topic| Choice::new(topic.as_str(), i18n.word("words.complaint_topic", topic.as_str()));
        Topic::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let posted = form.fault.with_untracked(Option::is_some);
    let optional = Signal::derive(t!(i18n, common.optional));
    let help = MaybeProp::derive(move || Some(i18n.say(crate::key!(complaints.expectation_help))));
    view! {
        <OpForm form next class="form" files=true>
            <ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
            {posted.then(|| view! { <FormFault form /> })}
            {(!about.is_empty()).then(|| view! {
                <input type="hidden" name="about_id" value=about.clone() />
                <p class="quiet small">{t!(i18n, complaints.about)}" "<span class="mono">{number}</span></p>
            })}
            <TextInput name="subject" label=t!(i18n, complaints.subject) placeholder=Signal::derive(t!(i18n, complaints.subject_example))
                value=form.value("subject", "") error=form.error("subject") required=true maxlength=SUBJECT_MAX as u32 />
            {guest.then(|| view! {
                <div class="form-pair">
                    <TextInput name="contact_phone" kind="tel" autocomplete="tel" inputmode="tel" required=true label=t!(i18n, portal.phone)
                        value=form.value("contact_phone", "") error=form.error("contact_phone") maxlength=PHONE_MAX as u32 />
                    <TextInput name="contact_name" autocomplete="name" label=t!(i18n, portal.name) note=optional
                        value=form.value("contact_name", "") error=form.error("contact_name") maxlength=NAME_MAX as u32 />
                </div>
            })}
            <Select name="topic" label=t!(i18n, complaints.topic) choices=topics value=form.value("topic", Topic::Attitude.as_str()) error=form.error("topic") />
            <TextArea name="description" label=t!(i18n, portal.description) note=optional rows=4
                value=form.value("description", "") error=form.error("description") />
            <TextArea name="expectation" label=t!(i18n, complaints.expectation) note=optional rows=2 help maxlength=NOTE_MAX as u32
                value=form.value("expectation", "") error=form.error("expectation") />
            <FileInput name="files" label=t!(i18n, portal.photos) prompt=t!(i18n, portal.photos_prompt) note=optional accept=PHOTOS multiple=true
                error=form.error("files") />
            <KeptFiles form />
            {(!posted).then(|| view! { <FormFault form /> })}
            <div class="form-actions">
                <Button kind=Kind::Primary size=Size::Large class="btn-wide" submit=true label=t!(i18n, complaints.send) busy=form.busy />
            </div>
        </OpForm>
    }
}
