//! While a case is taken down: what may have been reported already.

use leptos::prelude::*;
use yingda_shared::cases::queries::{SimilarCase, SimilarCases};

use super::BASE;
use super::draft::Draft;
use crate::boot::may;
use crate::cases::signs::Status;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Icon, resting};

/// Rest between keys before it is asked.
const REST: std::time::Duration = std::time::Duration::from_millis(350);
const SHOWN: usize = 3;

/// The likeliest few, each a way to it: adding to that one instead of opening another.
#[component]
pub fn SimilarCard(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let allowed = may("cases.similar");
    let rested = RwSignal::new(String::new());
    let settle = resting(REST, move |words: String| rested.set(words.trim().to_string()));
    Effect::new(move |_| settle(draft.subject.get()));
    let found = fetch(move || {
        let subject = rested.get();
        let (company_id, contact_id) = draft
            .found
            .with(|found| found.as_ref().map(|found| (found.contact.company_id, Some(found.contact.id))))
            .unwrap_or_default();
        let asset_id = draft.asset.with(|id| id.parse().ok());
        let nothing = subject.is_empty() && asset_id.is_none();
        (allowed && !nothing).then_some(SimilarCases {
            id: None,
            subject: Some(subject),
            company_id,
            contact_id,
            asset_id,
        })
    });
    let row = move |similar: SimilarCase| {
        let SimilarCase { row, because } = similar;
        let why = move || {
            because.iter().map(|what| i18n.word("words.likeness", what.as_str())).collect::<Vec<_>>().join(" · ")
        };
        view! {
            <li>
                <a href=format!("{BASE}/{}", row.number) title=row.subject.clone()>
                    <Status state=row.state reason=row.pending_reason />
                    <span class="grow">{row.subject.clone()}</span>
                    <small class="faint">{why}</small>
                    <small class="mono">{row.number.clone()}</small>
                </a>
            </li>
        }
    };
    let rows = Memo::new(move |_| {
        let vague = rested.with(String::is_empty) && draft.asset.with(String::is_empty);
        found.data.with(|data| data.as_ref().filter(|_| !vague).map(|data| data.cases.clone()).unwrap_or_default())
    });
    move || {
        Some(rows.get()).filter(|rows| !rows.is_empty()).map(|rows| {
            view! {
                <div class="open-already" data-similar="">
                    <p class="strong"><Icon name="copy" />{t!(i18n, cases.similar.again)}</p>
                    <ul class="link-list">{rows.into_iter().take(SHOWN).map(row).collect_view()}</ul>
                </div>
            }
        })
    }
}
