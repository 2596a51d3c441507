//! When a plan comes round, in plain choices.

use leptos::prelude::*;
use yingda_shared::calendar::WorkCalendar;
use yingda_shared::contracts::plans::DayOff;

use super::edit::{Edit, FREQUENCIES, WRITTEN};
use super::sentence::{place, spoken, weekday};
use crate::admin::rules::wrong::Wrong;
use crate::cases::RecordPicker;
use crate::contracts::WEEKDAYS;
use crate::i18n::{Key, use_i18n};
use crate::{key, t, ui};

#[component]
pub fn Timing(edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let help = move |key: Key| MaybeProp::derive(move || Some(i18n.say(key)));
    let frequencies = Signal::derive(move || {
        let chosen = FREQUENCIES.iter().map(|(word, _)| *word).chain([WRITTEN]);
        chosen.map(|word| ui::Choice::new(word, i18n.word("words.plan_frequency", word))).collect::<Vec<_>>()
    });
    let written = Memo::new(move |_| edit.frequency.with(|word| word == WRITTEN));
    let sentence = move || match edit.choice() {
        Ok(Some(choice)) => Some(view! { <p class="rule-sentence" id="plan-sentence">{spoken(i18n, &choice)}</p> }),
        _ => None,
    };
    let days = Signal::derive(move || {
        DayOff::ALL
            .iter()
            .map(|way| ui::Choice::new(way.as_str(), i18n.word("words.day_off", way.as_str())))
            .collect::<Vec<_>>()
    });
    // One that is chosen has its faults at the first of its choices.
    let chosen = Signal::derive(move || wrong.now(i18n, "/rule").filter(|_| !written.get()));
    view! {
        <div class="contract-pair">
            <ui::Select name="plan-frequency" label=t!(i18n, plans.frequency) choices=frequencies value=edit.frequency error=chosen disabled=fixed />
            <div hidden=move || written.get()>
                <ui::TextInput name="plan-interval" label=t!(i18n, plans.interval) kind="number" min="1" max="999" value=edit.interval
                    help=help(key!(plans.interval_help)) error=wrong.at("/interval") readonly=fixed />
            </div>
            <div hidden=move || !written.get()>
                <ui::TextInput name="plan-rule" label=t!(i18n, plans.rule) value=edit.rule help=help(key!(plans.rule_help)) error=wrong.at("/rule") readonly=fixed />
            </div>
        </div>
        <On edit wrong fixed />
        <div hidden=move || written.get()><Ends edit wrong fixed /></div>
        {sentence}
        <div class="contract-pair">
            <ui::TextInput name="plan-starts_on" label=t!(i18n, plans.starts) kind="date" value=edit.starts_on required=true
                help=help(key!(plans.starts_help)) error=wrong.at("/starts_on") readonly=fixed />
            <ui::TextInput name="plan-minute" label=t!(i18n, plans.time) kind="time" value=edit.time required=true error=wrong.at("/minute") readonly=fixed />
            <RecordPicker<WorkCalendar> name="plan-calendar_id" label=t!(i18n, plans.calendar) pick=edit.calendar
                help=help(key!(plans.calendar_help)) error=wrong.at("/calendar_id") offer=|row| row.active.then(|| row.hours.zone.clone()) />
            <ui::Select name="plan-day_off" label=t!(i18n, plans.day_off) choices=days value=edit.day_off error=wrong.at("/day_off") disabled=fixed />
            <ui::TextInput name="plan-ahead_days" label=t!(i18n, plans.ahead) kind="number" min="0" max="90" value=edit.ahead
                help=help(key!(plans.ahead_help)) error=wrong.at("/ahead_days") readonly=fixed />
            <ui::TextInput name="plan-except" label=t!(i18n, plans.except) value=edit.except help=help(key!(plans.except_help))
                error=wrong.at("/except") readonly=fixed />
        </div>
    }
}

