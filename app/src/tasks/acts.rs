//! One tap on a task: done, with a way back.

use leptos::prelude::*;
use yingda_shared::kernel::id::TaskId;
use yingda_shared::tasks::{FinishTask, ReopenTask};

use crate::api::call;
use crate::i18n::{I18n, use_i18n};
use crate::key;
use crate::ui::{Toasts, Tone, use_toasts};

/// What a list does with its tasks; `changed` asks it again.
#[derive(Clone, Copy)]
pub struct Acts {
    i18n: I18n,
    toasts: Toasts,
    changed: Callback<()>,
}

pub fn use_acts(changed: Callback<()>) -> Acts {
    Acts { i18n: use_i18n(), toasts: use_toasts(), changed }
}

impl Acts {
    /// Done; the word that says so takes it back for a while.
    pub fn finish(self, id: TaskId, title: String, busy: RwSignal<bool>) {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            let outcome = call(FinishTask { id, outcome: String::new() }).await;
            busy.try_set(false);
            match outcome {
                Ok(_) => {
                    let said = untrack(|| self.i18n.fill(key!(tasks.finished), &[("title", &title)]));
                    let undo = untrack(|| self.i18n.say(key!(common.undo)));
                    let back = Callback::new(move |()| self.reopen(id, RwSignal::new(false)));
                    self.toasts.show_with(Tone::Ok, said, undo, back);
                    self.changed.try_run(());
                }
                Err(fault) => self.failed(&fault),
            }
        });
    }

    pub fn reopen(self, id: TaskId, busy: RwSignal<bool>) {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            let outcome = call(ReopenTask { id }).await;
            busy.try_set(false);
            match outcome {
                Ok(_) => {
                    self.toasts.show(Tone::Ok, untrack(|| self.i18n.say(key!(tasks.reopened))));
                    self.changed.try_run(());
                }
                Err(fault) => self.failed(&fault),
            }
        });
    }

    /// Somebody else may have been faster: what is shown is asked anew.
    fn failed(self, fault: &yingda_shared::fault::Fault) {
        self.toasts.show(Tone::Danger, untrack(|| self.i18n.fault(fault)));
        self.changed.try_run(());
    }
}
