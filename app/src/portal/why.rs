//! Why a case is promised what it is, in the customer's words: each promise with what made its moment, and every stretch
//! of its time. Rendered with the page, folded, without script.

use leptos::prelude::*;
use yingda_shared::cases::explaining::{CaseClocks, ToldClock};
use yingda_shared::sla::{Clock, Counted, Explanation, Reading, Status, Stretch, StretchKind};

use super::detail::Shown;
use crate::data::load;
use crate::format::{exact, length};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Disclosure, Icon, Tone};
use crate::{key, t};

/// Nothing where the server cannot be asked, and of a case that is promised nothing.
#[component]
pub fn Why(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let id = shown.detail.with_untracked(|detail| detail.case.id);
    let told = load(move || CaseClocks { id });
    let listed = move || {
        Suspend::new(async move {
            let clocks = told.await.map(|told| told.clocks).unwrap_or_default();
            let promised: Vec<ToldClock> =
                clocks.into_iter().filter(|told| told.explanation.reading.status != Status::Withdrawn).collect();
            (!promised.is_empty()).then(|| {
                view! {
                    <section class="card why-due">
                        <Disclosure summary=t!(i18n, portal.why.ask)>
                            <ul class="clock-list">{promised.into_iter().map(|told| promise(i18n, told.explanation)).collect_view()}</ul>
                        </Disclosure>
                    </section>
                }
            })
        })
    };
    crate::boot::may("cases.clocks").then(|| view! { <Transition fallback=|| ()>{listed}</Transition> })
}

fn promise(i18n: I18n, told: Explanation) -> impl IntoView {
    let kind = told.clock.kind;
    let (icon, tone) = match told.reading.status {
        Status::Met => ("check-circle", Tone::Ok),
        Status::Missed => ("alert", Tone::Warn),
        Status::Paused => ("pause-circle", Tone::Neutral),
        _ => ("clock", Tone::Info),
    };
    let lines = [Some(moment(i18n, &told.clock, told.reading)), Some(amount(i18n, &told.clock))];
    let notes = lines.into_iter().chain(moved(i18n, &told)).flatten();
    let notes = notes.map(|note| view! { <p class="small">{note}</p> }).collect_view();
    let stretches = told.stretches.into_iter().map(|each| stretch(i18n, each)).collect_view();
    view! {
        <li class="clock" data-kind=kind.as_str() data-status=told.reading.status.as_str()>
            <b class="status" data-tone=tone.name()><Icon name=icon /><span>{move || i18n.word("portal.why_clock", kind.as_str())}</span></b>
            {notes}
            <p class="small quiet">{t!(i18n, portal.why.stretches)}</p>
            <ol class="clock-stretches">{stretches}</ol>
        </li>
    }
}

/// What was promised, and what came of it.
fn moment(i18n: I18n, clock: &Clock, reading: Reading) -> String {
    let due = clock.due_at.map(exact).unwrap_or_default();
    match (clock.stopped_at, reading.status) {
        (Some(at), Status::Missed) => i18n.fill(key!(portal.why.late), &[("time", &exact(at)), ("time_due", &due)]),
        (Some(at), _) => i18n.fill(key!(portal.why.done), &[("time", &exact(at))]),
        (None, Status::Paused) => i18n.say(key!(portal.why.paused)),
        (None, Status::Missed) => i18n.fill(key!(portal.why.over), &[("time", &due)]),
        (None, _) => i18n.fill(key!(portal.why.due), &[("time", &due)]),
    }
}

/// How much time that is, of which kind, and since when.
fn amount(i18n: I18n, clock: &Clock) -> String {
    let key = match clock.counted {
        Counted::Calendar => key!(portal.why.working),
        Counted::Wall | Counted::Beyond => key!(portal.why.wall),
    };
    i18n.fill(key, &[("all", &length(i18n, 0, clock.length)), ("from", &exact(clock.started_at))])
}

/// What made it later than that: closed hours at its beginning, and pauses.
fn moved(i18n: I18n, told: &Explanation) -> [Option<String>; 2] {
    let from = exact(told.clock.started_at);
    let hours = told.out_of_hours.then(|| i18n.fill(key!(portal.why.out_of_hours), &[("time", &from)]));
    let held = told.reading.held;
    let paused = (held > 0).then(|| i18n.fill(key!(portal.why.moved), &[("span", &length(i18n, 0, held))]));
    [hours, paused]
}

fn stretch(i18n: I18n, stretch: Stretch) -> impl IntoView {
    let icon = match stretch.kind {
        StretchKind::Running => "play",
        StretchKind::Paused => "pause",
        StretchKind::Closed => "moon",
        StretchKind::Holiday => "calendar",
    };
    let word = match (stretch.why, stretch.name) {
        (Some(why), _) => i18n.word("portal.why_pause", why.as_str()),
        (None, Some(name)) => i18n.word("words.holiday_name", name.as_str()),
        (None, None) => i18n.word("portal.why_stretch", stretch.kind.as_str()),
    };
    let to = stretch.to.map_or_else(|| i18n.say(key!(cases.clock.lasts)), exact);
    let when = i18n.fill(key!(cases.clock.between), &[("from", &exact(stretch.from)), ("to", &to)]);
    let counted = (stretch.kind == StretchKind::Running)
        .then(|| i18n.fill(key!(portal.why.counted), &[("span", &length(i18n, 0, stretch.counted))]));
    let folded =
        (stretch.folded > 0).then(|| i18n.fill(key!(portal.why.folded), &[("n", &stretch.folded.to_string())]));
    let facts = [Some(when), counted, folded].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li data-kind=stretch.kind.as_str()>
            <span class="status"><Icon name=icon /><span>{word}</span></span>
            <span class="small quiet">{facts}</span>
        </li>
    }
}
