//! Entries by their place: the newest come with the case, older ones by request, none is lost between.

use std::collections::BTreeMap;

use leptos::prelude::*;
use yingda_shared::cases::events::Entry;
use yingda_shared::cases::queries::CaseTimeline;

use crate::api::call;
use crate::cases::pane::OpenCase;
use crate::i18n::use_i18n;
use crate::ui::{Toasts, Tone, use_toasts};

#[derive(Clone, Copy)]
pub struct Entries {
    pub known: RwSignal<BTreeMap<i64, Entry>>,
    pub more: RwSignal<bool>,
    pub busy: RwSignal<bool>,
    case: OpenCase,
    toasts: Toasts,
    i18n: crate::i18n::I18n,
}

pub fn use_entries(case: OpenCase) -> Entries {
    let first = case
        .with(|detail| detail.timeline.iter().map(|entry| (entry.pos, entry.clone())).collect())
        .unwrap_or_default();
    let more = RwSignal::new(case.with(|detail| detail.more).unwrap_or(false));
    let entries = Entries {
        known: RwSignal::new(first),
        more,
        busy: RwSignal::new(false),
        case,
        toasts: use_toasts(),
        i18n: use_i18n(),
    };
    Effect::new(move |_| {
        case.follow(|detail| {
            let newest = detail.timeline.iter().map(|entry| (entry.pos, entry.clone()));
            // Where all of it came, nothing older is left to be kept.
            let from = detail.timeline.first().filter(|_| detail.more).map_or(i64::MIN, |entry| entry.pos);
            // What waited on this device comes back under another place once it was sent.
            let news = untrack(|| {
                let places = detail.timeline.iter().map(|entry| &entry.pos);
                entries.known.with(|known| !known.range(from..).map(|(pos, _)| pos).eq(places))
            });
            if news {
                entries.known.update(|known| {
                    known.split_off(&from);
                    known.extend(newest);
                });
            }
        });
    });
    entries
}

impl Entries {
    pub fn load(self) {
        let before = self.known.with_untracked(|known| known.keys().next().copied());
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = call(CaseTimeline { id: self.case.id(), before }).await;
            self.busy.try_set(false);
            match answer {
                Ok(older) => {
                    self.known.update(|known| known.extend(older.entries.into_iter().map(|entry| (entry.pos, entry))));
                    self.more.set(older.more);
                }
                Err(fault) => self.toasts.show(Tone::Danger, self.i18n.fault(&fault)),
            }
        });
    }
}
