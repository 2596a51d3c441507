//! The editor of one policy.

use leptos::prelude::*;
use yingda_shared::calendar::WorkCalendar;
use yingda_shared::contract::Operation;
use yingda_shared::escalation::EscalationPolicy;
use yingda_shared::record::{Details, List};

use super::edit::Edit;
use super::levels::Levels;
use super::scope::ScopeFields;
use crate::admin::conflict::WholeConflict;
use crate::admin::keeping::keep;
use crate::admin::records::names::Names;
use crate::admin::rules::sentence::Say;
use crate::admin::rules::wrong::Wrong;
use crate::boot::may;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

const CALENDARS: u32 = 200;

/// `named` hears what it is called once it is saved.
#[component]
pub fn PolicyForm(policy: EscalationPolicy, named: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let fixed = !may("escalation_policies.save");
    let is_new = policy.rv == 0;
    let edit = Edit::of(&policy);
    let say = Say { i18n, names: Names::new() };
    let keeping = keep(
        edit.kept,
        move || edit.read(),
        "/admin/escalation-policies/",
        move |policy: &EscalationPolicy| drop(named.try_set(policy.name.clone())),
    );
    let wrong = Wrong(keeping.fault);
    let errors = Signal::derive(move || wrong.all(i18n, |pointer| edit.control(pointer)));
    let typed = Memo::new(move |_| edit.typed());
    Effect::new(move |_| say.want(typed.with(|(policy, _)| policy.references())));
    let changed = move || is_new || typed.with(|(policy, _)| edit.kept.with(|kept| policy != kept));
    let said = move || i18n.say(if changed() { key!(rules.unsaved) } else { key!(admin.nothing_changed) });
    let calendars = calendars();
    let any = MaybeProp::derive(move || Some(i18n.say(key!(escalation_admin.clock_calendar))));
    let help = |key| MaybeProp::derive(move || Some(i18n.say(key)));
    view! {
        <form class="rule-form" on:submit=move |event| keeping.submit(&event) novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            <WholeConflict kept=edit.kept fault=keeping.fault load=move |theirs: EscalationPolicy| edit.load(&theirs) again=move |()| keeping.go() />
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
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy=keeping.busy />
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
