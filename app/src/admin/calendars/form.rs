//! The editor of one calendar: fields, the year that they make, and saving in two steps, first what it would
//! move and then the save itself.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::calendar::{
    CalendarEffect, HolidayTable, Holidays, KnownTables, ListVersions, PreviewCalendar, WorkCalendar, days_of_year,
};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::day::Day;
use yingda_shared::record::{List, Save};

use super::day::{DayDialog, OwnDays};
use super::edit::{Edit, WEEK, same};
use super::effect::{EffectDialog, Moving};
use super::holidays::HolidayFields;
use super::versions::Versions;
use super::week::WeekFields;
use super::wrong::Wrong;
use super::year::{Year, YearView};
use crate::admin::conflict::WholeConflict;
use crate::api::call;
use crate::boot::may;
use crate::data::{Fetch, fetch_once};
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// What comes to mind first; any other may be typed.
const ZONES: [&str; 9] = [
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "UTC",
];

#[component]
pub fn CalendarForm(
    calendar: WorkCalendar,
    calendars: Fetch<List<WorkCalendar>>,
    tables: Signal<KnownTables>,
    today: Memo<Day>,
    moving: Moving,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let navigate = use_navigate();
    let fixed = !may("calendars.save");
    let is_new = calendar.rv == 0;
    let first = if is_new { String::new() } else { today.get_untracked().to_string() };
    let edit = Edit::of(&calendar, first);
    let id = calendar.id.0;
    let versions =
        fetch_once(move || (!is_new && may("calendars.versions")).then_some(ListVersions { id, cursor: None }));
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let wrong = Wrong(fault);
    let effect = RwSignal::new(None::<CalendarEffect>);
    let typed = Memo::new(move |_| edit.read());
    let year = year_of(edit, typed, versions, tables, today);
    let save = move |calendar: WorkCalendar| {
        busy.set(true);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match call(Save(calendar.clone())).await {
                Ok(saved) => {
                    fault.try_set(None);
                    toasts.show(Tone::Ok, i18n.say(key!(common.saved)));
                    edit.kept.try_set(WorkCalendar { rv: saved.rv, ..calendar });
                    calendars.refresh();
                    versions.refresh();
                    moving.look();
                    // Who has gone elsewhere in the meantime stays there.
                    if is_new && !busy.is_disposed() {
                        let there = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
                        navigate(&format!("/admin/calendars?id={}", saved.id), there);
                    }
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
            busy.try_set(false);
        });
    };
    let save = StoredValue::new(save);
    let go = move || match untrack(|| edit.read()) {
        Ok(calendar) => save.with_value(|save| save(calendar)),
        Err(fields) => fault.set(Some(Fault::Invalid { fields })),
    };
    let ask = move || {
        let calendar = match untrack(|| edit.read()) {
            Ok(calendar) => calendar,
            Err(fields) => return fault.set(Some(Fault::Invalid { fields })),
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(PreviewCalendar(calendar)).await {
                Ok(told) if told.moving > 0 => {
                    fault.try_set(None);
                    effect.try_set(Some(told));
                }
                Ok(_) if !busy.is_disposed() => go(),
                Ok(_) => {}
                Err(told) => drop(fault.try_set(Some(told))),
            }
            busy.try_set(false);
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            ask();
        }
    };
    let changed = Memo::new(move |_| {
        typed.with(|typed| typed.as_ref().map_or(true, |typed| !edit.kept.with(|kept| same(typed, kept))))
    });
    let said = move || match changed.get() || is_new {
        true => i18n.say(key!(calendars.unsaved)),
        false => i18n.say(key!(admin.nothing_changed)),
    };
    let errors = Signal::derive(move || wrong.all(i18n));
    let heading = move || match is_new {
        true => i18n.say(key!(calendars.new)),
        false => edit.kept.with(|kept| kept.name.clone()),
    };
    let help = |key| MaybeProp::derive(move || Some(i18n.say(key)));
    let history = (!is_new && may("calendars.versions")).then(|| view! {
        <ui::SectionCard id="cal-history" title=t!(i18n, calendars.versions)><Versions edit versions fixed /></ui::SectionCard>
    });
    let day_wrong = Callback::new(move |at: usize| wrong.below(format!("/hours/week/{}", WEEK[at])));
    view! {
        <form class="cal-form" on:submit=submit novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            <WholeConflict kept=edit.kept fault load=move |theirs: WorkCalendar| edit.load(&theirs) again=go />
            <h2>{heading}</h2>
            <div class="cal-basics">
                <ui::TextInput name="cal-name" label=t!(i18n, admin.field.name) value=edit.name error=wrong.below("/name") required=true readonly=fixed />
                <ui::TextInput name="cal-zone" label=t!(i18n, calendars.zone) value=edit.zone error=wrong.below("/hours/zone") list="cal-zones" required=true readonly=fixed />
                <ui::TextInput name="cal-from" label=t!(i18n, calendars.from) kind="date" value=edit.from error=wrong.below("/from") help=help(key!(calendars.from_help)) readonly=fixed />
                <datalist id="cal-zones">{ZONES.map(|zone| view! { <option value=zone></option> }).into_iter().collect_view()}</datalist>
                <ui::Checkbox name="cal-default" label=t!(i18n, calendars.default) checked=edit.default help=help(key!(calendars.default_help)) error=wrong.below("/default") disabled=fixed />
                <ui::Checkbox name="cal-active" label=t!(i18n, admin.active) checked=edit.active disabled=fixed />
            </div>
            <ui::SectionCard id="cal-week" title=t!(i18n, calendars.week)><WeekFields id="cal" week=edit.week error=day_wrong fixed /></ui::SectionCard>
            <ui::SectionCard id="cal-holiday-card" title=t!(i18n, calendars.holidays)><HolidayFields edit wrong fixed /></ui::SectionCard>
            <ui::SectionCard id="cal-day-card" title=t!(i18n, calendars.days)><OwnDays edit year fixed /></ui::SectionCard>
            <ui::SectionCard id="cal-year-card" title=t!(i18n, calendars.year_title)><YearView year /></ui::SectionCard>
            {history}
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    <span role="status">{said}</span>
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy />
                </div>
            })}
        </form>
        <DayDialog edit year fixed />
        <EffectDialog effect save=go />
    }
}

/// The year that the fields make; what cannot be read leaves the last one that could.
fn year_of(
    edit: Edit,
    typed: Memo<Result<WorkCalendar, Vec<yingda_shared::fault::FieldFault>>>,
    versions: Fetch<ListVersions>,
    tables: Signal<KnownTables>,
    today: Memo<Day>,
) -> Year {
    let year = RwSignal::new(today.get_untracked().date().map_or(1970, |date| date.year()));
    let last = Memo::new(move |before: Option<&WorkCalendar>| {
        let known = before.cloned().unwrap_or_else(|| edit.kept.get_untracked());
        typed.with(|typed| typed.as_ref().cloned().unwrap_or(known))
    });
    let days = Memo::new(move |_| {
        let known = |table: HolidayTable| {
            tables.with(|known| known.tables.iter().find(|one| one.table == table).map(|one| one.days.clone()))
        };
        let saved = versions.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
        let mut all: Vec<WorkCalendar> = saved.into_iter().rev().map(|version| version.calendar).collect();
        all.push(last.get());
        days_of_year(&all, |table| known(table).unwrap_or_else(Holidays::default), year.get())
    });
    Year::new(year, days, RwSignal::new(None), today)
}
