//! Days that are different for one person: work beside the shifts, or none.

use leptos::prelude::*;
use yingda_shared::calendar::Hours;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::limits::SCHEDULE_DAYS_MAX;

use super::edit::Edit;
use crate::admin::calendars::hours::HoursFields;
use crate::i18n::use_i18n;
use crate::leave::focus;
use crate::{key, t, ui};

#[component]
pub fn OwnDays(edit: Edit, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let Edit { next, typed, wrong, .. } = edit;
    let wrong = Signal::derive(move || wrong.get().map(|code| i18n.word("fault", code)));
    let asked = Memo::new(move |_| next.with(|text| text.trim().parse::<Day>().ok()));
    let rows =
        move || edit.days.with(|days| days.0.iter().map(|(day, hours)| (*day, hours.clone())).collect::<Vec<_>>());
    let row = move |(day, hours): (Day, Hours)| {
        let own = hours.clone();
        let words = move || match own.is_off() {
            true => i18n.say(key!(calendars.off)),
            false => own.shifts().iter().map(|shift| shift.written().join("–")).collect::<Vec<_>>().join(", "),
        };
        let weekday = i18n.t(WEEKDAYS[day.weekday()]);
        let change = move || i18n.fill(key!(calendars.change_day), &[("day", &day.to_string())]);
        let remove = move || i18n.fill(key!(calendars.remove_day), &[("day", &day.to_string())]);
        let see = move || {
            next.set(day.to_string());
            typed.set(&hours);
        };
        // The line is gone then, and the button with it.
        let gone = move || {
            edit.days.update(|days| drop(days.0.remove(&day)));
            focus("schedule-exceptions");
        };
        view! {
            <li class="cal-own">
                <span class="cal-own-day">{day.to_string()}" "{weekday}</span>
                <span class="grow">{words}</span>
                {(!fixed).then(|| view! {
                    <ui::IconButton label=change icon="edit" on_press=see />
                    <ui::IconButton label=remove icon="x" on_press=gone />
                })}
            </li>
        }
    };
    let keep = move || {
        edit.take_in();
    };
    let off = move || {
        if let Some(day) = asked.get_untracked() {
            edit.put(day, Hours::OFF);
        }
    };
    let unread =
        Signal::derive(move || asked.get().is_none() || edit.days.with(|days| days.0.len() >= SCHEDULE_DAYS_MAX));
    let name = Signal::derive(move || {
        next.with(|day| if day.is_empty() { i18n.say(key!(calendars.own_hours)) } else { day.clone() })
    });
    view! {
        <div id="schedule-exceptions" tabindex="-1" class="stack stack-2">
            {move || edit.days.with(|days| days.0.is_empty()).then(|| view! { <p class="quiet">{t!(i18n, schedules.no_exceptions)}</p> })}
            <ul class="cal-own-list"><For each=rows key=|(day, hours)| (day.0, format!("{hours:?}")) children=row /></ul>
            {(!fixed).then(|| view! {
                <ui::TextInput name="schedule-day" label=t!(i18n, calendars.new_day) kind="date" value=next />
                <HoursFields id="schedule-day-hours" name edit=typed fixed=false error=wrong />
                <div class="row">
                    <ui::Button label=t!(i18n, calendars.keep_day) icon="plus" disabled=unread on_press=keep />
                    <ui::Button label=t!(i18n, calendars.day_off) disabled=unread on_press=off />
                </div>
            })}
        </div>
    }
}

const WEEKDAYS: [crate::i18n::Key; 7] = [
    key!(words.weekday.mon),
    key!(words.weekday.tue),
    key!(words.weekday.wed),
    key!(words.weekday.thu),
    key!(words.weekday.fri),
    key!(words.weekday.sat),
    key!(words.weekday.sun),
];