/// On which day of the week or month.
#[component]
fn On(edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let frequency = Memo::new(move |_| edit.frequency.get());
    let ways = Signal::derive(move || {
        let ways: Vec<(&str, Key)> = match frequency.get().as_str() {
            "weekly" => vec![("start", key!(plans.way_start)), ("weekdays", key!(plans.way_weekdays))],
            "monthly" => vec![
                ("start", key!(plans.way_start)),
                ("month_day", key!(plans.way_month_day)),
                ("nth", key!(plans.way_nth)),
            ],
            _ => Vec::new(),
        };
        ways.into_iter().map(|(word, key)| ui::Choice::new(word, i18n.say(key))).collect::<Vec<_>>()
    });
    // What another frequency was on is not what this one is on.
    Effect::new(move |_| {
        let on = edit.on.get_untracked();
        let known = ways.with(|ways| ways.is_empty() || ways.iter().any(|way| way.value == on));
        if !known {
            edit.on.set("start".into());
        }
    });
    let is = move |frequency_is: &'static str, on: &'static str| {
        frequency.with(|word| word == frequency_is) && edit.on.with(|word| word == on)
    };
    let month_days = Signal::derive(move || {
        let day = |day: i16| ui::Choice::new(day.to_string(), i18n.fill(key!(plans.day_n), &[("n", &day.to_string())]));
        (1..=31).map(day).chain([ui::Choice::new("-1", i18n.say(key!(plans.last_day)))]).collect::<Vec<_>>()
    });
    let places = Signal::derive(move || {
        [1, 2, 3, 4, 5, -1]
            .into_iter()
            .map(|nth: i8| ui::Choice::new(nth.to_string(), place(i18n, nth)))
            .collect::<Vec<_>>()
    });
    let weekdays = Signal::derive(move || {
        (0..7).map(|day| ui::Choice::new(day.to_string(), weekday(i18n, day))).collect::<Vec<_>>()
    });
    let check = move |(day, on): (usize, RwSignal<bool>)| {
        view! { <ui::Checkbox name=format!("plan-weekday-{}", WEEKDAYS[day]) label=move || weekday(i18n, day) checked=on disabled=fixed /> }
    };
    let error = wrong.at("/weekdays");
    view! {
        <div hidden=move || ways.with(Vec::is_empty)>
            <ui::Select name="plan-on" label=t!(i18n, plans.on) choices=ways value=edit.on disabled=fixed />
        </div>
        <fieldset class="field" id="plan-weekdays" tabindex="-1" hidden=move || !is("weekly", "weekdays")>
            <legend class="field-label">{t!(i18n, plans.weekdays)}</legend>
            <div class="contract-checks">{edit.weekdays.into_iter().enumerate().map(check).collect_view()}</div>
            {move || error.get().map(|error| view! { <p class="field-error">{error}</p> })}
        </fieldset>
        <div hidden=move || !is("monthly", "month_day")>
            <ui::Select name="plan-month_day" label=t!(i18n, plans.month_day) choices=month_days value=edit.month_day disabled=fixed />
        </div>
        <div class="contract-pair" hidden=move || !is("monthly", "nth")>
            <ui::Select name="plan-nth" label=t!(i18n, plans.nth) choices=places value=edit.nth disabled=fixed />
            <ui::Select name="plan-weekday" label=t!(i18n, plans.weekday) choices=weekdays value=edit.weekday disabled=fixed />
        </div>
    }
}

/// How long it goes on.
#[component]
fn Ends(edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let ends = Signal::derive(move || {
        let ends: [(&str, Key); 3] =
            [("never", key!(plans.end_never)), ("count", key!(plans.end_count)), ("until", key!(plans.end_until))];
        ends.map(|(word, key)| ui::Choice::new(word, i18n.say(key))).to_vec()
    });
    let is = move |end: &'static str| edit.end.with(|word| word == end);
    view! {
        <div class="contract-pair">
            <ui::Select name="plan-end" label=t!(i18n, plans.ends) choices=ends value=edit.end disabled=fixed />
            <div hidden=move || !is("count")>
                <ui::TextInput name="plan-times" label=t!(i18n, plans.times) kind="number" min="1" value=edit.times error=wrong.at("/times") readonly=fixed />
            </div>
            <div hidden=move || !is("until")>
                <ui::TextInput name="plan-until" label=t!(i18n, plans.until) kind="date" value=edit.until error=wrong.at("/until") readonly=fixed />
            </div>
        </div>
    }
}
