//! How the promises of a case are kept: each clock with what is spent, when it is due, and every stretch of its time.

use leptos::prelude::*;
use yingda_shared::cases::explaining::{CaseClocks, ToldClock};
use yingda_shared::kernel::time::Millis;
use yingda_shared::sla::{Counted, GroundKind, Side, Status, Stretch, StretchKind};

use crate::cases::pane::OpenCase;
use crate::data::fetch;
use crate::format::{exact, length};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Disclosure, Icon, Tone};
use crate::{key, t};

/// Nothing where the server cannot be asked: the facts above remain.
#[component]
pub fn Clocks(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let may = crate::boot::may("cases.clocks");
    let id = Memo::new(move |_| case.follow(|detail| detail.case.id));
    let told = fetch(move || id.get().filter(|_| may).map(|id| CaseClocks { id }));
    let clocks = move || {
        let clocks = told.data.with(|told| told.as_ref().map(|told| told.clocks.clone()))?;
        Some(clocks.into_iter().map(|told| clock(i18n, told)).collect_view())
    };
    view! { <ul class="clock-list">{clocks}</ul> }
}

/// Icon and tone of how a clock stands.
fn sign(status: Status) -> (&'static str, Tone) {
    match status {
        Status::NotBegun | Status::Running => ("clock", Tone::Info),
        Status::Paused => ("pause-circle", Tone::Neutral),
        Status::Withdrawn => ("ban", Tone::Neutral),
        Status::Met => ("check-circle", Tone::Ok),
        Status::Warning => ("bolt", Tone::Warn),
        Status::Missed => ("alert", Tone::Danger),
    }
}

fn clock(i18n: I18n, told: ToldClock) -> impl IntoView {
    let ToldClock { policy, grounds, explanation } = told;
    let (clock, reading) = (&explanation.clock, explanation.reading);
    let (icon, tone) = sign(reading.status);
    let (kind, side, status) = (clock.kind, clock.side, reading.status);
    let name = move || {
        let kind = i18n.word("words.clock", kind.as_str());
        match side {
            Side::External => kind,
            Side::Internal => format!("{} · {kind}", i18n.word("words.side", side.as_str())),
        }
    };
    let due = clock.due_at.map(|at| i18n.fill(key!(cases.clock.due), &[("time", &exact(at))]));
    let stopped = clock.stopped_at.map(|at| i18n.fill(key!(cases.clock.stopped), &[("time", &exact(at))]));
    let span = |span: Millis| length(i18n, 0, span);
    let spent = i18n.fill(
        key!(cases.clock.spent),
        &[("spent", &span(reading.elapsed)), ("all", &span(clock.length)), ("percent", &reading.percent.to_string())],
    );
    let inner = clock.inner_due_at.map(|at| i18n.fill(key!(cases.clock.inner), &[("time", &exact(at))]));
    let because = because(i18n, &policy, grounds.first().map(|ground| ground.kind));
    let moved = (reading.held > 0).then(|| i18n.fill(key!(cases.clock.held), &[("span", &span(reading.held))]));
    let hours = (explanation.out_of_hours)
        .then(|| i18n.fill(key!(cases.clock.out_of_hours), &[("time", &exact(clock.started_at))]));
    let beyond = (clock.counted == Counted::Beyond).then(|| i18n.say(key!(cases.clock.beyond)));
    let wall = (clock.counted == Counted::Wall).then(|| i18n.say(key!(cases.clock.wall)));
    let notes = [due, stopped, Some(spent), inner, moved, hours, beyond, wall, because];
    let stretches = explanation.stretches.into_iter().map(|each| stretch(i18n, each)).collect_view();
    view! {
        <li class="clock" data-kind=kind.as_str() data-side=side.as_str() data-status=status.as_str()>
            <div class="clock-head">
                <b>{name}</b>
                <span class="status" data-tone=tone.name()><Icon name=icon /><span>{move || i18n.word("words.clock_status", status.as_str())}</span></span>
            </div>
            <p class="small quiet">{notes.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</p>
            <Disclosure summary=t!(i18n, cases.clock.stretches)><ol class="clock-stretches">{stretches}</ol></Disclosure>
        </li>
    }
}

/// Whose promise it is: of a policy and what that was chosen for, or of the priority matrix.
fn because(i18n: I18n, policy: &str, ground: Option<GroundKind>) -> Option<String> {
    match (policy, ground) {
        ("", Some(GroundKind::Standard)) => Some(i18n.say(key!(cases.clock.standard))),
        ("", _) => None,
        (name, None) => Some(name.to_string()),
        (name, Some(ground)) => {
            let ground = i18n.word("words.ground", ground.as_str());
            Some(i18n.fill(key!(cases.clock.policy), &[("policy", name), ("ground", &ground)]))
        }
    }
}

fn stretch(i18n: I18n, stretch: Stretch) -> impl IntoView {
    let (icon, tone) = match stretch.kind {
        StretchKind::Running => ("play", Tone::Info),
        StretchKind::Paused => ("pause", Tone::Warn),
        StretchKind::Closed => ("moon", Tone::Neutral),
        StretchKind::Holiday => ("calendar", Tone::Neutral),
    };
    let word = i18n.word("words.stretch", stretch.kind.as_str());
    let word = match (stretch.why, stretch.name) {
        (Some(why), _) => format!("{word} · {}", i18n.word("words.standstill", why.as_str())),
        (None, Some(name)) => format!("{word} · {}", i18n.word("words.holiday_name", name.as_str())),
        (None, None) => word,
    };
    let to = stretch.to.map_or_else(|| i18n.say(key!(cases.clock.lasts)), exact);
    let when = i18n.fill(key!(cases.clock.between), &[("from", &exact(stretch.from)), ("to", &to)]);
    let counted = (stretch.kind == StretchKind::Running)
        .then(|| i18n.fill(key!(cases.clock.counted), &[("span", &length(i18n, 0, stretch.counted))]));
    let folded =
        (stretch.folded > 0).then(|| i18n.fill(key!(cases.clock.folded), &[("n", &stretch.folded.to_string())]));
    view! {
        <li>
            <span class="status" data-tone=tone.name()><Icon name=icon /><span>{word}</span></span>
            <span class="small faint">{[Some(when), counted, folded].into_iter().flatten().collect::<Vec<_>>().join(" · ")}</span>
        </li>
    }
}
