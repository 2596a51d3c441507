//! The ledger of a contract: every entry with its case, who made it, and why; newest first.

use std::collections::BTreeMap;

use leptos::prelude::*;
use yingda_shared::contracts::{ContractBalance, EntryKind, Line};
use yingda_shared::fault::Fault;

use super::page::Open;
use crate::api::call;
use crate::contracts::change;
use crate::format::exact;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// Entries by their place: they are added and never changed.
type Known = RwSignal<BTreeMap<i64, Line>>;

#[component]
pub fn LedgerCard(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let known: Known = RwSignal::new(BTreeMap::new());
    let more = RwSignal::new(false);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    Effect::new(move |_| {
        open.ledger.data.with(|told| {
            let Some(told) = told else { return };
            let first = told.lines.last().map(|line| line.pos);
            let newest = known.with_untracked(|known| known.keys().next_back().copied());
            // More came in between than one page holds: what is older is read anew.
            let gap = told.more && newest.is_none_or(|newest| first.is_some_and(|first| newest < first));
            known.update(|known| {
                if gap {
                    known.clear();
                }
                known.extend(told.lines.iter().map(|line| (line.pos, line.clone())));
            });
            if gap || known.with_untracked(|known| known.len() == told.lines.len()) {
                more.set(told.more);
            }
        });
    });
    let older = move |()| {
        let before = known.with_untracked(|known| known.keys().next().copied());
        let Some(id) = open.contract.with_untracked(|contract| contract.as_ref().map(|contract| contract.id)) else {
            return;
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(ContractBalance { id, before }).await {
                Ok(told) => {
                    fault.try_set(None);
                    more.try_set(told.more);
                    known.try_update(|known| known.extend(told.lines.into_iter().map(|line| (line.pos, line))));
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
            busy.try_set(false);
        });
    };
    let lines = move || known.with(|known| known.values().rev().cloned().collect::<Vec<_>>());
    let state = Memo::new(move |_| (known.with(BTreeMap::is_empty), open.ledger.data.with(Option::is_some)));
    let shown = Signal::derive(move || i18n.fill(key!(common.shown), &[("n", &known.with(BTreeMap::len).to_string())]));
    let wrong = move || {
        fault
            .get()
            .map(|fault| view! { <ui::Banner tone=ui::Tone::Danger card=true text=move || i18n.fault(&fault) /> })
    };
    let body = move || {
        match state.get() {
        (false, _) => view! {
            <ol class="ledger" aria-label=t!(i18n, contracts.ledger)><For each=lines key=|line| line.pos children=entry /></ol>
            {wrong}
            <ui::LoadMore label=t!(i18n, common.load_more) shown more busy on_press=older />
        }
        .into_any(),
        (true, true) => view! { <p class="quiet">{t!(i18n, contracts.ledger_empty)}</p> }.into_any(),
        (true, false) => match open.ledger.fault.get() {
            Some(fault) => {
                let again = Callback::new(move |()| open.ledger.refresh());
                view! { <Unloaded fault=Signal::stored(Some(fault)) again /> }.into_any()
            }
            None => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=3 /> }.into_any(),
        },
    }
    };
    view! { <ui::SectionCard id="contract-ledger" title=t!(i18n, contracts.ledger)>{body}</ui::SectionCard> }
}

fn entry(line: Line) -> impl IntoView {
    let i18n = use_i18n();
    let Line { case, entry, .. } = line;
    let (kind, measure, amount, beyond) = (entry.kind, entry.measure, entry.amount, entry.beyond);
    // What is taken from what is left has a minus; what is held is no longer free either.
    let signed = match kind {
        EntryKind::Reserve | EntryKind::Consume => -amount,
        EntryKind::Release | EntryKind::TopUp | EntryKind::Adjust => amount,
    };
    let over = (beyond != 0).then(|| {
        view! { <small class="quiet">{move || i18n.fill(key!(contracts.beyond), &[("n", &crate::contracts::units(i18n, measure, beyond))])}</small> }
    });
    let of_case =
        (!case.is_empty()).then(|| view! { <a class="mono" href=format!("/cases/{case}")>{case.clone()}</a> });
    let note = (!entry.note.is_empty()).then(|| view! { <span class="ledger-note">{entry.note.clone()}</span> });
    view! {
        <li class="ledger-line">
            <ui::Time ms=entry.at text=exact(entry.at) class="ledger-at" />
            <span class="ledger-what"><b>{move || i18n.word("words.contract_entry", kind.as_str())}</b>{of_case}{note}</span>
            <span class="ledger-by quiet">{entry.by}</span>
            <span class="ledger-amount">{move || change(i18n, measure, signed)}{over}</span>
        </li>
    }
}
