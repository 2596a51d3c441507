//! Sending: the words, the files, and what the writer had seen.

use leptos::prelude::*;
use yingda_shared::cases::operations::CommentCase;
use yingda_shared::contract::Operation;
use yingda_shared::fault::{Fault, FieldChange};
use yingda_shared::kernel::id::{CaseId, FileIds};

use super::draft::{Draft, forget};
use super::files::Files;
use crate::api::call;
use crate::cases::acts::Act;
use crate::cases::pane::OpenCase;
use crate::i18n::{I18n, use_i18n};
use crate::key;
use crate::offline::{Status, use_status};
use crate::ui::{Toasts, Tone, use_toasts};

/// What is on its way, and where it came from.
struct Sent {
    text: String,
    files: FileIds,
    seen: Option<i64>,
    key: String,
    number: String,
    case: CaseId,
}

#[derive(Clone, Copy)]
pub struct Sending {
    pub case: OpenCase,
    pub draft: Draft,
    pub files: Files,
    pub busy: RwSignal<bool>,
    pub fault: RwSignal<Option<Fault>>,
    /// Sending was tried while the files were not ready.
    pub hasty: RwSignal<bool>,
    /// What the customer wrote meanwhile.
    pub newer: RwSignal<Vec<FieldChange>>,
    /// Version of the case that holds what is shown as newer.
    shown: StoredValue<Option<i64>>,
    toasts: Toasts,
    status: Status,
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
            hasty: RwSignal::new(false),
            newer: RwSignal::new(Vec::new()),
            shown: StoredValue::new(None),
            toasts: use_toasts(),
            status: use_status(),
            i18n: use_i18n(),
        }
    }

    /// Newest entry of the case as it is here now.
    pub fn newest(self) -> Option<i64> {
        self.case.with(|detail| detail.timeline.iter().map(|entry| entry.pos).max()).flatten()
    }

    /// What stands between the words and their reader, in words.
    pub fn error(self) -> Option<String> {
        let i18n = self.i18n;
        if let Some(why) = self.files.hindrance().filter(|_| self.hasty.get()) {
            return Some(i18n.say(why));
        }
        let fault = self.fault.get()?;
        Some(fault.fields().first().map_or_else(|| i18n.fault(&fault), |field| i18n.field_fault(field)))
    }

    /// Sends what is written; false if it is not on its way.
    pub fn send(self) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        let hasty = untrack(|| self.files.hindrance()).is_some();
        self.hasty.set(hasty);
        if hasty {
            return false;
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
            return false;
        }
        self.busy.set(true);
        self.fault.set(None);
        let sent = Sent {
            text: op.text.clone(),
            files: op.files.clone(),
            seen: self.newest(),
            key: self.draft.key(),
            case: self.case.id(),
            number: self.case.with(|detail| detail.case.number.clone()).unwrap_or_default(),
        };
        leptos::task::spawn_local(async move {
            let answer = call(op).await;
            let left = self.busy.try_set(false).is_some();
            self.case.fetch.refresh();
            match answer {
                Ok(_) => {
                    self.take_out(&sent, left);
                    let said = match (self.status.is_waiting(), internal) {
                        (true, _) => key!(offline.queued),
                        (false, true) => key!(cases.composer.noted),
                        (false, false) => key!(cases.composer.sent),
                    };
                    self.toasts.show(Tone::Ok, self.i18n.say(said));
                    // A note among colleagues leaves the case where it is.
                    if !internal && !left {
                        self.case.worked(sent.case);
                    }
                }
                Err(fault) if left => self.lost(&sent.number, &fault),
                Err(Fault::Conflict { version, changes }) => {
                    self.shown.try_set_value(Some(version));
                    self.newer.try_set(changes);
                }
                Err(fault) => drop(self.fault.try_set(Some(fault))),
            }
        });
        true
    }

    fn take_out(self, sent: &Sent, left: bool) {
        if left {
            return forget(&sent.key, &sent.text);
        }
        self.draft.take_out(&sent.text, sent.seen);
        self.files.take_out(&sent.files);
        self.newer.set(Vec::new());
        self.fault.set(None);
    }

    /// Nobody looks at the composer any more: the message says which case it was. The draft is still there.
    fn lost(self, number: &str, fault: &Fault) {
        let why = self.i18n.fault(fault);
        self.toasts.show(Tone::Danger, self.i18n.fill(key!(cases.composer.lost), &[("number", number), ("why", &why)]));
    }

    /// The writer has read what came meanwhile.
    pub fn send_still(self) {
        // The case itself may not have come again yet.
        self.draft.seen.set(self.newest().max(self.shown.get_value()));
        self.newer.set(Vec::new());
        self.send();
    }

    /// The words become the solution the customer reads.
    pub fn resolve(self) {
        if self.case.with(|detail| detail.may(Act::Resolve.operation())) != Some(true) {
            self.send();
            return;
        }
        if !untrack(|| self.files.is_empty()) {
            if !self.send() {
                return;
            }
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
