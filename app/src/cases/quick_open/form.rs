//! The form of the sheet. Only the subject is needed.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use yingda_shared::cases::complaint::Topic;
use yingda_shared::cases::operations::QuickOpenCase;
use yingda_shared::catalog::Category;
use yingda_shared::knowledge::pairs::Pair;

use super::caller::{CallerCard, CallerField};
use super::contracts::CallerContracts;
use super::draft::Draft;
use super::offered::OfferedCard;
use super::similar::SimilarCard;
use crate::cases::acts::urgencies;
use crate::cases::picking::RecordPicker;
use crate::form::FormState;
use crate::i18n::use_i18n;
use crate::ui::{Button, Checkbox, Choice, ErrorSummary, Kind, Select, TextArea, TextInput};
use crate::{key, t};

fn focus(id: &'static str) {
    request_animation_frame(move || {
        if let Some(field) =
            document().get_element_by_id(id).and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let _ = field.focus();
        }
    });
}

/// Caller, subject, and what else is known.
#[component]
pub fn QuickForm(
    draft: Draft,
    form: FormState<QuickOpenCase>,
    send: Callback<()>,
    close: Callback<Pair>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    Effect::new(move |_| focus("caller"));
    let may_complain = crate::boot::may("complaints.submit");
    let topics = Signal::derive(move || {
        let choice = |topic: &Topic| Choice::new(topic.as_str(), i18n.word("words.complaint_topic", topic.as_str()));
        Topic::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    view! {
        <form
            class="form quick-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send.run(());
            }
            on:keydown=move |event| {
                let strong = event.ctrl_key() || event.meta_key();
                if strong && event.key() == "Enter" && !event.is_composing() && event.key_code() != 229 && !event.default_prevented() {
                    event.prevent_default();
                    send.run(());
                }
            }
        >
            <ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
            <CallerField draft on_found=Callback::new(move |()| focus("subject")) />
            <CallerCard draft base=super::BASE />
            <CallerContracts draft form />
            <TextInput name="subject" label=t!(i18n, fields.subject) value=draft.subject required=true autocomplete="off" error=form.error("subject") />
            <TextArea name="description" label=t!(i18n, fields.description) value=draft.description rows=3 error=form.error("description") on_send=send />
            <div class="form-pair" hidden=move || draft.complaint.get()>
                <RecordPicker<Category> name="category_id" label=t!(i18n, fields.category_id) pick=draft.category error=form.error("category_id") offer=|row| row.active.then(String::new) />
                <Select name="urgency" label=t!(i18n, fields.urgency) choices=Signal::derive(move || urgencies(i18n)) value=draft.urgency blank=Signal::derive(move || Some(i18n.say(key!(cases.open.by_category)))) />
            </div>
            <OfferedCard draft close />
            // Below what is filled in by keys: what it suggests stands in nobody's way.
            <SimilarCard draft />
            {may_complain.then(|| view! { <Checkbox name="complaint" label=t!(i18n, complaints.record) checked=draft.complaint /> })}
            <div class="stack" hidden=move || !draft.complaint.get()>
                <Select name="topic" label=t!(i18n, complaints.topic) choices=topics value=draft.topic />
                <TextArea name="expectation" label=t!(i18n, complaints.expectation) value=draft.expectation rows=2 error=form.error("expectation") on_send=send />
            </div>
            <div hidden=move || draft.complaint.get()><Checkbox name="take" label=t!(i18n, cases.open.take) checked=draft.take /></div>
            <div class="form-actions">
                <Button label=t!(i18n, cases.open.save) kind=Kind::Primary submit=true keys="Ctrl+Enter" busy=Signal::from(form.busy) />
                <Button label=t!(i18n, common.cancel) on_press=move |()| open.set(false) />
            </div>
        </form>
    }
}
