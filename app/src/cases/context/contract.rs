//! The contract that the case draws from, what is left of it, and why it is this one.

use leptos::prelude::*;
use yingda_shared::contracts::{Candidate, Entitlement, EntryKind, ExplainContract, Fit, LedgerEntry, Measure, Sums};

use crate::boot::may;
use crate::cases::pane::OpenCase;
use crate::contracts::{Limits, StandingChip, period, units};
use crate::data::fetch;
use crate::format::exact;
use crate::i18n::{I18n, use_i18n};
use crate::ui::Disclosure;
use crate::{key, t};

/// For staff; quiet where there is no contract, and silent until that is known.
#[component]
pub fn Entitled(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let id = Memo::new(move |_| case.follow(|detail| detail.case.id));
    let told = fetch(move || id.get().filter(|_| may("contracts.explain")).map(|id| ExplainContract { id }));
    let known = Memo::new(move |_| told.data.get());
    let away = Memo::new(move |_| told.fault.get().filter(|_| told.data.with(Option::is_none)));
    let body = move || match (known.get(), away.get()) {
        (Some(told), _) => Some(shown(i18n, told)),
        (None, Some(fault)) => {
            let said = move || match &fault {
                yingda_shared::fault::Fault::Offline => i18n.say(key!(contracts.needs_server)),
                fault => i18n.fault(fault),
            };
            Some(view! { <p class="faint">{said}</p> }.into_any())
        }
        (None, None) => None,
    };
    move || {
        (known.with(Option::is_some) || away.with(Option::is_some)).then(|| {
            view! { <section class="context-section" id="case-contract"><h3>{t!(i18n, contracts.of_case)}</h3>{body}</section> }
        })
    }
}

fn shown(i18n: I18n, told: Entitlement) -> AnyView {
    let Entitlement { contract, decided_at, explanation, entries, .. } = told;
    let candidates = explanation.map(|explanation| explanation.candidates).unwrap_or_default();
    let held = Measure::ALL.iter().filter_map(|measure| drawn(i18n, &entries, *measure)).collect::<Vec<_>>();
    let what = match contract {
        Some(account) => {
            let name = match may("contracts.get") {
                true => {
                    view! { <a href=format!("/admin/contracts/{}", account.id)>{account.name.clone()}</a> }.into_any()
                }
                false => view! { <b>{account.name.clone()}</b> }.into_any(),
            };
            let (starts_at, ends_at) = (account.starts_at, account.ends_at);
            view! {
                <p class="contract-of-case">{name}<StandingChip standing=account.standing bare=true /></p>
                <p class="small quiet">{move || period(i18n, starts_at, ends_at)}</p>
                <Limits balances=account.balances />
                {held.into_iter().map(|said| view! { <p class="small quiet">{said}</p> }).collect_view()}
            }
            .into_any()
        }
        None if candidates.is_empty() => view! { <p class="faint">{t!(i18n, contracts.case_none)}</p> }.into_any(),
        None => view! { <p class="faint">{t!(i18n, contracts.case_uncovered)}</p> }.into_any(),
    };
    let moment = move || match decided_at {
        Some(at) => i18n.fill(key!(contracts.decided), &[("time", &exact(at))]),
        None => i18n.say(key!(contracts.would_be)),
    };
    let summary = move || i18n.say(if decided_at.is_some() { key!(contracts.why) } else { key!(contracts.why_none) });
    let why = (!candidates.is_empty()).then(|| {
        let rows = candidates.into_iter().map(|candidate| looked_at(i18n, candidate)).collect_view();
        view! {
            <Disclosure summary>
                <p class="small quiet">{moment}</p>
                <ul class="contract-why">{rows}</ul>
            </Disclosure>
        }
    });
    view! { {what}{why} }.into_any()
}

/// What this case holds or used of a measure, in words.
fn drawn(i18n: I18n, entries: &[LedgerEntry], measure: Measure) -> Option<String> {
    let by_case = entries.iter().filter(|entry| !matches!(entry.kind, EntryKind::TopUp | EntryKind::Adjust));
    let sums = Sums::of(by_case, measure);
    let say = |key, amount: i64| (amount != 0).then(|| i18n.fill(key, &[("n", &units(i18n, measure, amount))]));
    say(key!(contracts.case_used), sums.used).or_else(|| say(key!(contracts.case_holds), sums.held))
}

/// A contract that was looked at: its points, and what spoke against it.
fn looked_at(i18n: I18n, candidate: Candidate) -> impl IntoView {
    let Candidate { contract_id, name, points, score, verdict, .. } = candidate;
    let name = match may("contracts.get") {
        true => view! { <a href=format!("/admin/contracts/{contract_id}")>{name}</a> }.into_any(),
        false => view! { <b>{name}</b> }.into_any(),
    };
    let said = move || {
        let parts = points
            .iter()
            .map(|point| format!("{} {}", i18n.word("words.criterion", point.criterion.as_str()), point.points));
        let parts = parts.collect::<Vec<_>>().join(" + ");
        i18n.fill(key!(contracts.points), &[("parts", &parts), ("score", &score.to_string())])
    };
    view! {
        <li data-chosen=(verdict == Fit::Chosen).then_some("")>
            <span class="contract-looked">{name}<span>{move || i18n.word("words.fit", verdict.as_str())}</span></span>
            <small class="quiet">{said}</small>
        </li>
    }
}
