//! Versions of a calendar that were saved before: who saved them, when, and from which day on they hold.

use leptos::prelude::*;
use yingda_shared::calendar::{CalendarVersion, ListVersions, WorkCalendar};

use super::edit::{Edit, WEEK};
use crate::data::Fetch;
use crate::format::exact;
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

#[component]
pub fn Versions(edit: Edit, versions: Fetch<ListVersions>, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move || versions.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
    let row = move |version: CalendarVersion| {
        let CalendarVersion { at, by, calendar, .. } = version;
        let who = move || match (at, by.is_empty()) {
            (0, _) => i18n.say(key!(calendars.version_first)),
            (_, true) => exact(at),
            _ => format!("{} {by}", exact(at)),
        };
        let from = calendar.from;
        let note = MaybeProp::derive(move || {
            Some(match from {
                Some(day) => i18n.fill(key!(calendars.version_from), &[("day", &day.to_string())]),
                None => i18n.say(key!(calendars.version_always)),
            })
        });
        let kept = StoredValue::new(calendar);
        let week = move || kept.with_value(|calendar| said(i18n, calendar));
        let load = move || {
            kept.with_value(|calendar| {
                // Which one is the default, and whether it is in use, are no hours.
                let (default, active) = (edit.default.get_untracked(), edit.active.get_untracked());
                edit.load(calendar);
                edit.default.set(default);
                edit.active.set(active);
            })
        };
        view! {
            <li>
                <ui::Disclosure summary=Signal::derive(who) note>
                    <ul class="cal-said">{move || week().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                    {(!fixed).then(|| view! { <ui::Button label=t!(i18n, calendars.load_version) size=ui::Size::Small icon="rotate" on_press=load /> })}
                </ui::Disclosure>
            </li>
        }
    };
    view! { <ul class="cal-versions"><For each=rows key=|version| version.calendar.rv children=row /></ul> }
}

/// A version in lines: its week, and how many days are otherwise.
fn said(i18n: I18n, calendar: &WorkCalendar) -> Vec<String> {
    let day = |(name, hours): (&str, &yingda_shared::calendar::Hours)| {
        let worked = match hours.is_off() {
            true => i18n.say(key!(calendars.off)),
            false => hours.shifts().iter().map(|shift| shift.written().join("–")).collect::<Vec<_>>().join(", "),
        };
        format!("{} {worked}", i18n.word("words.weekday", name))
    };
    let mut lines: Vec<String> = WEEK.into_iter().zip(calendar.hours.week.days()).map(day).collect();
    let table = calendar.holidays.map(|table| i18n.word("words.holiday_table", table.as_str()));
    lines.push(table.unwrap_or_else(|| i18n.say(key!(calendars.no_table))));
    lines.push(i18n.fill(key!(calendars.own_days), &[("n", &calendar.hours.days.0.len().to_string())]));
    lines.push(calendar.hours.zone.clone());
    lines
}
