//! Sending: the words, the files, and what the writer had seen.

use leptos::prelude::*;
use yingda_shared::cases::operations::CommentCase;
use yingda_shared::contract::Operation;
use yingda_shared::fault::{Fault, FieldChange};

use super::draft::Draft;
use super::files::Files;
use crate::api::call;
use crate::cases::acts::Act;
use crate::cases::pane::OpenCase;
use crate::i18n::{I18n, use_i18n};
use crate::key;
use crate::ui::{Toasts, Tone, use_toasts};

#[derive(Clone, Copy)]
pub struct Sending {
    pub case: OpenCase,
    pub draft: Draft,
    pub files: Files,
    pub busy: RwSignal<bool>,
    pub fault: RwSignal<Option<Fault>>,
    /// What the customer wrote meanwhile.
    pub newer: RwSignal<Vec<FieldChange>>,
    toasts: Toasts,
    i18n: I18n,
}

impl Sending {
    pub fn new(case: OpenCase, draft: Draft, files: Files) -> Sending {
        Sending {
            case,
            draft,
            files,
            busy: RwSignal::new(false),
            fault: RwSignal::new(None),
            newer: RwSignal::new(Vec::new()),
            toasts: use_toasts(),
            i18n: use_i18n(),
        }
    }

    /// Newest entry of the case as it is here now.
    pub fn newest(self) -> Option<i64> {
        self.case.with(|detail| detail.timeline.iter().map(|entry| entry.pos).max()).flatten()
    }

    pub fn send(self) {
        if self.busy.get_untracked() || untrack(|| self.files.going()) {
            return;
        }
        let internal = self.draft.is_internal();
        let op = CommentCase {
            id: self.case.id(),
            text: self.draft.text.get_untracked(),
            internal,
            files: self.files.ids(),
            seen: self.draft.seen.get_untracked().or_else(|| self.newest()).filter(|_| !internal),
        };
        let fields = op.check();
        if !fields.is_empty() {
            self.fault.set(Some(Fault::Invalid { fields }));
            return;
        }
        self.busy.set(true);
        self.fault.set(None);
        leptos::task::spawn_local(async move {
            let answer = call(op).await;
            self.busy.try_set(false);
            self.case.fetch.refresh();
            match answer {
                Ok(_) => {
                    self.clear();
                    let said = if internal { key!(cases.composer.noted) } else { key!(cases.composer.sent) };
                    self.toasts.show(Tone::Ok, self.i18n.say(said));
                }
                Err(Fault::Conflict { changes, .. }) => drop(self.newer.try_set(changes)),
                Err(fault) => drop(self.fault.try_set(Some(fault))),
            }
        });
    }

    /// The writer has read what came meanwhile.
    pub fn send_still(self) {
        self.draft.seen.set(self.newest());
        self.newer.set(Vec::new());
        self.send();
    }

    /// The words become the solution the customer reads.
    pub fn resolve(self) {
        if self.case.with(|detail| detail.may(Act::Resolve.operation())) != Some(true) {
            return self.send();
        }
        if !untrack(|| self.files.is_empty()) {
            self.send();
        } else if !self.draft.is_internal() {
            self.case.solution.set(self.draft.text.get_untracked());
        }
        self.case.act.set(Some(Act::Resolve));
    }

    pub fn clear(self) {
        self.draft.clear();
        self.files.clear();
        self.newer.set(Vec::new());
        self.fault.set(None);
    }
}
