//! What is done with a pair beside editing it: how it was used, what it is put forward for, and letting another one
//! stand for it.

use leptos::prelude::*;
use yingda_shared::cases::answered::AnsweredCases;
use yingda_shared::kernel::id::PairId;
use yingda_shared::knowledge::pairs::{Candidate, History, PairHistory, ProposePair};

use super::merging::Merging;
use super::often::counts;
use crate::api::call;
use crate::boot::may;
use crate::cases::Status;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// `merged` hears that the pair stands for itself no more.
#[component]
pub fn PairBox(id: PairId, active: bool, merged: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let history = fetch(move || may("pairs.history").then_some(PairHistory { id }));
    let propose = move |candidate: Candidate, withdraw: bool| {
        leptos::task::spawn_local(async move {
            match call(ProposePair { id, candidate, withdraw }).await {
                Ok(_) => history.refresh(),
                Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
            }
        });
    };
    let used = move |history: &History| {
        let by_use: Vec<String> = history
            .by_use
            .iter()
            .map(|(how, n)| format!("{} {n}", i18n.word("words.pair_use", how.as_str())))
            .collect();
        match by_use.is_empty() {
            true => i18n.say(key!(pairs.never_used)),
            false => by_use.join(" · "),
        }
    };
    let proposing = move |history: &History| {
        let marked: Vec<Candidate> = history.marks.iter().map(|mark| mark.candidate).collect();
        let one = move |candidate: Candidate| {
            let on = marked.contains(&candidate);
            let label = Signal::derive(move || match candidate {
                Candidate::Article => i18n.say(key!(pairs.propose_article)),
                Candidate::Problem => i18n.say(key!(pairs.propose_problem)),
            });
            view! { <ui::Button label size=ui::Size::Small icon="bulb" pressed=on on_press=move |()| propose(candidate, on) /> }
        };
        (may("pairs.propose") && active).then(|| Candidate::ALL.iter().copied().map(one).collect_view())
    };
    let body = move || {
        history.data.get().map(|history| {
            let into = (!history.into.is_empty()).then(|| {
                let said = i18n.fill(key!(pairs.merged_into), &[("name", &history.into)]);
                view! { <p class="quiet">{said}</p> }
            });
            view! {
                {into}
                {counts(i18n, history.month, &history.counts)}
                <p class="quiet small">{used(&history)}</p>
                <div class="pair-acts">{proposing(&history)}</div>
            }
        })
    };
    view! {
        <section class="record-extra" aria-labelledby="pair-use-title">
            <h3 id="pair-use-title">{t!(i18n, pairs.use_title)}</h3>
            {body}
        </section>
        <Cases id />
        {(active && may("pairs.merge")).then(|| view! { <Merging id merged /> })}
    }
}

/// The newest cases that it was used for.
#[component]
fn Cases(id: PairId) -> impl IntoView {
    let i18n = use_i18n();
    let cases = fetch(move || may("pairs.cases").then_some(AnsweredCases { id }));
    let rows = move || {
        let rows = cases.data.get().map(|answered| answered.rows).filter(|rows| !rows.is_empty())?;
        let row = |row: yingda_shared::cases::listing::CaseRow| {
            view! {
                <li>
                    <a href=format!("/cases/{}", row.number)>
                        <Status state=row.state reason=row.pending_reason />
                        <span class="grow">{row.subject}</span>
                        <small class="mono">{row.number.clone()}</small>
                    </a>
                </li>
            }
        };
        Some(view! {
            <section class="record-extra" aria-labelledby="pair-cases-title">
                <h3 id="pair-cases-title">{t!(i18n, pairs.cases)}</h3>
                <ul class="link-list">{rows.into_iter().map(row).collect_view()}</ul>
            </section>
        })
    };
    view! { {rows} }
}
