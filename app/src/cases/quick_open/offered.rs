//! While a case is taken down: standard descriptions that fit, and the ready answer to them. One press fills the form;
//! another opens the case and solves it.

use leptos::prelude::*;
use yingda_shared::knowledge::pairs::{OfferPairs, Pair};

use super::draft::Draft;
use crate::boot::may;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::knowledge::pairs::language;
use crate::t;
use crate::ui::{Disclosure, Icon, resting};

/// Rest between keys before it is asked.
const REST: std::time::Duration = std::time::Duration::from_millis(250);
const SHOWN: usize = 3;

/// `close` opens the case with a pair and solves it at once.
#[component]
pub fn OfferedCard(draft: Draft, close: Callback<Pair>) -> impl IntoView {
    let i18n = use_i18n();
    let allowed = may("pairs.offer");
    let rested = RwSignal::new(String::new());
    let settle = resting(REST, move |words: String| rested.set(words.trim().to_string()));
    Effect::new(move |_| settle(draft.subject.get()));
    let category = move || draft.category.id.with(|id| id.parse().ok());
    let found = fetch(move || {
        let (text, category_id) = (rested.get(), category());
        let asks = allowed && !draft.complaint.get() && (!text.is_empty() || category_id.is_some());
        asks.then(|| OfferPairs {
            text: Some(text).filter(|text| !text.is_empty()),
            category_id,
            product_id: draft.product.with(|id| id.parse().ok()),
            language: Some(language(i18n.lang())),
            answers: false,
        })
    });
    let rows =
        Memo::new(move |_| found.data.with(|data| data.as_ref().map(|data| data.rows.clone()).unwrap_or_default()));
    let row = move |pair: Pair| {
        let (name, solution) = (pair.name.clone(), pair.solution.clone());
        let (said, answered, filled) = (name.clone(), name.clone(), pair.clone());
        let chosen = pair.id.to_string();
        let on = move || draft.pair.with(|id| *id == chosen).then_some("true");
        let closes = (pair.answers() && may("cases.resolve")).then(|| {
            view! {
                <button type="button" class="btn btn-quiet btn-sm" data-close-pair="" on:click=move |_| close.run(pair.clone())>
                    <Icon name="check" /><span>{t!(i18n, pairs.open_and_solve)}</span><span class="vh">{answered.clone()}</span>
                </button>
            }
        });
        let text = (!solution.trim().is_empty()).then(|| {
            view! { <Disclosure summary=t!(i18n, pairs.answer)><p class="plain-text">{solution}</p></Disclosure> }
        });
        view! {
            <li class="offered-pair" data-chosen=on>
                <b>{name}</b>
                {text}
                <span class="pair-acts">
                    <button type="button" class="btn btn-plain btn-sm" data-fill-pair="" on:click=move |_| draft.apply(&filled)>
                        <Icon name="edit" /><span>{t!(i18n, pairs.fill)}</span><span class="vh">{said}</span>
                    </button>
                    {closes}
                </span>
            </li>
        }
    };
    move || {
        Some(rows.get()).filter(|rows| !rows.is_empty()).map(|rows| {
            view! {
                <section class="offered-pairs" data-offered="" aria-labelledby="offered-title">
                    <p class="strong" id="offered-title"><Icon name="bulb" />{t!(i18n, pairs.offered)}</p>
                    <ul>{rows.into_iter().take(SHOWN).map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}
