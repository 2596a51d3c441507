//! Why this time: impact and urgency, the priority they give, the minutes it promises, and what its clocks made of it.

use leptos::prelude::*;
use yingda_shared::catalog::priority::GetMatrix;
use yingda_shared::kernel::time::MINUTE;

use super::clocks::Clocks;
use crate::cases::pane::OpenCase;
use crate::data::fetch;
use crate::format::{exact, length};
use crate::i18n::use_i18n;
use crate::ui::{DescriptionList, Fact};
use crate::{key, t};

/// The promise and how it came about.
#[component]
pub fn Why(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let may = crate::boot::may("matrix.get");
    let matrix = fetch(move || may.then_some(GetMatrix {}));
    let facts = Memo::new(move |_| {
        case.follow(|detail| {
            let shown = &detail.case;
            (
                shown.impact.zip(shown.urgency),
                shown.priority,
                shown.respond_by,
                shown.resolve_by,
                shown.first_response_at,
                shown.created_at,
            )
        })
    });
    let body = move || {
        let (grounds, priority, respond_by, resolve_by, answered, created) = facts.get()?;
        let because = grounds.map(|(impact, urgency)| {
            let words = format!(
                "{} × {}",
                i18n.word("words.impact", impact.as_str()),
                i18n.word("words.urgency", urgency.as_str())
            );
            view! { <Fact name=t!(i18n, cases.context.grounds)>{words}</Fact> }
        });
        let priority = priority.map(|priority| {
            let word = i18n.word("words.priority", priority.as_str());
            view! { <Fact name=t!(i18n, fields.priority)>{word}</Fact> }
        });
        let promised = grounds.and_then(|(impact, urgency)| {
            let cell = matrix.data.with(|data| data.as_ref().map(|matrix| matrix.cell(impact, urgency)))?;
            let span = |minutes: u32| length(i18n, 0, i64::from(minutes) * MINUTE);
            let words = i18n.fill(
                key!(cases.context.minutes),
                &[("respond", &span(cell.respond_minutes)), ("resolve", &span(cell.resolve_minutes))],
            );
            Some(view! { <p class="small quiet context-note">{words}</p> })
        });
        let answered = answered.map(|at| view! { <Fact name=t!(i18n, cases.context.answered)>{exact(at)}</Fact> });
        Some(view! {
            <DescriptionList>
                {because}
                {priority}
                <Fact name=t!(i18n, cases.context.created)>{exact(created)}</Fact>
                <Fact name=t!(i18n, fields.respond_by)>{exact(respond_by)}</Fact>
                {answered}
                <Fact name=t!(i18n, fields.resolve_by)>{exact(resolve_by)}</Fact>
            </DescriptionList>
            {promised}
        })
    };
    view! { <section class="context-section"><h3>{t!(i18n, cases.context.why)}</h3>{body}<Clocks case /></section> }
}
