//! Picking another case by typing its number, customer or subject.

use leptos::prelude::*;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;

use super::picking::{Pick, REST};
use crate::api::call;
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
    let options = RwSignal::new(Vec::<ComboOption>::new());
    let busy = RwSignal::new(false);
    let fault = RwSignal::new(None::<Fault>);
    let round = StoredValue::new(0u32);
    let search = Callback::new(move |words: String| {
        round.update_value(|n| *n += 1);
        let mine = round.get_value();
        busy.set(true);
        let ask = move || {
            if round.try_get_value() != Some(mine) {
                return;
            }
            let q = Some(words.trim().to_string()).filter(|q| !q.is_empty());
            let question = ListCases { q, limit: Some(OFFERED + 1), ..ListCases::default() };
            leptos::task::spawn_local(async move {
                let answer = call(question).await;
                if round.try_get_value() != Some(mine) {
                    return;
                }
                let rows = match answer {
                    Ok(page) => {
                        fault.set(None);
                        page.rows
                    }
                    Err(refused) => {
                        fault.set(Some(refused));
                        Vec::new()
                    }
                };
                let others = rows.into_iter().filter(|row| row.id != not).take(OFFERED as usize);
                let offered = others.map(|row| {
                    let state = i18n.word("words.state", row.state.as_str());
                    let parts = [row.contact_name, state];
                    let note = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
                    let text = format!("{} {}", row.number, row.subject);
                    ComboOption { key: row.id.to_string(), text, note, disabled: false }
                });
                options.set(offered.collect());
                busy.set(false);
            });
        };
        set_timeout(ask, REST);
    });
    let empty = Signal::derive(move || {
        let failed = fault.with(|fault| fault.as_ref().map(|fault| i18n.fault(fault)));
        failed.unwrap_or_else(|| i18n.say(key!(common.nothing_found)))
    });
    view! {
        <Combobox
            name
            label
            value=pick.id
            text=pick.text
            options
            on_search=search
            busy=Signal::from(busy)
            error
            empty
            clear_label=t!(i18n, common.clear)
            placeholder=Signal::derive(move || Some(i18n.say(key!(cases.ties.other_hint))))
        />
    }
}
