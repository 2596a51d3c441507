//! Saying how it was solved. The customer reads the text.

use leptos::prelude::*;
use yingda_shared::cases::ResolutionCode;
use yingda_shared::cases::operations::{CaseRef, ResolveCase};
use yingda_shared::fault::Fault;

use super::answers::Answers;
use super::form::{ActForm, submit};
use crate::cases::composer::{forget, key_of};
use crate::cases::pane::OpenCase;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Choice, Select, TextArea};

/// Code and text of a solution.
#[component]
pub fn ResolveForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<ResolveCase>();
    let code = case.typed::<ResolveCase>("code", ResolutionCode::Fixed.as_str());
    let begun = case.solution.get_untracked();
    case.solution.update_untracked(String::clear);
    let from_composer = !begun.is_empty();
    let text = case.typed::<ResolveCase>("text", "");
    // The same words of the composer again: what became of them in this dialog is newer.
    let source = case.typed::<ResolveCase>("source", "");
    if from_composer && source.get_untracked() != begun {
        text.set(begun.clone());
        source.set(begun.clone());
    }
    let pair = case.typed::<ResolveCase>("pair", "");
    let key = key_of(case.id());
    let choices = Signal::derive(move || {
        let known = ResolutionCode::OF_CASES.iter().filter(|code| **code != ResolutionCode::Unknown);
        known.map(|code| Choice::new(code.as_str(), i18n.word("words.resolution", code.as_str()))).collect::<Vec<_>>()
    });
    let close = case.done(form);
    let done = move |made: Result<CaseRef, Fault>| {
        if from_composer && made.is_ok() {
            // The composer may be gone by now.
            forget(&key, &begun);
            case.solved.update(|n| *n += 1);
        }
        close(made);
    };
    let send = move |()| {
        let code = ResolutionCode::parse(&code.get_untracked()).unwrap_or(ResolutionCode::Fixed);
        let pair_id = pair.with_untracked(|id| id.parse().ok());
        submit(form, ResolveCase { id: case.id(), code, text: text.get_untracked(), pair_id }, done.clone());
    };
    let help = Signal::derive(move || i18n.say(crate::key!(cases.act.resolve_help)));
    let verb = Signal::derive(move || i18n.word("operations", "cases.resolve"));
    view! {
        <ActForm form verb on_submit=send.clone() on_cancel=case.leave()>
            <TextArea name="text" label=t!(i18n, cases.act.resolve_text) value=text rows=4 required=true help error=form.error("text") on_send=Callback::new(send) />
            <Answers case text chosen=pair />
            <Select name="code" label=t!(i18n, cases.act.resolve_code) choices value=code />
        </ActForm>
    }
}
