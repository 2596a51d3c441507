//! Saving a record whole: what every editor does around its own fields. The twin of `WholeConflict`.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::kernel::id::Id;
use yingda_shared::record::{Record, Save};

use crate::api::call;
use crate::i18n::use_i18n;
use crate::key;
use crate::ui::{Tone, use_toasts};

/// A form that saves.
#[derive(Clone, Copy)]
pub struct Keeping {
    /// A save is on its way.
    pub busy: RwSignal<bool>,
    /// Why the last one did not come about.
    pub fault: RwSignal<Option<Fault>>,
    go: Callback<()>,
}

impl Keeping {
    /// Saves what is typed.
    pub fn go(self) {
        self.go.run(());
    }

    pub fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        if !self.busy.get_untracked() {
            self.go();
        }
    }
}

/// A form of one record. `read` is what is typed, or what is wrong with it; `saved` hears of each save. A new record
/// leads to its own address below `place`, such as `/admin/rules/`.
pub fn keep<R: Record>(
    kept: RwSignal<R>,
    read: impl Fn() -> Result<R, Vec<FieldFault>> + Send + Sync + 'static,
    place: &'static str,
    saved: impl Fn(&R) + Send + Sync + 'static,
) -> Keeping {
    let (i18n, toasts, navigate) = (use_i18n(), use_toasts(), use_navigate());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let is_new = kept.with_untracked(|kept| kept.rv() == 0);
    let heard = Callback::new(move |record: R| saved(&record));
    let go = Callback::new(move |()| {
        let record = match untrack(&read) {
            Ok(record) => record,
            Err(fields) => return fault.set(Some(Fault::Invalid { fields })),
        };
        busy.set(true);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match call(Save(record.clone())).await {
                Ok(saved) => {
                    fault.try_set(None);
                    toasts.show(Tone::Ok, i18n.say(key!(common.saved)));
                    let mut record = record;
                    record.set_rv(saved.rv);
                    heard.try_run(record.clone());
                    let id = record.id().uuid();
                    kept.try_set(record);
                    // Who has gone elsewhere in the meantime stays there.
                    if is_new && !busy.is_disposed() {
                        let there = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
                        navigate(&format!("{place}{id}"), there);
                    }
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
            busy.try_set(false);
        });
    });
    Keeping { busy, fault, go }
}
