//! A year as the calendar has it: every day with what it is, by the code that promises count by.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use yingda_shared::calendar::{DayKind, YearDay};
use yingda_shared::kernel::day::Day;

use super::edit::WEEK;
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

/// Which year is shown, its days, and the day that is open.
#[derive(Clone, Copy)]
pub struct Year {
    pub year: RwSignal<i16>,
    pub days: Memo<Vec<YearDay>>,
    pub open: RwSignal<Option<Day>>,
    pub today: Memo<Day>,
    /// The day that the tabulator stops at.
    at: RwSignal<Day>,
}

impl Year {
    pub fn new(year: RwSignal<i16>, days: Memo<Vec<YearDay>>, open: RwSignal<Option<Day>>, today: Memo<Day>) -> Year {
        Year { year, days, open, today, at: RwSignal::new(today.get_untracked()) }
    }

    /// What is known of a day of the year that is shown.
    pub fn of(self, day: Day) -> Option<YearDay> {
        self.days.with(|days| {
            let first = days.first()?.day;
            days.get(usize::try_from(day.0 - first.0).ok()?).cloned()
        })
    }

    fn kind(self, day: Day) -> DayKind {
        self.of(day).map_or(DayKind::Off, |shown| shown.kind)
    }

    fn turn(self, by: i16) {
        self.year.update(|year| *year += by);
        self.at.set(first_of(self.year.get_untracked()));
    }

    fn keys(self, event: &KeyboardEvent) {
        let at = self.at.get_untracked();
        let to = match event.key().as_str() {
            "ArrowLeft" => at.after(-1),
            "ArrowRight" => at.after(1),
            "ArrowUp" => at.after(-7),
            "ArrowDown" => at.after(7),
            "PageUp" => at.after(-28),
            "PageDown" => at.after(28),
            "Home" => first_of(self.year.get_untracked()),
            "End" => first_of(self.year.get_untracked() + 1).after(-1),
            _ => return,
        };
        event.prevent_default();
        let Some(date) = to.date() else { return };
        self.at.set(to);
        if date.year() != self.year.get_untracked() {
            self.year.set(date.year());
        }
        // A day of another year is there once it is drawn.
        request_animation_frame(move || focus(to));
    }
}

fn first_of(year: i16) -> Day {
    Day::first_of(year, 1).unwrap_or(Day(0))
}

fn id_of(day: Day) -> String {
    format!("day-{day}")
}

fn focus(day: Day) {
    let found =
        document().get_element_by_id(&id_of(day)).and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(found) = found {
        let _ = found.focus();
    }
}

/// `2026-10-01 周四`
pub fn named(i18n: I18n, day: Day) -> String {
    format!("{day} {}", i18n.word("words.weekday", WEEK[day.weekday()]))
}

/// `09:00–12:00, 13:00–18:00`, or that it is off.
pub fn hours(i18n: I18n, shown: &YearDay) -> String {
    match shown.hours.is_off() {
        true => i18n.say(key!(calendars.off)),
        false => shown.hours.shifts().iter().map(|shift| shift.written().join("–")).collect::<Vec<_>>().join(", "),
    }
}

const KINDS: [DayKind; 5] = [DayKind::Work, DayKind::Off, DayKind::Holiday, DayKind::MakeUp, DayKind::Changed];

#[component]
pub fn YearView(year: Year) -> impl IntoView {
    let i18n = use_i18n();
    let legend = KINDS.map(|kind| {
        view! { <li><span class="cal-cell" data-kind=kind.as_str() aria-hidden="true">{sign(i18n, kind)}</span>{move || i18n.word("words.day_kind", kind.as_str())}</li> }
    });
    let turn = move |by: i16, icon: &'static str, word: crate::i18n::Key| {
        view! { <ui::IconButton label=i18n.t(word) icon on_press=move || year.turn(by) /> }
    };
    view! {
        <div class="cal-year-head">
            {turn(-1, "chevron-left", key!(calendars.year_before))}
            <h3 id="cal-year" aria-live="polite">{move || i18n.fill(key!(calendars.year), &[("year", &year.year.get().to_string())])}</h3>
            {turn(1, "chevron-right", key!(calendars.year_after))}
            <ul class="cal-legend">{legend.into_iter().collect_view()}</ul>
        </div>
        <p class="quiet small only-desktop">{t!(i18n, calendars.year_help)}</p>
        <div class="cal-year" role="group" aria-labelledby="cal-year" on:keydown=move |event| year.keys(&event)>
            <For each=move || { let shown = year.year.get(); (1..=12).map(move |month| (shown, month)) } key=|shown| *shown children=move |(of, month)| view! { <Month year of month /> } />
        </div>
    }
}

/// The sign of a kind, which says in a letter what the colour says.
fn sign(i18n: I18n, kind: DayKind) -> impl Fn() -> String + Send + Sync + Copy + 'static {
    move || match kind {
        DayKind::Work => String::new(),
        kind => i18n.word("words.day_sign", kind.as_str()),
    }
}

#[component]
fn Month(year: Year, of: i16, month: i8) -> impl IntoView {
    let i18n = use_i18n();
    let next = if month == 12 { Day::first_of(of + 1, 1) } else { Day::first_of(of, month + 1) };
    let Some((begin, end)) = Day::first_of(of, month).zip(next) else { return ().into_any() };
    let length = end.0 - begin.0;
    let before = begin.weekday() as i32;
    let weeks = (before + length + 6) / 7;
    let cell = move |at: i32| match (0..length).contains(&(at - before)) {
        true => view! { <td><DayCell year day=begin.after(at - before) /></td> }.into_any(),
        false => view! { <td></td> }.into_any(),
    };
    let week = move |week: i32| view! { <tr>{(week * 7..week * 7 + 7).map(cell).collect_view()}</tr> };
    let head = move |name: &'static str| view! { <th scope="col"><span aria-hidden="true">{move || i18n.word("words.day_letter", name)}</span><span class="vh">{move || i18n.word("words.weekday", name)}</span></th> };
    view! {
        <table class="cal-month">
            <caption>{move || i18n.word("words.month", &format!("m{month:02}"))}</caption>
            <thead><tr>{WEEK.map(head).into_iter().collect_view()}</tr></thead>
            <tbody>{(0..weeks).map(week).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn DayCell(year: Year, day: Day) -> impl IntoView {
    let i18n = use_i18n();
    let kind = Memo::new(move |_| year.kind(day));
    let said = move || {
        let what = i18n.word("words.day_kind", kind.get().as_str());
        let worked = year.of(day).map(|shown| hours(i18n, &shown)).unwrap_or_default();
        format!("{} {what} {worked}", named(i18n, day))
    };
    let number = day.date().map_or(0, |date| date.day());
    let current = move || (year.today.get() == day).then_some("date");
    view! {
        <button type="button" class="cal-cell" id=id_of(day) data-kind=move || kind.get().as_str() aria-label=said title=said aria-current=current
            tabindex=move || if year.at.get() == day { "0" } else { "-1" }
            on:click=move |_| { year.at.set(day); year.open.set(Some(day)) }>
            <span>{number}</span><small aria-hidden="true">{move || sign(i18n, kind.get())()}</small>
        </button>
    }
}
