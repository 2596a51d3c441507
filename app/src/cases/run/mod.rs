//! Working through a list: one case after the other, by the list's order or by what is due first.

mod bar;
mod skip;
mod start;

pub use bar::RunBar;
pub use start::RunStart;

use leptos::prelude::*;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::workplace::queue::next;

use super::desk::use_go;
use crate::api::call;
use crate::i18n::{I18n, use_i18n};
use crate::key;
use crate::ui::{Toasts, Tone, use_toasts};

/// Rows looked at together.
const PAGE: u32 = 200;

/// A list that is being worked through.
#[derive(Clone, Debug, PartialEq)]
pub struct Going {
    pub name: String,
    question: ListCases,
    /// The list behind it, and its view as a query.
    base: &'static str,
    query: String,
    pub done: Vec<CaseId>,
    pub skipped: Vec<CaseId>,
    /// The case it stands at.
    pub at: Option<(CaseId, String)>,
    /// Cases left, the present one included, as far as looked.
    pub left: usize,
    pub more: bool,
}

#[derive(Clone, Copy)]
pub struct Run {
    pub going: RwSignal<Option<Going>>,
    /// The next case is being looked for.
    pub busy: RwSignal<bool>,
    pub skipping: RwSignal<bool>,
    go: StoredValue<Option<Callback<(String, bool)>>>,
    toasts: Toasts,
    i18n: I18n,
}

fn new() -> Run {
    Run {
        going: RwSignal::new(None),
        busy: RwSignal::new(false),
        skipping: RwSignal::new(false),
        go: StoredValue::new(None),
        toasts: use_toasts(),
        i18n: use_i18n(),
    }
}

/// Kept by the app: it goes on while one looks elsewhere.
pub fn provide_run() {
    provide_context(new());
}

pub fn use_run() -> Run {
    use_context().unwrap_or_else(new)
}

/// Stands inside the router, which the run leads by.
#[component]
pub fn RunHost() -> impl IntoView {
    use_run().go.set_value(Some(use_go()));
    view! { <skip::SkipDialog /> }
}

impl Run {
    fn start(self, name: String, question: ListCases, base: &'static str, query: String) {
        let going = Going {
            name,
            question: ListCases { cursor: None, limit: Some(PAGE), ..question },
            base,
            query,
            done: Vec::new(),
            skipped: Vec::new(),
            at: None,
            left: 0,
            more: false,
        };
        self.going.set(Some(going));
        self.advance();
    }

    /// The case is dealt with; goes on if it is the one the run stands at.
    pub fn worked(self, case: CaseId) {
        if self.is_at(case) {
            self.going.update(|going| going.iter_mut().for_each(|going| going.done.push(case)));
            self.advance();
        }
    }

    fn passed(self, case: CaseId) {
        if self.is_at(case) {
            self.going.update(|going| going.iter_mut().for_each(|going| going.skipped.push(case)));
            self.advance();
        }
    }

    fn is_at(self, case: CaseId) -> bool {
        let at = |going: &Option<Going>| {
            going.as_ref().is_some_and(|going| going.at.as_ref().is_some_and(|(id, _)| *id == case))
        };
        self.going.try_with_untracked(at).unwrap_or(false)
    }

    /// Back to the case it stands at.
    pub fn back(self) {
        let address = self.going.with_untracked(|going| {
            going.as_ref().and_then(|going| going.at.as_ref().map(|(_, number)| going.address(number)))
        });
        if let Some(address) = address {
            self.lead(address);
        }
    }

    /// Ends it where it stands; what was done is done.
    pub fn leave(self) {
        let Some(going) = self.going.get_untracked() else { return };
        self.going.set(None);
        self.skipping.set(false);
        self.say(&going, key!(run.left));
        self.lead(format!("{}{}", going.base, going.query));
    }

    fn say(self, going: &Going, words: crate::i18n::Key) {
        let values = [("done", going.done.len().to_string()), ("skipped", going.skipped.len().to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.toasts.show(Tone::Ok, untrack(|| self.i18n.fill(words, &values)));
    }

    fn lead(self, address: String) {
        if let Some(go) = self.go.get_value() {
            go.run((address, false));
        }
    }

    /// Asks the list anew each time: what others have done meanwhile is not offered.
    fn advance(self) {
        let Some(going) = self.going.get_untracked() else { return };
        self.skipping.set(false);
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let found = going.following().await;
            self.busy.set(false);
            // Left, or begun anew, while the answer was awaited.
            let same = |now: &Option<Going>| {
                now.as_ref().is_some_and(|now| {
                    (&now.question, now.done.len(), now.skipped.len())
                        == (&going.question, going.done.len(), going.skipped.len())
                })
            };
            if !self.going.with_untracked(same) {
                return;
            }
            match found {
                Err(fault) => self.toasts.show(Tone::Danger, untrack(|| self.i18n.fault(&fault))),
                Ok(Some((at, left, more))) => {
                    let address = going.address(&at.1);
                    self.going.set(Some(Going { at: Some(at), left, more, ..going }));
                    self.lead(address);
                }
                Ok(None) => {
                    self.going.set(None);
                    self.say(&going, key!(run.over));
                    self.lead(format!("{}{}", going.base, going.query));
                }
            }
        });
    }
}

type Found = Option<((CaseId, String), usize, bool)>;

impl Going {
    fn address(&self, number: &str) -> String {
        format!("{}/{number}{}", self.base, self.query)
    }

    /// The next case that is not dealt with, how many are left, and whether there may be more.
    async fn following(&self) -> Result<Found, yingda_shared::fault::Fault> {
        let dealt_with: Vec<CaseId> = self.done.iter().chain(&self.skipped).copied().collect();
        let mut question = self.question.clone();
        loop {
            let list = call(question.clone()).await?;
            if let (Some(row), left) = next(&list.rows, &dealt_with) {
                return Ok(Some(((row.id, row.number.clone()), left, list.next.is_some())));
            }
            match list.next {
                Some(cursor) => question.cursor = Some(cursor),
                None => return Ok(None),
            }
        }
    }
}
