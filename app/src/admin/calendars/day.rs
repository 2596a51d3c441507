//! One day: what it is, and other hours for it alone.

use leptos::prelude::*;
use yingda_shared::calendar::Hours;
use yingda_shared::kernel::day::Day;

use super::edit::Edit;
use super::hours::{HoursEdit, HoursFields};
use super::year::{Year, hours, named};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// Asks what a day is to be, while one is open.
#[component]
pub fn DayDialog(edit: Edit, year: Year, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    // The day stays known while the dialog closes.
    let day = RwSignal::new(Day(0));
    Effect::new(move |_| {
        if let Some(asked) = year.open.get() {
            day.set(asked);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            year.open.set(None);
        }
    });
    let title = move || named(i18n, day.get());
    view! {
        <ui::Dialog id="cal-day" title close_label=t!(i18n, common.close) open>
            <DayFields edit year day=day.get_untracked() open fixed />
        </ui::Dialog>
    }
}

#[component]
fn DayFields(edit: Edit, year: Year, day: Day, open: RwSignal<bool>, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let shown = untrack(|| year.of(day));
    let before = edit.days.with_untracked(|days| days.0.get(&day).cloned());
    let own = before.clone().or(shown.as_ref().map(|shown| shown.hours.clone())).unwrap_or_default();
    let typed = HoursEdit::of(&own);
    let wrong = RwSignal::new(None::<String>);
    let put = move |hours: Hours| {
        edit.days.update(|days| drop(days.0.insert(day, hours)));
        open.set(false);
    };
    let keep = move || match untrack(|| typed.read()) {
        Ok(hours) if hours.overlap().is_some() => wrong.set(Some(i18n.word("fault", "hours_overlap"))),
        Ok(hours) => put(hours),
        Err(code) => wrong.set(Some(i18n.word("fault", code))),
    };
    let back = move || {
        edit.days.update(|days| drop(days.0.remove(&day)));
        open.set(false);
    };
    let facts = shown.map(move |shown| {
        view! { <p>{move || i18n.word("words.day_kind", shown.kind.as_str())}" · "{move || hours(i18n, &shown)}</p> }
    });
    let name = Signal::derive(move || i18n.say(key!(calendars.own_hours)));
    // What is changed holds from its first day on.
    let begins = untrack(|| edit.from.with(|from| from.trim().parse::<Day>().ok()));
    let early = begins.filter(|begins| day < *begins).filter(|_| !fixed).map(|begins| {
        view! { <p class="quiet">{move || i18n.fill(key!(calendars.before_change), &[("day", &begins.to_string())])}</p> }
    });
    let form = (!fixed && early.is_none()).then(|| view! {
        <HoursFields id="cal-day-hours" name edit=typed fixed=false error=wrong />
        <div class="dialog-foot">
            <ui::Button label=t!(i18n, calendars.keep_day) kind=ui::Kind::Primary on_press=keep />
            <ui::Button label=t!(i18n, calendars.day_off) on_press=move || put(Hours::OFF) />
            {before.is_some().then(|| view! { <ui::Button label=t!(i18n, calendars.back_to_rule) kind=ui::Kind::Plain on_press=back /> })}
        </div>
    });
    view! { {facts}{early}{form} }
}

/// Days that have hours of their own, and one more.
#[component]
pub fn OwnDays(edit: Edit, year: Year, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let next = RwSignal::new(String::new());
    let rows =
        move || edit.days.with(|days| days.0.iter().map(|(day, hours)| (*day, hours.clone())).collect::<Vec<_>>());
    let row = move |(day, own): (Day, Hours)| {
        let words = move || match own.is_off() {
            true => i18n.say(key!(calendars.off)),
            false => own.shifts().iter().map(|shift| shift.written().join("–")).collect::<Vec<_>>().join(", "),
        };
        let remove = move || i18n.fill(key!(calendars.remove_day), &[("day", &day.to_string())]);
        let change = move || i18n.fill(key!(calendars.change_day), &[("day", &day.to_string())]);
        let see = move || {
            if let Some(date) = day.date() {
                year.year.set(date.year());
            }
            year.open.set(Some(day));
        };
        view! {
            <li class="cal-own">
                <span class="cal-own-day">{move || named(i18n, day)}</span>
                <span class="grow">{words}</span>
                {(!fixed).then(|| view! {
                    <ui::IconButton label=change icon="edit" on_press=see />
                    <ui::IconButton label=remove icon="x" on_press=move || edit.days.update(|days| drop(days.0.remove(&day))) />
                })}
            </li>
        }
    };
    let asked = Memo::new(move |_| next.with(|text| text.trim().parse::<Day>().ok()));
    let add = move || {
        if let Some(day) = asked.get_untracked() {
            if let Some(date) = day.date() {
                year.year.set(date.year());
            }
            year.open.set(Some(day));
            next.set(String::new());
        }
    };
    let unread = Signal::derive(move || asked.get().is_none());
    view! {
        <div id="cal-days" tabindex="-1">
            {move || edit.days.with(|days| days.0.is_empty()).then(|| view! { <p class="quiet">{t!(i18n, calendars.no_days)}</p> })}
            <ul class="cal-own-list"><For each=rows key=|(day, hours)| (day.0, format!("{hours:?}")) children=row /></ul>
            {(!fixed).then(|| view! {
                <div class="cal-add-day">
                    <ui::TextInput name="cal-new-day" label=t!(i18n, calendars.new_day) kind="date" value=next />
                    <ui::Button label=t!(i18n, calendars.add_day) icon="plus" disabled=unread on_press=add />
                </div>
            })}
        </div>
    }
}
