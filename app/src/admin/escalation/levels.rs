//! The levels of a policy, from the first to the last.

use leptos::prelude::*;
use yingda_shared::escalation::{Level, Stop};
use yingda_shared::kernel::limits::ESCALATION_LEVELS_MAX;

use super::edit::Edit;
use super::level::{LevelEdit, blank};
use super::sentence;
use super::trigger::{LevelError, TriggerFields};
use crate::admin::rules::actions::Actions;
use crate::admin::rules::boxes::{Boxes, FieldError};
use crate::admin::rules::choices::all;
use crate::admin::rules::conditions::Conditions;
use crate::admin::rules::sentence::Say;
use crate::admin::rules::wrong::Wrong;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// `calendars` are those that a level may count by.
#[component]
pub fn Levels(edit: Edit, calendars: Signal<Vec<ui::Choice>>, wrong: Wrong, say: Say, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let full = Signal::derive(move || edit.levels.with(|rows| rows.len() >= ESCALATION_LEVELS_MAX));
    let row = move |level: LevelEdit| view! { <OneLevel level edit calendars wrong say fixed /> };
    view! {
        <div class="stack stack-4" id="policy-levels" tabindex="-1">
            <For each=move || edit.levels.get() key=|level| level.key children=row />
            <FieldError id="policy-levels-error" error=wrong.at("/levels") />
            {(!fixed).then(|| view! {
                <div class="row">
                    <ui::Button label=t!(i18n, escalation_admin.add_level) icon="plus" disabled=full
                        on_press=move || edit.levels.update(|rows| rows.push(LevelEdit::of(&blank()))) />
                </div>
            })}
        </div>
    }
}

#[component]
fn OneLevel(
    level: LevelEdit,
    edit: Edit,
    calendars: Signal<Vec<ui::Choice>>,
    wrong: Wrong,
    say: Say,
    fixed: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let key = level.key;
    let at = Memo::new(move |_| edit.levels.with(|rows| rows.iter().position(|other| other.key == key)));
    let place = move |rest: &str| format!("/levels/{}{rest}", at.get().unwrap_or(ESCALATION_LEVELS_MAX));
    let error: LevelError = Callback::new(move |rest: &'static str| wrong.below(i18n, &place(rest)));
    let told = move |rest: &'static str| MaybeProp::derive(move || error.run(rest));
    let help = |key| MaybeProp::derive(move || Some(i18n.say(key)));
    let id = format!("level-{key}");
    let name = |field: &str| format!("{id}-{field}");
    let number = move || (at.get().unwrap_or_default() + 1).to_string();
    let named = move |key| move || i18n.fill(key, &[("n", &number())]);
    let read = {
        let level = level.clone();
        Memo::new(move |_| -> Level { level.read("", &mut Vec::new()) })
    };
    let said = move || read.with(|level| sentence::level(say, level));
    let (criteria, actions) = (RwSignal::from(level.criteria.clone()), RwSignal::from(level.actions.clone()));
    let value = |signal: &ArcRwSignal<String>| RwSignal::from(signal.clone());
    let first = Signal::derive(move || at.get() == Some(0));
    let last = Signal::derive(move || at.get().is_some_and(|at| at + 1 == edit.levels.with(Vec::len)));
    let remove = move || edit.levels.update(|rows| rows.retain(|other| other.key != key));
    let tools = (!fixed).then(|| {
        view! {
            <span class="policy-level-tools">
                <ui::IconButton label=named(key!(escalation_admin.move_up)) icon="chevron-up" disabled=first on_press=move || edit.shift(key, -1) />
                <ui::IconButton label=named(key!(escalation_admin.move_down)) icon="chevron-down" disabled=last on_press=move || edit.shift(key, 1) />
                <ui::IconButton label=named(key!(escalation_admin.remove_level)) icon="trash" on_press=move || remove() />
            </span>
        }
    });
    let criteria_at = Signal::derive(move || place("/criteria"));
    let actions_at = Signal::derive(move || place("/actions"));
    view! {
        <section class="policy-level" aria-labelledby=name("title")>
            <div class="policy-level-head"><h3 id=name("title")>{named(key!(escalation_admin.level))}</h3>{tools}</div>
            <p class="rule-sentence">{said}</p>
            <TriggerFields level=level.clone() id=id.clone() error fixed />
            <ui::Select name=name("calendar_id") label=t!(i18n, escalation_admin.level_calendar) choices=calendars value=value(&level.calendar)
                blank=help(key!(escalation_admin.policy_calendar)) error=told("/calendar_id") help=help(key!(escalation_admin.calendar_help)) disabled=fixed class="field-narrow" />
            <h4>{t!(i18n, rules.conditions)}</h4>
            <Conditions rows=criteria id=name("criteria") pointer=criteria_at wrong fixed />
            <h4>{t!(i18n, rules.then)}</h4>
            <Actions rows=actions id=name("actions") pointer=actions_at wrong names=say.names fixed />
            <div class="rule-basics">
                <ui::TextInput name=name("repeat_every") label=t!(i18n, escalation_admin.every) value=value(&level.every) inputmode="numeric" error=told("/repeat_every") note=help(key!(common.optional)) readonly=fixed />
                <ui::TextInput name=name("max_repeats") label=t!(i18n, escalation_admin.most) value=value(&level.most) inputmode="numeric" error=told("/max_repeats") note=help(key!(common.optional)) readonly=fixed />
            </div>
            <Boxes id=name("stop_when") label=t!(i18n, escalation_admin.stop) namespace="rule_words.stop" all=all!(Stop) chosen=RwSignal::from(level.stops.clone()) error=told("/stop_when") help=help(key!(escalation_admin.stop_help)) fixed />
        </section>
    }
}
