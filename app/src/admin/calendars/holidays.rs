//! Holidays: the table that comes with the product, days that a file brings, and how make-up days are worked.

use leptos::prelude::*;
use yingda_shared::calendar::{FoundHolidays, Holiday, HolidayTable, Holidays, ReadHolidays};
use yingda_shared::fault::Fault;

use super::edit::{Edit, LIKE_WEEK, NOT, OWN};
use super::hours::HoursFields;
use super::wrong::Wrong;
use crate::api::call;
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

#[component]
pub fn HolidayFields(edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let tables = Signal::derive(move || {
        let none = ui::Choice::new("", i18n.say(key!(calendars.no_table)));
        let table =
            |table: &HolidayTable| ui::Choice::new(table.as_str(), i18n.word("words.holiday_table", table.as_str()));
        std::iter::once(none).chain(HolidayTable::ALL.iter().map(table)).collect::<Vec<_>>()
    });
    let ways = Signal::derive(move || {
        let ways = [
            (LIKE_WEEK, key!(calendars.make_up_week)),
            (OWN, key!(calendars.make_up_own)),
            (NOT, key!(calendars.make_up_not)),
        ];
        ways.into_iter().map(|(word, said)| ui::Choice::new(word, i18n.say(said))).collect::<Vec<_>>()
    });
    let own = Memo::new(move |_| edit.make_up.with(|way| way == OWN));
    let name = Signal::derive(move || i18n.say(key!(calendars.make_up_day)));
    view! {
        <div class="cal-pair">
            <ui::Select name="cal-holidays" label=t!(i18n, calendars.table) choices=tables value=edit.table disabled=fixed />
            <ui::Select name="cal-make-up" label=t!(i18n, calendars.make_up) choices=ways value=edit.make_up disabled=fixed
                help=MaybeProp::derive(move || Some(i18n.say(key!(calendars.make_up_help)))) />
        </div>
        {move || own.get().then(|| view! { <HoursFields id="cal-make-up-hours" name edit=edit.make_up_hours fixed error=wrong.below("/hours/make_up") /> })}
        <Listed edit fixed />
        {(!fixed).then(|| view! { <FileOfHolidays edit /> })}
    }
}

/// Days that files brought.
#[component]
fn Listed(edit: Edit, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let known = Memo::new(move |_| edit.listed.with(|listed| !listed.0.is_empty()));
    let words = move || edit.listed.with(|listed| counted(i18n, listed));
    move || {
        known.get().then(|| view! {
            <div class="row cal-listed" id="cal-listed">
                <span>{words}</span>
                {(!fixed).then(|| view! { <ui::Button label=t!(i18n, calendars.drop_listed) size=ui::Size::Small icon="trash" on_press=move || edit.listed.set(Holidays::default()) /> })}
            </div>
        })
    }
}

/// `2027 年：放假 28 天，调休上班 6 天`, year by year.
fn counted(i18n: I18n, holidays: &Holidays) -> String {
    let mut years = std::collections::BTreeMap::<i16, [usize; 2]>::new();
    for (day, kind) in &holidays.0 {
        let year = day.date().map_or(0, |date| date.year());
        years.entry(year).or_default()[usize::from(*kind == Holiday::MakeUp)] += 1;
    }
    let year = |(year, [off, made_up]): (&i16, &[usize; 2])| {
        let values = [("year", year.to_string()), ("off", off.to_string()), ("made_up", made_up.to_string())];
        i18n.fill(key!(calendars.listed_year), &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    };
    years.iter().map(year).collect::<Vec<_>>().join(&i18n.say(key!(calendars.between)))
}

#[component]
fn FileOfHolidays(edit: Edit) -> impl IntoView {
    let i18n = use_i18n();
    let (fault, found) = (RwSignal::new(None::<Fault>), RwSignal::new(None::<Holidays>));
    let on_files = move |files: Vec<web_sys::File>| {
        let Some(file) = files.into_iter().next() else { return };
        leptos::task::spawn_local(async move {
            match read(file).await {
                Ok(FoundHolidays { days }) => {
                    edit.listed.try_update(|listed| listed.0.extend(days.0.clone()));
                    fault.try_set(None);
                    found.try_set(Some(days));
                }
                Err(wrong) => {
                    found.try_set(None);
                    fault.try_set(Some(wrong));
                }
            }
        });
    };
    let error = MaybeProp::derive(move || {
        fault.get().map(|fault| match fault.fields().first() {
            Some(field) => i18n.field_fault(field),
            None => i18n.fault(&fault),
        })
    });
    let said = move || found.get().map(|days| i18n.fill(key!(calendars.file_read), &[("days", &counted(i18n, &days))]));
    view! {
        <ui::FileInput name="cal-file" label=t!(i18n, calendars.file) prompt=t!(i18n, calendars.file_prompt) icon="upload" accept=".json,.ics,.csv"
            help=MaybeProp::derive(move || Some(i18n.say(key!(calendars.file_help)))) error on_files />
        <p role="status" class="quiet">{said}</p>
    }
}

/// The days of a file: the server reads it.
async fn read(file: web_sys::File) -> Result<FoundHolidays, Fault> {
    let text = wasm_bindgen_futures::JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    let text = text.ok_or_else(|| Fault::invalid("/text", "holidays.utf8"))?;
    let op = ReadHolidays { text };
    match yingda_shared::contract::Operation::check(&op) {
        faults if faults.is_empty() => call(op).await,
        fields => Err(Fault::Invalid { fields }),
    }
}
