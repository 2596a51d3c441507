//! A record that somebody else saved while it was being edited: one of both versions is kept, whole.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Id;
use yingda_shared::record::{Get as GetRecord, Record};

use crate::api::call;
use crate::i18n::use_i18n;
use crate::{t, ui};

/// Asks which version stays, while the last fault is a conflict. `again` saves what is typed over theirs; `load` puts
/// theirs into the fields.
#[component]
pub fn WholeConflict<R: Record>(
    /// As it was saved last, as far as this form knows.
    kept: RwSignal<R>,
    fault: RwSignal<Option<Fault>>,
    #[prop(into)] load: Callback<R>,
    #[prop(into)] again: Callback<()>,
) -> impl IntoView {
    let keep = Callback::new(move |version: i64| {
        kept.update(|kept| kept.set_rv(version));
        again.run(());
    });
    let take = Callback::new(move |()| {
        let id = kept.with_untracked(|kept| kept.id().uuid());
        leptos::task::spawn_local(async move {
            match call(GetRecord::<R>::new(id)).await {
                Ok(_) if kept.is_disposed() => {}
                Ok(theirs) => {
                    load.run(theirs.clone());
                    kept.set(theirs);
                    fault.set(None);
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
        });
    });
    view! { <BothVersions fault keep take /> }
}

/// The question itself. `keep` saves what is typed over the version that it is told; `take` puts theirs into the fields.
#[component]
pub fn BothVersions(
    fault: RwSignal<Option<Fault>>,
    #[prop(into)] keep: Callback<i64>,
    #[prop(into)] take: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let Some(Fault::Conflict { version, .. }) = fault.get() else { return None };
        Some(view! {
            <section class="conflict" role="alert">
                <h3><ui::Icon name="swap" />{t!(i18n, admin.conflict_title)}</h3>
                <p>{t!(i18n, admin.conflict_whole)}</p>
                <div class="row">
                    <ui::Button label=t!(i18n, admin.keep_mine) kind=ui::Kind::Primary on_press=move || keep.run(version) />
                    <ui::Button label=t!(i18n, admin.take_theirs) on_press=move || take.run(()) />
                </div>
            </section>
        })
    }
}
