//! The editor of one rule: when, if, then, in this order, and the whole of it as one sentence.

use leptos::prelude::*;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::record::Details;
use yingda_shared::rules::Rule;

use super::actions::Actions;
use super::conditions::Conditions;
use super::edit::Edit;
use super::rehearsal::Rehearse;
use super::sentence::Say;
use super::when::WhenFields;
use super::wrong::Wrong;
use crate::admin::conflict::WholeConflict;
use crate::admin::keeping::keep;
use crate::admin::records::names::Names;
use crate::boot::may;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// `named` hears what it is called once it is saved.
#[component]
pub fn RuleForm(rule: Rule, named: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let fixed = !may("rules.save");
    let is_new = rule.rv == 0;
    let edit = Edit::of(&rule);
    let say = Say { i18n, names: Names::new() };
    let keeping = keep(
        edit.kept,
        move || edit.read(),
        "/admin/rules/",
        move |rule: &Rule| drop(named.try_set(rule.name.clone())),
    );
    let wrong = Wrong(keeping.fault);
    let errors = Signal::derive(move || wrong.all(i18n, |pointer| edit.control(pointer)));
    let typed = Memo::new(move |_| edit.typed());
    Effect::new(move |_| say.want(typed.with(|(rule, _)| rule.references())));
    let changed = move || is_new || typed.with(|(rule, _)| edit.kept.with(|kept| rule != kept));
    let said = move || i18n.say(if changed() { key!(rules.unsaved) } else { key!(admin.nothing_changed) });
    let sentence = move || typed.with(|(rule, _)| say.rule(rule));
    view! {
        <form class="rule-form" on:submit=move |event| keeping.submit(&event) novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            <WholeConflict kept=edit.kept fault=keeping.fault load=move |theirs: Rule| edit.load(&theirs) again=move |()| keeping.go() />
            <p class="rule-sentence" id="rule-sentence">{sentence}</p>
            // Whoever may only look changes nothing.
            <fieldset class="rule-whole" disabled=fixed>
                <div class="rule-basics">
                    <ui::TextInput name="rule-name" label=t!(i18n, admin.field.name) value=edit.name error=wrong.at("/name") required=true readonly=fixed />
                    <ui::TextInput name="rule-order" label=t!(i18n, rules.order) value=edit.order inputmode="numeric" error=wrong.at("/order") help=MaybeProp::derive(move || Some(i18n.say(key!(rules.order_help)))) readonly=fixed />
                    <ui::Checkbox name="rule-active" label=t!(i18n, admin.active) checked=edit.active disabled=fixed />
                </div>
                <ui::SectionCard id="rule-when-card" title=t!(i18n, rules.when)><WhenFields edit wrong fixed /></ui::SectionCard>
                <ui::SectionCard id="rule-if-card" title=t!(i18n, rules.conditions)>
                    <Conditions rows=edit.conditions id="rule-if" pointer=Signal::stored("/if".to_string()) wrong fixed />
                </ui::SectionCard>
                <ui::SectionCard id="rule-then-card" title=t!(i18n, rules.then)>
                    <Actions rows=edit.actions id="rule-then" pointer=Signal::stored("/then".to_string()) wrong names=say.names fixed />
                    <ui::Checkbox name="rule-last" label=t!(i18n, rules.last) checked=edit.last help=MaybeProp::derive(move || Some(i18n.say(key!(rules.last_help)))) disabled=fixed />
                </ui::SectionCard>
            </fieldset>
            {may("rules.rehearse").then(|| view! { <Rehearse edit fault=keeping.fault say /> })}
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    <span role="status">{said}</span>
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy=keeping.busy />
                </div>
            })}
        </form>
    }
}

/// Faults of a rule that was rehearsed, as those of the rule itself.
pub fn own_faults(fault: Fault) -> Fault {
    let Fault::Invalid { fields } = fault else { return fault };
    let own = |field: FieldFault| match field.pointer.strip_prefix("/rule") {
        Some(rest) => FieldFault { pointer: rest.to_string(), ..field },
        None => field,
    };
    Fault::Invalid { fields: fields.into_iter().map(own).collect() }
}
