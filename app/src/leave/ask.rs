//! Asking for leave.

use leptos::prelude::*;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::kernel::time::{Millis, OffsetMinutes, moment};
use yingda_shared::schedules::{AskLeave, LeaveKind, ListLeaves};

use crate::account::zone;
use crate::boot::use_boot;
use crate::cases::submit;
use crate::data::Fetch;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::ui::{Button, Choice, ErrorSummary, Kind, SectionCard, Select, TextArea, TextInput, Tone, use_toasts};
use crate::{key, t};

/// The moment that a control of date and time holds.
fn typed(text: &str, offset: OffsetMinutes) -> Option<Millis> {
    let (date, time) = text.trim().split_once('T')?;
    moment(date, time, offset)
}

#[component]
pub fn AskCard(own: Fetch<ListLeaves>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<AskLeave>();
    let offset = use_boot().with_value(|boot| boot.offset);
    let kind = RwSignal::new(LeaveKind::Annual.to_string());
    let (from, to, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let kinds = Signal::derive(move || {
        let choice = |kind: &LeaveKind| Choice::new(kind.as_str(), i18n.word("words.leave_kind", kind.as_str()));
        LeaveKind::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (begins, ends) = (typed(&from.get_untracked(), offset), typed(&to.get_untracked(), offset));
        let (Some(begins), Some(ends)) = (begins, ends) else {
            let missing = [("/from", begins), ("/to", ends)].into_iter().filter(|(_, at)| at.is_none());
            let fields = missing.map(|(field, _)| FieldFault::new(field, "required")).collect();
            return form.fault.set(Some(Fault::Invalid { fields }));
        };
        let kind = LeaveKind::parse(&kind.get_untracked()).unwrap_or(LeaveKind::Other);
        let op = AskLeave { leave_id: None, kind, from: begins, to: ends, note: note.get_untracked() };
        submit(form, op, move |asked| {
            if asked.is_err() {
                return;
            }
            toasts.show(Tone::Ok, i18n.say(key!(schedules.asked)));
            from.try_set(String::new());
            to.try_set(String::new());
            note.try_set(String::new());
            own.refresh();
        });
    };
    let times = move || i18n.fill(key!(schedules.zone), &[("zone", &zone(offset))]);
    view! {
        <SectionCard id="leave-ask" title=t!(i18n, schedules.ask)>
            <noscript><p class="quiet small">{t!(i18n, schedules.needs_script)}</p></noscript>
            <div class="needs-wasm">
                <form method="post" class="form" on:submit=ask novalidate>
                    <ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
                    <Select name="kind" label=t!(i18n, schedules.kind) choices=kinds value=kind error=form.error("kind") />
                    <div class="form-pair">
                        <TextInput name="from" kind="datetime-local" label=t!(i18n, schedules.from) value=from required=true error=form.error("from") />
                        <TextInput name="to" kind="datetime-local" label=t!(i18n, schedules.to) value=to required=true error=form.error("to") />
                    </div>
                    <p class="quiet small">{times}</p>
                    <TextArea name="note" label=t!(i18n, schedules.note) value=note rows=2 error=form.error("note") />
                    <div class="form-actions"><Button kind=Kind::Primary submit=true label=t!(i18n, schedules.ask) busy=form.busy /></div>
                </form>
            </div>
        </SectionCard>
    }
}
