//! The job that somebody started last: followed on every page until it is over and done with.

use leptos::prelude::*;
use yingda_shared::cases::bulk::BulkCases;
use yingda_shared::jobs::{GetJob, Job, UndoJob};
use yingda_shared::kernel::id::JobId;

use crate::api::call;
use crate::data::{Fetch, fetch};
use crate::i18n::I18n;
use crate::offline::use_status;
use crate::ui::{Toasts, Tone};

/// Where a tab keeps which job it follows, so that a reload goes on following it.
#[cfg(not(feature = "ssr"))]
const STORED: &str = "yingda.job";

#[derive(Clone, Copy)]
pub struct Watch {
    pub id: RwSignal<Option<JobId>>,
    pub job: Fetch<GetJob>,
    /// What was asked, to be asked again for some of it.
    pub asked: RwSignal<Option<BulkCases>>,
    pub sheet: RwSignal<bool>,
    pub away: RwSignal<bool>,
}

/// Kept by the app: a job outlives the page it was started from.
pub fn provide_watch() -> Watch {
    let id = RwSignal::new(None);
    let watch = Watch {
        id,
        job: fetch(move || id.get().map(|id| GetJob { id })),
        asked: RwSignal::new(None),
        sheet: RwSignal::new(false),
        away: use_status().away,
    };
    provide_context(watch);
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| {
        if let Some(store) = window().session_storage().ok().flatten()
            && let Ok(Some(kept)) = store.get_item(STORED)
        {
            id.set(kept.parse().ok());
        }
    });
    watch
}

pub fn use_watch() -> Watch {
    use_context().unwrap_or_else(provide_watch)
}

impl Watch {
    pub fn begin(self, job: Job, asked: BulkCases) {
        self.asked.set(Some(asked));
        self.follow(job);
    }

    /// Shows a job from here on.
    pub fn follow(self, job: Job) {
        keep(Some(job.id));
        self.id.set(Some(job.id));
        self.job.data.set(Some(job));
        self.job.refresh();
    }

    pub fn leave(self) {
        keep(None);
        self.sheet.set(false);
        self.id.set(None);
    }

    /// Takes it back, and follows what does so.
    pub fn undo(self, toasts: Toasts, i18n: I18n) {
        let Some(id) = self.id.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            match call(UndoJob { id }).await {
                Ok(job) => self.follow(job),
                Err(fault) => {
                    toasts.show(Tone::Danger, i18n.fault(&fault));
                    self.job.refresh();
                }
            }
        });
    }
}

#[cfg(not(feature = "ssr"))]
fn keep(job: Option<JobId>) {
    let Some(store) = window().session_storage().ok().flatten() else { return };
    let _ = match job {
        Some(job) => store.set_item(STORED, &job.to_string()),
        None => store.remove_item(STORED),
    };
}

#[cfg(feature = "ssr")]
fn keep(_: Option<JobId>) {}
