//! Opening a case from anywhere: the caller first, then one line, then Ctrl+Enter.

mod caller;
mod contracts;
mod draft;
mod form;
mod left_over;
mod offered;
mod similar;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::complaint::SubmitComplaint;
use yingda_shared::cases::operations::{CaseRef, QuickOpenCase, ReopenCase};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::knowledge::pairs::Pair;

use self::draft::{Draft, use_draft};
use self::form::QuickForm;
use self::left_over::LeftOver;
use crate::api::call;
use crate::cases::acts::submit_picked;
use crate::console::{QuickOpen, use_quick_open};
use crate::form::use_form;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Sheet, Toasts, Tone, use_toasts};
use crate::{key, t};

const BASE: &str = "/cases";

/// The sheet. What is typed stays when it is closed, until it is saved.
#[component]
pub fn QuickOpenSheet(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let (draft, elsewhere, here) = use_draft(open);
    // Words that were typed elsewhere; what was begun in the sheet is not lost to them.
    let QuickOpen(_, subject, pair) = use_quick_open();
    Effect::new(move |_| {
        if let Some(chosen) = pair.get().filter(|_| open.get()) {
            draft.apply(&chosen);
            pair.set(None);
        }
    });
    Effect::new(move |_| {
        let words = subject.get();
        if open.get() && !words.is_empty() {
            draft.subject.set(words);
            subject.set(String::new());
        }
    });
    // Owned here, not by what is shown: an answer that comes after Esc still clears the draft and says so.
    let form = use_form::<QuickOpenCase>();
    let complaining = use_form::<SubmitComplaint>();
    // One sheet, two operations: what the other one is answered stands at the same fields.
    Effect::new(move |_| form.fault.set(complaining.fault.get()));
    Effect::new(move |_| form.busy.set(complaining.busy.get()));
    let done = use_done(draft, open);
    let solved = done.clone();
    let close = Callback::new(move |pair: Pair| {
        let op = draft.solved_by(&pair);
        submit_picked(form, [draft.category.fault("category_id")], op, solved.clone());
    });
    let send = Callback::new(move |()| {
        if draft.complaint.get_untracked() {
            return submit_picked(complaining, [None], draft.complaint_op(), done.clone());
        }
        submit_picked(form, [draft.category.fault("category_id")], draft.op(), done.clone());
    });
    view! {
        <Sheet id="quick-open" title=t!(i18n, cases.open.title) close_label=t!(i18n, common.close) open>
            <LeftOver elsewhere here />
            <QuickForm draft form send close open />
        </Sheet>
    }
}

/// What follows an opened case: an empty sheet, and the way to the case.
fn use_done(draft: Draft, open: RwSignal<bool>) -> impl Fn(Result<CaseRef, Fault>) + Clone + Send + Sync + 'static {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    // Kept by value: the toast outlives the sheet.
    let navigate = use_navigate();
    // A fault stays in the form, which lives as long as the sheet can be opened.
    move |made: Result<CaseRef, Fault>| {
        let Ok(made) = made else { return };
        draft.clear();
        open.set(false);
        let navigate = navigate.clone();
        let address = format!("{BASE}/{}", made.number);
        if made.state == CaseState::Resolved {
            let said = i18n.fill(key!(pairs.solved), &[("number", &made.number)]);
            let undo = Callback::new(move |()| reopen(i18n, toasts, made.id));
            return toasts.show_with(Tone::Ok, said, i18n.say(key!(common.undo)), undo);
        }
        let said = i18n.fill(key!(cases.open.done), &[("number", &made.number)]);
        toasts.show_with(
            Tone::Ok,
            said,
            i18n.say(key!(cases.open.look)),
            Callback::new(move |()| navigate(&address, NavigateOptions::default())),
        );
    }
}

/// Takes the solution back; the case stays, with whoever took it down.
fn reopen(i18n: I18n, toasts: Toasts, id: CaseId) {
    let reason = untrack(|| i18n.say(key!(pairs.undo_reason)));
    leptos::task::spawn_local(async move {
        match call(ReopenCase { id, reason }).await {
            Ok(made) => {
                let said = untrack(|| i18n.fill(key!(pairs.undone), &[("number", &made.number)]));
                toasts.show(Tone::Ok, said);
            }
            Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
        }
    });
}
