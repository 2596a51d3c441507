//! Working calendars: when the desk is at work, and what its promises count.

mod day;
pub(super) mod edit;
mod effect;
mod form;
mod holidays;
pub(super) mod hours;
mod versions;
pub(super) mod week;
mod wrong;
mod year;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::calendar::{KnownTables, ListHolidays, WorkCalendar, missing_year};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{CalendarId, Uuid};
use yingda_shared::kernel::time;
use yingda_shared::record::List;

use self::effect::{Moving, MovingNotice};
use crate::boot::{may, use_boot};
use crate::data::{fetch, fetch_once};
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

const ALL: u32 = 200;

/// `/admin/calendars`; `?id=` is the chosen calendar, `?new` a new one.
#[component]
pub fn CalendarsPage() -> impl IntoView {
    let i18n = use_i18n();
    let calendars = fetch(|| Some(List::<WorkCalendar> { all: true, limit: Some(ALL), ..List::default() }));
    let known = fetch_once(|| may("calendars.holidays").then_some(ListHolidays {}));
    let tables = Signal::derive(move || known.data.get().unwrap_or(KnownTables { tables: Vec::new() }));
    let (now, offset) = (use_now(), use_boot().with_value(|boot| boot.offset));
    let today = Memo::new(move |_| time::date(now.get(), offset).parse::<Day>().unwrap_or(Day(0)));
    let moving = Moving::new();
    let query = use_query_map();
    // A new calendar is made once for each visit of `?new`.
    let wanted =
        Memo::new(move |_| query.with(|query| (query.get("id").unwrap_or_default(), query.get("new").is_some())));
    let fresh = Memo::new(move |_| wanted.with(|(_, new)| *new).then(|| edit::blank(CalendarId(Uuid::now_v7()))));
    let chosen = Memo::new(move |_| {
        let (id, _) = wanted.get();
        calendars.data.with(|page| {
            let rows = &page.as_ref()?.rows;
            let first = || rows.iter().find(|calendar| calendar.default).or(rows.first());
            let calendar = rows.iter().find(|calendar| calendar.id.to_string() == id).or_else(first).cloned();
            fresh.get().or(calendar)
        })
    });
    let missing = move |calendar: &WorkCalendar| {
        let holidays = calendar.all_holidays(|table| {
            let known =
                tables.with(|known| known.tables.iter().find(|one| one.table == table).map(|one| one.days.clone()));
            known.unwrap_or_default()
        });
        known.data.with(Option::is_some).then(|| missing_year(calendar, &holidays, today.get())).flatten()
    };
    let alarm = move || {
        let rows = calendars.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
        let line = |calendar: WorkCalendar| {
            let year = missing(&calendar)?;
            let values =
                move || i18n.fill(key!(calendars.missing), &[("name", &calendar.name), ("year", &year.to_string())]);
            Some(view! { <ui::Banner tone=ui::Tone::Warn icon="calendar" card=true text=Signal::derive(values) /> })
        };
        rows.into_iter().filter_map(line).collect_view()
    };
    let row = move |calendar: WorkCalendar| {
        let (id, active) = (calendar.id, calendar.active);
        let current =
            move || chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.id == id)).then_some("page");
        view! {
            <a href=format!("/admin/calendars?id={id}") aria-current=current>
                <span class="grow">{calendar.name}<small class="role-facts">{calendar.hours.zone}</small></span>
                {calendar.default.then(|| view! { <small class="faint">{t!(i18n, calendars.is_default)}</small> })}
                {(!active).then(|| view! { <small class="faint">{t!(i18n, admin.inactive)}</small> })}
            </a>
        }
    };
    let title = move || i18n.word("words.records", "calendars");
    let list = move || {
        match (calendars.data.get(), calendars.fault.get()) {
        (Some(page), _) if page.rows.is_empty() => view! { <p class="quiet">{t!(i18n, calendars.none)}</p> }.into_any(),
        (Some(page), _) => {
            view! { <nav class="side-nav role-list" aria-label=title>{page.rows.into_iter().map(row).collect_view()}</nav> }.into_any()
        }
        (None, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| calendars.refresh()) /> }.into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    }
    };
    let form = move |calendar: WorkCalendar| view! { <form::CalendarForm calendar calendars tables today moving /> };
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title lead=MaybeProp::derive(move || Some(i18n.say(key!(calendars.lead))))>
            {may("calendars.save").then(|| view! { <ui::LinkButton label=t!(i18n, admin.add) icon="plus" href="/admin/calendars?new" /> })}
        </ui::PageHeader>
        <div class="cal-notices">{alarm}<MovingNotice moving /></div>
        <div class="editor">
            <div class="editor-tree">{list}</div>
            // Keyed: another calendar gets controls of its own, and a later version does not undo typing.
            <div><For each=move || chosen.get() key=|calendar| (calendar.id, calendar.rv == 0) children=form /></div>
        </div>
    }
}
