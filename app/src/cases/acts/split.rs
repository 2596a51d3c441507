//! Taking comments out into a case of their own.

use leptos::prelude::*;
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::operations::CaseRef;
use yingda_shared::cases::relations::{SplitCase, UndoSplitCase};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::EntryId;

use super::form::{ActForm, submit};
use crate::api::call;
use crate::cases::pane::OpenCase;
use crate::form::use_form;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Checkbox, TextInput, Tone, use_toasts};
use crate::{key, t};

/// So much of a comment tells which one it is.
const SHOWN: usize = 80;

/// Contributions to this very case, newest first: what is to go is mostly what came last.
fn choices(i18n: I18n, timeline: &[Entry]) -> Vec<(EntryId, String)> {
    let said = |entry: &Entry| {
        let words = match &entry.event {
            CaseEvent::Commented { text, .. } if !text.trim().is_empty() => text.trim().to_string(),
            CaseEvent::Commented { files, .. } | CaseEvent::Attached { files, .. } => {
                i18n.fill(key!(cases.ties.files), &[("n", &files.len().to_string())])
            }
            _ => return None,
        };
        let cut: String = words.chars().take(SHOWN).collect();
        let more = if words.chars().count() > SHOWN { "…" } else { "" };
        Some((entry.id, format!("{}: {cut}{more}", entry.by)))
    };
    timeline.iter().rev().filter(|entry| entry.of.is_none()).filter_map(said).collect()
}

/// Which comments, and what the new case is called.
#[component]
pub fn SplitForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<SplitCase>();
    let offered = case.with(|detail| choices(i18n, &detail.timeline)).unwrap_or_default();
    let chosen: Vec<(EntryId, RwSignal<bool>)> = offered.iter().map(|(id, _)| (*id, RwSignal::new(false))).collect();
    let subject = case.typed::<SplitCase>("subject", "");
    let (toasts, fail) = (use_toasts(), case.done(form));
    let done = move |made: Result<CaseRef, Fault>| {
        let made = match made {
            Ok(made) => made,
            Err(fault) => return fail(Err(fault)),
        };
        case.used::<SplitCase>();
        case.leave().try_run(());
        case.fetch.refresh();
        let said = i18n.fill(key!(cases.ties.split_done), &[("number", &made.number)]);
        let undo = Callback::new(move |()| {
            leptos::task::spawn_local(async move {
                if let Err(fault) = call(UndoSplitCase { id: made.id }).await {
                    toasts.show(Tone::Danger, i18n.fault(&fault));
                }
                case.fetch.refresh();
            });
        });
        toasts.show_with(Tone::Ok, said, i18n.say(key!(common.undo)), undo);
    };
    let boxes = chosen.clone();
    let send = move |()| {
        let entries = chosen.iter().filter(|(_, on)| on.get_untracked()).map(|(id, _)| *id).collect();
        let op = SplitCase { id: case.id(), entries, subject: subject.get_untracked(), new_id: None };
        submit(form, op, done.clone());
    };
    let rows = offered.into_iter().zip(boxes).map(|((id, words), (_, on))| {
        view! { <li><Checkbox name=format!("entry-{id}") label=Signal::stored(words) checked=on /></li> }
    });
    let rows = rows.collect_view();
    let none = case.with(|detail| choices(i18n, &detail.timeline).is_empty()).unwrap_or(true);
    let verb = Signal::derive(move || i18n.word("operations", "cases.split"));
    view! {
        <ActForm form verb on_submit=send on_cancel=case.leave()>
            <p class="quiet small">{t!(i18n, cases.ties.split_help)}</p>
            <TextInput name="subject" label=t!(i18n, cases.ties.split_subject) value=subject required=true error=form.error("subject") />
            <fieldset class="field">
                <legend class="field-label">{t!(i18n, cases.ties.split_which)}</legend>
                {none.then(|| view! { <p class="faint">{t!(i18n, cases.ties.split_none)}</p> })}
                <ul class="split-list">{rows}</ul>
                {move || form.error("entries").get().map(|words| view! { <p class="field-error" id="entries">{words}</p> })}
            </fieldset>
        </ActForm>
    }
}
