//! Signs of a case that rows, heads and panels share: level, status, promise.

use leptos::prelude::*;
use yingda_shared::cases::ties::Snooze;
use yingda_shared::cases::{CaseState, PendingReason};
use yingda_shared::catalog::priority::Priority;
use yingda_shared::kernel::time::{MINUTE, Millis};
use yingda_shared::sla::{ClockKind, Owing, Status as SlaStatus};

use crate::format::{day, exact, length, use_now};
use crate::i18n::{I18n, use_i18n};
use crate::key;
use crate::ui::{Icon, Level, Tone};

/// Icon and tone of a state.
pub fn state_sign(state: CaseState) -> (&'static str, Tone) {
    match state {
        CaseState::New => ("circle", Tone::Accent),
        CaseState::Assigned => ("circle-dot", Tone::Info),
        CaseState::InProgress => ("progress", Tone::Info),
        CaseState::Pending => ("pause-circle", Tone::Warn),
        CaseState::Resolved => ("check-circle", Tone::Ok),
        CaseState::Closed => ("check", Tone::Neutral),
        CaseState::Cancelled | CaseState::Merged | CaseState::Duplicate => ("ban", Tone::Neutral),
    }
}

/// `挂起 · 待客户`
pub fn state_words(i18n: I18n, state: CaseState, reason: Option<PendingReason>) -> String {
    let word = i18n.word("words.state", state.as_str());
    match reason.filter(|_| state == CaseState::Pending) {
        Some(reason) => format!("{word} · {}", i18n.word("words.pending", reason.as_str())),
        None => word,
    }
}

/// The state as shape, word and colour.
#[component]
pub fn Status(state: CaseState, #[prop(optional_no_strip)] reason: Option<PendingReason>) -> impl IntoView {
    let i18n = use_i18n();
    let (icon, tone) = state_sign(state);
    let words = move || state_words(i18n, state, reason);
    view! { <span class="status" data-tone=tone.name() title=words><Icon name=icon /><span class="ellipsis">{words}</span></span> }
}

/// `推迟到 明天 09:00`, or, once that is over, that it is back; whose doing it was in the title.
fn snooze_words(i18n: I18n, snooze: &Snooze, now: Millis) -> (bool, String, String) {
    let asleep = snooze.until > now;
    let key = if asleep { key!(cases.snooze.until) } else { key!(cases.snooze.back) };
    let by = [("by", snooze.by.as_str()), ("time", &day(i18n, snooze.at, now))];
    (asleep, i18n.fill(key, &[("time", &day(i18n, snooze.until, now))]), i18n.fill(key!(cases.snooze.by), &by))
}

/// Put off, or back: a mark for rows.
#[component]
pub fn SnoozeMark(snooze: Snooze) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    move || {
        let (asleep, words, by) = snooze_words(i18n, &snooze, now.get());
        let tone = if asleep { "neutral" } else { "accent" };
        let words = format!("{words} · {by}");
        view! { <span class="row-mark" data-tone=tone title=words.clone()><Icon name="snooze" /><span class="vh">{words.clone()}</span></span> }
    }
}

/// The same in words, for the head of a case.
#[component]
pub fn SnoozeStatus(snooze: Snooze) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    move || {
        let (asleep, words, by) = snooze_words(i18n, &snooze, now.get());
        let tone = if asleep { "neutral" } else { "accent" };
        view! { <span class="status" data-tone=tone title=by.clone()><Icon name="snooze" /><span class="ellipsis">{words}</span><span class="vh">{by.clone()}</span></span> }
    }
}

/// The priority as rising bars. Outside the organisation a case may have none.
#[component]
pub fn PriorityMark(priority: Option<Priority>) -> impl IntoView {
    let i18n = use_i18n();
    priority.map(|priority| view! { <Level level=4 - priority as u8 label=move || i18n.word("words.priority", priority.as_str()) /> })
}

/// How far a case is escalated: a mark for rows.
#[component]
pub fn LevelMark(level: u16) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || i18n.fill(key!(escalation.at_level), &[("n", &level.to_string())]);
    (level > 0).then(|| {
        view! { <span class="row-mark row-level" data-tone="danger" title=words><Icon name="arrow-up" /><span aria-hidden="true">{level}</span><span class="vh">{words}</span></span> }
    })
}

/// The same in words, for the head of a case; leads to what is known of it.
#[component]
pub fn LevelStatus(level: u16, href: String) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || i18n.fill(key!(escalation.at_level), &[("n", &level.to_string())]);
    (level > 0).then(|| {
        view! { <a class="status status-level" data-tone="danger" href=href><Icon name="arrow-up" /><span>{words}</span></a> }
    })
}

/// What a case owes, and by when.
#[derive(Clone, Copy, PartialEq)]
pub struct Owed {
    pub state: CaseState,
    pub created_at: Millis,
    pub respond_by: Millis,
    pub resolve_by: Millis,
    pub first_response_at: Option<Millis>,
    pub resolved_at: Option<Millis>,
    pub updated_at: Millis,
    /// What its clocks say; nothing for a case that keeps none yet.
    pub owing: Owing,
}

/// A promise in words.
pub struct Said {
    pub icon: &'static str,
    pub tone: Tone,
    pub text: String,
    pub title: String,
}

