//! Out of sight until later: ready moments, or one of one's own.

use leptos::prelude::*;
use yingda_shared::cases::attention::{Preset, SnoozeCase, presets};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::{Millis, moment};

use super::form::{ActForm, submit};
use crate::boot::use_boot;
use crate::cases::pane::OpenCase;
use crate::form::use_form;
use crate::format::{day, use_now};
use crate::i18n::{I18n, Key, use_i18n};
use crate::ui::{Choice, RadioGroup, RadioLook, TextInput};
use crate::{key, t};

const OWN: &str = "own";

fn name(preset: Preset) -> Key {
    match preset {
        Preset::LaterToday => key!(cases.snooze.later_today),
        Preset::Tomorrow => key!(cases.snooze.tomorrow),
        Preset::Monday => key!(cases.snooze.monday),
        Preset::Week => key!(cases.snooze.week),
    }
}

fn choices(i18n: I18n, ready: &[(Preset, Millis)], now: Millis) -> Vec<Choice> {
    let choice = |(preset, at): &(Preset, Millis)| {
        Choice::new(preset.as_str(), i18n.say(name(*preset))).help(day(i18n, *at, now))
    };
    let own = Choice::new(OWN, i18n.say(key!(cases.snooze.own)));
    ready.iter().map(choice).chain([own]).collect()
}

/// When it comes back.
#[component]
pub fn SnoozeForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<SnoozeCase>();
    let offset = use_boot().with_value(|boot| boot.offset);
    // The moments that the words beside them say are those that are sent.
    let now = use_now().get_untracked();
    let ready = StoredValue::new(presets(now, offset));
    let first = ready.with_value(|ready| ready.first().map_or(OWN, |(preset, _)| preset.as_str()));
    let when = RwSignal::new(first.to_string());
    let date = RwSignal::new(String::new());
    let time = RwSignal::new("09:00".to_string());
    let choices = Signal::derive(move || ready.with_value(|ready| choices(i18n, ready, now)));
    let done = case.done(form);
    let send = move |()| {
        let word = when.get_untracked();
        let known =
            ready.with_value(|ready| ready.iter().find(|(preset, _)| preset.as_str() == word).map(|(_, at)| *at));
        let own = || moment(&date.get_untracked(), &time.get_untracked(), offset);
        match known.or_else(own) {
            Some(until) => submit(form, SnoozeCase { id: case.id(), until }, done.clone()),
            None => form.fault.set(Some(Fault::invalid("/until", "required"))),
        }
    };
    let verb = Signal::derive(move || i18n.word("operations", "cases.snooze"));
    let own = move || {
        (when.get() == OWN).then(|| {
            view! {
                <div class="form-pair">
                    <TextInput name="until" kind="date" label=t!(i18n, cases.snooze.own_date) value=date required=true error=form.error("until") />
                    <TextInput name="until_time" kind="time" label=t!(i18n, cases.snooze.own_time) value=time />
                </div>
            }
        })
    };
    view! {
        <ActForm form verb on_submit=send on_cancel=case.leave()>
            <RadioGroup name="when" label=t!(i18n, cases.snooze.when) choices value=when look=RadioLook::Column />
            {own}
            <p class="quiet small">{t!(i18n, cases.snooze.help)}</p>
        </ActForm>
    }
}
