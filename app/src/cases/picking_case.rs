//! Picking another case by typing its number, customer or subject.

use leptos::prelude::*;
use yingda_shared::cases::listing::{CaseList, CaseRow};
use yingda_shared::cases::queries::ListCases;
use yingda_shared::kernel::id::CaseId;

use super::picking::{Pick, Search, use_search};
use crate::i18n::use_i18n;
use crate::ui::{ComboOption, Combobox};
use crate::{key, t};

const OFFERED: u32 = 8;

/// A field that finds cases; `not` is the one that asks.
#[component]
pub fn CasePicker(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    pick: Pick,
    not: CaseId,
    #[prop(into, optional)] error: MaybeProp<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let question = |words: String| {
        let q = Some(words.trim().to_string()).filter(|q| !q.is_empty());
        ListCases { q, limit: Some(OFFERED + 1), ..ListCases::default() }
    };
    let offered = move |list: CaseList| {
        let others = list.rows.into_iter().filter(|row| row.id != not).take(OFFERED as usize);
        let option = |row: CaseRow| {
            let state = i18n.word("words.state", row.state.as_str());
            let parts = [row.contact_name, state];
            let note = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            let text = format!("{} {}", row.number, row.subject);
            ComboOption { key: row.id.to_string(), text, note, disabled: false }
        };
        others.map(option).collect()
    };
    let Search { options, busy, on_search, empty } = use_search(question, offered);
    view! {
        <Combobox
            name
            label
            value=pick.id
            text=pick.text
            options
            on_search
            busy=Signal::from(busy)
            error
            empty
            clear_label=t!(i18n, common.clear)
            placeholder=Signal::derive(move || Some(i18n.say(key!(cases.ties.other_hint))))
        />
    }
}
