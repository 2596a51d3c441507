//! Letting another pair stand for one.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::PairId;
use yingda_shared::knowledge::pairs::{MergePair, Pair};

use crate::cases::{Pick, RecordPicker, submit_picked};
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// The other one, and one press.
#[component]
pub fn Merging(id: PairId, merged: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<MergePair>();
    let pick = Pick::none();
    let send = move |()| {
        let Some(into_id) = pick.get::<PairId>() else {
            return form.fault.set(Some(Fault::invalid("/into_id", "required")));
        };
        submit_picked(form, [pick.fault("into_id")], MergePair { id, into_id }, move |answer| match answer {
            Ok(_) => {
                toasts.show(Tone::Ok, untrack(|| i18n.say(key!(pairs.merge_done))));
                merged.try_run(());
            }
            Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
        });
    };
    let refused = move || form.fault.get().filter(|fault| fault.fields().is_empty()).map(|fault| i18n.fault(&fault));
    view! {
        <section class="record-extra" aria-labelledby="pair-merge-title">
            <h3 id="pair-merge-title">{t!(i18n, pairs.merge)}</h3>
            <RecordPicker<Pair> name="into_id" label=t!(i18n, pairs.merge_into) pick error=form.error("into_id")
                help=MaybeProp::derive(move || Some(i18n.say(key!(pairs.merge_help)))) offer=|row| row.active.then(String::new) />
            <p class="field-error" role="alert">{refused}</p>
            <ui::Button label=t!(i18n, pairs.merge) icon="merge" busy=Signal::from(form.busy) on_press=send />
        </section>
    }
}
