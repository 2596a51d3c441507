//! The body that every small dialog shares: fault above, fields, one primary act, one way out.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use yingda_shared::contract::Operation;
use yingda_shared::fault::{Fault, FieldFault};

use crate::api::call;
use crate::form::FormState;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Button, ErrorSummary, Kind};

/// Runs an operation for a form. `done` hears of success, and of a fault that has no form any more to be shown in.
pub fn submit<O: Operation>(form: FormState<O>, op: O, done: impl FnOnce(Result<O::Output, Fault>) + 'static) {
    submit_picked(form, [], op, done);
}

/// The same, with what the pickers of the form object to.
pub fn submit_picked<O: Operation, const N: usize>(
    form: FormState<O>,
    picked: [Option<FieldFault>; N],
    op: O,
    done: impl FnOnce(Result<O::Output, Fault>) + 'static,
) {
    if form.busy.get_untracked() {
        return;
    }
    let fields = joined(picked.into_iter().flatten().collect(), op.check());
    if !fields.is_empty() {
        form.fault.set(Some(Fault::Invalid { fields }));
        return;
    }
    form.busy.set(true);
    leptos::task::spawn_local(async move {
        let answer = call(op).await;
        form.busy.try_set(false);
        match answer {
            Ok(output) => {
                form.fault.try_set(None);
                done(Ok(output));
            }
            Err(fault) => {
                if let Some(Some(fault)) = form.fault.try_set(Some(fault)) {
                    done(Err(fault));
                }
            }
        }
    });
}

/// What pickers object to, and what checks do at other fields.
pub fn joined(mut picked: Vec<FieldFault>, checked: Vec<FieldFault>) -> Vec<FieldFault> {
    let known: Vec<String> = picked.iter().map(|fault| fault.pointer.clone()).collect();
    picked.extend(checked.into_iter().filter(|fault| !known.contains(&fault.pointer)));
    picked
}

/// A form of a dialog. Ctrl+Enter sends it from anywhere inside.
#[component]
pub fn ActForm<O: Operation>(
    form: FormState<O>,
    #[prop(into)] verb: Signal<String>,
    #[prop(optional)] danger: bool,
    #[prop(into)] on_submit: Callback<()>,
    #[prop(into)] on_cancel: Callback<()>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let node = NodeRef::<leptos::html::Form>::new();
    // The first field, not the cross, is where a dialog begins.
    Effect::new(move |_| {
        let Some(form) = node.get() else { return };
        request_animation_frame(move || {
            let first = form
                .query_selector("input[type=radio]:checked, input:not([type=hidden], [type=radio]), textarea, select")
                .ok()
                .flatten();
            if let Some(field) = first.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = field.focus();
            }
        });
    });
    let kind = if danger { Kind::Danger } else { Kind::Primary };
    view! {
        <form
            node_ref=node
            class="form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                on_submit.run(());
            }
            on:keydown=move |event| {
                let strong = event.ctrl_key() || event.meta_key();
                if strong && event.key() == "Enter" && !event.is_composing() && event.key_code() != 229 && !event.default_prevented() {
                    event.prevent_default();
                    on_submit.run(());
                }
            }
        >
            <ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
            {children()}
            <div class="dialog-foot">
                <Button label=verb kind submit=true busy=Signal::from(form.busy) />
                <Button label=t!(i18n, common.cancel) on_press=on_cancel />
            </div>
        </form>
    }
}
