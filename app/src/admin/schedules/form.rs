//! The editor of one schedule.

use leptos::prelude::*;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::kernel::id::Id;
use yingda_shared::schedules::{CalendarName, GetSchedule, PersonSchedule, SaveSchedule, Schedule};

use super::days::OwnDays;
use super::edit::Edit;
use crate::admin::calendars::edit::WEEK;
use crate::admin::calendars::week::WeekFields;
use crate::admin::conflict::BothVersions;
use crate::api::call;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// The control that a fault is about, and words; a day is named.
fn said(i18n: I18n, field: &FieldFault) -> (String, String) {
    let text = i18n.field_fault(field);
    let mut parts = field.pointer.trim_start_matches('/').split('/');
    match (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
        ("week", day) => (format!("schedule-{day}"), format!("{} {text}", i18n.word("words.weekday", day))),
        ("exceptions", day) => ("schedule-exceptions".into(), format!("{day} {text}")),
        (name, _) => (name.to_string(), text),
    }
}

/// Stays as it is once it was saved: somebody may be typing on. `again` loads what the page says of now.
#[component]
pub fn ScheduleForm(found: PersonSchedule, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let fixed = !found.may_save;
    let edit = Edit::of(&found.schedule);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let calendars = StoredValue::new(found.calendars);
    let choices = Signal::derive(move || {
        let choice = |one: &CalendarName| ui::Choice::new(one.id.to_string(), one.name.clone());
        calendars.with_value(|all| all.iter().map(choice).collect::<Vec<_>>())
    });
    let blank = MaybeProp::derive(move || {
        let default = calendars.with_value(|all| all.iter().find(|one| one.default).map(|one| one.name.clone()));
        Some(match default {
            Some(name) => i18n.fill(key!(schedules.of_desk), &[("name", &name)]),
            None => i18n.say(key!(schedules.no_calendar)),
        })
    });
    let below = move |pointer: String| {
        Signal::derive(move || {
            let fault = fault.get()?;
            let lies = |field: &&FieldFault| field.pointer.starts_with(&pointer);
            let field = fault.fields().iter().find(lies)?;
            Some(i18n.field_fault(field))
        })
    };
    let go = move || {
        if busy.get_untracked() {
            return;
        }
        if !edit.take_in() {
            let code = edit.wrong.get_untracked().unwrap_or_default();
            return fault.set(Some(Fault::invalid("/schedule-day-hours", code)));
        }
        let schedule: Schedule = match untrack(|| edit.read()) {
            Ok(schedule) => schedule,
            Err(fields) => return fault.set(Some(Fault::Invalid { fields })),
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(SaveSchedule(schedule.clone())).await {
                Ok(saved) => {
                    edit.kept.try_set(Schedule { rv: saved.rv, ..schedule });
                    fault.try_set(None);
                    toasts.show(Tone::Ok, untrack(|| i18n.say(key!(common.saved))));
                    again.try_run(());
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
            busy.try_set(false);
        });
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        go();
    };
    let keep = move |version: i64| {
        edit.kept.update(|kept| kept.rv = version);
        go();
    };
    let take = move || {
        let id = edit.kept.with_untracked(|kept| kept.id.uuid());
        leptos::task::spawn_local(async move {
            match call(GetSchedule { id }).await {
                Ok(_) if fault.is_disposed() => {}
                Ok(theirs) => {
                    edit.load(&theirs.schedule);
                    fault.set(None);
                    again.try_run(());
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
        });
    };
    let errors = Signal::derive(move || match fault.get() {
        None | Some(Fault::Conflict { .. }) => Vec::new(),
        Some(fault) => i18n.summary(&fault, |field| said(i18n, field)),
    });
    let (keep, take) = (Callback::new(keep), Callback::new(move |()| take()));
    let day_error = Callback::new(move |at: usize| below(format!("/week/{}", WEEK[at])));
    let week =
        move || edit.own.get().then(|| view! { <WeekFields id="schedule" week=edit.week error=day_error fixed /> });
    let typing = move || edit.next.with(|day| !day.is_empty());
    let changed = move || typing() || !edit.read().is_ok_and(|typed| edit.kept.with(|kept| typed == *kept));
    let status = move || i18n.say(if changed() { key!(rules.unsaved) } else { key!(admin.nothing_changed) });
    let help = MaybeProp::derive(move || Some(i18n.say(key!(schedules.own_week_help))));
    view! {
        <form class="rule-form" on:submit=save novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            <BothVersions fault keep take />
            <fieldset class="rule-whole" disabled=fixed>
                <ui::SectionCard id="schedule-week" title=t!(i18n, schedules.hours)>
                    <div class="stack">
                        <ui::Select name="calendar_id" label=t!(i18n, words.records.calendars) choices blank value=edit.calendar error=below("/calendar_id".into()) disabled=fixed />
                        <ui::Checkbox name="own_week" label=t!(i18n, schedules.own_week) checked=edit.own help disabled=fixed />
                        {week}
                    </div>
                </ui::SectionCard>
                <ui::SectionCard id="schedule-days" title=t!(i18n, schedules.exceptions)>
                    <p class="quiet small">{t!(i18n, schedules.exceptions_help)}</p>
                    <OwnDays edit fixed />
                </ui::SectionCard>
            </fieldset>
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    <span role="status">{status}</span>
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy />
                </div>
            })}
        </form>
    }
}
