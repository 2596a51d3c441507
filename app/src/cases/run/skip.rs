//! Why a case is passed over: those who plan the work read it in the audit.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::workplace::queue::{SkipCase, SkipReason, Skipped};

use super::use_run;
use crate::cases::acts::{ActForm, submit};
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Choice, Dialog, Select, TextInput};

#[component]
pub fn SkipDialog() -> impl IntoView {
    let i18n = use_i18n();
    let run = use_run();
    view! {
        <Dialog id="run-skip" title=t!(i18n, run.skip_title) close_label=t!(i18n, common.close) open=run.skipping>
            <SkipForm />
        </Dialog>
    }
}

#[component]
fn SkipForm() -> impl IntoView {
    let i18n = use_i18n();
    let run = use_run();
    let form = use_form::<SkipCase>();
    let reason = RwSignal::new(SkipReason::Waiting.as_str().to_string());
    let note = RwSignal::new(String::new());
    let choices = Signal::derive(move || {
        let choice = |reason: &SkipReason| Choice::new(reason.as_str(), i18n.word("words.skip", reason.as_str()));
        SkipReason::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let send = move |()| {
        let at =
            run.going.with_untracked(|going| going.as_ref().and_then(|going| going.at.as_ref().map(|(id, _)| *id)));
        let Some(id) = at else { return run.skipping.set(false) };
        let reason = reason.with_untracked(|word| SkipReason::parse(word)).unwrap_or(SkipReason::Other);
        let done = move |made: Result<Skipped, Fault>| {
            if made.is_ok() {
                run.passed(id);
            }
        };
        submit(form, SkipCase { id, reason, note: note.get_untracked() }, done);
    };
    view! {
        <ActForm form verb=t!(i18n, run.skip) on_submit=send on_cancel=move |()| run.skipping.set(false)>
            <Select name="reason" label=t!(i18n, run.reason) choices value=reason />
            <TextInput name="note" label=t!(i18n, run.note) value=note error=form.error("note") autocomplete="off" />
        </ActForm>
    }
}
