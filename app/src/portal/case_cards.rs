//! Cases as cards: title, the step each is at, what was promised.

use leptos::prelude::*;
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::kernel::id::CaseId;

use super::promise::Standing;
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Chip, Time, Tone};

/// Cards of the rows; `unread` are the cases with news.
#[component]
pub fn CaseCards(rows: Vec<CaseRow>, unread: Vec<CaseId>) -> impl IntoView {
    let cards = rows.into_iter().map(|row| {
        let news = unread.contains(&row.id);
        view! { <CaseCard row news /> }
    });
    view! { <ul class="case-cards">{cards.collect_view()}</ul> }
}

/// One case; the whole card is the link.
#[component]
fn CaseCard(row: CaseRow, news: bool) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let standing = Standing::from(&row);
    let href = format!("/my/{}", row.number);
    let reached = standing.reached();
    let segment = move |at: usize| {
        let state = match at.cmp(&reached) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "current",
            std::cmp::Ordering::Greater => "todo",
        };
        view! { <li data-state=state></li> }
    };
    let unsent = row.pending;
    let (updated, number) = (row.updated_at, row.number.clone());
    let track = (!row.state.is_final())
        .then(|| view! { <ol class="track" aria-hidden="true">{(0..5).map(segment).collect_view()}</ol> });
    view! {
        <li class="case-card" data-needs-you=standing.needs_you().then_some("")>
            <p class="case-card-title">
                <a href=href>{row.subject}</a>
                {news.then(|| view! { <Chip text=t!(i18n, portal.news) tone=Tone::Info icon="message" /> })}
                {unsent.then(|| view! { <Chip text=t!(i18n, offline.pending) tone=Tone::Warn icon="clock" /> })}
            </p>
            {track}
            <p class="case-card-now">
                <b>{move || standing.word(i18n)}</b>
                <span class="quiet">{move || standing.line(i18n, now.get())}</span>
            </p>
            <p class="case-card-facts">
                <span class="mono">{number}</span>
                <Time ms=updated text=move || ago(i18n, updated, now.get()) exact=exact(updated) />
            </p>
        </li>
    }
}
