//! The editor of one policy.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::calendar::WorkCalendar;
use yingda_shared::contract::Operation;
use yingda_shared::escalation::EscalationPolicy;
use yingda_shared::fault::Fault;
use yingda_shared::record::{Details, List, Save};

use super::edit::Edit;
use super::levels::Levels;
use super::scope::ScopeFields;
use crate::admin::conflict::WholeConflict;
use crate::admin::records::names::Names;
use crate::admin::rules::sentence::Say;
use crate::admin::rules::wrong::Wrong;
use crate::api::call;
use crate::boot::may;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

const CALENDARS: u32 = 200;

/// `named` hears what it is called once it is saved.
#[component]
pub fn PolicyForm(policy: EscalationPolicy, named: RwSignal<String>) -> impl IntoView {
    let (i18n, toasts, navigate) = (use_i18n(), use_toasts(), use_navigate());
    let fixed = !may("escalation_policies.save");
    let is_new = policy.rv == 0;
    let edit = Edit::of(&policy);
    let say = Say { i18n, names: Names::new() };
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let wrong = Wrong(fault);
    let save = StoredValue::new(move |policy: EscalationPolicy| {
        busy.set(true);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match call(Save(policy.clone())).await {
                Ok(saved) => {
                    fault.try_set(None);
                    toasts.show(Tone::Ok, i18n.say(key!(common.saved)));
                    named.try_set(policy.name.clone());
                    edit.kept.try_set(EscalationPolicy { rv: saved.rv, ..policy });
                    // Who has gone elsewhere in the meantime stays there.
                    if is_new && !busy.is_disposed() {
                        let there = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
                        navigate(&format!("/admin/escalation-policies/{}", saved.id), there);
                    }
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
            busy.try_set(false);
        });
    });
    let go = move || match untrack(|| edit.read()) {
        Ok(policy) => save.with_value(|save| save(policy)),
        Err(fields) => fault.set(Some(Fault::Invalid { fields })),
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            go();
        }
    };
    let errors = Signal::derive(move || wrong.all(i18n, |pointer| edit.control(pointer)));
    let typed = Memo::new(move |_| edit.typed());
    Effect::new(move |_| say.want(typed.with(|(policy, _)| policy.references())));
    let changed = move || is_new || typed.with(|(policy, _)| edit.kept.with(|kept| policy != kept));
    let said = move || i18n.say(if changed() { key!(rules.unsaved) } else { key!(admin.nothing_changed) });
    let calendars = calendars();
    let any = MaybeProp::derive(move || Some(i18n.say(key!(escalation_admin.clock_calendar))));
    let help = |key| MaybeProp::derive(move || Some(i18n.say(key)));
    view! {
        <form class="rule-form" on:submit=submit novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            <WholeConflict kept=edit.kept fault load=move |theirs: EscalationPolicy| edit.load(&theirs) again=go />
            // Whoever may only look changes nothing.
            <fieldset class="rule-whole" disabled=fixed>
                <div class="rule-basics">
                    <ui::TextInput name="policy-name" label=t!(i18n, admin.field.name) value=edit.name error=wrong.at("/name") required=true readonly=fixed />
                    <ScopeFields edit wrong names=say.names fixed />
                    <ui::Select name="policy-calendar_id" label=t!(i18n, escalation_admin.calendar) choices=calendars value=edit.calendar blank=any error=wrong.at("/calendar_id") disabled=fixed />
                    <ui::TextInput name="policy-acknowledged_minutes" label=t!(i18n, escalation_admin.acknowledged) value=edit.acknowledged inputmode="numeric"
                        error=wrong.at("/acknowledged_minutes") help=help(key!(escalation_admin.acknowledged_help)) note=help(key!(common.optional)) readonly=fixed />
                    <ui::Checkbox name="policy-active" label=t!(i18n, admin.active) checked=edit.active disabled=fixed />
                </div>
                <ui::SectionCard id="policy-levels-card" title=t!(i18n, escalation_admin.levels)>
                    <Levels edit calendars wrong say fixed />
                </ui::SectionCard>
            </fieldset>
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    <span role="status">{said}</span>
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy />
                </div>
            })}
        </form>
    }
}

/// Calendars that can be chosen.
fn calendars() -> Signal<Vec<ui::Choice>> {
    let calendars = fetch_once(|| {
        let question = || List::<WorkCalendar> { limit: Some(CALENDARS), ..List::default() };
        may(<List<WorkCalendar> as Operation>::NAME).then(question)
    });
    Signal::derive(move || {
        let rows = calendars.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
        rows.into_iter().map(|calendar| ui::Choice::new(calendar.id.to_string(), calendar.name)).collect()
    })
}
