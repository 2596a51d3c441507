//! Standard solutions that fit the case which is being solved.

use leptos::prelude::*;
use yingda_shared::knowledge::pairs::placeholder::fill;
use yingda_shared::knowledge::pairs::{OfferPairs, Pair};

use crate::boot::{may, use_boot};
use crate::cases::pane::OpenCase;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::knowledge::pairs::{known_of, language};
use crate::t;

const SHOWN: usize = 3;

/// A press puts the words into the text; `chosen` then names where they come from.
#[component]
pub fn Answers(case: OpenCase, text: RwSignal<String>, chosen: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let agent = StoredValue::new(use_boot().with_value(|boot| boot.me.name.clone()));
    let found = fetch_once(move || {
        let asked = case.with(|detail| OfferPairs {
            text: Some(detail.case.subject.clone()),
            category_id: detail.case.category_id,
            product_id: detail.case.product_id,
            language: Some(language(i18n.0.get_untracked())),
            answers: true,
        });
        asked.filter(|_| may("pairs.offer"))
    });
    let option = move |pair: Pair| {
        let (id, on) = (pair.id.to_string(), pair.id.to_string());
        let take = move |_| {
            let filled = case.with(|detail| fill(&pair.solution, &known_of(detail, agent.get_value())));
            text.set(filled.unwrap_or_else(|| pair.solution.clone()));
            chosen.set(id.clone());
        };
        let pressed = move || if chosen.with(|chosen| *chosen == on) { "true" } else { "false" };
        view! { <button type="button" class="btn btn-quiet btn-sm" aria-pressed=pressed on:click=take><span>{pair.name.clone()}</span></button> }
    };
    move || {
        let rows = found.data.with(|data| data.as_ref().map(|data| data.rows.clone()).unwrap_or_default());
        (!rows.is_empty()).then(|| {
            view! {
                <div class="answers" role="group" aria-label=t!(i18n, pairs.answers) data-answers="">
                    <span class="quiet small">{t!(i18n, pairs.answers)}</span>
                    {rows.into_iter().take(SHOWN).map(option).collect_view()}
                </div>
            }
        })
    }
}