impl Owed {
    /// The first answer until it is given, then the solution.
    fn answering(&self) -> bool {
        self.first_response_at.is_none()
    }

    /// By its clocks: what runs, and what stands still where nothing runs.
    fn clocked(&self, i18n: I18n, now: Millis) -> Option<Said> {
        let said = |icon, tone, text, title| Said { icon, tone, text, title };
        let Some(next) = self.owing.next else {
            let still = self.owing.still?;
            let title = i18n.fill(key!(cases.promise.paused_title), &[("time", &exact(still.due_at))]);
            return Some(said("pause-circle", Tone::Neutral, i18n.say(key!(cases.promise.paused)), title));
        };
        let answer = next.kind.is_response();
        let title = match next.kind {
            ClockKind::FirstResponse => key!(cases.promise.respond_by),
            ClockKind::NextResponse => key!(cases.promise.answer_by),
            ClockKind::Arrival => key!(cases.promise.arrive_by),
            ClockKind::Resolution => key!(cases.promise.resolve_by),
        };
        let title = i18n.fill(title, &[("time", &exact(next.due_at))]);
        let span = length(i18n, next.due_at, now);
        let words = |key| i18n.fill(key, &[("span", &span)]);
        let (icon, tone, text) = match self.owing.status(now)? {
            SlaStatus::Missed if answer => ("alert", Tone::Danger, words(key!(cases.promise.respond_over))),
            SlaStatus::Missed => ("alert", Tone::Danger, words(key!(cases.promise.over))),
            SlaStatus::Warning if answer => ("bolt", Tone::Warn, words(key!(cases.promise.respond_risk))),
            SlaStatus::Warning => ("bolt", Tone::Warn, words(key!(cases.promise.risk))),
            _ if answer => ("clock", Tone::Neutral, words(key!(cases.promise.respond_left))),
            _ => ("clock", Tone::Neutral, words(key!(cases.promise.left))),
        };
        Some(said(icon, tone, text, title))
    }

    pub fn said(&self, i18n: I18n, now: Millis) -> Said {
        if !self.state.is_open() {
            return self.ended(i18n, now);
        }
        if let Some(said) = self.clocked(i18n, now) {
            return said;
        }
        // Of a case of before, which keeps no clocks until somebody changes it.
        let due = if self.answering() { self.respond_by } else { self.resolve_by };
        let title_key = if self.answering() { key!(cases.promise.respond_by) } else { key!(cases.promise.resolve_by) };
        let title = i18n.fill(title_key, &[("time", &exact(due))]);
        let said = |icon, tone, text| Said { icon, tone, text, title };
        let span = length(i18n, due, now);
        let left = due - now;
        if left < 0 {
            let key = if self.answering() { key!(cases.promise.respond_over) } else { key!(cases.promise.over) };
            return said("alert", Tone::Danger, i18n.fill(key, &[("span", &span)]));
        }
        if self.state == CaseState::Pending {
            return said(
                "pause",
                Tone::Neutral,
                i18n.fill(key!(cases.promise.waiting), &[("time", &day(i18n, due, now))]),
            );
        }
        let soon = left < ((due - self.created_at) / 4).max(10 * MINUTE);
        let key = if self.answering() { key!(cases.promise.respond_left) } else { key!(cases.promise.left) };
        said("clock", if soon { Tone::Warn } else { Tone::Neutral }, i18n.fill(key, &[("span", &span)]))
    }

    fn ended(&self, i18n: I18n, now: Millis) -> Said {
        let said = |icon, tone, text, at| Said { icon, tone, text, title: exact(at) };
        match self.resolved_at {
            Some(at) if at <= self.resolve_by => said("check", Tone::Ok, i18n.say(key!(cases.promise.kept)), at),
            Some(at) => {
                let span = length(i18n, at, self.resolve_by);
                said("alert", Tone::Neutral, i18n.fill(key!(cases.promise.missed), &[("span", &span)]), at)
            }
            None => said("", Tone::Neutral, crate::format::ago(i18n, self.updated_at, now), self.updated_at),
        }
    }
}

/// The promise as icon and words; `ground` puts it on a tinted ground.
#[component]
pub fn Promise(#[prop(into)] owed: Signal<Owed>, #[prop(optional)] ground: bool) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    move || {
        let said = owed.get().said(i18n, now.get());
        let class = if ground { "promise promise-chip" } else { "promise" };
        view! { <span class=class data-tone=said.tone.name() title=said.title>{(!said.icon.is_empty()).then(|| view! { <Icon name=said.icon /> })}<span class="ellipsis">{said.text}</span></span> }
    }
}

/// What those who work on a case owe each other, beside the promise to the customer.
#[component]
pub fn InsidePromise(#[prop(into)] owed: Signal<Option<Owed>>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    move || {
        let owed = owed.get().filter(|owed| owed.state.is_open())?;
        let said = owed.clocked(i18n, now.get())?;
        let text = i18n.fill(key!(cases.promise.inside), &[("text", &said.text)]);
        let title = i18n.fill(key!(cases.promise.inside_title), &[("text", &said.title)]);
        Some(
            view! { <span class="promise promise-chip" data-tone=said.tone.name() title=title><Icon name=said.icon /><span class="ellipsis">{text}</span></span> },
        )
    }
}
