//! The rows of the list: a first page that follows its filters and the live channel, and more on demand.

use leptos::prelude::*;
use yingda_shared::contracts::{SurveyContracts, SurveyedContract};
use yingda_shared::fault::Fault;

use crate::api::call;
use crate::live::use_live;

const PAGE: u32 = 50;
const PAGE_MAX: u32 = 500;

#[derive(Clone, Copy)]
pub struct Survey {
    pub rows: RwSignal<Vec<SurveyedContract>>,
    pub loading: RwSignal<bool>,
    pub fault: RwSignal<Option<Fault>>,
    next: RwSignal<Option<String>>,
    again: RwSignal<u32>,
    round: StoredValue<u32>,
    ask: Signal<SurveyContracts>,
}

/// Fetches in the browser; the server renders skeletons.
pub fn survey(ask: Signal<SurveyContracts>) -> Survey {
    let survey = Survey {
        rows: RwSignal::new(Vec::new()),
        loading: RwSignal::new(true),
        fault: RwSignal::new(None),
        next: RwSignal::new(None),
        again: RwSignal::new(0),
        round: StoredValue::new(0),
        ask,
    };
    let live = use_live();
    Effect::new(move |before: Option<SurveyContracts>| {
        live.version.track();
        survey.again.track();
        let ask = survey.ask.get();
        // The same question again: as many rows as are shown.
        let shown = if before.as_ref() == Some(&ask) { survey.rows.with_untracked(Vec::len) as u32 } else { 0 };
        survey.load(SurveyContracts { limit: Some(shown.clamp(PAGE, PAGE_MAX)), ..ask.clone() }, false);
        ask
    });
    survey
}

impl Survey {
    pub fn refresh(self) {
        self.again.update(|n| *n += 1);
    }

    pub fn has_more(self) -> bool {
        self.next.with(Option::is_some)
    }

    pub fn more(self) {
        let cursor = self.next.get_untracked();
        self.load(SurveyContracts { cursor, limit: Some(PAGE), ..self.ask.get_untracked() }, true);
    }

    fn load(self, ask: SurveyContracts, append: bool) {
        self.round.update_value(|n| *n += 1);
        let mine = self.round.get_value();
        self.loading.set(true);
        leptos::task::spawn_local(async move {
            let answer = call(ask).await;
            if self.round.try_get_value() != Some(mine) {
                return;
            }
            self.loading.set(false);
            match answer {
                Ok(page) => {
                    self.fault.set(None);
                    self.next.set(page.next);
                    self.rows.update(|rows| {
                        if !append {
                            rows.clear();
                        }
                        rows.extend(page.rows);
                    });
                }
                Err(fault) => self.fault.set(Some(fault)),
            }
        });
    }
}
